"""docs/rules.md and docs/fields.md: written from the docstrings of the rules and from the schemas.

`python -m onbackground.validation.docs` writes both; a test compares them with what would be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onbackground.corpus import catalogue, writing
from onbackground.corpus.corpus import REPOSITORY
from onbackground.findings import RULES, Rule
from onbackground.record import schema
from onbackground.validation import check, report

FAMILIES = {
    "OB1": "File, YAML, place",
    "OB2": "Schema",
    "OB3": "Source and verbatim text",
    "OB4": "Turns, brackets, ground rules, ids",
    "OB5": "Exchanges and replies",
    "OB6": "Quotes, mentions, entities, topics, statements",
    "OB7": "Events and dates",
    "OB8": "Review",
    "OB9": "The corpus as a whole",
}
WRITTEN_FROM = "<!-- Written by `python -m onbackground.validation.docs` from {}: do not edit. -->"


def rules_page() -> str:
    """docs/rules.md."""
    assert check.RECORD_RULES  # every module with rules is imported
    parts = [
        "# Rules",
        WRITTEN_FROM.format("the docstrings of the rules"),
        "`python validate.py --explain CODE` prints one of them. A rule that can be waived is waived in the record, "
        'with a reason:\n\n```yaml\nwaivers:\n  - {code: OB608, at: t05, because: "The second “Geneva” is the city."}\n'
        "```\n\n"
        "A waiver that is not needed is itself a finding (OB804).",
    ]
    parts.append("\n".join(f"- [{_heading(rule)}](#{_anchor(_heading(rule))})" for _, rule in sorted(RULES.items())))
    family = ""
    for code, rule in sorted(RULES.items()):
        if code[:3] != family:
            family = code[:3]
            parts.append(f"## {family}xx: {FAMILIES[family]}")
        parts.append(f"### {_heading(rule)}\n\n{report.markdown(rule).rstrip()}")
    return "\n\n".join(parts) + "\n"


def _heading(rule: Rule) -> str:
    return f"{rule.code}: {rule.title}"


def _anchor(heading: str) -> str:
    """The name under which Markdown on GitHub links a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


TITLES = {
    "briefing": "A record: `records/YEAR/ID.yaml`",
    "reading": "A reading: `readings/YEAR/ID/READER.yaml`",
    "adjudication": "How readings were settled: `readings/YEAR/ID/adjudication.yaml`",
    "readers": "`vocabulary/readers.yaml`",
    "entities": "`vocabulary/entities.yaml`",
    "topics": "`vocabulary/topics.yaml`",
    "dataset": "`dataset.yaml`",
    "findings": "What `validate.py --format json` prints",
}


_RECORD = schema.text("briefing")


def fields_page() -> str:
    """docs/fields.md."""
    parts = [
        "# Fields",
        WRITTEN_FROM.format("schema/"),
        "Every key of every file: what it holds, whether it must be there, and an example.",
    ]
    for name in TITLES:
        whole = schema.text(name)
        parts += [f"## {TITLES[name]}", whole["description"], *_tables(whole, whole, "")]
    return "\n\n".join(parts) + "\n"


def _tables(whole: dict[str, Any], part: dict[str, Any], title: str) -> Iterator[str]:
    """The fields of one mapping as a table, then those of the mappings inside it."""
    required = part.get("required", ())
    rows, inner = [], []
    for key, value in (*part.get("properties", {}).items(), *part.get("patternProperties", {}).items()):
        field = resolved(whole, value)
        name = f"`{key}`" if key in part.get("properties", ()) else f"*{schema.example_id(key)}*"
        rows.append(
            f"| {name} | {'yes' if key in required else 'no' if key in part.get('properties', ()) else ''} "
            f"| {_cell(field['description'])} | {_example(field)} |"
        )
        if whole is not _RECORD and value is _RECORD["properties"].get(key):
            continue  # borrowed from the record, and described there
        inner += [
            (f"{title}{schema.example_id(key) if name.startswith('*') else key}", nested)
            for nested in _inside(whole, field)
        ]
    if rows:
        heading = f"### {title.rstrip('.')}\n\n" if title else ""
        yield heading + "\n".join(["| key | required | | example |", "|---|---|---|---|", *rows])
    for path, nested in inner:
        yield from _tables(whole, nested, f"{path}.")


def resolved(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part of a schema with its reference followed."""
    return whole["$defs"][part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part


def _inside(whole: dict[str, Any], field: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The mappings that a field holds: itself, or the entries of its list."""
    if "properties" in field or "patternProperties" in field:
        yield field
    entries = resolved(whole, field["items"]) if isinstance(field.get("items"), dict) else {}
    if "properties" in entries:
        yield entries


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _example(field: dict[str, Any]) -> str:
    shown = json.dumps(field["examples"][0], ensure_ascii=False)
    return _cell(f"`{shown}`") if len(shown) <= 90 else ""


def catalogue_page() -> str:
    """catalogue/README.md: the figures at its end are those of the catalogue, the text above them stays."""
    said = (REPOSITORY / CATALOGUE_PAGE).read_text(encoding="utf-8").split(FIGURES)[0]
    text = (REPOSITORY / catalogue.FILE).read_text(encoding="utf-8")
    rows = catalogue.read(text, schema.columns("catalogue")).rows
    return f"{said}{FIGURES}\n\n{catalogue.figures(rows)}\n"


CATALOGUE_PAGE = "catalogue/README.md"
FIGURES = "<!-- Written by `make docs` from briefings.csv: do not edit below. -->"
PAGES = {"docs/rules.md": rules_page, "docs/fields.md": fields_page, CATALOGUE_PAGE: catalogue_page}


def main() -> None:
    for path, page in PAGES.items():
        writing.write(REPOSITORY, path, page())
        print(path)


if __name__ == "__main__":
    main()
