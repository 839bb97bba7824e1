"""What a table is: its columns, what they mean, and how its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from onbackground.release.tables.view import View

Row = dict[str, Any]
"""One row: every column of its table by name."""

Type = Any
"""The type of a column: STRING, INT, BOOL; [T] for a list of T; {name: T} for a structure."""

STRING, INT, BOOL = "string", "int32", "bool"
STRINGS, INTS = [STRING], [INT]


class Column(NamedTuple):
    """One column of a table.

    `labels` names the set of record/labels.py that its values are from. `leads_to` names the table, or the
    TABLE.COLUMN, whose rows its ids are. `null` says when it is null; without it, it never is. A `note` is a reason, a
    remark, or something about review or provenance: a change of it changes nobody's results.
    """

    type: Type
    means: str
    labels: str | None = None
    leads_to: str | None = None
    null: str | None = None
    unit: str | None = None
    note: bool = False


class Table(NamedTuple):
    """One table: its name, what a row of it is, and its columns in order.

    `rows` gives the rows of one record. It is None for a table that no single record feeds.
    """

    name: str
    row_is: str
    columns: dict[str, Column]
    rows: Callable[[View], Iterator[Row]] | None = None

    @property
    def types(self) -> dict[str, Type]:
        """The type of every column."""
        return {name: column.type for name, column in self.columns.items()}
