"""Rows to Parquet: declared types, zstd, the same bytes for the same rows."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onbackground.release.tables import TABLES
from onbackground.release.tables.column import Row, plain

_ARROW = {"string": pa.string(), "int32": pa.int32(), "bool": pa.bool_(), "float64": pa.float64()}


def _arrow_type(column: Any) -> pa.DataType:
    if isinstance(column, list):
        return pa.list_(_arrow_type(column[0]))
    if isinstance(column, dict):
        return pa.struct([pa.field(name, _arrow_type(kind)) for name, kind in column.items()])
    return _ARROW[column]


def card_features(table: str) -> list[dict[str, Any]]:
    """The columns of a table as the `features` of a dataset card's `dataset_info`."""
    return [{"name": name, **_card_type(kind)} for name, kind in TABLES[table].types.items()]


def _card_type(column: Any) -> dict[str, Any]:
    if isinstance(column, list):
        inner = _card_type(column[0])
        return {"list": inner.get("dtype", inner.get("struct", inner))}
    if isinstance(column, dict):
        return {"struct": [{"name": name, **_card_type(kind)} for name, kind in column.items()]}
    return {"dtype": column}


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table. Each column has its meaning as metadata `description`.

    The features that `datasets` reads are in the card alone: no form of them in Parquet is read by all its versions.
    """
    return pa.schema(
        [
            pa.field(name, _arrow_type(plain(column.type)), metadata={"description": column.means})
            for name, column in TABLES[table].columns.items()
        ]
    )


def to_arrow(table: str, rows: list[Row]) -> pa.Table:
    """Rows of a table as an Arrow table with the declared types. Raises ValueError for a row with other columns."""
    schema = arrow_schema(table)
    try:
        columns = [pa.array([row[field.name] for row in rows], type=field.type) for field in schema]
    except KeyError as missing:
        raise ValueError(f"a row of {table} has no column {missing}") from None
    if any(len(row) != len(schema) for row in rows):
        raise ValueError(f"a row of {table} has a column that the table does not have")
    return pa.Table.from_arrays(columns, schema=schema)


ROWS_AT_ONCE = 10_000
"""How many rows are held while a table is written from a stream."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A path to write a file to; it gets its name when it is whole. Two workers may write the same file at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    yield part
    os.replace(part, path)


def discard_parts(folder: Path) -> None:
    """Remove what workers that died had begun to write."""
    for part in folder.rglob(".*.parquet.*"):
        part.unlink()


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer of one Parquet file: the same tables give the same bytes with the same version of pyarrow."""
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, use_content_defined_chunking=True)


def write(path: Path, content: pa.Table) -> None:
    """Write one Parquet file."""
    with whole(path) as part, writer(part, content.schema) as file:
        if content.num_rows:  # `datasets` cannot load a row group without rows, but a file without row groups
            file.write_table(content)


def write_stream(path: Path, table: str, rows: Iterable[Row], also: Callable[[list[Row]], None]) -> int:
    """Write rows of a table as they come, and give each part to `also`. The bytes that they take in memory."""
    size = 0
    stream = iter(rows)
    with whole(path) as part, writer(part, arrow_schema(table)) as file:
        while some := list(islice(stream, ROWS_AT_ONCE)):
            content = to_arrow(table, some)
            file.write_table(content)
            also(some)
            size += content.nbytes
    return size
