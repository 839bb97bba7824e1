"""The fields that the page offers: read from the schema, where they are said once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onbackground.corpus.terms import Terms
from onbackground.record import schema
from onbackground.record.labels import CLARITY, Label, labels_in

ENTRIES: dict[str, tuple[str, str]] = {
    "ask": ("briefing", "ask"),
    "exchange": ("briefing", "exchange"),
    "statement": ("briefing", "statement"),
    "event": ("briefing", "event"),
    "oddity": ("briefing", "oddity"),
    "turn": ("briefing", "turn"),
    "participant": ("briefing", "participant"),
    "header": ("briefing", ""),
    "ground_rules": ("briefing", "ground_rules"),
    "source": ("briefing", "source"),
    "entities": ("entities", "*"),
    "topics": ("topics", "*"),
}
"""What has fields: the schema that describes it, and the definition in it."""

LINKS: dict[str, list[str]] = {
    "speaker": ["participants"],
    "holder": ["participants", "entities"],
    "via": ["participants", "entities"],
    "target": ["events", "entities"],
    "topic": ["topics"],
    "topics": ["topics"],
    "actors": ["entities"],
    "principals": ["entities"],
    "subject": ["events"],
    "question": ["turns"],
    "answer": ["turns"],
    "follows": ["exchanges", "turns"],
    "entity": ["entities"],
    "organization": ["entities"],
}
"""Fields that hold ids, and what the ids are of. The schema says only what an id looks like."""

HEADER = ("title", "byline", "venue", "date", "series", "principals", "subject", "topics")
"""The fields of the header that the page edits; those of `ground_rules` are beside them."""

APART = {"turn", "quote", "text", "asks", "anchors"}
"""Fields that are not typed: the words chosen in the text give them."""

NO_TERMS = Terms()


def entry_fields(terms: Terms = NO_TERMS) -> dict[str, list[dict[str, Any]]]:
    """The fields of every kind of entry, in the order of the format, as the page's script reads them.

    Each has its name; what is typed (`label`, `labels`, `flag`, `link`, `links`, `date`, `anchor` or `text`);
    whether it is required and may be null; what it is about; for labels, each with its definition, an example and
    what it is easily taken for; for links, what they lead to. `terms` are the words that the corpus declares.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for kind, (name, part) in ENTRIES.items():
        whole = schema.with_words(name, schema.text(name), terms.words)
        node = _node(whole, part)
        names = HEADER if kind == "header" else [each for each in node["properties"] if each not in APART]
        required = node.get("required", [])
        found[kind] = [
            _field(
                whole, each, node["properties"][each], each in required, terms.meanings.get(_set(name, part, each), {})
            )
            for each in names
        ]
    return found


def _node(whole: dict[str, Any], part: str) -> dict[str, Any]:
    if part == "*":
        layer = next(inner for inner in whole["properties"].values() if "patternProperties" in inner)
        found: dict[str, Any] = next(iter(layer["patternProperties"].values()))
        return found
    return whole["$defs"][part] if part else whole


def _set(name: str, part: str, field: str) -> str:
    """The label set of a field to which a corpus may add words; empty for any other field."""
    for label_set, (owner, path) in schema.LABEL_SETS.items():
        if owner == name and path[-1] == field and (part in path or len(path) == 2):
            return label_set
    return ""


def _field(
    whole: dict[str, Any], name: str, node: dict[str, Any], required: bool, declared: Mapping[str, str]
) -> dict[str, Any]:
    node = _resolved(whole, node)
    item = _resolved(whole, node.get("items", {}))
    types = node.get("type", "string")
    types = [types] if isinstance(types, str) else types
    description = node.get("description", "")
    field: dict[str, Any] = {
        "name": name,
        "about": description.partition(" `")[0],
        "required": required,
        "nullable": "null" in types,
    }
    labels = node.get("enum") or item.get("enum")
    if types == ["boolean"]:
        return field | {"type": "flag", "about": description}
    if labels:
        defined = whole.get("$defs", {}).get(name, {})
        known = labels_in(defined if defined.get("enum") == labels else node) or labels_in(item)
        known |= {word: Label(means) for word, means in declared.items() if word not in known}
        return field | {
            "type": "labels" if "array" in types else "label",
            "labels": [_label(name, one, known.get(one, Label(""))) for one in labels if one is not None],
        }
    if name in LINKS:
        return field | {"type": "links" if "array" in types else "link", "to": LINKS[name]}
    if "quote" in node.get("properties", {}):
        return field | {"type": "anchor"}
    return field | {"type": "date" if name == "date" else "list" if "array" in types else "text"}


def _resolved(whole: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    return whole["$defs"][node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node


def _label(name: str, value: str, label: Label) -> dict[str, Any]:
    return {
        "value": value,
        "definition": label.definition,
        "level": CLARITY.get(value, "").replace("_", " ") if name in ("reply", "also") else "",
        "example": label.example or "",
        "taken_for": (label.taken_for or "").replace("`", ""),
    }


def causes() -> list[dict[str, Any]]:
    """Why readings part, as an adjudication says it: the labels with their definitions."""
    node = schema.text("adjudication")["$defs"]["settled"]["properties"]["cause"]
    return [_label("cause", name, label) for name, label in labels_in(node).items()]
