"""The figures that documents quote: counted from the released records, written between markers, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from onbackground.record.record import Record

COUNTED = (
    "briefings",
    "turns",
    "exchanges",
    "asks",
    "statements",
    "events",
    "mentions",
    "redactions",
    "sic",
    "open questions",
    "read by a person",
    "read by a model",
)
MARKER = re.compile(r"(?P<open><!-- figure: (?P<name>[a-z_ ]+) -->)(?P<value>.*?)(?P<close><!-- /figure -->)")


def count(record: Record) -> tuple[int, ...]:
    """How many of each of COUNTED a record has; zeros for a record that is not released."""
    data = record.data
    if data.get("review", {}).get("status") not in ("reviewed", "adjudicated"):
        return (0,) * len(COUNTED)
    exchanges = record.layer("exchanges")
    readers = {one["kind"] for one in data["review"]["passes"]}
    return (
        1,
        len(record.layer("turns")),
        len(exchanges),
        sum(len(e["asks"]) for e in exchanges.values()),
        len(record.layer("statements")),
        len(record.layer("events")),
        sum(map(len, record.layer("mentions").values())),
        len(record.layer("redactions")),
        len(data.get("sic") or ()),
        len(data["review"]["open"]),
        "human" in readers,
        "model" in readers,
    )


def totals(counts: Iterable[tuple[int, ...]], vocabulary: Any) -> dict[str, int]:
    """The figures of a corpus by name: sums over its records, and the sizes of its vocabularies."""
    sums = [sum(column) for column in zip(*counts)] or [0] * len(COUNTED)
    return dict(zip(COUNTED, sums)) | {"entities": len(vocabulary.entities), "topics": len(vocabulary.topics)}


def markers(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every marked figure of a document: its match and its name."""
    for match in MARKER.finditer(text):
        yield match, match["name"]


def fill(text: str, figures: dict[str, int]) -> str:
    """The document with its marked figures as they are now. Raises KeyError for a name that is no figure."""
    return MARKER.sub(lambda m: f"{m['open']}{figures[m['name']]:,}{m['close']}", text)
