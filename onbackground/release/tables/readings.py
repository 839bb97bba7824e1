"""What each reader saw, and how far readers agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onbackground.record.differences import FIELDS, LAYER_OF, UNIT, Unit, Value, clusters, units
from onbackground.record.labels import label_set
from onbackground.record.readings import units_of
from onbackground.record.record import Record
from onbackground.record.settlement import Reading
from onbackground.release.tables.column import (
    BOOL,
    FLOAT,
    INT,
    STRING,
    STRINGS,
    Column,
    Row,
    Table,
    tables_named,
)
from onbackground.release.tables.view import View
from onbackground.review.agreement import Agreement, agreement
from onbackground.review.readings import briefing, labelled

RECORD = ""
"""The name under which the record itself is matched with its readings: no reader can have it."""

ROWS_OF = {
    "ask": "replies",
    "exchange": "replies.exchange_id",
    "statement": "statements",
    "event": "events",
    "mention": "mentions",
    "participant": "participants",
    "oddity": "marks",
    "header": "briefings",
}
"""Where the rows are that a kind of unit has in a release."""


class Matched:
    """The readings of a record, and what each unit of each is in the record and in the adjudication."""

    def __init__(self, record: Record):
        settlement = record.settlement
        self.readings = list(settlement.readings)
        self.units = {reading.name: units_of(reading, record) for reading in self.readings}
        self.record = units(record)
        self._in_record: dict[tuple[str, str], str] = {}
        self.by_record: dict[str, dict[str, Unit]] = {}
        for cluster in clusters({RECORD: self.record, **self.units}):
            here = cluster.members.get(RECORD)
            for name, unit in cluster.members.items():
                if here is not None and name != RECORD:
                    self._in_record[name, unit.id] = here.id
                    self.by_record.setdefault(here.id, {})[name] = unit
        compared = {reading.name: self.units[reading.name] for reading in settlement.compared()}
        self._named = {
            (name, unit.id): cluster.name for cluster in clusters(compared) for name, unit in cluster.members.items()
        }
        adjudication = settlement.adjudication or {"settled": []}
        self._entries = {(one["unit"], one["field"]): one for one in adjudication["settled"]}

    def row_of(self, reading: Reading, unit: Unit) -> str | None:
        """The unit of the record that a unit of a reading is, by its id in the record; None where it has none."""
        name = self._named.get((reading.name, unit.id))
        if name is not None and (name, UNIT) in self._entries:
            now = self._entries[name, UNIT]["now"]
            return now if isinstance(now, str) else None
        return self._in_record.get((reading.name, unit.id))

    def entry(self, reading: Reading, unit: Unit, field: str) -> dict[str, Any]:
        """How a difference was settled there; empty where the readings did not part, or nothing was settled."""
        name = self._named.get((reading.name, unit.id), "")
        return self._entries.get((name, field)) or self._entries.get((name, UNIT)) or {}


def _readings(view: View) -> Iterator[Row]:
    if not view.record.settlement.readings:
        return
    matched = Matched(view.record)
    for reading in matched.readings:
        data = reading.data
        model = data["model"] or {}
        for unit in matched.units[reading.name].values():
            local = matched.row_of(reading, unit)
            settled = matched.record.get(local) if local else None
            turn, start, end = unit.spans[0] if unit.spans else (None, None, None)
            for field in FIELDS[unit.kind]:
                entry = matched.entry(reading, unit, field)
                yield {
                    "id": f"{view.id}.{reading.name}.{unit.id}.{field}",
                    "briefing_id": view.id,
                    "reader": reading.name,
                    "kind": data["kind"],
                    "model": model.get("name"),
                    "model_version": model.get("version"),
                    "blind": reading.is_blind,
                    "date": data["date"],
                    "layer": LAYER_OF[unit.kind],
                    "unit": unit.id,
                    "row": _row_id(view, unit.kind, local, settled),
                    "row_table": ROWS_OF[unit.kind] if local else None,
                    "turn_id": view.global_id(turn) if turn else None,
                    "start": start,
                    "end": end,
                    "quote": unit.quote if unit.spans else None,
                    "field": field,
                    "labels": words(unit.labels[field]),
                    "also": words(unit.labels["also"]) if field == "reply" else [],
                    "why": unit.why if field == "reply" else None,
                    "settled": words(settled.labels[field]) if settled and settled.kind == unit.kind else [],
                    "cause": entry.get("cause"),
                    "because": entry.get("why"),
                }


def _row_id(view: View, kind: str, local: str | None, settled: Unit | None) -> str | None:
    """The id of the row; of a mention of several entities, which has a row for each, the first."""
    if local is None:
        return None
    entities = words(settled.labels["entity"]) if settled and kind == "mention" else []
    if len(entities) > 1:
        return f"{view.global_id(local)}.{entities[0]}"
    return view.id if kind == "header" else view.global_id(local)


def words(value: Value) -> list[str]:
    """A label as a list of words: none for null, several for a set."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, bool):
        return [str(value).lower()]
    return [] if value is None else [value]


