"""The closed label sets: where the schemas define each, and what each label means."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from onbackground.record import schema

CLARITY = {
    "explicit": "clear_reply",
    "implicit": "ambivalent",
    "general": "ambivalent",
    "partial": "ambivalent",
    "deflection": "ambivalent",
    "dodging": "ambivalent",
    "declining": "clear_non_reply",
    "ignorance": "clear_non_reply",
    "clarification": "clear_non_reply",
}
"""The upper level of the response-clarity taxonomy (QEvasion / CLARITY, Thomas et al., EMNLP 2024)."""

SETS: dict[str, tuple[str, ...]] = {
    "reply": ("briefing", "$defs", "reply"),
    "kind": ("briefing", "$defs", "statement", "properties", "kind"),
    "voice": ("briefing", "$defs", "statement", "properties", "voice"),
    "stance": ("briefing", "$defs", "statement", "properties", "stance"),
    "conditional": ("briefing", "$defs", "statement", "properties", "conditional"),
    "hedged": ("briefing", "$defs", "statement", "properties", "hedged"),
    "event": ("briefing", "$defs", "event", "properties", "kind"),
    "status": ("briefing", "$defs", "event", "properties", "status"),
    "basis": ("briefing", "$defs", "event", "properties", "basis"),
    "part": ("briefing", "$defs", "event", "properties", "part"),
    "role": ("briefing", "$defs", "participant", "properties", "role"),
    "identity": ("briefing", "$defs", "participant", "properties", "identity"),
    "attribution": ("briefing", "$defs", "ground_rules", "properties", "attribution"),
    "bracket": ("briefing", "$defs", "redaction", "properties", "is"),
    "skip": ("briefing", "$defs", "skip", "properties", "reason"),
    "series": ("briefing", "properties", "series"),
    "rights": ("briefing", "$defs", "source", "properties", "rights"),
    "review": ("briefing", "$defs", "review", "properties", "status"),
    "reader": ("briefing", "$defs", "reader_kind"),
    "layer": ("briefing", "$defs", "layer"),
    "entity": ("entities", "properties", "entities", "patternProperties", "*", "properties", "type"),
}
"""The label sets by name: the schema, and the path in it to the place that lists and defines the labels."""

_DEFINITION = re.compile(r"`([^`]+)`: (.*?)(?=; `|\.?$)")


class LabelSet(NamedTuple):
    """A closed set of labels: what it is about, and the definition of each label."""

    about: str
    definitions: dict[str, str]


@cache
def label_set(name: str) -> LabelSet:
    """The set of that name in SETS. A yes-or-no field has one label, true, which its description defines."""
    path = SETS[name]
    node: Any = schema.text(path[0])
    for step in path[1:]:
        node = node[next(iter(node)) if step == "*" else step]
    description: str = node["description"]
    definitions = dict(_DEFINITION.findall(description))
    return LabelSet(description.partition(" `")[0] if definitions else description, definitions)
