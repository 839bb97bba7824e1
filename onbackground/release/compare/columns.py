"""The columns of a table in two releases: kept, added, dropped, renamed, or of another type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from onbackground.release.compare.streams import paired

Pair = tuple[str, str]
"""A column of the release before, and one of now that it may be called."""

EQUAL_SHARE = 0.9
"""A column was renamed, and not dropped beside one that was added, if so many of its telling values are equal."""


class Columns(NamedTuple):
    """`kept`: name before to name now, of the same type. The others by name, with their types as text."""

    kept: dict[str, str]
    added: dict[str, str]
    dropped: dict[str, str]
    retyped: dict[str, tuple[str, str]]

    def changes(self) -> Iterator[tuple[str, str, str | None, str | None]]:
        """What happened to columns: kind of change, field, old, new."""
        for before, now in self.kept.items():
            if before != now:
                yield "column_renamed", now, before, now
        for name, (before, now) in self.retyped.items():
            yield "column_retyped", name, before, now
        for name, kind in self.dropped.items():
            yield "column_dropped", name, kind, None
        for name, kind in self.added.items():
            yield "column_added", name, None, kind

    def renamed_rows(self, rows: pa.Table) -> pa.Table:
        """Rows of the release before under the names of now."""
        return rows.rename_columns([self.kept.get(name, name) for name in rows.schema.names])


def match_columns(table: str, before: list[Path], now: list[Path]) -> Columns:
    """The columns of a table in the files of two releases. Renames are told by the values of shared rows."""
    old, new = pq.read_schema(before[0]), pq.read_schema(now[0])
    shared = [name for name in old.names if name in new.names]
    kept = {name: name for name in shared if old.field(name).type == new.field(name).type}
    retyped = {name: (str(old.field(name).type), str(new.field(name).type)) for name in shared if name not in kept}
    dropped = {name: str(old.field(name).type) for name in old.names if name not in new.names}
    added = {name: str(new.field(name).type) for name in new.names if name not in old.names}
    for name, successor in _renames(table, before, now, dropped, added).items():
        kept[name] = successor
        del dropped[name], added[successor]
    return Columns(kept, added, dropped, retyped)


def _renames(
    table: str, before: list[Path], now: list[Path], dropped: dict[str, str], added: dict[str, str]
) -> dict[str, str]:
    candidates = [(one, other) for one in dropped for other in added if dropped[one] == added[other]]
    if not candidates:
        return {}
    telling: Counter[Pair] = Counter()
    equal: Counter[Pair] = Counter()
    for old_rows, new_rows in paired(table, before, now):
        if old_rows is None or new_rows is None:
            continue
        successors = {row["id"]: row for row in new_rows.to_pylist()}
        for row in old_rows.to_pylist():
            successor = successors.get(row["id"])
            if successor:
                for pair in candidates:
                    _weigh(pair, row[pair[0]], successor[pair[1]], telling, equal)
    renames: dict[str, str] = {}
    for pair in sorted(candidates, key=lambda pair: (-equal[pair], pair)):
        enough = equal[pair] and equal[pair] >= EQUAL_SHARE * telling[pair]
        if enough and pair[0] not in renames and pair[1] not in renames.values():
            renames[pair[0]] = pair[1]
    return renames


def _weigh(pair: Pair, old: Any, new: Any, telling: Counter[Pair], equal: Counter[Pair]) -> None:
    """Null, false and empty lists are equal in many columns: they tell nothing unless one side has a value."""
    if old or new:
        telling[pair] += 1
        equal[pair] += old == new
