"""The words that a corpus declares for its field, beside those that are built in: vocabulary/terms.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

FILE = "vocabulary/terms.yaml"

Words = tuple[tuple[str, tuple[str, ...]], ...]
"""The declared words of each label set (a name of record/labels.py), in a form that can be a key."""


class Publisher(NamedTuple):
    """Who publishes transcripts: name as printed, beginning of ids, hosts, right to reproduce (None: unknown)."""

    name: str
    prefix: str
    hosts: tuple[str, ...] = ()
    rights: str | None = None


@dataclass(frozen=True)
class Terms:
    """What a corpus declares: for each label set its words and what they mean; publishers; what words are like."""

    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By label set, then by word."""
    like: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For roles (set `role`) and ground rules (set `attribution`): the built-in word that the rules read instead."""
    publishers: Mapping[str, Publisher] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The declared words by label set."""
        return tuple((name, tuple(words)) for name, words in self.meanings.items() if words)

    def known(self, label_set: str, word: Any) -> Any:
        """The built-in word that the rules treat `word` like; any other value as it is."""
        return self.like.get(label_set, {}).get(word, word) if isinstance(word, str) else word


NO_TERMS = Terms()

_PLAIN = {"series": "series", "event_kinds": "event", "entity_types": "entity"}
_LIKE = {"roles": "role", "ground_rules": "attribution"}


def terms_of(data: Any) -> Terms:
    """The terms in the data of the file. What does not have the form of schema/terms.schema.json is left out."""
    if not isinstance(data, dict):
        return Terms()
    meanings: dict[str, dict[str, str]] = {}
    like: dict[str, dict[str, str]] = {}
    for key, label_set in _PLAIN.items():
        meanings[label_set] = {word: means for word, means in _mapping(data.get(key)) if isinstance(means, str)}
    for key, label_set in _LIKE.items():
        entries = [(word, one) for word, one in _mapping(data.get(key)) if isinstance(one, dict)]
        meanings[label_set] = {word: str(one.get("means", "")) for word, one in entries}
        like[label_set] = {word: str(one.get("like", word)) for word, one in entries}
    publishers = {
        slug: Publisher(one["name"], one["prefix"], tuple(map(str, one.get("hosts") or ())), one.get("rights"))
        for slug, one in _mapping(data.get("publishers"))
        if isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("prefix"), str)
    }
    return Terms(meanings, like, publishers)


def _mapping(value: Any) -> list[tuple[str, Any]]:
    return [(str(key), inner) for key, inner in value.items()] if isinstance(value, dict) else []
