"""What an id means: the words that its row is about. An id keeps them as long as it exists."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import orjson

from onbackground.release.files.digests import canonical

WORDS = {
    "replies": ("ask",),
    "briefings": ("title",),
    "turns": ("text",),
    "statements": ("quote",),
    "events": ("what", "quotes"),
    "entities": ("name", "qid"),
    "topics": ("name",),
}
"""The columns whose words an id stands for. The ids of mentions and marks are derived from their place in a turn."""

GIVEN = ("replies", "turns", "statements", "events")
"""The tables whose ids are given in a record, and retired there."""


_DIGEST = "sha256:"


def of(table: str, row: dict[str, Any]) -> str | None:
    """The meaning of a row, as canonical JSON of its words; None where its id is derived."""
    if table not in WORDS:
        return None
    return canonical({column: row[column] for column in WORDS[table] if row.get(column)})


def digest(meaning: str) -> str:
    """What is kept of a meaning whose words must not be repeated."""
    return f"{_DIGEST}{hashlib.sha256(meaning.encode()).hexdigest()}"


def is_digest(text: str) -> bool:
    """Whether a text is what `digest` makes of a meaning."""
    return text.startswith(_DIGEST)


def is_same(before: str, now: str) -> bool:
    """Whether two meanings are one: a column is equal, or more than half of the words of the shorter are in the other.

    A quote that was lengthened, shortened or corrected keeps its meaning, and so does an entity that was renamed but
    has its Wikidata id; an id that moved on to another ask, turn or event does not. Of a meaning that is only kept as a
    digest, nothing but an equal one is the same.
    """
    if is_digest(before):
        return before == digest(now)
    one, other = orjson.loads(before), orjson.loads(now)
    if any(one[column] == other[column] for column in one.keys() & other.keys()):
        return True
    words, others = Counter(_words(one)), Counter(_words(other))
    return 2 * (words & others).total() > min(words.total(), others.total())


def _words(meaning: dict[str, Any]) -> list[str]:
    text = " ".join(value if isinstance(value, str) else " ".join(value) for value in meaning.values()).casefold()
    return "".join(character if character.isalnum() else " " for character in text).split()
