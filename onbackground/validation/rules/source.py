"""OB3xx: the source, and that the record reproduces it word for word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from onbackground.dates import printed_date
from onbackground.findings import Cause, Path, Problem, Stage, reader_problem, record_rule, shorten
from onbackground.record.countries import COUNTRY_CODES, OFTEN_MEANT
from onbackground.record.record import Record, likeness, view
from onbackground.validation.rules.names import TYPOGRAPHY
from onbackground.verbatim import header_block
from onbackground.verbatim.alignment import Difference
from onbackground.verbatim.nearest import same_letters, what_differs
from onbackground.verbatim.reproduce import fold, label_forms

BODY = ("turns", "participants", "skips")
HEADER = ("title", "byline", "venue", "place", "date")


@reader_problem("OB301", stage=Stage.TEXT)
def source_missing(path: str, reason: str, renamed: str = "") -> Problem:
    """The source of a record is not there, or cannot be read as UTF-8.

    A record without its source proves nothing. The source lies in sources/YEAR/ID.txt, as published.

    Wrong:
        records/2031/state-2031-04-02-lake-commission.yaml   (and nothing in sources/2031/)
    Right:
        sources/2031/state-2031-04-02-lake-commission.txt    (added)
    """
    hint = (
        f"{renamed} has the right digest: rename it" if renamed else "the published text belongs there, byte for byte"
    )
    return Problem(("source",), f"{path}: {reason}", hint, key=True)


@record_rule("OB302", reads=("source", "turns", "participants", "skips", *HEADER), stage=Stage.TEXT)
def source_changed(record: Record) -> Iterator[Problem]:
    """The source is not the one that the record was made from.

    The digest is taken once, when the source is added. If it differs, somebody edited the source (restore it),
    or a new copy was taken (read the record against it anew, then give its digest).

    Wrong:
        sha256: 0000000000000000000000000000000000000000000000000000000000000000
    Right:
        sha256: (what `sha256sum sources/2031/state-2031-04-02-lake-commission.txt` prints)
    """
    if record.source is None or record.data["source"]["sha256"] == record.source.sha256:
        return
    at, said = ("source", "sha256"), f"the file in sources/ has the SHA-256 {record.source.sha256}"
    if not record.source_replaced:
        yield Problem(at, said, "they are nearly the same: was the digest mistyped?")
        return
    if record.source.with_unix_line_ends == record.data["source"]["sha256"]:
        yield Problem(
            at,
            "the file now has Windows line ends",
            "git changed them: put `sources/** -text` into .gitattributes, and check the file out again",
            position=(1, 1),
            file=record.source.path,
        )
        return
    edited = _edited_lines(record)
    if not edited:
        yield Problem(
            at,
            "the source has the words of the record, but other white space or lines than when it was read",
            "a source is never edited: restore the file from git",
            position=_odd_space(record.source.text),
            file=record.source.path,
        )
    elif len(edited) <= MOST_EDITED:
        line, words = edited[0]
        yield Problem(
            at,
            f"the source was edited: the record does not have “{shorten(words)}”" if words else CUT_OFF,
            "a source is never edited: restore the file from git",
            position=(line, 1),
            file=record.source.path,
            doubts=(("title",),),
        )
    else:
        yield Problem(at, said, "restore the file; a new copy of the source needs a new reading")


_ODD_SPACE = re.compile(
    r"(?P<other>[^\S\n ])|(?P<again>(?<=\S)  )|(?P<trailing> (?=\n))|(?P<lines>\n\n\n)|(?P<end>\n\n\Z)|(?P<leading>\n )"
    r"|(?P<none>\A)"
)


def _odd_space(text: str) -> tuple[int, int]:
    """Line and column of the white space that is most likely new, of the kind that is rarest here; or the start."""
    found = list(_ODD_SPACE.finditer(text))
    often = Counter(one.lastgroup for one in found)
    at = min(found, key=lambda one: (one.lastgroup == "none", often[one.lastgroup])).start()
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


CUT_OFF = "the source was cut off: the record has more words"
MOST_EDITED = 5
"""With more lines that the record does not have, the source is thought to be another copy, not an edited one."""


def _edited_lines(record: Record) -> list[tuple[int, str]]:
    """The lines of the source whose words the record does not have, by number from 1; a last one for what is cut."""
    assert record.source is not None
    labels = {
        form for one in record.layer("participants").values() if one["label"] for form in label_forms(one["label"])
    }
    labels |= {form for turn in record.turns.values() if turn.get("label") for form in label_forms(turn["label"])}
    forms = sorted(labels, key=len, reverse=True)
    spoken = fold(" ".join([*_header_values(record), *record.texts.values()]))
    found = []
    lines = record.source.text.split("\n")
    for number, line in enumerate(lines, start=1):
        words = fold(line)
        bare = next((words.removeprefix(form).strip() for form in forms if words.startswith(form)), words)
        if bare not in spoken and printed_date(words) is None:
            found.append((number, bare))
    if not found and any(fold(text) not in record.source.folded for text in record.texts.values()):
        found.append((record.source.text.rstrip("\n").count("\n") + 1, ""))
    return found


def _header_values(record: Record) -> Iterator[str]:
    for key in ("title", "byline", "venue"):
        yield str(record.data.get(key) or "")
    yield str((record.data.get("place") or {}).get("as_printed", ""))
    for skip in record.data.get("skips") or ():
        yield skip["text"]


@record_rule("OB303", reads=(*BODY, *HEADER), stage=Stage.TEXT)
def text_differs(record: Record) -> Iterator[Problem]:
    """The turns do not reproduce the source.

    Labels and turns, in order, are the source, but for white space: nothing straightened, nothing corrected,
    nothing left out. An oddity of the transcript is kept and noted in `sic`; what is not speech goes into
    `skips`.

    Wrong:
        text: I won't get into quotas.        (the source has ’)
    Right:
        text: I won’t get into quotas.
    """
    if record.alignment:
        for difference in record.alignment.differences:
            yield _described(record, difference)


def _described(record: Record, difference: Difference) -> Problem:
    kind, at, ours, theirs = difference.kind, difference.at, difference.record, difference.source
    turn = f"{at[1]}" if at[0] == "turns" else "this skip"
    if kind == "swapped":
        return Problem(
            at,
            f"{theirs} and {ours} are the other way round in the source",
            "bring the turns into the order of the source",
            key=True,
        )
    if kind == "missing":
        where = f"after {turn}" if difference.offset is not None else f"before {turn}"
        place = Problem(
            at[:2],
            f"the source has more {where}: “{shorten(theirs, 100)}”",
            "add what is missing: a turn, or a skip with its reason",
            key=True,
        )
        if difference.offset is not None:
            return place._replace(at=at, key=False, offset=difference.offset)
        bare = turn in record.turns and theirs.endswith(":") and theirs.isupper()
        return place._replace(cause=_other_label(record, turn)) if bare else place
    if kind == "tail":
        return Problem(
            at,
            f"{turn} ends here, the source goes on: “{shorten(theirs, 100)}”",
            "add what is missing: words, a paragraph, or a skip with its reason",
            offset=difference.offset,
            cause=_longer_label(record, turn, theirs),
        )
    if kind == "moved":
        return Problem(at[:2], f"the source has this skip {theirs}", "correct its place: before:, after:, paragraph:")
    if kind == "extra":
        return Problem(
            at,
            f"the source has nothing like {turn} here; it goes on with “{shorten(theirs)}”",
            "remove it, or bring the turns into the order of the source",
            offset=difference.offset,
        )
    also = f"; {difference.more} more place{'s' if difference.more > 1 else ''} in {turn}" if difference.more else ""
    if kind == "label":
        return Problem(
            (*at[:2], "speaker") if "label" not in record.turns.get(str(at[1]), ()) else (*at[:2], "label"),
            f"the source prints “{shorten(theirs, 80)}”, the record “{shorten(ours, 80)}”{also}",
            "correct the speaker; a label that is printed differently here goes into `label`",
            **_of_the_label(record, str(at[1]), theirs),
        )
    return Problem(
        at,
        f"the source has “{shorten(theirs, 100)}”, the record “{shorten(ours, 100)}”{also}",
        what_differs(ours, theirs, "the record", "the source"),
        offset=difference.offset,
        cause=TYPOGRAPHY if same_letters(ours) == same_letters(theirs) else None,
    )


def _of_the_label(record: Record, turn: str, theirs: str) -> dict[str, Any]:
    """What a turn that is printed with another label says of its speaker's: nothing, if the turn has one of its own."""
    if "label" in record.turns.get(turn, ()):
        return {}
    speaker = record.turns[turn]["speaker"]
    once = sum(turn["speaker"] == speaker for turn in record.turns.values()) == 1
    known = theirs.startswith(tuple(str(one["label"]) for one in record.participants.values()))
    return {
        "cause": _other_label(record, turn),
        "doubts": (("participants", speaker, "role"),),
        "shown": ("participants", speaker, "label") if once and not known else None,
    }


