"""Records to a release folder: validate, tabulate, write beside the old release, swap in whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from onbackground import figures
from onbackground.check import check_corpus, check_record
from onbackground.corpus import Corpus
from onbackground.findings import Finding
from onbackground.release import parquet
from onbackground.release.card import TableSize, write_card
from onbackground.release.dataset import Dataset
from onbackground.rules.documents import DOCUMENTS
from onbackground.rules.whole import Summary
from onbackground.tables import RECORD_TABLES, TABLES, Row, entity_rows, is_released, rows

RECORDS_PER_SHARD = 1_000
STALE_FIGURE = "OB911"


class Shard(NamedTuple):
    """What one block of records came to: findings, summaries, who read them, and what was written."""

    findings: list[Finding]
    summaries: list[Summary]
    used_entities: frozenset[str]
    reader_kinds: frozenset[str]
    sizes: dict[str, TableSize]


class Built(NamedTuple):
    """What a build came to: findings (then nothing was written), or the folder and the rows of each table."""

    findings: list[Finding]
    folder: Path | None
    sizes: dict[str, TableSize]
    records: int


def build(corpus: Corpus, dataset: Dataset, out: Path, include_drafts: bool = False,
          seen: Callable[[int, int], None] = lambda done, of: None) -> Built:
    """Validate the corpus and write its release to `out`.

    Nothing is written where there are findings: the release before stays. Figures in documents are brought up
    to date first, so that they are no findings. Raises OSError where the disk does not take it.
    """
    paths = corpus.record_paths()
    blocks = [paths[n : n + RECORDS_PER_SHARD] for n in range(0, len(paths), RECORDS_PER_SHARD)] or [[]]
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
    try:
        shards = []
        for n, block in enumerate(blocks):
            shards.append(write_shard(corpus, block, staging, n, len(blocks), include_drafts))
            seen(n + 1, len(blocks))
        findings = [finding for shard in shards for finding in shard.findings]
        summaries = [summary for shard in shards for summary in shard.summaries]
        findings += [f for f in check_corpus(corpus, summaries) if f.code != STALE_FIGURE]
        if findings:
            return Built(sorted(set(findings)), None, {}, len(paths))
        write_figures(corpus, summaries)
        used = frozenset().union(*(shard.used_entities for shard in shards))
        sizes = {name: _added([shard.sizes[name] for shard in shards]) for name in RECORD_TABLES}
        for name, table_rows in (("entities", entity_rows(corpus.vocabulary.entities, used)), ("changes", [])):
            sizes[name] = _write_table(staging, name, table_rows, 0, 1)
        sizes = {name: sizes[name] for name in TABLES}
        kinds = frozenset().union(*(shard.reader_kinds for shard in shards))
        card = write_card(dataset, sizes, kinds, data_digest(staging))
        (staging / "README.md").write_text(card, encoding="utf-8")
        _swap(staging, out)
        return Built([], out, sizes, len(paths))
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_shard(corpus: Corpus, paths: list[str], folder: Path, number: int, of: int, include_drafts: bool) -> Shard:
    """Check the records at `paths` and write their rows as shard `number` of every record table."""
    findings: list[Finding] = []
    summaries: list[Summary] = []
    used: set[str] = set()
    kinds: set[str] = set()
    collected: dict[str, list[Row]] = {name: [] for name in RECORD_TABLES}
    for path in paths:
        checked = check_record(corpus, path)
        findings += checked.findings
        if checked.summary:
            summaries.append(checked.summary)
        if checked.findings or findings or not checked.record:
            continue
        data = checked.record.data
        if include_drafts or is_released(data):
            for name, table_rows in rows(checked.record).items():
                collected[name] += table_rows
            used |= checked.summary.entities
            kinds |= {one["kind"] for one in data["review"]["passes"]}
    sizes = {}
    if not findings:
        sizes = {name: _write_table(folder, name, table_rows, number, of) for name, table_rows in collected.items()}
    return Shard(findings, summaries, frozenset(used), frozenset(kinds), sizes)


def _write_table(folder: Path, name: str, table_rows: list[Row], number: int, of: int) -> TableSize:
    path = folder / "data" / name / f"train-{number:05}-of-{of:05}.parquet"
    content: pa.Table = parquet.to_arrow(name, table_rows)
    parquet.write(path, content)
    return TableSize(content.num_rows, content.nbytes, path.stat().st_size)


def _added(sizes: list[TableSize]) -> TableSize:
    return TableSize(*(sum(column) for column in zip(*sizes)))


def data_files(folder: Path) -> Iterator[Path]:
    """The Parquet files of a release, sorted by path."""
    return iter(sorted((folder / "data").glob("*/*.parquet")))


def data_digest(folder: Path) -> str:
    """SHA-256 over the paths and the SHA-256 of all data files of a release."""
    whole = hashlib.sha256()
    for path in data_files(folder):
        whole.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n".encode())
    return whole.hexdigest()


def write_figures(corpus: Corpus, summaries: list[Summary]) -> None:
    """Bring the marked figures of the corpus' documents up to date."""
    known = figures.totals((summary.counts for summary in summaries), corpus.vocabulary)
    for name in DOCUMENTS:
        path = corpus.root / name
        if path.is_file():
            before = path.read_text(encoding="utf-8")
            after = figures.fill(before, known)
            if after != before:
                replacement = path.with_name(f".{name}.new")
                replacement.write_text(after, encoding="utf-8")
                os.replace(replacement, path)


def _swap(new: Path, out: Path) -> None:
    """Put the new release in the place of the old one."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    os.chmod(new, 0o755)
    if out.exists():
        os.rename(out, old)
    os.rename(new, out)
    shutil.rmtree(old, ignore_errors=True)
