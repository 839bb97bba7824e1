"""What every column and every label means, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onbackground.record.labels import Label
from onbackground.release.tables.column import STRING, Column, Row, Table, Type, Undescribed, plain

_NOT_A_COLUMN = "the row is a label"

CODEBOOK = Table(
    "codebook",
    "one column, or one label of a column",
    {
        "id": Column(STRING, "The id of the row: TABLE.COLUMN or TABLE.COLUMN.LABEL."),
        "table": Column(STRING, "The table."),
        "column": Column(STRING, "The column. A point separates a structure from a part of it: passes.kind."),
        "label": Column(STRING, "The label.", null="the row is about the column itself"),
        "definition": Column(STRING, "What it means."),
        "type": Column(STRING, "The type of the column.", null=_NOT_A_COLUMN),
        "unit": Column(STRING, "The unit or the form of its values.", null="it has none", note=True),
        "leads_to": Column(
            STRING,
            "The table or TABLE.COLUMN whose ids it holds; or the column beside it that names the table, in brackets.",
            null="it holds no ids of rows",
            note=True,
        ),
        "null_means": Column(STRING, "When it is null.", null="it never is", note=True),
        "example": Column(STRING, "An example of the label.", null="there is none", note=True),
        "taken_for": Column(
            STRING, "What the label is easily taken for, and what tells the two apart.", null="nothing", note=True
        ),
    },
)


def _type_name(type_: Type) -> str:
    """A type for people: string, list of string, list of structure."""
    if isinstance(type_, list):
        return f"list of {_type_name(type_[0])}"
    return "structure" if isinstance(type_, dict) else str(type_)


def codebook_rows(tables: Iterable[Table]) -> list[Row]:
    """The rows of `codebook` for some tables: their columns, each followed by its labels.

    Raises Undescribed, which names them, where a column or a label has no description.
    """
    rows = [row for table in tables for row in _rows(table.name, table.columns, "")]
    silent = [row["id"] for row in rows if not row["definition"].strip()]
    if silent:
        raise Undescribed(f"these have no description: {', '.join(silent)}")
    return rows


def _rows(table: str, columns: dict[str, Column], inside: str) -> Iterator[Row]:
    for name, column in columns.items():
        place = f"{inside}{name}"
        leads_to = column.leads_to or (f"[{column.leads_by}]" if column.leads_by else None)
        yield _row(
            table,
            place,
            definition=column.means,
            type=_type_name(plain(column.type)),
            unit=column.unit,
            leads_to=leads_to,
            null_means=column.null,
        )
        for label, said in column.labels.labels.items() if column.labels else ():
            yield _label_row(table, place, label, said)
        yield from _rows(table, column.parts, f"{place}.")


def _label_row(table: str, column: str, label: str, said: Label) -> Row:
    return _row(
        table,
        column,
        label=label,
        definition=said.definition,
        example=said.example,
        taken_for=said.taken_for,
    )


def _row(table: str, column: str, label: str | None = None, **said: str | None) -> Row:
    identifier = f"{table}.{column}" + (f".{label}" if label else "")
    row = {"id": identifier, "table": table, "column": column, "label": label}
    return row | {name: said.get(name) for name in CODEBOOK.columns if name not in row}
