"""Records to a release folder: validate, tabulate, compare with the release before, describe, swap in whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from onbackground.corpus import writing
from onbackground.corpus.corpus import WITHDRAWN, Corpus, UsageError
from onbackground.corpus.dataset import CITATION_FILE, Dataset
from onbackground.engine import Map, blocks_of
from onbackground.findings import Finding
from onbackground.record import figures
from onbackground.record.summary import Summary
from onbackground.release.compare import versions
from onbackground.release.compare.ledger import Ledger
from onbackground.release.compare.previous import Previous
from onbackground.release.describe import card, changelog, croissant, datacite, said
from onbackground.release.files import digests, manifest, parquet
from onbackground.release.files.swap import staging, swap
from onbackground.release.tables import RECORD_TABLES, TABLES, is_released, rows
from onbackground.release.tables.column import Row
from onbackground.release.tables.vocabulary import entity_rows
from onbackground.validation.check import check_corpus, check_file, check_record
from onbackground.validation.rules.documents import DOCUMENTS, WRITTEN_BY_BUILD

RECORDS_PER_SHARD = 200


class Shard(NamedTuple):
    """What one block of records came to: findings, summaries, who read them, what they retired, bytes in memory."""

    findings: list[Finding]
    summaries: list[Summary]
    used_entities: frozenset[str]
    reader_kinds: frozenset[str]
    retired: dict[str, frozenset[str]]
    bytes: dict[str, int]


class Built(NamedTuple):
    """What a build came to: findings or refusals (nothing is written then), or the folder and the size of each table."""

    findings: list[Finding]
    refusals: list[str]
    folder: Path | None
    sizes: dict[str, card.TableSize]
    records: int
    ledger: Ledger | None


def build(
    corpus: Corpus,
    dataset: Dataset,
    out: Path,
    include_drafts: bool = False,
    previous: Previous | None = None,
    suggest: bool = False,
    mapped: Map = map,
    seen: Callable[[int, int], None] = lambda done, of: None,
) -> Built:
    """Validate the corpus and write its release to `out`, compared with the release before if there is one.

    Nothing is written where there are findings or refusals, or where only a version is asked for (`suggest`): the
    release before stays. Documents that the build writes are no findings. Raises OSError where the disk does not
    take it, UsageError where `out` is something else than a release or another build is writing it.
    """
    if corpus.is_local:
        writing.refuse_links(*writing.place(corpus.root, out))
    if out.exists() and any(out.iterdir()) and not (out / manifest.FILE).is_file():
        raise UsageError(
            f"{out} is there and is no release (it has no {manifest.FILE}): remove it, or choose another --out"
        )
    paths = corpus.record_paths()
    blocks = blocks_of(paths, RECORDS_PER_SHARD) or [[]]
    with staging(out) as folder:
        shards = []
        write = partial(write_shard, corpus, folder, len(blocks), include_drafts)
        for n, shard in enumerate(mapped(write, list(enumerate(blocks))), start=1):
            shards.append(shard)
            seen(min(n * RECORDS_PER_SHARD, len(paths)), len(paths))
        parquet.discard_parts(folder)
        findings = [finding for shard in shards for finding in shard.findings]
        summaries = [_interned(summary) for shard in shards for summary in shard.summaries]
        findings += [f for f in check_corpus(corpus, summaries) if f.code not in WRITTEN_BY_BUILD]
        if findings:
            return Built(sorted(set(findings)), [], None, {}, len(paths), None)
        ledger = Ledger(
            dataset.version,
            previous,
            _withdrawn(corpus),
            {briefing: ids for shard in shards for briefing, ids in shard.retired.items()},
        )
        sizes = _finish_tables(corpus, folder, shards, ledger)
        refusals = list(ledger.refusals)
        if not refusals and not suggest:
            refusals += _version_refusals(dataset, ledger)
        if refusals or suggest:
            return Built([], refusals, None, sizes, len(paths), ledger)
        is_release = not include_drafts
        _write_documents(corpus, dataset, folder, shards, sizes, ledger, summaries, is_release)
        swap(folder, out)
        return Built([], [], out, sizes, len(paths), ledger)


def _interned(summary: Summary) -> Summary:
    """The summary with each name kept once, however many records use it."""
    return summary._replace(
        entities=frozenset(map(intern, summary.entities)), topics=frozenset(map(intern, summary.topics))
    )


def write_shard(corpus: Corpus, folder: Path, of: int, include_drafts: bool, block: tuple[int, list[str]]) -> Shard:
    """Check the records of one block (its number, and their paths) and write their rows as that shard of every table.

    A pure function of its arguments and of the files: it may run anywhere, in any order, and twice.
    """
    number, paths = block
    findings: list[Finding] = []
    summaries: list[Summary] = []
    used: set[str] = set()
    kinds: set[str] = set()
    retired: dict[str, frozenset[str]] = {}
    collected: dict[str, list[Row]] = {name: [] for name in RECORD_TABLES}
    for path in paths:
        checked = check_record(corpus, path)
        findings += checked.findings
        if checked.summary:
            summaries.append(checked.summary)
        if checked.findings or findings or not (checked.record and corpus.vocabulary.sound):
            continue
        data = checked.record.data
        if include_drafts or is_released(data):
            for name, table_rows in rows(checked.record).items():
                collected[name] += table_rows
            used |= checked.summary.entities
            kinds |= {one["kind"] for one in data["review"]["passes"]}
            if data.get("retired"):
                retired[checked.record.id] = frozenset(data["retired"])
    sizes = {}
    if not findings:
        sizes = {name: _write_table(folder, name, table_rows, number, of) for name, table_rows in collected.items()}
    return Shard(findings, summaries, frozenset(used), frozenset(kinds), retired, sizes)


def _write_table(folder: Path, name: str, table_rows: list[Row], number: int, of: int) -> int:
    """Write a shard of a table, its row digests beside it. The bytes that it takes in memory."""
    path = folder / "data" / name / f"train-{number:05}-of-{of:05}.parquet"
    content: pa.Table = parquet.to_arrow(name, table_rows)
    parquet.write(path, content)
    digests.write(path, table_rows)
    size: int = content.nbytes
    return size


def _finish_tables(corpus: Corpus, folder: Path, shards: list[Shard], ledger: Ledger) -> dict[str, card.TableSize]:
    """Write the tables that no single record feeds, and say how large every table is."""
    used = frozenset().union(*(shard.used_entities for shard in shards))
    in_memory = {name: sum(shard.bytes[name] for shard in shards) for name in RECORD_TABLES}
    in_memory["entities"] = _write_table(folder, "entities", entity_rows(corpus.vocabulary.entities, used), 0, 1)
    changes = folder / "data" / "changes" / "train-00000-of-00001.parquet"
    with parquet.whole(digests.path_of(changes)) as path, digests.writer(path) as beside:

        def digest(part: list[Row]) -> None:
            beside.write_table(digests.row_digests(part))

        in_memory["changes"] = parquet.write_stream(changes, "changes", ledger.rows(folder), digest)
    sizes = {}
    for name in TABLES:
        files = manifest.data_files(folder, name)
        sizes[name] = card.TableSize(
            sum(pq.read_metadata(path).num_rows for path in files),
            in_memory[name],
            sum(path.stat().st_size for path in files),
        )
    return sizes


def _withdrawn(corpus: Corpus) -> dict[str, dict[str, str]]:
    data, _ = check_file(corpus, WITHDRAWN, "withdrawn") if corpus.has(WITHDRAWN) else (None, [])
    return data["withdrawn"] if data else {}


def _version_refusals(dataset: Dataset, ledger: Ledger) -> list[str]:
    if ledger.previous is None or versions.parse(dataset.version) >= versions.parse(ledger.demanded):
        return []
    asking = ledger.reasons() or ["no row differs"]
    return [
        f"dataset.yaml says version {dataset.version}; the changes since {ledger.previous.version} need "
        f"{ledger.demanded} ({ledger.level}):",
        *(f"  {reason}" for reason in asking),
    ]


def _write_documents(
    corpus: Corpus,
    dataset: Dataset,
    folder: Path,
    shards: list[Shard],
    sizes: dict[str, card.TableSize],
    ledger: Ledger,
    summaries: list[Summary],
    is_release: bool,
) -> None:
    """Bring the documents of the corpus up to date, and write those of the release, the manifests last."""
    row_counts = {name: size.rows for name, size in sizes.items()}
    before = corpus.read(said.CHANGELOG).decode() if corpus.has(said.CHANGELOG) else ""
    after = changelog.updated(before, dataset, ledger, row_counts)
    if corpus.is_local:
        write_figures(corpus, summaries)
        writing.write(corpus.root, CITATION_FILE, dataset.citation_cff)
        if is_release and (ledger.previous or not changelog.has_earlier_release(before, dataset.version)):
            writing.write(corpus.root, said.CHANGELOG, after)
    kinds = frozenset().union(*(shard.reader_kinds for shard in shards))
    tables = manifest.tables_of(folder)
    previous = {"version": ledger.previous.version, "digest": ledger.previous.digest} if ledger.previous else None
    release = manifest.describe(
        dataset,
        tables,
        manifest.source_commit(corpus.root) if corpus.is_local else str(corpus.place),
        previous,
        not is_release,
    )
    for name, text in {
        said.CARD: card.write_card(dataset, sizes, kinds, _data_digest(tables)),
        CITATION_FILE: dataset.citation_cff,
        said.DATACITE: manifest.as_json(datacite.record(dataset)),
        croissant.FILE: manifest.as_json(croissant.describe(dataset, tables, kinds)),
        said.CHANGELOG: after,
        said.CHANGES: manifest.as_json(changelog.as_data(dataset, ledger, row_counts)),
        manifest.FILE: manifest.as_json(release),
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    manifest.write_bag(folder, dataset)


def _data_digest(tables: dict[str, Any]) -> str:
    """SHA-256 over the SHA-256 and the paths of all data files of a release."""
    lines = (f"{entry['sha256']}  {entry['path']}\n" for table in tables.values() for entry in table["files"])
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_figures(corpus: Corpus, summaries: list[Summary]) -> None:
    """Bring the marked figures of the corpus' documents up to date."""
    known = figures.totals((summary.counts for summary in summaries), corpus.vocabulary)
    for name in DOCUMENTS:
        if corpus.has(name):
            writing.write(corpus.root, name, figures.fill(corpus.read(name).decode(), known))