def _other_label(record: Record, turn: str) -> Cause:
    """What is behind several turns that are printed with another label: the label of the participant."""
    speaker = record.turns[turn]["speaker"]
    message = f"the source prints another label in {{n}} turns of {speaker}"
    return Cause(("label", speaker), ("participants", speaker, "label"), message, "write the label as it is printed")


def _longer_label(record: Record, turn: str, theirs: str) -> Cause | None:
    """The same, if the source has a longer label: its first words look like the end of the turn before."""
    names = list(record.turns)
    following = names[names.index(turn) + 1 :]
    return _other_label(record, following[0]) if following and theirs.isupper() else None


@view
def header_fit(record: Record) -> header_block.HeaderFit | None:
    if record.source is None or record.alignment is None:
        return None
    fit = header_block.fit_header(record.data, record.source.text, record.alignment.header)
    if not fit.absent or len(fit.uncovered) <= len(fit.absent):
        return fit
    values = [str(_value(record, at)) for at in fit.absent]
    lines = fit.uncovered
    if ("title",) in fit.absent:  # it may take several lines
        runs = [(a, b) for a in range(len(lines)) for b in range(a + 1, min(a + 4, len(lines)) + 1)]
        a, b = max(runs, key=lambda run: likeness(" ".join(lines[run[0] : run[1]]), record.data["title"]))
        lines = [*lines[:a], " ".join(lines[a:b]), *lines[b:]]
    alike = sorted(lines, key=lambda line: max(likeness(line, value) for value in values), reverse=True)
    return fit._replace(uncovered=alike)


