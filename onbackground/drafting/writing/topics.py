"""The topic of a statement: the one of the vocabulary whose name its words show best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from typing import Any, NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.writing.naming import Names

_LINKING = frozenset("the of in on at an and or between by with to for from its against".split())


class Topic(NamedTuple):
    """What stands in the name of a topic: entities, but for the state of the speakers, and how its words begin."""

    entities: Set[str]
    words: Set[str]


def read_topics(topics: Mapping[str, Mapping[str, Any]], names: Names, at_home: str | None) -> dict[str, Topic]:
    """The topics of a vocabulary, by id."""
    found = {}
    for name, topic in topics.items():
        rest = str(topic["name"])
        for one in names.mentions(rest):
            rest = rest.replace(one.surface, " ", 1)
        found[name] = Topic(set(names.entities_in(topic["name"])) - {at_home}, _beginnings(rest))
    return found


def topic_of(words: str, named: Iterable[str], topics: Mapping[str, Topic], states: Set[str]) -> str | None:
    """The topic that words and the entities that they name fit best; None where none does, or two do alike."""
    entities, begin = set(named), _beginnings(words)
    fits = {
        name: _fit(topic, Topic(topic.entities & entities, topic.words & begin), states)
        for name, topic in topics.items()
    }
    best = [name for name, fit in fits.items() if fit and fit == max(fits.values())]
    return best[0] if len(best) == 1 else None


def _fit(topic: Topic, there: Topic, states: Set[str]) -> int:
    """How much of a topic is there; 0 where it is too little: one state alone, or words without any entity of it."""
    by_words = topic.words and there.words == topic.words and (there.entities or not topic.entities)
    by_entities = topic.entities and there.entities == topic.entities
    alone = len(there.entities) == 1 and there.entities <= states
    return len(there.entities) + len(there.words) if by_words or (by_entities and not alone) else 0


def _beginnings(text: str) -> set[str]:
    words = (word.lower().rstrip("s") for word in re.findall(r"\w[\w-]*\w", text))
    return {word[: limits.LETTERS_OF_A_TOPIC] for word in words if word not in _LINKING}
