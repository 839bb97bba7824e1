"""One block of records to one shard of every table that records feed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding
from onbackground.record.ids import retired_ids
from onbackground.record.record import Record
from onbackground.record.summary import Summary
from onbackground.release.describe.card import Readers
from onbackground.release.files import digests, parquet
from onbackground.release.tables import RECORD_TABLES, is_released, rows, tables_with
from onbackground.release.tables.column import Row, Table, refuse_unknown_labels
from onbackground.validation.check import check_record


class Shard(NamedTuple):
    """What one block of records came to.

    Findings and summaries are of all its records; the rest is of those that are released: the entities and topics that
    they use, who read them, the ids that each retired and those whose words must not be repeated. `bytes` is what the
    rows of each table take in memory.
    """

    findings: list[Finding]
    summaries: list[Summary]
    left_out: int
    entities: frozenset[str]
    topics: frozenset[str]
    readers: Readers
    retired: dict[str, frozenset[str]]
    unmasking: dict[str, frozenset[str]]
    bytes: dict[str, int]


def write_shard(corpus: Corpus, folder: Path, of: int, include_drafts: bool, block: tuple[int, list[str]]) -> Shard:
    """Check the records of one block (its number, and their paths) and write their rows as that shard of every table.

    It depends on its arguments and on the files alone: it may run anywhere, in any order, and twice.
    """
    number, paths = block
    findings: list[Finding] = []
    summaries: list[Summary] = []
    left_out = 0
    released = _Released()
    for path in paths:
        checked = check_record(corpus, path)
        findings += checked.findings
        summaries.append(checked.summary)
        if findings or not (checked.record and corpus.vocabulary.sound):
            continue
        if include_drafts or is_released(checked.record.data):
            released.add(checked.record, checked.summary)
        else:
            left_out += 1
    sizes = {} if findings else released.write(folder, tables_with(corpus.vocabulary.terms), number, of)
    return Shard(
        findings,
        summaries,
        left_out,
        frozenset(released.entities),
        frozenset(released.topics),
        released.readers,
        released.retired,
        released.unmasking,
        sizes,
    )


class _Released:
    """The rows of the records of a block that are released, and what the release needs to know of them."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in RECORD_TABLES}
        self.entities: set[str] = set()
        self.topics: set[str] = set()
        self.readers = Readers()
        self.retired: dict[str, frozenset[str]] = {}
        self.unmasking: dict[str, frozenset[str]] = {}

    def add(self, record: Record, summary: Summary) -> None:
        for name, table_rows in rows(record).items():
            self.rows[name] += table_rows
        self.entities |= summary.entities
        self.topics |= summary.topics
        self.readers = self.readers.with_record(record.data)
        retired = retired_ids(record.data)
        if retired:
            self.retired[record.id] = frozenset(retired)
        if any(retired.values()):
            self.unmasking[record.id] = frozenset(name for name, reason in retired.items() if reason)

    def write(self, folder: Path, tables: dict[str, Table], number: int, of: int) -> dict[str, int]:
        """Write one shard of each table. What its rows take in memory, by table."""
        return {name: write_table(folder, tables[name], some, number, of) for name, some in self.rows.items()}


def write_table(folder: Path, table: Table, table_rows: list[Row], number: int = 0, of: int = 1) -> int:
    """Write a shard of a table, its row digests beside it. The bytes that it takes in memory.

    Raises Undescribed for a row with a label that nothing describes.
    """
    refuse_unknown_labels(table, table_rows)
    path = folder / "data" / table.name / f"train-{number:05}-of-{of:05}.parquet"
    content: pa.Table = parquet.to_arrow(table.name, table_rows)
    parquet.write(path, content)
    digests.write(path, table_rows)
    size: int = content.nbytes
    return size
