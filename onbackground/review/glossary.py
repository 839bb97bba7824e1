"""What every label means: read from the schema and the vocabulary, where it is said once."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from onbackground.corpus.corpus import Vocabulary
from onbackground.record import schema
from onbackground.release.tables import CLARITY

FIELDS: dict[str, tuple[str, ...]] = {
    "reply": ("reply",),
    "kind": ("statement", "properties", "kind"),
    "voice": ("statement", "properties", "voice"),
    "stance": ("statement", "properties", "stance"),
    "conditional": ("statement", "properties", "conditional"),
    "hedged": ("statement", "properties", "hedged"),
    "event": ("event", "properties", "kind"),
    "status": ("event", "properties", "status"),
    "basis": ("event", "properties", "basis"),
    "part": ("event", "properties", "part"),
    "role": ("participant", "properties", "role"),
    "identity": ("participant", "properties", "identity"),
    "attribution": ("ground_rules", "properties", "attribution"),
    "bracket": ("redaction", "properties", "is"),
    "skip": ("skip", "properties", "reason"),
}
"""The labelled fields that the page shows, and where the schema describes them."""

_DEFINITION = re.compile(r"`([^`]+)`: (.*?)(?=; `|\.?$)")


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
        """A label of one of the FIELDS, or with field `entity`, `participant` or `topic` what an id stands for."""
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
        node: Any = schema.text("briefing")["$defs"]
        for step in FIELDS[field]:
            node = node[step]
        description = node["description"]
        definition = dict(_DEFINITION.findall(description)).get(value, description)
        if field == "reply":
            definition += f" ({CLARITY[value].replace('_', ' ')})"
        return value.replace("_", " "), definition
