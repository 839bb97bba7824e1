"""One record with its source and vocabulary, and the views of it that rules and tables share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from onbackground import verbatim
from onbackground.corpus import Vocabulary
from onbackground.findings import Path

LAYERS: dict[str, tuple[str, ...]] = {
    "header": ("schema", "id", "title", "series", "byline", "date", "place", "venue", "language", "publisher",
               "source", "ground_rules", "principals", "subject", "topics"),
    "turns": ("participants", "redactions", "turns", "skips", "sic"),
    "exchanges": ("exchanges", "outside_exchanges"),
    "statements": ("statements",),
    "events": ("events",),
    "mentions": ("mentions",),
}
"""The layers that a reader signs, and the top-level keys of each."""

BRACKET = re.compile(r"\[[^\[\]\n]+\]")
STAGE_NOTE = re.compile(
    r"\((?:(?:brief |general |scattered |off-?|cross-?|a )?"
    r"(?:laughter|laughs?|chuckles?|applause|cheers?|inaudible|unintelligible|indiscernible|off-? ?mike|off-? ?mic"
    r"|in progress|cross-? ?talk|pause[sd]?|sighs?|coughs?|music|phonetic|ph|sic|via interpreter"
    r"|through interpreter|technical difficult(?:y|ies)|audio (?:gap|break|interruption)|break|no response"
    r"|gestur(?:es|ing)|nods?|knock(?:s|ing)?|speaks? in [a-z]+|in [a-z]+)[^()\n]{0,30})\)", re.I)
"""What happened in the room, in round brackets: a closed list of first words, as printed transcripts use them."""

WORD = re.compile(r"\w")


class Quote(NamedTuple):
    """A quote of the record: where it stands in the record, the turn it is of, and its words."""

    at: Path
    turn: str
    text: str


class Source(NamedTuple):
    """A published text: as decoded, its SHA-256, and its form under the verbatim rule."""

    text: str
    sha256: str
    folded: str


class Record:
    """One record: plain data that satisfy the schema, or are cut down to the parts of it that do."""

    def __init__(self, data: dict[str, Any], path: str, source: Source | None, vocabulary: Vocabulary):
        self.data = data
        self.path = path
        self.source = source
        self.vocabulary = vocabulary

    @property
    def id(self) -> str:
        return self.data["id"]

    @cached_property
    def turns(self) -> dict[str, dict[str, Any]]:
        return self.data["turns"]

    @cached_property
    def participants(self) -> dict[str, dict[str, Any]]:
        return self.data["participants"]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every turn."""
        return {turn_id: turn["text"] for turn_id, turn in self.turns.items()}

    @cached_property
    def order(self) -> dict[str, int]:
        """The number of every turn, from 1."""
        return {turn_id: n for n, turn_id in enumerate(self.turns, start=1)}

    @cached_property
    def roles(self) -> dict[str, str | None]:
        """The role of the speaker of every turn; None where the speaker is not among the participants."""
        role = {name: participant["role"] for name, participant in self.participants.items()}
        return {turn_id: role.get(turn["speaker"]) for turn_id, turn in self.turns.items()}

    def layer(self, name: str) -> Any:
        """A top-level key that may be absent: its value, or an empty mapping."""
        return self.data.get(name) or {}

    def quotes(self) -> Iterator[Quote]:
        """Every quote of every layer that names its turn. Asks are apart: `asks` finds their turn."""
        data = self.data
        basis = data["ground_rules"]["basis"] if "ground_rules" in data else None
        if basis:
            yield Quote(("ground_rules", "basis"), basis["turn"], basis["quote"])
        for turn_id, turn in data.get("turns", {}).items():
            if "because" in turn:
                yield Quote(("turns", turn_id), turn_id, turn["because"])
        for n, oddity in enumerate(data.get("sic") or ()):
            yield Quote(("sic", n), oddity["turn"], oddity["quote"])
        for name, statement in self.layer("statements").items():
            yield Quote(("statements", name), statement["turn"], statement["quote"])
        for name, event in self.layer("events").items():
            for n, anchor in enumerate(event["anchors"]):
                yield Quote(("events", name, "anchors", n), anchor["turn"], anchor["quote"])

    def asks(self) -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
        """Every ask: its exchange, its id, itself, and the one question turn that has its quote.

        The turn is None where no question turn of the exchange has the quote, or several have it.
        """
        texts = self.texts
        for exchange_id, exchange in self.layer("exchanges").items():
            questions = exchange["question"]
            for ask_id, ask in exchange["asks"].items():
                turn = ask.get("turn")
                if turn is None:
                    quote = ask["quote"]
                    having = [q for q in questions if quote in texts.get(q, "")]
                    turn = having[0] if len(having) == 1 else None
                yield exchange_id, ask_id, ask, turn

    def mention_spans(self, turn_id: str, mentions: list[list[Any]]) -> Iterator[tuple[int, int | None]]:
        """For each mention of a turn its index and where it starts; None where it is not found in order."""
        text = self.texts.get(turn_id, "")
        start = 0
        for n, (surface, _) in enumerate(mentions):
            found = find_at_boundaries(surface, text, start)
            if found < 0:
                yield n, None
            else:
                yield n, found
                start = found + len(surface)


def find_at_boundaries(words: str, text: str, start: int = 0) -> int:
    """Where words stand in a text from `start` on, not inside a longer word; -1 where nowhere."""
    size = len(words)
    found = text.find(words, start)
    while found >= 0:
        end = found + size
        if (found == 0 or not (text[found - 1].isalnum() and words[0].isalnum())) and (
            end == len(text) or not (text[end].isalnum() and words[-1].isalnum())
        ):
            return found
        found = text.find(words, found + 1)
    return -1


def span(quote: str, text: str) -> tuple[int, int]:
    """Start and end of a quote that stands in a text exactly once. Raises ValueError otherwise."""
    start = text.index(quote)
    if text.find(quote, start + 1) >= 0:
        raise ValueError(f"the quote stands twice: {quote}")
    return start, start + len(quote)


def fold_source(text: str, digest: str) -> Source:
    return Source(text, digest, verbatim.fold(text))
