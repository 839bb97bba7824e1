"""The ids that stand in a record."""

from __future__ import annotations

from typing import Any

from onbackground.record.record import Record


def local_ids(record: Record) -> set[str]:
    """Every id and top-level key of a record that an open question or a waiver can be about."""
    ids = set(record.data) | record.lost
    for layer in ("participants", "redactions", "turns", "exchanges", "statements", "events"):
        ids.update(record.ids(layer))
    for exchange in record.layer("exchanges").values():
        ids.update(exchange["asks"])
    return ids


def letters_of(n: int) -> str:
    """The letters of the ask that `n` others stand before in its exchange: a to z, then aa, ab and so on."""
    return chr(97 + n) if n < 26 else chr(96 + n // 26) + chr(97 + n % 26)


def retired_ids(data: dict[str, Any]) -> dict[str, str | None]:
    """The ids that a record has withdrawn, and why each must not be repeated; None where it may."""
    return {
        one["id"] if isinstance(one, dict) else one: one["reason"] if isinstance(one, dict) else None
        for one in data.get("retired") or ()
    }