def _value(record: Record, at: Path) -> object:
    value: Any = record.data
    for step in at:
        value = value[step]
    return value


@record_rule("OB304", reads=(*BODY, *HEADER))
def header_field_not_printed(record: Record) -> Iterator[Problem]:
    """A header field is not printed in the header of the source.

    Title, byline, venue and place are given as printed, each a whole line (a title may take several). What the
    source does not print is null.

    Wrong:
        byline: Senior State Department Official     (printed: State Department Official)
    Right:
        byline: State Department Official
    """
    fit = header_fit(record)
    if fit is None:
        return
    left = list(fit.uncovered)
    for at in fit.absent:
        value = _value(record, at)
        name = "this skip" if at[0] == "skips" else "place" if at[0] == "place" else at[0]
        near = max(left, key=lambda line: likeness(line, str(value)), default="")
        if near:
            left.remove(near)
        hint = f"the source has “{near}”" if near else "null where not printed"
        alike = near and same_letters(near) in same_letters(str(value))
        said = f"{name} is not printed in the header of the source: “{shorten(str(value))}”"
        yield Problem(at, said, hint, cause=TYPOGRAPHY if alike else None)


@record_rule("OB305", reads=(*BODY, *HEADER))
def header_line_left_out(record: Record) -> Iterator[Problem]:
    """A line of the source's header is in no field.

    Every line before the first turn is the title, byline, venue, place or date, or a skip with its reason:
    nothing of the source is lost.

    Wrong:
        venue: null          (and the source prints “Hotel Example” under the byline)
    Right:
        venue: Hotel Example
    """
    fit = header_fit(record)
    if fit is None:
        return
    for line in fit.uncovered[len(fit.absent) :] if len(fit.absent) < len(fit.uncovered) else ():
        yield Problem(
            _place_of_header_line(record),
            f"no field has this line of the source’s header: “{shorten(line)}”",
            "give it as byline, venue or place, or as a skip with before: and the first turn",
            key=True,
            cause=Cause(("header lines",)),
        )


def _place_of_header_line(record: Record) -> Path:
    """Where a line of the header is to be added: the skips of the header, if it has any; else a field that is null."""
    first = next(iter(record.turns))
    skips = [n for n, skip in enumerate(record.data.get("skips") or ()) if skip.get("before") == first]
    if skips:
        return ("skips", skips[-1])
    return (next((key for key in ("byline", "venue", "place") if record.data[key] is None), "title"),)


