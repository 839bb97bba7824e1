"""Which topic of the vocabulary words are about: by the entities and the telling words that both name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from onbackground.drafting import limits
from onbackground.drafting.writing.pairing import telling


def topic_finder(
    topics: Mapping[str, Mapping[str, Any]], named: Callable[[str], list[str]]
) -> Callable[[Iterable[str]], str | None]:
    """Gives the topic of the first of several texts that tells one; None where none does, or two alike.

    `named` gives the entities that words name. A shared entity, and a word of the topic's name, count two points, a
    word of its definition one.
    """
    known = {
        topic: (set(named(entry["name"])), telling(entry["name"]), telling(entry["definition"]))
        for topic, entry in topics.items()
    }

    def topic_of(texts: Iterable[str]) -> str | None:
        for text in texts:
            ids, words = set(named(text)), telling(text)
            points = {
                topic: 2 * len(ids & own) + 2 * len(words & name) + len(words & definition)
                for topic, (own, name, definition) in known.items()
            }
            most = max(points.values(), default=0)
            best = [topic for topic, count in points.items() if count == most]
            if most >= limits.POINTS_OF_A_TOPIC and len(best) == 1:
                return best[0]
        return None

    return topic_of
