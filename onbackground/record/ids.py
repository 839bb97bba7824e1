"""The ids that stand in a record."""

from __future__ import annotations

from onbackground.record.record import Record


def local_ids(record: Record) -> set[str]:
    """Every id and top-level key of a record that an open question or a waiver can be about."""
    ids = set(record.data) | record.lost
    for layer in ("participants", "redactions", "turns", "exchanges", "statements", "events"):
        ids.update(record.ids(layer))
    for exchange in record.layer("exchanges").values():
        ids.update(exchange["asks"])
    return ids
