"""What every label means: read from the schema and the vocabulary, where it is said once."""

from __future__ import annotations

from typing import Any, NamedTuple

from onbackground.corpus.corpus import Vocabulary
from onbackground.record.labels import CLARITY, label_set, with_terms


class Term(NamedTuple):
    """A label as shown, the address of its definition on the page, and the definition."""

    text: str
    anchor: str
    definition: str


class Glossary:
    """The labels that one page uses, each with its definition, in the order of first use."""

    def __init__(self, vocabulary: Vocabulary, participants: dict[str, dict[str, Any]]):
        self._vocabulary = vocabulary
        self._participants = participants
        self.terms: dict[tuple[str, str], Term] = {}

    def term(self, field: str, value: str) -> Term:
        """A label of a set of record/labels.py; with field `entity`, `participant` or `topic`, what an id stands for."""
        known = self.terms.get((field, value))
        if known is None:
            text, definition = self._explain(field, value)
            known = self.terms[field, value] = Term(text, f"def-{field}-{value}", definition)
        return known

    def named(self, identifier: str) -> Term:
        """A participant or an entity: what a holder or a target can be."""
        return self.term("participant" if identifier in self._participants else "entity", identifier)

    def _explain(self, field: str, value: str) -> tuple[str, str]:
        if field == "entity":
            entity = self._vocabulary.entities.get(value)
            if entity is None:
                return value, "not in the vocabulary"
            note = entity.get("note")
            return entity["name"], f"{entity['type']}" + (f": {note}" if note else "")
        if field == "topic":
            topic = self._vocabulary.topics.get(value)
            return (topic["name"], topic["definition"]) if topic else (value, "not in the vocabulary")
        if field == "participant":
            one = self._participants[value]
            return value, ", ".join(part for part in (one["role"], one["label"], one["identity"]) if part)
        labels = with_terms(label_set(field), self._vocabulary.terms)
        definition = labels.definitions.get(value, labels.about)
        if field == "reply":
            definition += f" ({CLARITY[value].replace('_', ' ')})"
        return value.replace("_", " "), definition
