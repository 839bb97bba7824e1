"""Who holds what, and which events are spoken of."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.dates import edtf_bounds
from onbackground.record.labels import label_set
from onbackground.release.tables.column import BOOL, INT, INTS, STRING, STRINGS, Column, Row, Table, tables_named
from onbackground.release.tables.view import View

_POINTS = "Unicode code points from 0"


def _statements(view: View) -> Iterator[Row]:
    for name, statement in view.record.layer("statements").items():
        at = view.anchor(statement["turn"], statement["quote"])
        holders = [view.where(holder) for holder in statement["holder"]]
        via = [view.where(one) for one in statement.get("via", ())]
        target_table, target = view.where(statement["target"]) if statement["target"] else (None, None)
        yield {
            "id": view.global_id(name),
            "briefing_id": view.id,
            "turn_id": at.turn,
            "date": view.date,
            "kind": statement["kind"],
            "voice": statement["voice"],
            "speaker_role": view.record.participants[view.record.turns[statement["turn"]]["speaker"]]["role"],
            "holders": [holder for _, holder in holders],
            "holder_tables": [table for table, _ in holders],
            "via": [one for _, one in via],
            "via_tables": [table for table, _ in via],
            "target": target,
            "target_table": target_table,
            "topic": statement["topic"],
            "stance": statement["stance"],
            "conditional": statement.get("conditional", False),
            "hedged": statement.get("hedged", False),
            "quote": at.quote,
            "start": at.start,
            "end": at.end,
        }


_WHO = tables_named(participants="a participant of the same briefing", entities="an entity")

STATEMENTS = Table(
    "statements",
    "one statement",
    {
        "id": Column(STRING, "The id of the statement: BRIEFING.s01."),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "turn_id": Column(STRING, "The turn in which it is made.", leads_to="turns"),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "kind": Column(STRING, "What kind of statement it is.", labels=label_set("kind")),
        "voice": Column(STRING, "In whose voice it is made.", labels=label_set("voice")),
        "speaker_role": Column(STRING, "The part that the speaker takes in the briefing.", labels=label_set("role")),
        "holders": Column(STRINGS, "Who holds it: participants or entities.", leads_by="holder_tables"),
        "holder_tables": Column(STRINGS, "For each of holders, the table that it leads to.", labels=_WHO),
        "via": Column(
            STRINGS,
            "Who relays it, where that is neither the holder nor the speaker: participants or entities.",
            leads_by="via_tables",
        ),
        "via_tables": Column(STRINGS, "For each of via, the table that it leads to.", labels=_WHO),
        "target": Column(
            STRING,
            "What it is about: an event of the briefing, or an entity.",
            leads_by="target_table",
            null="it is about neither",
        ),
        "target_table": Column(
            STRING,
            "The table that target leads to.",
            labels=tables_named(events="an event of the same briefing", entities="an entity"),
            null="it is about neither",
        ),
        "topic": Column(STRING, "The topic of the statement.", leads_to="topics", null="none fits"),
        "stance": Column(STRING, "How the holder stands towards the target.", labels=label_set("stance")),
        "conditional": Column(BOOL, "True where it holds only under a condition that is stated."),
        "hedged": Column(BOOL, "True where the speaker weakens it (think, believe, perhaps)."),
        "quote": Column(STRING, "The words of the statement, as they stand in the turn."),
        "start": Column(INT, "Where the quote starts in the text of turn_id.", unit=_POINTS),
        "end": Column(INT, "Where the quote ends in the text of turn_id.", unit=_POINTS),
    },
    _statements,
)


def _events(view: View) -> Iterator[Row]:
    for name, event in view.record.layer("events").items():
        anchors = [view.anchor(anchor["turn"], anchor["quote"]) for anchor in event["anchors"]]
        first, last = (edtf_bounds(event["date"]) or ("", "")) if event["date"] else ("", "")
        yield {
            "id": view.global_id(name),
            "briefing_id": view.id,
            "briefing_date": view.date,
            "what": event["what"],
            "kind": event["kind"],
            "actors": event["actors"],
            "date": event["date"],
            "date_start": first or None,
            "date_end": last or None,
            "part": event.get("part"),
            "basis": event["basis"],
            "source": event.get("source"),
            "status": event["status"],
            "turn_ids": [a.turn for a in anchors],
            "quotes": [a.quote for a in anchors],
            "starts": [a.start for a in anchors],
            "ends": [a.end for a in anchors],
        }


EVENTS = Table(
    "events",
    "one event as of speaking time",
    {
        "id": Column(STRING, "The id of the event: BRIEFING.e01."),
        "briefing_id": Column(STRING, "The briefing that speaks of it.", leads_to="briefings"),
        "briefing_date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "what": Column(STRING, "A short name for the event, in the readers' words."),
        "kind": Column(
            STRING, "The category of the PLOVER event ontology.", labels=label_set("event"), null="none fits"
        ),
        "actors": Column(STRINGS, "Who takes part.", leads_to="entities"),
        "date": Column(STRING, "When it happens, as exactly as is known.", unit="EDTF (ISO 8601-2)", null="not known"),
        "date_start": Column(
            STRING, "The first day that the date allows.", unit="ISO 8601 date", null="not known, or no first day"
        ),
        "date_end": Column(
            STRING, "The last day that the date allows.", unit="ISO 8601 date", null="not known, or no last day"
        ),
        "part": Column(STRING, "The part of the day.", labels=label_set("part"), null="not said"),
        "basis": Column(STRING, "How the date is known.", labels=label_set("basis")),
        "source": Column(
            STRING, "Where the date is taken from.", null="the date is not from outside the transcript", note=True
        ),
        "status": Column(
            STRING, "What state the event is in at the moment of the briefing.", labels=label_set("status")
        ),
        "turn_ids": Column(STRINGS, "The turns that speak of it, one for each quote.", leads_to="turns"),
        "quotes": Column(STRINGS, "The words that speak of it."),
        "starts": Column(INTS, "Where each quote starts in the text of its turn.", unit=_POINTS),
        "ends": Column(INTS, "Where each quote ends in the text of its turn.", unit=_POINTS),
    },
    _events,
)
