"""SQLite: every table with keys, its lists as tables of their own, full-text search, a view for each question.

A list column COLUMN of TABLE becomes TABLE_COLUMN(row, n, value): the row's id, the place in the list from 1, and the
value. `turns_search` is an FTS5 index over the text of turns; join it with turns ON turns.rowid = turns_search.rowid.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from onbackground.release.export.questions import VIEWS
from onbackground.release.files.reading import Release
from onbackground.release.tables import TABLES

FILE = "onbackground.sqlite"
_TYPES = {"string": "TEXT", "int32": "INTEGER", "bool": "INTEGER", "float64": "REAL"}


def write(release: Release, out: Path) -> None:
    """Write one database file. Raises sqlite3.IntegrityError where an id leads nowhere."""
    with closing(sqlite3.connect(out / FILE, isolation_level=None)) as base:
        base.execute("PRAGMA foreign_keys = OFF")  # tables may point to tables that are filled later
        base.execute("BEGIN")
        for name, columns in release.tables.items():
            _fill(base, release, name, columns)
        base.execute("CREATE VIRTUAL TABLE turns_search USING fts5(text, content=turns, content_rowid=rowid)")
        base.execute("INSERT INTO turns_search(turns_search) VALUES ('rebuild')")
        for view, sql in VIEWS.items():
            base.execute(f"CREATE VIEW {view} AS {sql}")
        base.execute("COMMIT")
        broken = base.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise sqlite3.IntegrityError(f"{broken[0][0]} row {broken[0][1]} names what {broken[0][2]} does not have")
        base.execute("VACUUM")


def _fill(base: sqlite3.Connection, release: Release, name: str, columns: dict[str, Any]) -> None:
    """Create a table and the tables of its lists, and fill them."""
    flat = {column: kind for column, kind in columns.items() if isinstance(kind, str)}
    lists = {column: kind[0] for column, kind in columns.items() if isinstance(kind, list)}
    key = "id" if "id" in columns and name != "changes" else None
    defined = [
        f'"{column}" {_TYPES[kind]}{" PRIMARY KEY" if column == key else ""}{_reference(release, name, column)}'
        for column, kind in flat.items()
    ]
    base.execute(f"CREATE TABLE {name} ({', '.join(defined)})")
    rows = release.rows(name)
    _insert(base, name, len(flat), ([row[column] for column in flat] for row in rows))
    for column, kind in lists.items():
        values = kind if isinstance(kind, dict) else {"value": kind}
        fields = [f'"{field}" {_TYPES.get(str(inner), "TEXT")}' for field, inner in values.items()]
        target = _reference(release, name, column)
        fields[0] += target
        base.execute(
            f"CREATE TABLE {name}_{column} (row TEXT REFERENCES {name}(id), n INTEGER, {', '.join(fields)},"
            " PRIMARY KEY (row, n)) WITHOUT ROWID"
        )
        _insert(base, f"{name}_{column}", 2 + len(values), _list_rows(rows, column))


def _list_rows(rows: list[dict[str, Any]], column: str) -> Iterator[list[Any]]:
    for row in rows:
        for n, value in enumerate(row[column] or (), start=1):
            values = value.values() if isinstance(value, dict) else [value]
            yield [row["id"], n, *(", ".join(one) if isinstance(one, list) else one for one in values)]


def _insert(base: sqlite3.Connection, table: str, width: int, rows: Iterable[list[Any]]) -> None:
    base.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _reference(release: Release, table: str, column: str) -> str:
    """The clause for a column whose values are ids of one table of this release; empty for any other column."""
    described = TABLES[table].columns.get(column) if table in TABLES else None
    target = described.leads_to if described else None
    return f" REFERENCES {target}(id)" if target in release.tables else ""
