"""The closed label sets: where the schemas define each, and what each label means."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from onbackground.corpus.terms import Terms
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


def _open(name: str) -> tuple[str, ...]:
    """A label set to which a corpus may add words."""
    owner, path = schema.LABEL_SETS[name]
    return owner, *path


SETS: dict[str, tuple[str, ...]] = {
    "reply": ("briefing", "$defs", "reply"),
    "kind": ("briefing", "$defs", "statement", "properties", "kind"),
    "voice": ("briefing", "$defs", "statement", "properties", "voice"),
    "stance": ("briefing", "$defs", "statement", "properties", "stance"),
    "conditional": ("briefing", "$defs", "statement", "properties", "conditional"),
    "hedged": ("briefing", "$defs", "statement", "properties", "hedged"),
    "event": _open("event"),
    "status": ("briefing", "$defs", "event", "properties", "status"),
    "basis": ("briefing", "$defs", "event", "properties", "basis"),
    "part": ("briefing", "$defs", "event", "properties", "part"),
    "role": _open("role"),
    "identity": ("briefing", "$defs", "participant", "properties", "identity"),
    "attribution": _open("attribution"),
    "bracket": ("briefing", "$defs", "redaction", "properties", "is"),
    "skip": ("briefing", "$defs", "skip", "properties", "reason"),
    "series": _open("series"),
    "rights": ("briefing", "$defs", "source", "properties", "rights"),
    "review": ("briefing", "$defs", "review", "properties", "status"),
    "reader": ("briefing", "$defs", "reader_kind"),
    "layer": ("briefing", "$defs", "layer"),
    "cause": ("adjudication", "$defs", "settled", "properties", "cause"),
    "retired": ("briefing", "properties", "retired", "items", "properties", "reason"),
    "entity": _open("entity"),
    **{name: ("catalogue", "items", "properties", name) for name in ("mode", "occasion", "date_basis", "title_basis")},
}
"""The label sets by name: the schema, and the path in it to the place that lists and defines the labels."""

_DEFINITION = re.compile(r"`([^`]+)`: (.*?)(?=; `|\.?$)")


class Label(NamedTuple):
    """One label: its definition, an example, and what it is easily taken for (None where there is nothing)."""

    definition: str
    example: str | None = None
    taken_for: str | None = None


class LabelSet(NamedTuple):
    """A closed set of labels: its name, what it is about, and its labels."""

    name: str
    about: str
    labels: dict[str, Label]

    @property
    def definitions(self) -> dict[str, str]:
        return {name: label.definition for name, label in self.labels.items()}


def labels_in(field: dict[str, Any]) -> dict[str, Label]:
    """The labels that the schema of a field defines, each with its definition and what stands beside it."""
    beside = field.get("x-labels", {})
    return {
        label: Label(definition, **beside.get(label, {}))
        for label, definition in _DEFINITION.findall(field.get("description", ""))
    }


@cache
def label_set(name: str) -> LabelSet:
    """The set of that name in SETS or DERIVED. A yes-or-no field has no labels: what it is about defines it."""
    if name in DERIVED:
        return DERIVED[name]
    path = SETS[name]
    node: Any = schema.text(path[0])
    for step in path[1:]:
        node = node[next(iter(node)) if step == "*" else step]
    description: str = node["description"]
    labels = labels_in(node)
    return LabelSet(name, description.partition(" `")[0] if labels else description, labels)


def with_terms(known: LabelSet, terms: Terms) -> LabelSet:
    """The set with the words that a corpus declares for it, each with the meaning given there."""
    declared = {word: Label(means) for word, means in terms.meanings.get(known.name, {}).items()}
    return known._replace(labels=declared | known.labels) if declared else known


def _marks() -> LabelSet:
    """What can be marked in a turn: what masks somebody, oddities, and every kind of bracket."""
    known = label_set("bracket").labels
    redaction = Label(
        "a bracket that masks somebody", "“Over to you, [Official].”", "`insert`: that explains a word and masks nobody"
    )
    note = Label("what happened in the room", "“[Applause]” or “(Applause.)”")
    oddity = Label("an oddity of the transcript, or a transcriber’s mark of one", "“auger well”, for “augur well”")
    return LabelSet(
        "mark", "What kind of mark it is.", {"redaction": redaction, **known, "stage_note": note, "sic": oddity}
    )


DERIVED = {
    "clarity": LabelSet(
        "clarity",
        "How clear a reply is: the upper level of the response-clarity taxonomy, which follows from the reply.",
        {
            "clear_reply": Label("the ask is answered: `explicit`", "“Will they meet tomorrow?” “They will, at ten.”"),
            "ambivalent": Label(
                "the answer leaves more than one reading: `implicit`, `general`, `partial`, `deflection`, `dodging`",
                "“What will the quota be?” “A fair and lasting one.”",
                "`clear_non_reply`: that openly does not answer",
            ),
            "clear_non_reply": Label(
                "openly no answer: `declining`, `ignorance`, `clarification`",
                "“Did the other side accept the quota?” “I won’t speak for them.”",
                "`ambivalent`: `dodging` does not say that it refuses",
            ),
        },
    ),
}
"""The label sets that no schema has, because the build derives them."""

DERIVED["mark"] = _marks()
