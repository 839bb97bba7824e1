"""Units of two or more readings that are the same thing, and the labels in which the readings differ.

A unit is what a reader labels: the header, a participant, an oddity, an exchange, an ask, a statement, an event, a
mention. Units of two readings are the same thing where their words overlap (exchanges: where they share a question
turn) and no other pair fits better; how well two fit is the share of characters that they have in common plus the
share of telling labels that are equal. Each unit is matched once; what one reader marked as one and another as
several is matched to the best of them, and the rest are listed with what they overlap.

The unit has the name that the first of the readings gives it, and references to events and exchanges are compared by
these names. A mention is named by its place (`t04.13-26`), an oddity too (`t04.5-9.sic`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from onbackground.record.record import LAYERS, Record

Value = str | bool | None | frozenset[str]
"""A label as it is compared: lists are sets."""

FIELDS: dict[str, tuple[str, ...]] = {
    "header": ("series", "language", "attribution", "attribute_to", "embargo", "principals", "subject", "topics"),
    "participant": ("role", "identity", "organization"),
    "oddity": ("reading",),
    "exchange": ("question", "answer", "follows"),
    "event": ("kind", "actors", "date", "part", "basis", "status"),
    "ask": ("reply", "also"),
    "statement": ("kind", "voice", "holder", "via", "target", "topic", "stance", "conditional", "hedged"),
    "mention": ("entity",),
}
"""The kinds of unit, in the order in which they are matched, and the labels of each."""

TELLING: dict[str, tuple[str, ...]] = {
    "exchange": ("question",),
    "event": ("kind", "actors", "status"),
    "ask": ("reply",),
    "statement": ("kind", "voice", "holder", "target", "stance"),
    "mention": ("entity",),
    "oddity": ("reading",),
}
"""The labels that tell whether two units with common words are the same thing."""

LAYER_OF = {
    "header": "header",
    "participant": "turns",
    "oddity": "turns",
    "exchange": "exchanges",
    "ask": "exchanges",
    "statement": "statements",
    "event": "events",
    "mention": "mentions",
}

SETS = frozenset({"principals", "topics", "question", "answer", "also", "holder", "via", "actors", "entity"})
"""The labels that are sets."""

REFERENCES = frozenset({"subject", "follows", "target"})
"""The labels that name an event or an exchange of the same reading."""

UNIT = "unit"
"""The field of a difference where one reading has the unit and another has not."""

OVERLAP = 0.5
"""How much of the shorter of two quotes must be in the other for the two to be of the same words."""

Span = tuple[str, int, int]
"""Words of a turn: the turn, start and end in code points."""


class Unit(NamedTuple):
    """One thing that a reading labels: kind, spans of quotes, labels by field, first quote, and the reason given."""

    id: str
    kind: str
    spans: tuple[Span, ...]
    labels: dict[str, Value]
    quote: str
    why: str | None = None


class Cluster(NamedTuple):
    """One thing and what each reading makes of it: its name, its kind, and the unit by reading."""

    name: str
    kind: str
    members: dict[str, Unit]


class Difference(NamedTuple):
    """Readings that differ: the unit, its layer, the field, and by reading the value, the quote and the reason given.

    Values are as in a record, lists sorted. For the field `unit` the value is the quote, or null where the reading
    does not have it; `overlaps` then names the units that it shares words with.
    """

    unit: str
    layer: str
    field: str
    was: dict[str, Any]
    quotes: dict[str, str]
    whys: dict[str, str | None]
    overlaps: tuple[str, ...] = ()


def units(record: Record) -> dict[str, Unit]:
    """What a record, or a record with the labels of a reading, labels: by id, in the order of the text.

    A quote that is not in its turn has no span; validation reports it.
    """
    found: dict[str, Unit] = {}
    for unit in _units(record):
        found.setdefault(unit.id, unit)
    return found


def _units(record: Record) -> Iterator[Unit]:
    data = record.data
    if any(key in data for key in ("series", "topics", "principals")):
        rules = data.get("ground_rules") or {}
        yield _unit(
            "header", "header", (), {**data, **{key: rules.get(key) for key in _RULES}}, data.get("title") or ""
        )
    for name, participant in record.layer("participants").items():
        yield _unit(name, "participant", (), participant, participant.get("label") or "")
    for oddity in data.get("sic") or ():
        spans = _spans(record, oddity["turn"], oddity["quote"])
        if spans:
            yield _unit(f"{_place(spans[0])}.sic", "oddity", spans, oddity, oddity["quote"])
    for name, exchange in record.layer("exchanges").items():
        turns = tuple((turn, 0, len(record.texts.get(turn, ""))) for turn in exchange["question"])
        yield _unit(name, "exchange", turns, exchange, " ".join(exchange["question"]))
    for _, name, ask, turn in record.asks():
        yield _unit(name, "ask", _spans(record, turn or "", ask["quote"]), ask, ask["quote"])
    for name, statement in record.layer("statements").items():
        quote = statement["quote"]
        yield _unit(name, "statement", _spans(record, statement["turn"], quote), statement, quote)
    for name, event in record.layer("events").items():
        spans = tuple(span for one in event["anchors"] for span in _spans(record, one["turn"], one["quote"]))
        yield _unit(name, "event", spans, event, event["anchors"][0]["quote"])
    for turn, mentions in record.mentions.items():
        for start, (words, entity) in zip(record.mention_starts[turn], mentions):
            if start is not None:
                span = (turn, start, start + len(words))
                linked = entity if isinstance(entity, list) else [entity] if entity else []
                yield _unit(_place(span), "mention", (span,), {"entity": linked}, words)


_RULES = ("attribution", "attribute_to", "embargo")


def _unit(name: str, kind: str, spans: tuple[Span, ...], entry: Mapping[str, Any], quote: str) -> Unit:
    labels = {
        field: frozenset(map(str, entry.get(field) or ()))
        if field in SETS
        else entry.get(field, False if field in ("conditional", "hedged") else None)
        for field in FIELDS[kind]
    }
    return Unit(name, kind, spans, labels, quote, entry.get("why"))


def _spans(record: Record, turn: str, quote: str) -> tuple[Span, ...]:
    start = record.texts.get(turn, "").find(quote)
    return ((turn, start, start + len(quote)),) if start >= 0 else ()


def _place(span: Span) -> str:
    return f"{span[0]}.{span[1]}-{span[2]}"


# --- Matching ----------------------------------------------------------------------------------------------------


def overlap(one: Unit, other: Unit) -> tuple[float, float]:
    """The characters that two units share, as a share of those that either has (Jaccard), and of the shorter.

    Of the best pair of their quotes.
    """
    best = (0.0, 0.0)
    for turn, start, end in one.spans:
        for other_turn, other_start, other_end in other.spans:
            shared = min(end, other_end) - max(start, other_start)
            if turn == other_turn and shared > 0:
                either = max(end, other_end) - min(start, other_start)
                best = max(best, (shared / either, shared / min(end - start, other_end - other_start)))
    return best


def match(first: list[Unit], second: list[Unit]) -> list[tuple[int, int]]:
    """Which units of one kind are the same thing, as pairs of indices: the best fit first, each unit once."""
    by_turn: dict[str, set[int]] = {}
    for b, unit in enumerate(second):
        for turn, _, _ in unit.spans:
            by_turn.setdefault(turn, set()).add(b)
    candidates = []
    for a, unit in enumerate(first):
        if unit.kind in ("header", "participant"):
            candidates += [(-1.0, a, b) for b, other in enumerate(second) if other.id == unit.id]
            continue
        for b in {b for turn, _, _ in unit.spans for b in by_turn.get(turn, ())}:
            shared, of_shorter = overlap(unit, second[b])
            if of_shorter >= OVERLAP:
                telling = TELLING[unit.kind]
                equal = sum(unit.labels[field] == second[b].labels[field] for field in telling)
                candidates.append((-shared - equal / len(telling), a, b))
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    found = []
    for _, a, b in sorted(candidates):
        if a not in taken_first and b not in taken_second:
            taken_first.add(a)
            taken_second.add(b)
            found.append((a, b))
    return sorted(found)


def clusters(readings: Mapping[str, dict[str, Unit]]) -> list[Cluster]:
    """What the readings label, each thing once, the units of all readings that are that thing with it."""
    found: list[Cluster] = []
    first = next(iter(readings), None)
    names: dict[str, dict[str, str]] = {reading: {} for reading in readings}
    for kind in FIELDS:
        of_kind: list[Cluster] = []
        for reading, every in readings.items():
            own = [_renamed(unit, names[reading]) for unit in every.values() if unit.kind == kind]
            matched = {b: a for a, b in match([next(iter(one.members.values())) for one in of_kind], own)}
            for b, unit in enumerate(own):
                if b in matched:
                    of_kind[matched[b]].members[reading] = unit
                    names[reading][unit.id] = of_kind[matched[b]].name
                else:
                    name = unit.id if reading == first else f"{reading}:{unit.id}"
                    of_kind.append(Cluster(name, kind, {reading: unit}))
                    names[reading][unit.id] = name
        found += of_kind
    return found


def _renamed(unit: Unit, names: dict[str, str]) -> Unit:
    """The unit with the events and exchanges that it refers to under the names that the first reading gives them."""
    changed: dict[str, Value] = {
        field: names[value]
        for field, value in unit.labels.items()
        if field in REFERENCES and isinstance(value, str) and value in names
    }
    return unit._replace(labels=unit.labels | changed) if changed else unit


# --- Differences -------------------------------------------------------------------------------------------------


def differences(readings: Mapping[str, dict[str, Unit]], layers: Mapping[str, Iterable[str]]) -> list[Difference]:
    """Where readings differ. `layers` are the layers that each reading has: what was not read is no difference."""
    every = clusters(readings)
    found = []
    for cluster in every:
        layer = LAYER_OF[cluster.kind]
        reading = [name for name in readings if layer in layers[name]]
        members = {name: unit for name, unit in cluster.members.items() if name in reading}
        quotes = {name: unit.quote for name, unit in members.items()}
        whys = {name: unit.why for name, unit in members.items()}
        if 0 < len(members) < len(reading):
            was = {name: quotes.get(name) for name in reading}
            found.append(Difference(cluster.name, layer, UNIT, was, quotes, whys, _overlapping(cluster, every)))
        for field in FIELDS[cluster.kind]:
            values = {name: unit.labels[field] for name, unit in members.items()}
            if len(set(values.values())) > 1:
                was = {name: plain(value) for name, value in values.items()}
                found.append(Difference(cluster.name, layer, field, was, quotes, whys))
    return found


def _overlapping(cluster: Cluster, every: list[Cluster]) -> tuple[str, ...]:
    """The other things of the same kind that share words with this one: what one reading cut and another did not."""
    (unit,) = list(cluster.members.values())[:1]
    return tuple(
        other.name
        for other in every
        if other.kind == cluster.kind
        and other is not cluster
        and any(
            overlap(unit, member)[1] >= OVERLAP for name, member in other.members.items() if name not in cluster.members
        )
    )


def plain(value: Value) -> Any:
    """A label as a record has it: a set as a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value


def comparable(value: Any) -> Any:
    """A value of an adjudication as labels are compared: a list as a set."""
    return frozenset(value) if isinstance(value, list) else value


def layers_of(data: Mapping[str, Any]) -> list[str]:
    """The layers that a record has, in the order of the format."""
    return [layer for layer, keys in LAYERS.items() if any(key in data for key in keys)]
