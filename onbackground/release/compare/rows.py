"""Compare two releases, row by row: what was added, what changed field by field, what was retired.

Both are read as streams, table by table, briefing by briefing in the order of their files: memory holds one row
group of each. Briefings whose rows are equal as Arrow tables are passed over without a look at their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from onbackground.release.compare import meaning
from onbackground.release.compare.columns import Columns, match_columns
from onbackground.release.compare.streams import paired
from onbackground.release.files import digests, manifest

SUCCESSOR = "replaced_by"
"""The column of a vocabulary that says what an entry is called from now on."""


class Change(NamedTuple):
    """One change: a row added or retired (no field), a field changed, an id reused for something else, or a column.

    `old` and `new` are the values: text as it is, anything else as JSON. For a retired row `old` is what its id
    stood for, so that the id never comes to mean anything else. A change of the release as a whole has no table.
    """

    table: str | None
    id: str | None
    change: str
    field: str | None = None
    old: str | None = None
    new: str | None = None


def compare(old: Path, new: Path, tables: Iterable[str]) -> Iterator[Change]:
    """The changes from one release folder to another, in the order of the tables and of their rows.

    Raises UsageError where the rows of a release are not in the order of its briefings.
    """
    for table in tables:
        before, now = manifest.data_files(old, table), manifest.data_files(new, table)
        if not before or not now:
            if before or now:
                yield Change(table, None, "table_added" if now else "table_dropped")
            continue
        columns = match_columns(table, before, now)
        for kind, field, was, is_ in columns.changes():
            yield Change(table, None, kind, field, was, is_)
        yield from _compare_rows(table, before, now, columns)


def _compare_rows(table: str, before: list[Path], now: list[Path], columns: Columns) -> Iterator[Change]:
    kept = list(columns.kept.values())
    for old_rows, new_rows in paired(table, before, now):
        if old_rows is not None and new_rows is not None:
            old_rows = columns.renamed_rows(old_rows)
            if old_rows.select(kept).equals(new_rows.select(kept)):
                continue
        yield from _compare_groups(table, _by_id(old_rows), _by_id(new_rows), kept)


def _by_id(rows: pa.Table | None) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in rows.to_pylist()} if rows is not None else {}


def _compare_groups(table: str, before: dict[str, Any], now: dict[str, Any], kept: list[str]) -> Iterator[Change]:
    for identifier, row in now.items():
        if identifier not in before:
            yield Change(table, identifier, "added", new=meaning.of(table, row))
            continue
        other = before[identifier]
        for field in kept:
            if other[field] != row[field] and field == SUCCESSOR and row[field]:
                yield Change(table, identifier, "replaced", field, other[field], row[field])
            elif other[field] != row[field]:
                yield Change(table, identifier, "changed", field, as_text(other[field]), as_text(row[field]))
        was, is_ = meaning.of(table, other), meaning.of(table, row)
        if was and is_ and not meaning.is_same(was, is_):
            yield Change(table, identifier, "reused", None, was, is_)
    for identifier, row in before.items():
        if identifier not in now:
            yield Change(table, identifier, "retired", old=meaning.of(table, row))


def as_text(value: Any) -> str | None:
    """A value for the columns `old` and `new`."""
    return value if value is None or isinstance(value, str) else digests.canonical(value)