READINGS = Table(
    "readings",
    "one label of one reader",
    {
        "id": Column(STRING, "The id of the row: BRIEFING.READER.UNIT.FIELD."),
        "briefing_id": Column(STRING, "The briefing that was read.", leads_to="briefings"),
        "reader": Column(STRING, "The reading: its reader's id, and a number from the reader's second reading on."),
        "kind": Column(STRING, "Who or what read.", labels=label_set("reader")),
        "model": Column(STRING, "The name of the model.", null="a person read, or the name is not known"),
        "model_version": Column(STRING, "The version of the model.", null="a person read, or it is not known"),
        "blind": Column(BOOL, "True where the reader saw neither the record nor another reading."),
        "date": Column(STRING, "The day on which the reading was signed.", unit="ISO 8601 date"),
        "layer": Column(STRING, "The layer of the label.", labels=label_set("layer")),
        "unit": Column(STRING, "What is labelled, by its id in the reading; mentions and oddities by their place."),
        "row": Column(
            STRING,
            "The row of the release that is the same thing.",
            leads_by="row_table",
            null="the record does not have it",
        ),
        "row_table": Column(
            STRING,
            "The table, or the column, that row leads to.",
            labels=tables_named(**{table: f"a row of {table.split('.')[0]}" for table in ROWS_OF.values()}),
            null="the record does not have it",
        ),
        "turn_id": Column(
            STRING, "The turn of the first quote.", leads_to="turns", null="it is not marked in the text"
        ),
        "start": Column(INT, "Where the quote starts.", unit="Unicode code points from 0", null="it is not marked"),
        "end": Column(INT, "Where the quote ends.", unit="Unicode code points from 0", null="it is not marked"),
        "quote": Column(STRING, "The words that the reader marked; of an event the first.", null="it is not marked"),
        "field": Column(STRING, "The field that is labelled, such as reply or stance."),
        "labels": Column(STRINGS, "What the reader says there: one label, several where it is a set, none for null."),
        "also": Column(STRINGS, "Other replies that the reader could accept. Only with the field reply."),
        "why": Column(STRING, "The reader's reason.", null="the field is not reply"),
        "settled": Column(STRINGS, "What the record says there. Empty also where the record does not have the unit."),
        "cause": Column(
            STRING, "Why the readings parted.", labels=label_set("cause"), null="they did not, or it is not settled"
        ),
        "because": Column(STRING, "Why it was settled so.", null="the readings did not part, or it is not settled"),
    },
    _readings,
    note=True,
)


def agreement_rows(records: Iterable[Record]) -> list[Row]:
    """How far the readings of all these records agree."""
    briefings = [briefing(record, found) for record in records if len(found := labelled(record)) > 1]
    return [row for one in agreement(briefings) for row in _rows_of(one)]


