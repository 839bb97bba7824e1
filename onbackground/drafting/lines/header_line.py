"""What single lines of a header are: offices, officials, series, titles, entries of an index."""

from __future__ import annotations

import re

from onbackground.dates import printed_dates
from onbackground.drafting import limits
from onbackground.drafting.lines.tables import PHRASES, line_is, whole_is

_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?", re.I)
_CLOCK = re.compile(
    r"\b(?:at )?\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b\.?)?\s*(?:\(?[A-Z]{2,4}T\)?|local(?: time)?|GMT)?", re.I
)
_SERIES = {
    " ".join(words.split()): series.strip(" -\n")
    for entry in """
    special-briefing: special briefing | special briefings | on-the-record briefing | on the record briefing |
        special online briefing | digital press briefing | special state department briefing;
    background-briefing: background briefing | background briefings;
    daily-briefing: daily press briefing | daily press briefings | department press briefing | department press
        briefings;
    gaggle: press gaggle | gaggle;
    press-call: background press call | background conference call | press call | conference call | telephonic
        press briefing;
    -: remarks | remarks to the press | press briefing | press briefings | press conference | briefing |
        transcript | speeches & remarks | speeches and remarks | statements and releases | interview | press
        availability | readout | press releases | remarks, testimony, speeches, and briefings;
    other: foreign press center briefing
    """.split(";")
    for series, _, names in [entry.partition(":")]
    for words in names.split("|")
}
"""Lines that name a series rather than a briefing (empty: a heading that says nothing about the series)."""

_NAME = re.compile(
    r"(?:[A-Z][\w.’'-]+|[A-Z]\.)(?: (?:[A-Z][\w.’'-]*|[A-Z]\.|de|la|van|von|bin|al)){1,3}(?:,? (?:Jr|Sr|III|"
    r"II)\.?)?"
)


def is_dated(line: str) -> bool:
    """A date beside no more than a weekday, a time, a place or an office: `Rome, Italy, May 3, 2014`."""
    found = next(printed_dates(line), None)
    if found is None or len(line) > limits.LONGEST_LINE:
        return False
    match, _ = found
    beside = _WEEKDAY.sub("", line[: match.start()] + " " + line[match.end() :])
    beside = _CLOCK.sub("", beside).strip(" ,;|()[]–—-/.")
    return (
        not beside
        or is_office(beside)
        or bool(
            re.fullmatch(
                r"[A-Z][\w .’'-]+, ?[A-Z][\w .’'-]+|(?:posted|updated|released|published|as of|date)(?: on)?:?|"
                r"[A-Z]{2,4}",
                beside,
                re.I if len(beside) < 14 else 0,
            )
            and not title_weight(beside)
        )
    )


def is_office(line: str) -> bool:
    """`Office of the Spokesperson`, `Bureau of Public Affairs`."""
    return line_is("office", line) and not line.endswith((".", "?"))


def is_byline(line: str) -> bool:
    """`Senior State Department Official`, `Briefer: …`, a name with a post behind a comma."""
    if len(line) > limits.LONGEST_LINE or (line.endswith(("?", "!", ".")) and not line.endswith(("Jr.", "Sr."))):
        return False
    if whole_is("official", line) or whole_is("briefer", line):
        return True
    return whole_is("named post", line) and not PHRASES["title"].search(line)


def is_post(line: str) -> bool:
    """`Secretary of State`, `Deputy Spokesperson`: a post without a name."""
    return line_is("post", line) and not line.endswith((".", "?"))


def is_name(line: str) -> bool:
    """Two to four capitalised words that may be a person's name."""
    if re.match(r"The (?!Hon|Rt|Right|Rev)", line):
        return False
    return bool(_NAME.fullmatch(line)) and not PHRASES["title"].search(line)


def is_index_heading(line: str) -> bool:
    """`INDEX`, `I N D E X`, `Index for Today's Briefing:`, `TOPIC PAGE`."""
    return whole_is("index heading", line)


def is_index_entry(line: str) -> bool:
    """`3-5 Meeting of the Monitoring Group`, `Status of Talks ....... 7`, a bullet."""
    return line_is("index entry", line) and not re.match(r"\d{1,2} [A-Z][a-z]+ \d{4}$", line)


def has_leaders(line: str) -> bool:
    """`Status of Talks ....... 7`: dots lead from an entry to its page."""
    return bool(re.search(r"\.{3,}\s*\d", line))


def series_of_line(line: str) -> str | None:
    """The series that a line of its own names; empty for a heading such as `Remarks`, None for any other line."""
    bare = line.strip(" .:").lower()
    return _SERIES.get(bare, _SERIES.get(re.sub(r" (?:via|by) (?:tele|phone|video|conference call).*", "", bare)))


def title_weight(line: str) -> int:
    """How much a line looks like a title: 0 not at all, 3 as `Background Briefing on …` does."""
    if len(line) > limits.LONGEST_LINE or not PHRASES["title"].search(line) or line.endswith(("?", ":")):
        return 0
    if series_of_line(line) is not None:
        return 1
    return (
        3
        if re.search(
            r"\b(?:briefing|gaggle|call|remarks|conference|teleconference|read ?-?out|interview|"
            r"availability)\s+(?:by|on|in|with|to|of|for|from|at|following|preview\w*|and|en)\b",
            line,
            re.I,
        )
        else 2
    )


def series_of_title(title: str, lines: list[str]) -> str:
    """The series of a briefing that no line of its own names, from its title."""
    words = title.lower()
    if "gaggle" in words:
        return "gaggle"
    if re.search(r"\b(?:press call|conference call|teleconference|telephonic|background call)\b", words):
        return "press-call"
    if "background" in words or any("background briefing" in line.lower() for line in lines):
        return "background-briefing"
    if "special briefing" in words:
        return "special-briefing"
    if "daily" in words or re.search(
        r"\bpress briefing by\b.*\b(?:press secretary|spokes\w+)\b|\bdepartment press briefing\b", words
    ):
        return "daily-briefing"
    return "other"
