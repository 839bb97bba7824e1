"""The lines above the first turn: title, byline, venue, place, date, series, and what belongs to none of them.

Whatever order they are printed in, and whatever is missing. A line that no field reproduces is a skip with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onbackground.corpus.terms import NO_TERMS, Terms
from onbackground.dates import printed_date, printed_dates
from onbackground.drafting import limits
from onbackground.drafting.cutting.header_kinds import kinds_of
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.header_line import series_of_line, series_of_title, title_weight
from onbackground.drafting.lines.places import Place, ends_in_room, read_place
from onbackground.verbatim.reproduce import fold


@dataclass
class Header:
    """The header fields of a record, None where the page prints none; `skips` are (text, reason) in source order.

    `questions` are (field, question) that a reader has to settle; `lines` are (line, what it looks like, its field).
    """

    title: str | None = None
    series: str = "other"
    byline: str | None = None
    venue: str | None = None
    place: Place | None = None
    date: str | None = None
    skips: list[tuple[str, str]] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[str, str, str | None]] = field(default_factory=list)


def read_header(
    printed: list[str], title: str | None = None, page_date: str | None = None, terms: Terms = NO_TERMS
) -> Header:
    """Read the lines above the first turn.

    `title` is the page's own title where it is known (it is one of the lines then); `page_date` (YYYY-MM-DD) the
    day that the page itself is dated, which gives way to a day that the transcript prints. `terms` are the words
    that the corpus declares: its publishers are no bylines, its series are known by their words in title or banner.
    """
    lines = [text for line in printed if (text := fold(line))]
    offices = {fold(one.name).casefold() for one in terms.publishers.values()}
    kinds = ["header-line" if line.casefold() in offices else kind for line, kind in zip(lines, kinds_of(lines))]
    header = Header()
    used: dict[int, str] = {}
    _take_title(lines, kinds, header, used, fold(title) if title else None)
    _take_date(lines, kinds, header, used, page_date)
    _take_places(lines, kinds, header, used)
    _take_byline(lines, kinds, header, used)
    header.series = (
        _declared_series(terms, [header.title or "", *lines])
        or next(
            (series for n, line in enumerate(lines) if kinds[n] == "series" and (series := series_of_line(line))), None
        )
        or series_of_title(header.title or "", lines)
    )
    _leave_skips(lines, kinds, header, used)
    header.lines = [(line, kind, used.get(n)) for n, (line, kind) in enumerate(zip(lines, kinds))]
    return header


def _declared_series(terms: Terms, lines: list[str]) -> str | None:
    """The first series of the corpus whose words stand in one of the lines: `rate-decision` in “the rate decision”."""
    spoken = {series: series.replace("-", " ").replace("_", " ") for series in terms.meanings.get("series", {})}
    return next(
        (series for line in lines for series, words in spoken.items() if f" {words} " in f" {line.casefold()} "), None
    )


def _take_title(lines: list[str], kinds: list[str], header: Header, used: dict[int, str], known: str | None) -> None:
    if known in lines:
        first = lines.index(known)
    else:
        open_lines = [
            n
            for n, kind in enumerate(kinds)
            if kind in ("other", "name", "post", "byline") or (kind == "venue" and not ends_in_room(lines[n]))
        ]
        heavy = [n for n in open_lines if title_weight(lines[n])]
        series = [n for n, kind in enumerate(kinds) if kind == "series" and title_weight(lines[n])]
        others = [n for n in open_lines if kinds[n] == "other" or (kinds[n] == "name" and not series)]
        choices = (
            heavy
            or (series[:1] if series and (not others or series[0] < others[0]) else others[:1])
            or [n for n, kind in enumerate(kinds) if kind == "series"]
        )
        if not choices:
            return
        first = max(choices[:6], key=lambda n: (title_weight(lines[n]), not any(printed_dates(lines[n])), -n))
    last = first
    while last + 1 < len(lines) and _title_goes_on(lines[last], lines[last + 1], kinds[last + 1]):
        last += 1
    header.title = " ".join(lines[first : last + 1])
    used.update(dict.fromkeys(range(first, last + 1), "title"))


def _title_goes_on(line: str, following: str, kind: str) -> bool:
    if re.search(
        r"(?:\b(?:by|on|and|with|of|the|to|for|in|a|an|at|from|re|regarding|preview(?:ing)?)|[,&:–—-])$", line, re.I
    ):
        return kind in ("other", "name", "post", "byline", "office", "place") and not not_speech.is_time_line(following)
    if series_of_line(line) is not None and re.match(r"(?:given |held )?(?:by|with|of|following|on) ", following):
        return kind in ("other", "byline")  # `Press conference` / `by the Secretary General`
    if re.match(r"[A-Z]\w+: ", following) or (kind == "byline" and series_of_line(line) is not None):
        return False
    return line.isupper() and following.isupper() and kind in ("other", "name", "post", "byline") and len(line) > 8


def _take_date(lines: list[str], kinds: list[str], header: Header, used: dict[int, str], page_date: str | None) -> None:
    """The day that a line prints; where several differ, the transcript's own rather than the page's."""
    alone = [n for n, kind in enumerate(kinds) if kind == "date" and n not in used]
    days = {n: printed_date(lines[n]) for n in alone}
    inside = [day for n, line in enumerate(lines) if n not in alone for _, day in printed_dates(line)]
    own = [n for n in alone if days[n] != page_date]
    if own or alone:
        header.date = days[(own or alone)[0]]
    elif inside:
        header.date = inside[0]
    for n in alone:
        if days[n] == header.date:
            used[n] = "date"
    different = sorted({day for day in (*days.values(), *inside) if day and day != header.date})
    if different:
        header.questions.append(
            ("date", f"The header also prints {' and '.join(different)}: on which day was the briefing held?")
        )


def _take_places(lines: list[str], kinds: list[str], header: Header, used: dict[int, str]) -> None:
    places = [n for n, kind in enumerate(kinds) if kind == "place" and n not in used]
    calls = [n for n, kind in enumerate(kinds) if kind == "call" and n not in used]
    aboard = [n for n in places if lines[n].lower().startswith("aboard")]
    if len(places) > 1 and aboard:
        header.venue = lines[aboard[0]]
        used[aboard[0]] = "venue"
        places.remove(aboard[0])
    if places:
        header.place = read_place(lines[places[0]])
        used[places[0]] = "place"
    elif calls:
        header.place = Place(lines[calls[0]], None, None)
        used[calls.pop(0)] = "place"
    venues = [n for n, kind in enumerate(kinds) if kind == "venue" and n not in used] + calls
    if not venues and places and (above := places[0] - 1) in _named_places(lines, kinds, used):
        venues = [above]
    if venues and not header.venue:
        header.venue = lines[venues[0]]
        used[venues[0]] = "venue"


def _named_places(lines: list[str], kinds: list[str], used: dict[int, str]) -> list[int]:
    """Lines that may name a house, right above a place: `The Istana`."""
    return [
        n
        for n, kind in enumerate(kinds)
        if kind == "other"
        and n not in used
        and len(lines[n].split()) <= limits.WORDS_OF_A_VENUE
        and lines[n][-1:].isalnum()
        and not_speech.is_heading(lines[n])
    ]


def _take_byline(lines: list[str], kinds: list[str], header: Header, used: dict[int, str]) -> None:
    free = [n for n in range(len(lines)) if n not in used]
    found = next((n for n in free if kinds[n] == "byline"), None)
    if found is None:
        found = next((n for n in free if kinds[n] in ("name", "post")), None)
    if found is None:
        found = next(
            (n for n in free if kinds[n] == "office" and not re.search(r"press secretary", lines[n], re.I)), None
        )
        if found is None:
            return
    last = found
    if kinds[found] == "name" and found + 1 in free and kinds[found + 1] == "post":
        last += 1
    header.byline = " ".join(lines[found : last + 1])
    used.update(dict.fromkeys(range(found, last + 1), "byline"))


_REASONS = {"time-line", "release-line", "page-furniture", "index"}


def _leave_skips(lines: list[str], kinds: list[str], header: Header, used: dict[int, str]) -> None:
    """The lines that no field took, each with its reason; lines of one index or banner together."""
    previous: tuple[int, str] | None = None
    for n, line in enumerate(lines):
        if n in used:
            continue
        reason = kinds[n] if kinds[n] in _REASONS else "header-line"
        if reason == "header-line" and not_speech.is_footnote(line) and not not_speech.is_section_heading(line):
            reason = "footnote"
        elif kinds[n] == "other" and lines.count(line) > 1 and line != header.title:
            reason = "caption"
        if previous == (n - 1, reason) and reason in ("index", "page-furniture"):
            header.skips[-1] = (f"{header.skips[-1][0]} {line}", reason)
        else:
            header.skips.append((line, reason))
        previous = (n, reason)