def _rows_of(one: Agreement) -> Iterator[Row]:
    for kind in one.kinds:
        for field in kind.fields:
            low, high = field.interval or (None, None)
            yield {
                "id": f"{one.between}.{kind.kind}.{field.field}",
                "between": one.between,
                "readers": one.pairs,
                "briefings": len(one.briefings),
                "layer": LAYER_OF[kind.kind],
                "unit": kind.kind,
                "first": kind.first,
                "second": kind.second,
                "overlapping": kind.overlapping,
                "exact": kind.exact,
                "f1": _rounded(kind.f1),
                "f1_exact": _rounded(kind.f1_exact),
                "alpha_u": _rounded(kind.alpha_u),
                "field": field.field,
                "n": field.n,
                "equal": _rounded(field.equal),
                "acceptable": _rounded(field.acceptable),
                "kappa": None if field.few else _rounded(field.kappa),
                "alpha": None if field.few else _rounded(field.alpha),
                "alpha_low": None if field.few else _rounded(low),
                "alpha_high": None if field.few else _rounded(high),
            }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


_FEW = "fewer than 30 labels were compared, or there is no variation"

AGREEMENT = Table(
    "agreement",
    "the agreement of readers on one field, before settling",
    {
        "id": Column(STRING, "The id of the row: BETWEEN.UNIT.FIELD."),
        "between": Column(STRING, "What the readers of each pair are: human-human, human-model or model-model."),
        "readers": Column(STRINGS, "The pairs of readers, each as FIRST, SECOND."),
        "briefings": Column(INT, "How many briefings were read by both of a pair.", unit="briefings"),
        "layer": Column(STRING, "The layer of the field.", labels=label_set("layer")),
        "unit": Column(
            STRING, "What is labelled: ask, exchange, statement, event, mention, participant, oddity or header."
        ),
        "first": Column(INT, "How many units the first readers mark.", unit="units"),
        "second": Column(INT, "How many units the second readers mark.", unit="units"),
        "overlapping": Column(INT, "How many of them have words in common and were matched.", unit="units"),
        "exact": Column(INT, "How many of these have the same words.", unit="units"),
        "f1": Column(FLOAT, "F1 of overlapping units.", unit="0 to 1", null="nobody marks any"),
        "f1_exact": Column(FLOAT, "F1 of units with the same words.", unit="0 to 1", null="nobody marks any"),
        "alpha_u": Column(
            FLOAT,
            "Krippendorff's alpha over the characters of the turns, marked or not: where units begin and end.",
            unit="at most 1",
            null="such units are not marked in the text",
        ),
        "field": Column(STRING, "The field that is compared."),
        "n": Column(INT, "How many pairs of labels were compared.", unit="pairs of labels"),
        "equal": Column(FLOAT, "The share of equal labels.", unit="0 to 1"),
        "acceptable": Column(
            FLOAT,
            "The share of replies that are equal, or that the other reader has in also.",
            unit="0 to 1",
            null="the field is not reply",
        ),
        "kappa": Column(FLOAT, "Cohen's kappa.", unit="at most 1", null=_FEW),
        "alpha": Column(FLOAT, "Krippendorff's alpha; of sets with the MASI distance.", unit="at most 1", null=_FEW),
        "alpha_low": Column(
            FLOAT,
            "The lower end of the 95 % interval of alpha, by bootstrap over exchanges.",
            unit="at most 1",
            null=_FEW,
        ),
        "alpha_high": Column(FLOAT, "The upper end of that interval.", unit="at most 1", null=_FEW),
    },
    note=True,
)


def reply_columns(matched: Matched | None, ask_id: str, ask: dict[str, Any]) -> Row:
    """What the readers say of one ask: their labels, how many they are, the shares, and what is acceptable."""
    found = matched.by_record.get(ask_id, {}) if matched else {}
    own = {name: unit for name, unit in found.items() if unit.kind == "ask"}
    replies = [str(unit.labels["reply"]) for unit in own.values()]
    also = [one for unit in own.values() for one in words(unit.labels["also"])]
    return {
        "labels": [{"reader": name, "reply": str(unit.labels["reply"])} for name, unit in own.items()],
        "n_readers": len(own),
        "soft_reply": [
            {"reply": reply, "share": round(replies.count(reply) / len(replies), 4)} for reply in sorted(set(replies))
        ],
        "acceptable": sorted({ask["reply"], *ask.get("also", ()), *replies, *also}),
    }
