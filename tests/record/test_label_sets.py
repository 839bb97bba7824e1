"""The closed label sets are those of the schemas, and every label in them is defined there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from onbackground.record import schema
from onbackground.record.labels import CLARITY, DERIVED, SETS, label_set


def closed(node: Any) -> Iterator[list[Any]]:
    """The labels of every closed set of a schema; formats of files ("briefing/1") are none."""
    if isinstance(node, dict):
        labels = [label for label in node.get("enum", ()) if isinstance(label, str) and "/" not in label]
        if labels:
            yield labels
        for inner in node.values():
            yield from closed(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from closed(inner)


@pytest.mark.parametrize("name", ["briefing", "entities"])
def test_every_label_of_the_schema_is_in_a_set_with_a_definition(name):
    found = list(closed(schema.text(name)))
    defined = [list(label_set(one).definitions) for one in SETS if SETS[one][0] == name]
    assert found and [labels for labels in found if labels not in defined] == []


@pytest.mark.parametrize("name", SETS)
def test_a_definition_is_one_plain_phrase(name):
    labels = label_set(name)
    about, definitions = labels.about, labels.definitions
    assert labels.name == name and about and "`" not in about.replace("`identity: named`", "")
    for label, definition in definitions.items():
        assert definition and "`" not in definition.replace("`source`", ""), label


def test_what_a_set_says():
    assert label_set("stance").about == "The holder's stance towards the target."
    assert label_set("stance").definitions == {
        "favorable": "for it",
        "unfavorable": "against it",
        "neutral": "neither, or not shown",
    }
    assert label_set("hedged") == ("hedged", "True where the speaker weakens it (think, believe, perhaps).", {})
    assert list(label_set("reply").definitions) == list(CLARITY)


@pytest.mark.parametrize("name", [*SETS, *DERIVED])
def test_every_label_has_an_example(name):
    assert [label for label, said in label_set(name).labels.items() if not said.example] == []


def test_what_a_label_is_taken_for_is_another_of_its_set():
    for name in [*SETS, *DERIVED]:
        labels = label_set(name).labels
        for label, said in labels.items():
            other = re.match(r"`([^`]+)`: ", said.taken_for or "")
            assert said.taken_for is None or other is None or (other[1] in labels and other[1] != label), (name, label)


def test_every_mark_of_a_bracket_is_a_mark():
    assert set(label_set("mark").labels) == {"redaction", *label_set("bracket").labels}


def test_clarity_is_said_of_every_reply():
    said = label_set("clarity").labels
    for reply, clarity in CLARITY.items():
        assert [name for name, label in said.items() if f"`{reply}`" in label.definition] == [clarity]
