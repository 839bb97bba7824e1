"""One record as the tables need it: global ids, quotes with their places, what was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from onbackground.record.record import LAYERS, Record, span

FOLDS = 10
TABLE_OF_LAYER = {
    "participants": "participants",
    "turns": "turns",
    "exchanges": "replies.exchange_id",
    "statements": "statements",
    "events": "events",
}
"""Where the rows are whose ids are the keys of a layer."""


def fold_of(briefing_id: str) -> int:
    """The cross-validation fold of a briefing, 0 to 9. It follows from the id, so that no release moves it."""
    return int(hashlib.sha256(briefing_id.encode()).hexdigest()[:8], 16) % FOLDS


class Anchored(NamedTuple):
    """A quote found in its turn: the turn's global id, the words, start and end in code points."""

    turn: str
    quote: str
    start: int
    end: int


class View:
    """One record without findings. Ids are global in every table: `BRIEFING.t04`, `BRIEFING.x01b`."""

    def __init__(self, record: Record):
        self.record = record
        self.data: dict[str, Any] = record.data
        self.id = record.id
        self.date: str = record.data["date"]
        self.fold = fold_of(record.id)

    def global_id(self, local: str) -> str:
        return f"{self.id}.{local}"

    def global_ids(self, locals_: Iterable[str]) -> list[str]:
        return [f"{self.id}.{local}" for local in locals_]

    def anchor(self, turn: str, quote: str) -> Anchored:
        return Anchored(f"{self.id}.{turn}", quote, *span(quote, self.record.texts[turn]))

    def where(self, local: str) -> tuple[str, str]:
        """The table of an id of this record, and its global form; ("entities", the id itself) for any other."""
        for layer, table in TABLE_OF_LAYER.items():
            if local in self.record.layer(layer):
                return table, self.global_id(local)
        return "entities", local

    def layers_read(self) -> list[str]:
        """The layers that some pass covers, in the order of the format."""
        read = {layer for one in self.data["review"]["passes"] for layer in one["layers"]}
        return [layer for layer in LAYERS if layer in read]
