"""Records to a release folder: validate, tabulate, compare with the release before, describe, swap in whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from sys import intern
from typing import NamedTuple

import pyarrow.parquet as pq

from onbackground.corpus import writing
from onbackground.corpus.corpus import WITHDRAWN, Corpus, UsageError, year_of
from onbackground.corpus.dataset import Dataset
from onbackground.engine import Map, blocks_of
from onbackground.findings import Finding
from onbackground.record.readings import FOLDER
from onbackground.record.record import Record
from onbackground.record.summary import Summary
from onbackground.release import documents
from onbackground.release.compare.ledger import Gone, Ledger
from onbackground.release.compare.previous import LICENSE_TEXT, Previous, Terms
from onbackground.release.describe.card import Readers, TableSize
from onbackground.release.files import digests, manifest, parquet
from onbackground.release.files.swap import staging, swap
from onbackground.release.shards import Shard, write_shard, write_table
from onbackground.release.tables import RECORD_TABLES, TABLES, tables_with
from onbackground.release.tables.catalogue import catalogue_rows
from onbackground.release.tables.codebook import codebook_rows
from onbackground.release.tables.column import Row, Undescribed
from onbackground.release.tables.readings import AGREEMENT, agreement_rows
from onbackground.release.tables.vocabulary import ENTITIES, TOPICS, vocabulary_rows
from onbackground.validation.check import check_corpus, check_file, check_record

RECORDS_PER_SHARD = 200


class Request(NamedTuple):
    """What is asked of a build.

    `is_release`: this build is a release, compared with `previous` or, without one, the first; its documents are
    brought up to date in the corpus. `suggest`: only the version that the changes need is asked for, and nothing is
    written.
    """

    include_drafts: bool = False
    previous: Previous | None = None
    is_release: bool = False
    suggest: bool = False


class Built(NamedTuple):
    """What a build came to.

    With findings or refusals nothing was written. `ledger` is None where it did not come to a comparison. `left_out`
    counts the drafts that are not in it.
    """

    findings: list[Finding]
    refusals: list[str]
    sizes: dict[str, TableSize]
    records: int
    left_out: int
    ledger: Ledger | None


def build(
    corpus: Corpus,
    dataset: Dataset,
    out: Path,
    request: Request,
    mapped: Map = map,
    seen: Callable[[int, int], None] = lambda done, of: None,
) -> Built:
    """Validate the corpus and write its release to `out`.

    Nothing is written where there are findings or refusals: the release before stays. Raises OSError where the disk
    does not take it, UsageError where `out` is something else than a release or another build is writing it.
    """
    _refuse_place(corpus, out)
    try:
        return _build(corpus, dataset, out, request, mapped, seen)
    except Undescribed as error:
        return Built([], [str(error)], {}, len(corpus.record_paths()), 0, None)


def _build(
    corpus: Corpus, dataset: Dataset, out: Path, request: Request, mapped: Map, seen: Callable[[int, int], None]
) -> Built:
    paths = corpus.record_paths()
    blocks = blocks_of(paths, RECORDS_PER_SHARD) or [[]]
    with staging(out) as folder:
        shards = []
        write = partial(write_shard, corpus, folder, len(blocks), request.include_drafts)
        for n, shard in enumerate(mapped(write, list(enumerate(blocks))), start=1):
            shards.append(shard)
            seen(min(n * RECORDS_PER_SHARD, len(paths)), len(paths))
        parquet.discard_parts(folder)
        left_out = sum(shard.left_out for shard in shards)
        summaries = [_interned(summary) for shard in shards for summary in shard.summaries]
        findings = {finding for shard in shards for finding in shard.findings} | set(check_corpus(corpus, summaries))
        if findings:
            return Built(sorted(findings), [], {}, len(paths), left_out, None)
        ledger = _ledger(corpus, dataset, request.previous, shards)
        sizes = _finish_tables(corpus, folder, shards, ledger)
        built = Built([], _refusals(dataset, request, ledger, sizes), sizes, len(paths), left_out, ledger)
        if not built.refusals and not request.suggest:
            readers = Readers.total(shard.readers for shard in shards)
            facts = documents.Facts(sizes, readers, ledger, request.include_drafts)
            history = documents.history(corpus, dataset, facts)
            if request.is_release:
                documents.update_corpus(corpus, dataset, history, summaries)
            documents.write(corpus, dataset, folder, facts, history)
            swap(folder, out)
        return built


def _refuse_place(corpus: Corpus, out: Path) -> None:
    if corpus.is_local:
        writing.refuse_links(*writing.place(corpus.root, out))
    if out.exists() and any(out.iterdir()) and not (out / manifest.FILE).is_file():
        raise UsageError(
            f"{out} is there and is not a release (it has no {manifest.FILE}): remove it, or choose another --out"
        )


def _interned(summary: Summary) -> Summary:
    """The summary with each name kept once, however many records use it."""
    return summary._replace(
        entities=frozenset(map(intern, summary.entities)), topics=frozenset(map(intern, summary.topics))
    )


def _ledger(corpus: Corpus, dataset: Dataset, previous: Previous | None, shards: list[Shard]) -> Ledger:
    listed, _ = check_file(corpus, WITHDRAWN, "withdrawn") if corpus.has(WITHDRAWN) else (None, [])
    gone = Gone(
        listed["withdrawn"] if listed else {},
        {briefing: ids for shard in shards for briefing, ids in shard.retired.items()},
        {briefing: ids for shard in shards for briefing, ids in shard.unmasking.items()},
    )
    text = corpus.read(LICENSE_TEXT) if corpus.has(LICENSE_TEXT) else None
    terms = Terms(dataset.license, dataset.gate, f"sha256:{hashlib.sha256(text).hexdigest()}" if text else None)
    return Ledger(dataset.version, dataset.date, terms, previous, gone, dataset.why)


def _finish_tables(corpus: Corpus, folder: Path, shards: list[Shard], ledger: Ledger) -> dict[str, TableSize]:
    """Write the tables that no single record feeds, and say how large every table is."""
    tables = tables_with(corpus.vocabulary.terms)
    entities = frozenset().union(*(shard.entities for shard in shards))
    topics = frozenset().union(*(shard.topics for shard in shards))
    briefings = manifest.data_files(folder, "briefings")
    released = {name for path in briefings for name in pq.read_table(path, columns=["id"]).column("id").to_pylist()}
    whole = {
        ENTITIES.name: vocabulary_rows(ENTITIES, corpus.vocabulary.entities, entities),
        TOPICS.name: vocabulary_rows(TOPICS, corpus.vocabulary.topics, topics),
        "catalogue": catalogue_rows(corpus, released),
        AGREEMENT.name: agreement_rows(_with_readings(corpus, released)),
        "codebook": codebook_rows(tables.values()),
    }
    in_memory = {name: sum(shard.bytes[name] for shard in shards) for name in RECORD_TABLES}
    in_memory |= {name: write_table(folder, tables[name], rows) for name, rows in whole.items()}
    changes = folder / "data" / "changes" / "train-00000-of-00001.parquet"
    with parquet.whole(digests.path_of(changes)) as path, digests.writer(path) as beside:

        def digest(part: list[Row]) -> None:
            beside.write_table(digests.row_digests(part))

        in_memory["changes"] = parquet.write_stream(changes, "changes", ledger.rows(folder), digest)
    sizes = {}
    for name in TABLES:
        files = manifest.data_files(folder, name)
        sizes[name] = TableSize(
            sum(pq.read_metadata(path).num_rows for path in files),
            in_memory[name],
            sum(path.stat().st_size for path in files),
        )
    return sizes


def _with_readings(corpus: Corpus, released: set[str]) -> Iterator[Record]:
    """The released records of which readings are kept, in order."""
    folders = {path.rsplit("/", 2)[-2] for path in corpus.listing(FOLDER)}
    for name in sorted(folders & released):
        record = check_record(corpus, f"records/{year_of(name)}/{name}.yaml").record
        if record is not None:
            yield record


def _refusals(dataset: Dataset, request: Request, ledger: Ledger, sizes: dict[str, TableSize]) -> list[str]:
    """Why this cannot be a release, in lines for people."""
    if not sizes["briefings"].rows:
        return ["there is nothing to release: no record is reviewed"]
    if ledger.refusals or request.suggest:
        return ledger.refusals
    return ledger.refused_version(dataset.version, dataset.date)
