"""OB7xx: events and their dates."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.dates import edtf_bounds, has_date_word, has_relative_word, relative_day, relative_season
from onbackground.findings import Problem, did_you_mean, record_rule
from onbackground.record.record import Record


@record_rule("OB701", reads=("events",))
def date_is_not_edtf(record: Record) -> Iterator[Problem]:
    """An event's date is not EDTF.

    EDTF (ISO 8601-2) writes days (2031-04-02), months (2031-04), years, seasons (2031-23 is autumn), intervals
    (2031-04-02/2031-04-05), and what is approximate (2031-04~) or uncertain (2031-04?).

    Wrong:
        date: "April 2031"
    Right:
        date: "2031-04"
    """
    for name, event in record.layer("events").items():
        if event["date"] is not None and edtf_bounds(event["date"]) is None:
            yield Problem(
                ("events", name, "date"),
                f"“{event['date']}” is not a date in EDTF",
                "a day 2031-04-02, a month 2031-04, autumn 2031-23, an interval A/B",
            )


@record_rule("OB702", reads=("events",))
def date_and_basis(record: Record) -> Iterator[Problem]:
    """The date of an event and its basis do not agree.

    A date has a basis other than `none`; without a date there is nothing that could be stated or resolved. An
    external basis, and only that, cites its source.

    Wrong:
        e01: {…, date: null, basis: stated, …}
    Right:
        e01: {…, date: null, basis: none, …}
    """
    for name, event in record.layer("events").items():
        at = ("events", name, "basis")
        if (event["date"] is None) != (event["basis"] == "none"):
            said = f"the date is {event['date']}" if event["date"] else "there is no date"
            yield Problem(
                at, f"{said}, yet the basis is “{event['basis']}”", "basis: none goes with date: null, and only with it"
            )
        elif (event["basis"] == "external") != ("source" in event):
            yield Problem(
                at,
                f"the basis is “{event['basis']}”, but {'a' if 'source' in event else 'no'} source is cited",
                "`source` goes with basis: external, and only with it",
            )
        elif event["date"] is None and "part" in event:
            yield Problem(
                ("events", name, "part"), "a part of a day without a date", "give the date, or remove it", key=True
            )


@record_rule("OB703", reads=("events", "turns", "date", "id"), waivable=True)
def relative_date_wrong(record: Record) -> Iterator[Problem]:
    """A relative date does not follow from the briefing's date.

    “Tomorrow” in a briefing of 2 April is 3 April; “this evening” is the evening of 2 April; “later this fall” is
    the fall of that year. Where the word
    means another day (it is quoted, or the text was spoken earlier), a waiver says so.

    Wrong:
        date: "2031-04-02"
        e02: {…, date: "2031-04-04", basis: resolved, anchors: [{turn: t02, quote: "meet again tomorrow"}]}
    Right:
        e02: {…, date: "2031-04-03", basis: resolved, anchors: [{turn: t02, quote: "meet again tomorrow"}]}
    """
    spoken_on = record.spoken_on
    if not spoken_on:
        return
    for name, event in record.layer("events").items():
        bounds = edtf_bounds(event["date"]) if event["date"] else None
        if event["basis"] != "resolved" or bounds is None:
            continue
        for anchor in event["anchors"]:
            if anchor["quote"] not in record.texts.get(anchor["turn"], ""):
                continue
            seasons = relative_season(anchor["quote"], spoken_on)
            if seasons and not any(first <= bounds[1] and bounds[0] <= last for first, last in seasons):
                yield Problem(
                    ("events", name, "date"),
                    f"the quote’s season, said on {spoken_on}, is not {event['date']}",
                    f"a date from {seasons[0][0]} to {seasons[0][1]}: 21 is spring, 22 summer, 23 autumn, 24 winter",
                )
                break
            meant = relative_day(anchor["quote"], spoken_on)
            if meant is None:
                continue
            day, part = meant
            if not bounds[0] <= day <= (bounds[1] or "9999"):
                yield Problem(
                    ("events", name, "date"),
                    f"the quote’s relative date, said on {spoken_on}, is {day}, not {event['date']}",
                    f'date: "{day}"',
                )
                break
            if part and event.get("part", part) != part:
                yield Problem(
                    ("events", name, "part"),
                    f"the quote speaks of the {part}, the event of the {event['part']}",
                    f"part: {part}",
                )
                break


@record_rule("OB704", reads=("events", "date", "id"), waivable=True)
def status_against_date(record: Record) -> Iterator[Problem]:
    """The status of an event does not fit its date.

    As of the briefing, what has occurred lies not in the future, and what is scheduled not in the past.

    Wrong:
        date: "2031-04-02"
        e02: {…, date: "2031-04-03", status: occurred, …}
    Right:
        e02: {…, date: "2031-04-03", status: scheduled, …}
    """
    spoken_on = record.spoken_on
    for name, event in record.layer("events").items():
        bounds = edtf_bounds(event["date"]) if event["date"] else None
        if not bounds or not spoken_on:
            continue
        start, end = bounds
        status = event["status"]
        if status == "occurred" and start > spoken_on:
            yield Problem(
                ("events", name, "status"),
                f"{name} has occurred, but its date, {event['date']}, is after the briefing",
                "scheduled, tentative or possible",
            )
        elif status in ("scheduled", "tentative", "ongoing") and end and end < spoken_on:
            yield Problem(
                ("events", name, "status"),
                f"{name} is {status}, but its date, {event['date']}, is before the briefing",
                "occurred, or correct the date",
            )
        elif status == "ongoing" and start > spoken_on:
            yield Problem(
                ("events", name, "status"),
                f"{name} is ongoing, but its date, {event['date']}, is after the briefing",
                "scheduled, tentative or possible",
            )


@record_rule("OB705", reads=("events", "subject"))
def unknown_subject(record: Record) -> Iterator[Problem]:
    """The subject is not an event of the record.

    Wrong:
        subject: e09
    Right:
        subject: e01
    """
    subject = record.data["subject"]
    if subject is not None and subject not in record.ids("events"):
        yield Problem(
            ("subject",),
            f"there is no event {subject}",
            did_you_mean(subject, record.ids("events")) or "null until somebody reads the events",
        )


@record_rule("OB706", reads=("events",))
def event_twice(record: Record) -> Iterator[Problem]:
    """Two events are the same, or one is anchored twice in the same words.

    Wrong:
        e01: {what: Roe–Li meeting, …, date: "2031-04-02", …}
        e02: {what: Roe–Li meeting, …, date: "2031-04-02", …}
    Right:
        e01: {what: Roe–Li meeting, …, date: "2031-04-02", …}
    """
    seen: dict[tuple[object, ...], str] = {}
    for name, event in record.layer("events").items():
        key = (event["what"].casefold(), event["date"])
        if seen.setdefault(key, name) != name:
            yield Problem(
                ("events", name),
                f"{name} is the same as {seen[key]}",
                "remove it, or say in `what` how they differ",
                key=True,
            )
        anchors = [(anchor["turn"], anchor["quote"]) for anchor in event["anchors"]]
        for n, anchor in enumerate(anchors):
            if anchor in anchors[:n]:
                yield Problem(("events", name, "anchors", n), f"{name} has this anchor already", "remove it")


@record_rule("OB707", reads=("events", "turns"), waivable=True)
def basis_against_words(record: Record) -> Iterator[Problem]:
    """The basis of a date does not fit the words that it rests on.

    A date that the words give (“on April 30”) is stated; one that follows from a relative word (“tomorrow”, “next
    week”) is resolved. Stated words that hold a relative word and no date are resolved; a date is not resolved
    where no turn of the event has a relative word. Where the words are of another kind, a waiver says so.

    Wrong:
        e02: {…, date: "2031-04-03", basis: stated, anchors: [{turn: t02, quote: "meet again tomorrow"}], …}
    Right:
        e02: {…, date: "2031-04-03", basis: resolved, anchors: [{turn: t02, quote: "meet again tomorrow"}], …}
    """
    for name, event in record.layer("events").items():
        if event["date"] is None or event["basis"] not in ("stated", "resolved"):
            continue
        quotes = [anchor["quote"] for anchor in event["anchors"]]
        if any(quote not in record.texts.get(anchor["turn"], "") for quote, anchor in zip(quotes, event["anchors"])):
            continue
        if event["basis"] == "stated" and any(map(has_relative_word, quotes)) and not any(map(has_date_word, quotes)):
            yield Problem(
                ("events", name, "basis"),
                f"{name} rests on a relative word, so its date is not stated",
                "basis: resolved",
            )
        elif (
            event["basis"] == "resolved"
            and not any(map(has_relative_word, quotes))
            and not any(has_relative_word(record.texts[anchor["turn"]]) for anchor in event["anchors"])
        ):
            yield Problem(
                ("events", name, "basis"),
                f"no turn of {name} has a relative word from which its date could follow",
                "basis: stated, or external with its source; or anchor the event where the word is",
            )


@record_rule("OB708", reads=("statements", "turns"), whole=("events",), waivable=True)
def event_without_anchor(record: Record) -> Iterator[Problem]:
    """A statement is about an event that has no anchor in the turn of the statement.

    What a statement is about is spoken of in its turn. The event needs an anchor there, one in each turn; or the
    statement is about something else.

    Wrong:
        s03: {turn: t04, …, target: e01, …}
        e01: {…, anchors: [{turn: t02, quote: "The two ministers"}]}
    Right:
        s03: {turn: t04, …, target: e01, …}
        e01: {…, anchors: [{turn: t02, quote: "The two ministers"}, {turn: t04, quote: "their meeting"}]}
    """
    anchored = {name: {one["turn"] for one in event["anchors"]} for name, event in record.layer("events").items()}
    quotes: dict[str, list[tuple[str, str]]] = {}
    for event, entry in record.layer("events").items():
        for anchor in entry["anchors"]:
            quotes.setdefault(anchor["turn"], []).append((event, anchor["quote"]))
    missed: set[tuple[str, str]] = set()
    for name, statement in record.layer("statements").items():
        event, turn = statement["target"], statement["turn"]
        if event not in anchored or turn in anchored[event] or (event, turn) in missed:
            continue
        if statement["quote"] not in record.texts.get(turn, ""):
            continue
        missed.add((event, turn))
        others = [other for other, quote in quotes.get(turn, ()) if quote in statement["quote"]]
        yield Problem(
            ("statements", name, "target") if others else ("events", event, "anchors"),
            f"{name} is about {event}, which has no anchor in {turn}",
            f"add an anchor: words of {turn} that speak of {event}; or change the target of {name}"
            + (f": is it {others[0]}?" if others else ""),
            key=not others,
        )
