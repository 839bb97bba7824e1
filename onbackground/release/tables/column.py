"""What a table is: its columns, what they mean, and how its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from onbackground.record.labels import Label, LabelSet
from onbackground.release.tables.view import View

Row = dict[str, Any]
"""One row: every column of its table by name."""

Type = Any
"""The type of a column: STRING, INT, BOOL, FLOAT; [T] for a list of T; {name: T} for a structure of columns."""

STRING, INT, BOOL, FLOAT = "string", "int32", "bool", "float64"
STRINGS, INTS = [STRING], [INT]


class Undescribed(ValueError):
    """A column or a label has no description; the message is one line for people."""


class Column(NamedTuple):
    """One column of a table.

    `labels` is the closed set that its values are from. `leads_to` names the table, or the TABLE.COLUMN, whose ids it
    holds; `leads_by` the column that names the table, where that differs from row to row. `null` says when it is null;
    without it, it never is. A `note` is a reason, a remark, or something about review or provenance: a change of it
    changes nobody's results. A column that is `filled` changes nobody's results when a null gets a value.
    """

    type: Type
    means: str
    labels: LabelSet | None = None
    leads_to: str | None = None
    leads_by: str | None = None
    null: str | None = None
    unit: str | None = None
    note: bool = False
    filled: bool = False

    @property
    def parts(self) -> dict[str, Column]:
        """The columns of a structure, or of a list of structures."""
        inner = self.type[0] if isinstance(self.type, list) else self.type
        return inner if isinstance(inner, dict) else {}


TABLE_NAMES = "table"
"""The name of the label sets of columns that say to which table others lead."""


def plain(type_: Type) -> Type:
    """A type with the types of a structure in the place of its columns."""
    if isinstance(type_, list):
        return [plain(type_[0])]
    return {name: plain(part.type) for name, part in type_.items()} if isinstance(type_, dict) else type_


def tables_named(**tables: str) -> LabelSet:
    """The set of labels of a column that says to which table the ids of another one lead."""
    return LabelSet(TABLE_NAMES, "The table that has the row.", {name: Label(means) for name, means in tables.items()})


class Table(NamedTuple):
    """One table: its name, what a row of it is, and its columns in order.

    `rows` gives the rows of one record. It is None for a table that no single record feeds. In a table of `note`s every
    change is one of reasons, review or provenance.
    """

    name: str
    row_is: str
    columns: dict[str, Column]
    rows: Callable[[View], Iterator[Row]] | None = None
    note: bool = False

    def labelled(self, change: Callable[[LabelSet], LabelSet]) -> Table:
        """The table with every label set changed."""
        return self._replace(
            columns={
                name: column._replace(labels=change(column.labels)) if column.labels else column
                for name, column in self.columns.items()
            }
        )

    @property
    def types(self) -> dict[str, Type]:
        """The type of every column."""
        return {name: plain(column.type) for name, column in self.columns.items()}


def refuse_unknown_labels(table: Table, rows: list[Row]) -> None:
    """Raise Undescribed where a labelled column has a value that its set does not describe."""
    for name, column in table.columns.items():
        if column.labels and column.labels.labels:
            values = (row[name] for row in rows)
            if isinstance(column.type, list):
                values = (one for several in values for one in several or ())
            unknown = set(values) - column.labels.labels.keys() - {None}
            if unknown:
                raise Undescribed(f"{table.name}.{name} has labels without a description: {', '.join(sorted(unknown))}")
