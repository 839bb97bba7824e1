"""The compiled JSON Schemas; their errors as problems that people can read.

jsonschema-rs accepts; where it does not, jsonschema, the reference implementation, says what is wrong.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

import jsonschema_rs

from onbackground.corpus.terms import Words
from onbackground.findings import Path, Problem, Stage, did_you_mean, reader_problem, shorten
from onbackground.record.references import namesake_id

_INSTALLED = FilePath(__file__).resolve().parents[1] / "schemas"
FOLDER = _INSTALLED if _INSTALLED.is_dir() else _INSTALLED.parent.parent / "schema"
NAMES = (
    "briefing",
    "reading",
    "adjudication",
    "readers",
    "entities",
    "topics",
    "terms",
    "dataset",
    "withdrawn",
    "edits",
    "findings",
    "catalogue",
)
MOST = 1000
UNKNOWN_KEY, MISSING_KEY = "OB201", "OB202"


@cache
def text(name: str) -> dict[str, Any]:
    """The JSON Schema of that name, as data: what it takes from the schema of records is put in its place."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    if _BORROWED in json.dumps(data):
        lender = text("briefing")
        data = _with_borrowed(data, lender)
        data["$defs"] = lender["$defs"] | data.get("$defs", {})
    return data


def columns(name: str) -> list[str]:
    """The columns of a table of which a schema describes the rows."""
    return list(text(name)["items"]["properties"])


_BORROWED = "briefing.schema.json#/"


def _with_borrowed(part: Any, lender: dict[str, Any]) -> Any:
    """A part of a schema, its references to the schema of records resolved: top-level fields are copied."""
    if isinstance(part, list):
        return [_with_borrowed(inner, lender) for inner in part]
    if not isinstance(part, dict):
        return part
    where, _, name = str(part.get("$ref", "")).removeprefix(_BORROWED).partition("/")
    if where == "properties":
        return lender["properties"][name]
    if str(part.get("$ref", "")).startswith(_BORROWED):
        return {"$ref": f"#/{where}/{name}"}
    return {key: _with_borrowed(inner, lender) for key, inner in part.items()}


LABEL_SETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "series": ("briefing", ("properties", "series")),
    "event": ("briefing", ("$defs", "event", "properties", "kind")),
    "role": ("briefing", ("$defs", "participant", "properties", "role")),
    "attribution": ("briefing", ("$defs", "ground_rules", "properties", "attribution")),
    "entity": ("entities", ("properties", "entities", "patternProperties", "*", "properties", "type")),
}
"""The label sets to which a corpus may add: the schema, and the path in it; * stands for the only key."""


def with_words(name: str, schema: dict[str, Any], words: Words) -> dict[str, Any]:
    """The schema of that name with the words that a corpus declares allowed beside the built-in ones."""
    for label_set, declared in words:
        owner, path = LABEL_SETS[label_set]
        there = schema.get(path[0], {}).get(path[1], {})
        lent = owner == "briefing" and bool(there) and (path[0] == "$defs" or (name == "reading" and "enum" in there))
        if owner == name or lent:
            schema = _extended(schema, path, declared)
    return schema


def _extended(part: dict[str, Any], path: tuple[str, ...], declared: tuple[str, ...]) -> dict[str, Any]:
    if not path:
        return part | {"enum": [*part["enum"], *(word for word in declared if word not in part["enum"])]}
    step = next(iter(part)) if path[0] == "*" else path[0]
    return part | {step: _extended(part[step], path[1:], declared)}


@lru_cache(maxsize=64)
def _accepts(name: str, words: Words) -> Any:
    return jsonschema_rs.validator_for(with_words(name, text(name), words), validate_formats=True).is_valid


@lru_cache(maxsize=64)
def _reference(name: str, words: Words) -> Any:
    from jsonschema import Draft202012Validator, FormatChecker

    schema = _to_the_end(with_words(name, text(name), words))
    return Draft202012Validator(schema, format_checker=FormatChecker(["date", "uri", "date-time"]))


