"""The schemas: valid, within what draft-07 tools honour, every field described with examples that validate."""

import copy
import json
import random

import pytest
from edited import BASE, DRAFT, ODD, REAL, TESTS, VALID, text_of
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from mutated import leaves, replaced, wrong_value
from referencing import Registry, Resource

from onbackground.corpus.corpus import REPOSITORY
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.validation.docs import resolved

FORMATS = FormatChecker(["date", "uri", "date-time"])
KEYWORDS = {
    "$schema",
    "$id",
    "title",
    "description",
    "examples",
    "type",
    "enum",
    "pattern",
    "format",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minimum",
    "minProperties",
    "items",
    "properties",
    "patternProperties",
    "additionalProperties",
    "required",
    "$ref",
    "$defs",
    "x-labels",  # an example of each label and what it is easily taken for: read by record/labels.py, by no validator
}
"""What draft-07 and 2020-12 read alike: no prefixItems, no dependentRequired, no unevaluatedProperties."""


def parts(schema_part, at=()):
    """Every schema inside a schema, with its path."""
    yield at, schema_part
    for keyword in ("properties", "patternProperties", "$defs"):
        for name, inner in schema_part.get(keyword, {}).items():
            yield from parts(inner, (*at, keyword, name))
    if isinstance(schema_part.get("items"), dict):
        yield from parts(schema_part["items"], (*at, "items"))


@pytest.mark.parametrize("name", schema.NAMES)
def test_a_schema_is_valid_and_flat(name):
    whole = schema.text(name)
    Draft202012Validator.check_schema(whole)
    Draft7Validator.check_schema(whole)
    for at, part in parts(whole):
        assert set(part) <= KEYWORDS, at
        assert not ("$ref" in part and len(part) > 1), at  # what stands beside a $ref is not read by draft-07 tools
        if part.get("type") == "object":
            assert part["additionalProperties"] is False, at


@pytest.mark.parametrize("name", schema.NAMES)
def test_every_field_has_a_description_and_examples_that_validate(name):
    whole = schema.text(name)
    count = 0
    for at, part in parts(whole):
        if at and "$ref" not in part and at != ("$defs", "mention", "items", "items"):
            described = resolved(whole, part)
            assert described["description"].rstrip().endswith((".", ":")) or "`" in described["description"], at
            if at == ("$defs", "mention", "items"):
                continue
            assert described["examples"], at
            validator = Draft202012Validator({"$defs": whole.get("$defs", {}), **part}, format_checker=FORMATS)
            for example in described["examples"]:
                assert not list(validator.iter_errors(example)), (at, example)
                count += 1
    assert count >= 3


@pytest.mark.parametrize("path", [BASE, ODD, DRAFT])
def test_draft_07_gives_the_same_verdicts(path, mutations):
    chosen = random.Random(17)
    whole = schema.text("briefing")
    older = Draft7Validator(
        {**copy.deepcopy(whole), "$schema": "http://json-schema.org/draft-07/schema#"}, format_checker=FORMATS
    )
    newer = Draft202012Validator(whole, format_checker=FORMATS)
    data = strict.load(text_of(path))
    assert older.is_valid(data) and newer.is_valid(data)
    places = list(leaves(data))
    for _ in range(mutations // 5):
        at, value = chosen.choice(places)
        changed = replaced(data, at, wrong_value(value, chosen))
        assert older.is_valid(changed) == newer.is_valid(changed)


MODELINED = sorted([*(REPOSITORY / "records").rglob("*.yaml"), *VALID.rglob("*.yaml")])


@pytest.mark.parametrize("path", MODELINED, ids=lambda path: path.name)
def test_the_modeline_leads_to_the_schema(path):
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    assert first.startswith("# yaml-language-server: $schema=")
    target = (path.parent / first.split("=", 1)[1]).resolve()
    assert target.parent == REPOSITORY / "schema"
    whole = schema.text(target.name.removesuffix(".schema.json"))
    Draft202012Validator(whole, format_checker=FORMATS).validate(strict.load(path.read_text(encoding="utf-8")))


def test_other_tools_follow_what_a_schema_borrows():
    """Editors read the files as they are, and resolve a reference from one schema to the next by its place."""
    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in schema.FOLDER.glob("*.schema.json")}
    registry = Registry().with_resources(
        (f"{place}{name}", Resource.from_contents(whole)) for name, whole in files.items() for place in ("", "file:///")
    )
    folder = VALID / "readings/2031/state-2031-05-06-harbour-dues"
    for name, data in (("reading", "some-maintainer.yaml"), ("adjudication", "adjudication.yaml")):
        validator = Draft202012Validator(files[f"{name}.schema.json"], registry=registry)
        validator.validate(strict.load((folder / data).read_text(encoding="utf-8")))


def test_every_error_of_a_schema_is_explained_without_its_jargon():
    data = strict.load(text_of(BASE))
    chosen = random.Random(3)
    for at, value in leaves(data):
        for _ in range(3):
            for problem in schema.check("briefing", replaced(data, at, wrong_value(value, chosen))):
                said = f"{problem.message} {problem.hint}"
                assert not any(
                    word in said
                    for word in ("$ref", "schema is", "is not valid under", "patternProperties", "None", "instance")
                )


def test_the_paths_of_the_tests_are_the_ones_of_the_repository():
    assert (REPOSITORY / REAL).is_file() and TESTS == REPOSITORY / "tests"
