"""docs/columns.md, and the same in the card: what every column and every label means.

`python -m onbackground.release.describe.columns` writes the page; a test compares it with what would be written.
"""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.corpus.corpus import REPOSITORY
from onbackground.record.labels import LabelSet
from onbackground.release.tables import TABLES
from onbackground.release.tables.codebook import codebook_rows
from onbackground.release.tables.column import TABLE_NAMES, Column, Table

PAGE = "docs/columns.md"
WRITTEN = "<!-- Written by `python -m onbackground.release.describe.columns` from the tables: do not edit. -->"


def as_markdown(tables: dict[str, Table]) -> str:
    """A section for the columns of each table, and one for the labels of each closed set."""
    parts = [*map(_table, tables.values()), "## Labels", *map(_labels, label_sets(tables))]
    return "\n\n".join(parts) + "\n"


def page() -> str:
    """docs/columns.md."""
    return f"# Columns\n\n{WRITTEN}\n\nWhat every column and every label of a release means.\n\n{as_markdown(TABLES)}"


def _table(table: Table) -> str:
    lines = [
        f"## Columns of {table.name}",
        "",
        f"A row is {table.row_is}.",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    for row in codebook_rows([table]):
        if row["label"] is None:
            column = _column(table, row["column"])
            lines.append(f"| `{row['column']}` | {row['type']} | {_cell(_meaning(column))} |")
    return "\n".join(lines)


def _column(table: Table, place: str) -> Column:
    name, _, part = place.partition(".")
    return table.columns[name].parts[part] if part else table.columns[name]


def _meaning(column: Column) -> str:
    parts = [column.means]
    if column.unit:
        parts.append(f"Unit or form: {column.unit}.")
    if column.labels and column.labels.labels:
        parts.append(f"One of: {', '.join(f'`{label}`' for label in column.labels.labels)}.")
    if column.leads_to:
        parts.append(f"Leads to `{column.leads_to}`.")
    if column.leads_by:
        parts.append(f"Leads to the table in `{column.leads_by}`.")
    if column.null:
        parts.append(f"Null: {column.null}.")
    return " ".join(parts)


def label_sets(tables: dict[str, Table]) -> Iterator[LabelSet]:
    """Every closed set that some column uses, once."""
    seen: set[str] = set()
    for table in tables.values():
        for column in table.columns.values():
            for one in (column, *column.parts.values()):
                if one.labels and one.labels.labels and one.labels.name not in (*seen, TABLE_NAMES):
                    seen.add(one.labels.name)
                    yield one.labels


def _labels(labels: LabelSet) -> str:
    lines = [
        f"### {labels.name}",
        "",
        labels.about,
        "",
        "| label | means | example | easy to take for |",
        "|---|---|---|---|",
    ]
    for name, label in labels.labels.items():
        lines.append(
            f"| `{name}` | {_cell(label.definition)} | {_cell(label.example or '')} | {_cell(label.taken_for or '')} |"
        )
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    (REPOSITORY / PAGE).write_text(page(), encoding="utf-8", newline="\n")
    print(PAGE)


if __name__ == "__main__":
    main()