@record_rule("OB306", reads=(*BODY, *HEADER))
def another_date_printed(record: Record) -> Iterator[Problem]:
    """The source's header prints another date.

    Wrong:
        date: "2031-04-03"        (printed: April 2, 2031)
    Right:
        date: "2031-04-02"
    """
    fit = header_fit(record)
    if fit and fit.other_dates and record.data["date"] is not None:
        yield Problem(
            ("date",),
            f"the source prints “{fit.other_dates[0]}”, the record {record.data['date']}",
            "write the date as it is printed",
            doubts=(("date",),),
        )


@record_rule("OB307", reads=("skips", "turns"))
def skip_nowhere(record: Record) -> Iterator[Problem]:
    """A skip does not say where it is.

    `before` or `after`, exactly one of them, names a turn of this record; `paragraph` goes with `before` and
    names a paragraph that the turn has.

    Wrong:
        skips: [{text: "# # #", reason: end-mark}]
    Right:
        skips: [{after: t04, text: "# # #", reason: end-mark}]
    """
    for n, skip in enumerate(record.data.get("skips") or ()):
        places = [key for key in ("before", "after") if key in skip]
        if len(places) != 1:
            yield Problem(
                ("skips", n),
                "a skip is either before a turn or after one",
                "give `before: tNN`, or `after: tNN` for what follows the last turn",
            )
        elif skip[places[0]] in record.lost:
            continue
        elif skip[places[0]] not in record.turns:
            yield Problem(
                ("skips", n, places[0]),
                f"there is no turn {skip[places[0]]}",
                f"the turns are t01 to {list(record.turns)[-1]}",
            )
        elif (
            "paragraph" in skip
            and not (record.alignment and record.alignment.differences)
            and (places[0] == "after" or skip["paragraph"] > record.texts[skip["before"]].count("\n") + 1)
        ):
            yield Problem(("skips", n, "paragraph"), f"{skip[places[0]]} has no paragraph {skip['paragraph']}", "")


@record_rule("OB309", reads=("source", "date"))
def retrieved_too_early(record: Record) -> Iterator[Problem]:
    """The source was retrieved before the briefing took place.

    Wrong:
        date: "2031-04-02"
        source: {…, retrieved: "2030-04-03", …}
    Right:
        date: "2031-04-02"
        source: {…, retrieved: "2031-04-03", …}
    """
    retrieved, day = record.data["source"]["retrieved"], record.spoken_on
    if retrieved and day and retrieved < day:
        yield Problem(
            ("source", "retrieved"),
            f"retrieved on {retrieved}, before the briefing of {day}",
            "one of the two dates is wrong",
        )


@record_rule("OB310", reads=("place",), waivable=True)
def city_not_printed(record: Record) -> Iterator[Problem]:
    """The city is not in the place as printed.

    `city` is taken from the place line. A city that is printed under another name, or known from elsewhere, is
    waived with the reason.

    Wrong:
        place: {as_printed: Geneva, city: Vienna, country: CH}
    Right:
        place: {as_printed: Geneva, city: Geneva, country: CH}
    """
    place = record.data["place"]
    if place and place["city"] and fold(place["city"]).lower() not in fold(place["as_printed"]).lower():
        yield Problem(
            ("place", "city"),
            f"the place is printed “{shorten(place['as_printed'])}”, which does not name {place['city']}",
            "the city as printed; null where none is",
        )


@record_rule("OB311", reads=("place",))
def unknown_country(record: Record) -> Iterator[Problem]:
    """A country code that no country has.

    Codes are those that ISO 3166-1 assigns officially: the United Kingdom is GB, not UK.

    Wrong:
        place: {as_printed: London, city: London, country: UK}
    Right:
        place: {as_printed: London, city: London, country: GB}
    """
    place = record.data["place"]
    if place and place["country"] is not None and place["country"] not in COUNTRY_CODES:
        code = place["country"]
        yield Problem(
            ("place", "country"),
            f"no country has the code “{code}”",
            f"country: {OFTEN_MEANT[code]}" if code in OFTEN_MEANT else "ISO 3166-1 alpha-2; null where there is none",
        )