def _to_the_end(part: Any) -> Any:
    """A schema whose patterns end where the text ends: in Python, $ matches before a last newline too."""
    if isinstance(part, list):
        return [_to_the_end(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    copy = {key: _to_the_end(inner) for key, inner in part.items()}
    if isinstance(copy.get("pattern"), str):
        copy["pattern"] = re.sub(r"\$$", r"\\Z", copy["pattern"])
    if isinstance(copy.get("patternProperties"), dict):
        copy["patternProperties"] = {
            re.sub(r"\$$", r"\\Z", key): inner for key, inner in copy["patternProperties"].items()
        }
    return copy


def check(name: str, data: Any, words: Words = ()) -> list[Problem]:
    """What breaks the schema of that name in the data; an empty list where nothing does.

    `words` are those that the corpus declares. Of a thousand mistakes and more, the first thousand.
    """
    if _accepts(name, words)(data):
        return []
    errors = islice(_reference(name, words).iter_errors(data), MOST)
    return list(dict.fromkeys(problem for error in errors for problem in _explain(error)))


def without_echoes(problems: list[Problem]) -> list[Problem]:
    """The problems without the missing keys that an unknown key beside them was meant to be; those of one kind in one
    place together."""
    unknown: dict[Path, list[Problem]] = {}
    missing: dict[Path, list[Problem]] = {}
    for problem in problems:
        if problem.code in (UNKNOWN_KEY, MISSING_KEY):
            (unknown if problem.code == UNKNOWN_KEY else missing).setdefault(problem.at[:-1], []).append(problem)
    echoes = set()
    renamed = {}
    for at, absent in missing.items():
        beside = unknown.get(at, [])
        for problem in absent:
            meant = f"did you mean “{problem.at[-1]}”?"
            if any(one.hint == meant for one in beside):
                echoes.add(problem)
        if len(beside) == len(absent) == 1 and not echoes & set(absent):
            echoes.add(absent[0])
            renamed[beside[0]] = beside[0]._replace(hint=f"did you mean “{absent[0].at[-1]}”, which is missing?")
    left: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        kind: tuple[object, ...] = (problem,)
        if problem.code == MISSING_KEY:
            kind = (problem.code, problem.at[:-1])
        elif problem.code == UNKNOWN_KEY and not str(problem.hint).startswith("did you"):
            kind = (problem.code, problem.at[:-1], problem.hint)
        if problem not in echoes:
            left.setdefault(kind, []).append(renamed.get(problem, problem))
    return [_together(alike) for alike in left.values()]


def _together(problems: list[Problem]) -> Problem:
    """One problem for several keys that one mapping lacks, or that it should not have."""
    if len(problems) == 1:
        return problems[0]
    at = problems[0].at[:-1]
    listed = ", ".join(f"“{shorten(str(problem.at[-1]))}”" for problem in problems)
    if problems[0].code == MISSING_KEY:
        return problems[0]._replace(message=f"{_name(at)} has no {listed}")
    return problems[0]._replace(message=f"unknown keys {listed}{f' in {_name(at)}' if at else ''}")


# --- What may be wrong: one function a rule --------------------------------------------------------------------


def _name(at: Path) -> str:
    """How people call the value at a path: “reply of x01a”, “text of t04”, “turns”."""
    names = [str(step) for step in at if isinstance(step, str)]
    if not names:
        return "the file"
    return f"{names[-1]} of {names[-2]}" if len(names) > 1 else names[-1]


@reader_problem(UNKNOWN_KEY, stage=Stage.SCHEMA)
def unknown_key(at: Path, key: str, known: list[str], patterns: list[str]) -> Problem:
    """A key that the format does not know.

    A misspelt key says nothing to anybody: what it was meant to say is lost. Every key of the format is
    described in docs/fields.md.

    Wrong:
        pubisher: state-dept
    Right:
        publisher: state-dept
    """
    where = f" in {_name(at)}" if at else ""
    hint = f"ids here look like {example_id(patterns[0])}" if patterns else did_you_mean(key, known)
    if "：" in key:
        hint = "“：” is a full-width colon (U+FF1A): write a colon and a space"
    elif " " in key and not patterns:
        hint = "text with a comma in it belongs in quotation marks"
    return Problem((*at, key), f"unknown key “{shorten(key)}”{where}", hint, key=True)


@reader_problem(MISSING_KEY, stage=Stage.SCHEMA)
def missing_key(at: Path, key: str, description: str, beside: str | None) -> Problem:
    """A key that must be there is missing.

    What is not known is written as null where the format allows it, so that nobody has to guess whether it
    was forgotten.

    Wrong:
        x01a: {quote: "will they meet?", why: "Says yes."}
    Right:
        x01a: {quote: "will they meet?", reply: explicit, why: "Says yes."}
    """
    return Problem(
        (*at, key),
        f"{_name(at)} has no “{key}”",
        f"{key}: {description}" if description else "",
        key=True,
        shown=(*at, beside) if beside else None,
    )


@reader_problem("OB203", stage=Stage.SCHEMA)
def wrong_type(at: Path, value: Any, expected: str, choices: list[Any], keys: list[str]) -> Problem:
    """A value of the wrong type.

    Text where a list belongs, a list where text belongs, a value left empty (which YAML reads as null).

    Wrong:
        topics: water-treaties
    Right:
        topics: [water-treaties]
    """
    hint = "write [a, b] or one “- ” line for each" if expected.startswith("a list") else ""
    if keys and expected.startswith("a mapping"):
        hint = f"write {{{', '.join(f'{key}: …' for key in keys)}}}"
    if value is None:
        words = ", ".join(map(str, choices))
        hint = f"one of: {words}" if choices else "the value is empty; a text that reads null must be quoted"
    return Problem(at, f"{_name(at)} must be {expected}, not {_kind(value)}", hint)


@reader_problem("OB204", stage=Stage.SCHEMA)
def not_a_choice(at: Path, value: Any, choices: list[Any]) -> Problem:
    """A value that is not one of the words of its vocabulary.

    Closed vocabularies are what makes records comparable; each word is defined in docs/fields.md.

    Wrong:
        reply: evasive
    Right:
        reply: dodging
    """
    words = [choice for choice in choices if choice is not None]
    return Problem(
        at,
        f"{_name(at)} cannot be “{shorten(str(value))}”",
        did_you_mean(value, words) or "one of: " + ", ".join(map(str, words)),
    )


@reader_problem("OB205", stage=Stage.SCHEMA)
def wrong_form(at: Path, value: Any, example: str, meant: str = "") -> Problem:
    """A value that does not have its form.

    Ids, dates, digests, addresses and country codes have a form that can be checked at once.

    Wrong:
        date: "2 April 2031"
    Right:
        date: "2031-04-02"
    """
    return Problem(
        at,
        f"{_name(at)} has the wrong form: “{shorten(str(value))}”",
        f"did you mean “{meant}”?" if meant else f"it should look like {example}" if example else "",
    )


@reader_problem("OB206", stage=Stage.SCHEMA)
def wrong_amount(at: Path, message: str) -> Problem:
    """Too few, too many, too long, or twice the same.

    An empty text, an empty list where one entry is needed, a list that names the same thing twice.

    Wrong:
        question: [t03, t03]
    Right:
        question: [t03]
    """
    return Problem(at, f"{_name(at)} {message}")


def _explain(error: Any) -> list[Problem]:
    """One jsonschema error as problems."""
    at: Path = tuple(error.absolute_path)
    keyword, value, schema = error.validator, error.instance, error.schema
    if keyword == "additionalProperties":
        known, patterns = list(schema.get("properties", ())), list(schema.get("patternProperties", ()))
        extras = [key for key in value if key not in known and not any(_matches(p, key) for p in patterns)]
        missing = [key for key in known if key not in value]
        return [unknown_key(at, key, missing or known, patterns) for key in extras[:MOST]]
    if keyword == "required":  # one error for each missing key, which does not say as data which one it is about
        properties = schema.get("properties", {})
        absent = [key for key in error.validator_value if key not in value]
        return [
            missing_key(at, key, _describe(properties.get(key, {}), error), _beside(key, list(properties), value))
            for key in absent
        ]
    if keyword == "type":
        return [
            wrong_type(
                at, value, _expected(error.validator_value), schema.get("enum", []), list(schema.get("required", ()))
            )
        ]
    if keyword == "enum":
        types = schema.get("type", [])
        fits = any(_of_type(value, name) for name in ([types] if isinstance(types, str) else types))
        return [not_a_choice(at, value, error.validator_value)] if fits or not types else []
    if keyword in ("pattern", "format"):
        examples = [example for example in schema.get("examples", ()) if isinstance(example, str)]
        named = namesake_id(value) if "(-[a-z0-9]+)*" in str(error.validator_value) else ""
        meant = named if named and _matches(error.validator_value, named) else ""
        return [wrong_form(at, value, examples[0] if examples else "", meant)]
    amounts = {
        "minLength": "is empty",
        "minItems": f"needs at least {error.validator_value}, has {_size(value)}",
        "maxItems": f"takes at most {error.validator_value}, has {_size(value)}",
        "minProperties": "is empty",
        "uniqueItems": "names something twice",
        "maxLength": f"is too long: {_size(value)} characters, at most {error.validator_value}",
        "minimum": f"must be at least {error.validator_value}",
    }
    if keyword not in amounts:
        raise NotImplementedError(f"schema keyword {keyword} has no explanation")
    return [wrong_amount(at, amounts[keyword])]


_PYTHON_TYPES: dict[str, Any] = {
    "string": str,
    "array": list,
    "object": dict,
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def _beside(key: str, order: list[str], present: dict[str, Any]) -> str | None:
    """The key before which an absent key belongs; the one after which it belongs where it is the last; else None."""
    at = order.index(key) if key in order else 0
    following = [other for other in order[at + 1 :] if other in present]
    before = [other for other in order[:at] if other in present]
    return following[0] if following else before[-1] if before else None


def _of_type(value: Any, name: str) -> bool:
    return isinstance(value, _PYTHON_TYPES[name]) and isinstance(value, bool) == (name == "boolean")


def _matches(pattern: str, key: str) -> bool:
    return re.search(pattern, key) is not None


def example_id(pattern: str) -> str:
    """What the keys look like that a pattern of the schemas allows."""
    examples = {
        "^t": "t01, t02",
        "^x[0-9]{2,}[": "x01a, x01b",
        "^x": "x01, x02",
        "^s": "s01",
        "^e": "e01",
        "^\\[": "“[Moderator]”, brackets included",
    }
    for start, example in examples.items():
        if pattern.startswith(start) and not (start == "^x" and "[a-z]" in pattern):
            return example
    return "jane-roe: lower case, digits, hyphens"


def _describe(schema: dict[str, Any], error: Any) -> str:
    reference = schema.get("$ref")
    if reference:
        schema = text("briefing")["$defs"].get(reference.rsplit("/", 1)[-1], {})
    return str(schema.get("description", "")).split(". ")[0].rstrip(".").split(" `")[0]


_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "a mapping (keys and values)",
    "null": "null",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}


def _expected(types: str | list[str]) -> str:
    names = [_TYPES[name] for name in ([types] if isinstance(types, str) else types)]
    return " or ".join(names)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    kinds: dict[type, str] = {str: "text", list: "a list", dict: "a mapping"}
    return kinds[type(value)]


def _size(value: Any) -> int:
    return len(value) if hasattr(value, "__len__") else 0
