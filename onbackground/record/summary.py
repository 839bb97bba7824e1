"""What the corpus needs to know of one record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from onbackground.record import figures
from onbackground.record.record import Record
from onbackground.record.references import named_entities


class Summary(NamedTuple):
    """What the corpus needs to know of one record: small, so that a million of them fit in memory."""

    path: str
    id: str
    source_sha256: str
    text: int
    """A digest of the folded source: equal for two copies that differ in white space."""
    entities: frozenset[str]
    topics: frozenset[str]
    blocks: tuple[tuple[str, int], ...]
    """For each layer that is long enough to be nobody's coincidence: its name and a digest of its words."""
    counts: tuple[int, ...]
    """How many of each of figures.COUNTED it adds to a release."""
    publisher: str
    url: str
    """The address of its source; empty where it has none."""
    complete: bool
    """Whether nothing is wrong with the record: else nothing is said about what the records together do not have."""


def unread(path: str) -> Summary:
    """The summary of a record that cannot be read."""
    return Summary(
        path,
        path.rsplit("/", 1)[-1].split(".")[0],
        "",
        0,
        frozenset(),
        frozenset(),
        (),
        (0,) * len(figures.COUNTED),
        "",
        "",
        False,
    )


def summarize(record: Record, complete: bool = True) -> Summary:
    """The summary of a record. Parts that break the schema count as empty."""
    data = record.data
    entities = named_entities(record)
    topics = set(data.get("topics") or ())
    for statement in record.layer("statements").values():
        entities.update(statement["holder"], statement.get("via", ()))
        if statement["target"]:
            entities.add(statement["target"])
        if statement["topic"]:
            topics.add(statement["topic"])
    for participant in record.layer("participants").values():
        entities.update(name for name in (participant.get("entity"), participant.get("organization")) if name)
    if data.get("publisher"):
        entities.add(data["publisher"])
    for reading in record.settlement.readings:
        entities.update(_named_in(reading.data))
    return Summary(
        record.path,
        data.get("id", ""),
        data.get("source", {}).get("sha256", ""),
        int.from_bytes(_digest(record.source.folded), "big") if record.source else 0,
        frozenset(entities),
        frozenset(topics),
        tuple(_blocks(record)),
        figures.count(record),
        data.get("publisher", ""),
        data.get("source", {}).get("url") or "",
        complete,
    )


def _named_in(reading: dict[str, Any]) -> Iterator[str]:
    """The entities that the labels of a reading name."""
    for statement in (reading.get("statements") or {}).values():
        yield from (*statement["holder"], *statement.get("via", ()), *filter(None, [statement["target"]]))
    for event in (reading.get("events") or {}).values():
        yield from event["actors"]
    for mentions in (reading.get("mentions") or {}).values():
        for _, entity in mentions:
            yield from entity if isinstance(entity, list) else filter(None, [entity])


BLOCK_SIZE = 3
"""How many entries a layer must have before an equal layer in another record is called a copy."""


def long_layers(record: Record) -> dict[str, list[str]]:
    """The quotes of each layer that has enough of them to be called a copy."""
    asks = [ask["quote"] for exchange in record.layer("exchanges").values() for ask in exchange["asks"].values()]
    layers = {
        "exchanges": asks,
        "statements": [statement["quote"] for statement in record.layer("statements").values()],
        "events": [event["anchors"][0]["quote"] for event in record.layer("events").values()],
    }
    return {name: quotes for name, quotes in layers.items() if len(quotes) >= BLOCK_SIZE}


def _blocks(record: Record) -> Iterator[tuple[str, int]]:
    for name, quotes in long_layers(record).items():
        yield name, int.from_bytes(_digest("\n".join(quotes)), "big")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:8]
