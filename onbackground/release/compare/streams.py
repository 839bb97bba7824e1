"""The rows of a table as a stream, briefing by briefing: memory holds some thousands of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from onbackground.corpus.corpus import UsageError, year_of
from onbackground.release.files import digests

Key = tuple[str, str]
OF_NO_BRIEFING = ("catalogue",)
"""The tables that name briefings, and whose rows are not theirs."""


def paired(table: str, before: list[Path], now: list[Path]) -> Iterator[tuple[pa.Table | None, pa.Table | None]]:
    """The rows of each briefing in two releases, side by side; None where one of them has not got it."""
    old_groups, new_groups = groups(table, before), groups(table, now)
    old, new = next(old_groups, None), next(new_groups, None)
    while old or new:
        if old and new and old[0] == new[0]:
            yield old[1], new[1]
            old, new = next(old_groups, None), next(new_groups, None)
        elif old and (not new or old[0] < new[0]):
            yield old[1], None
            old = next(old_groups, None)
        elif new:
            yield None, new[1]
            new = next(new_groups, None)


def groups(table: str, files: list[Path]) -> Iterator[tuple[Key, pa.Table]]:
    """The rows of a table, briefing by briefing in the order of the records' paths.

    A table whose ids do not begin with that of a briefing is one group.
    """
    column = _briefing_column(table, files)
    current: str | None = None
    pieces: list[pa.Table] = []
    for path in files:
        for batch in digests.batches(path):
            for briefing, piece in _runs(pa.Table.from_batches([batch]), column):
                if briefing != current:
                    if pieces:
                        yield _key(current), pa.concat_tables(pieces)
                        if _key(briefing) <= _key(current):
                            raise UsageError(f"{path}: the rows of {briefing} are not in the order of the briefings")
                    current, pieces = briefing, []
                pieces.append(piece)
    if pieces:
        yield _key(current), pa.concat_tables(pieces)


def _briefing_column(table: str, files: list[Path]) -> str | None:
    """The column that says to which briefing a row belongs; None where rows belong to none."""
    if table == "briefings":
        return "id"
    names = pq.read_schema(files[0]).names if files else []
    return "briefing_id" if "briefing_id" in names and table not in OF_NO_BRIEFING else None


def _runs(rows: pa.Table, column: str | None) -> Iterator[tuple[str, pa.Table]]:
    if column is None:
        yield "", rows
        return
    runs = pc.run_end_encode(rows.column(column).combine_chunks())
    start = 0
    for end, briefing in zip(runs.run_ends.to_pylist(), runs.values.to_pylist()):
        yield briefing, rows.slice(start, end - start)
        start = end


def _key(briefing: str | None) -> Key:
    """The place of a briefing among others: that of its file, records/YEAR/ID.yaml."""
    return year_of(briefing or ""), f"{briefing}.yaml"
