"""What a release is, whatever its files look like: digests over canonical rows.

The canonical form of a row is its JSON: keys sorted, no white space, UTF-8 (for our types, RFC 8785). Its digest
is the first 16 bytes of the SHA-256 of that. The digest of a table is the SHA-256 over the digests of its rows, in
order; the digest of a release is the SHA-256 over a line `TABLE DIGEST` for each table but `changes`, which speaks
of the release before and not of briefings.

The digests of all rows stand in `digests/`, beside `data/`: small, and enough to name the row that differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from onbackground.release.files.parquet import whole
from onbackground.release.tables.column import Row

ROW_BYTES = 16
SCHEMA = pa.schema([("id", pa.string()), ("digest", pa.binary(ROW_BYTES))])
ABOUT_RELEASES = "changes"
"""The table that does not count for the identity of a release."""


def canonical(value: Any) -> str:
    """The canonical JSON of a row (column to value) or of one value."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def row_digest(row: Row) -> bytes:
    """The digest of a row (column to value): 16 bytes."""
    return hashlib.sha256(orjson.dumps(row, option=orjson.OPT_SORT_KEYS)).digest()[:ROW_BYTES]


def row_digests(rows: Sequence[Row]) -> pa.Table:
    """The id and the digest of every row, in order."""
    ids, found = [row["id"] for row in rows], [row_digest(row) for row in rows]
    return pa.table([pa.array(ids, pa.string()), pa.array(found, pa.binary(ROW_BYTES))], schema=SCHEMA)


def path_of(data_file: Path) -> Path:
    """Where the row digests of `data/TABLE/FILE.parquet` stand: `digests/TABLE/FILE.parquet`."""
    return data_file.parent.parent.parent / "digests" / data_file.parent.name / data_file.name


def writer(path: Path) -> pq.ParquetWriter:
    """A writer of a file of row digests."""
    return pq.ParquetWriter(
        path,
        SCHEMA,
        compression="zstd",
        compression_level=3,
        use_dictionary=False,
        column_encoding={"id": "DELTA_BYTE_ARRAY", "digest": "PLAIN"},
    )


def write(data_file: Path, rows: list[Row]) -> None:
    """Write the row digests of a data file."""
    with whole(path_of(data_file)) as path, writer(path) as file:
        if rows:
            file.write_table(row_digests(rows))


def batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file, some thousands at a time."""
    with pq.ParquetFile(path) as file:
        if file.num_row_groups:
            yield from file.iter_batches(batch_size=4096, columns=columns)


def table_digest(digest_files: Iterable[Path]) -> str:
    """The digest of a table from the files that hold its row digests, in order."""
    whole = hashlib.sha256()
    for path in digest_files:
        for batch in batches(path, ["digest"]):
            whole.update(b"".join(batch.column("digest").to_pylist()))
    return whole.hexdigest()


def release_digest(tables: dict[str, str]) -> str:
    """The digest of a release from the digests of its tables, by name."""
    lines = (f"{name} {digest}\n" for name, digest in sorted(tables.items()) if name != ABOUT_RELEASES)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
