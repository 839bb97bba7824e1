"""What an id means: the words that its row is about. An id that was given once keeps them for ever."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from onbackground.release.digests import canonical

WORDS = {
    "replies": ("ask",), "briefings": ("title",), "turns": ("text",), "statements": ("quote",),
    "events": ("what", "quotes"), "entities": ("name", "qid"),
}
"""The columns whose words an id stands for. The ids of mentions and marks are derived from their place in a turn."""

GIVEN = ("replies", "turns", "statements", "events")
"""The tables whose ids are given in a record, and retired there."""


def of(table: str, row: dict[str, Any]) -> str | None:
    """The meaning of a row, as canonical JSON of its words; None where its id is derived."""
    if table not in WORDS:
        return None
    return canonical({column: row[column] for column in WORDS[table] if row.get(column)})


def is_same(before: str, now: str) -> bool:
    """Whether two meanings are one: more than half of the words of the shorter one stand in the other.

    A quote that was lengthened, shortened or mended keeps its meaning; an id that moved on to another ask, turn
    or event does not.
    """
    if before == now:
        return True
    one, other = Counter(_words(before)), Counter(_words(now))
    return 2 * (one & other).total() > min(one.total(), other.total())


def _words(meaning: str) -> list[str]:
    text = canonical(list(orjson.loads(meaning).values())).casefold()
    return "".join(character if character.isalnum() else " " for character in text).split()
