"""All records of a corpus: what was clean is remembered, the rest is checked in blocks, on every core or a cluster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from sys import intern
from typing import NamedTuple

import orjson

from onbackground.corpus.corpus import Corpus
from onbackground.corpus.files import LocalFiles, Recording
from onbackground.engine import blocks_of, default_jobs, open_engine
from onbackground.findings import Finding
from onbackground.record.readings import FOLDER
from onbackground.record.summary import Summary
from onbackground.validation.cache import Cache, Clean, key_of, keys_of, program_digest
from onbackground.validation.check import EVERY_CODE, check_corpus, check_record, looked_up, survey

RECORDS_PER_BLOCK = 200
"""Large enough that handing a block to a worker costs nothing beside checking it, small enough to share out evenly."""


class Block(NamedTuple):
    """A piece of work: the records to check, or only to summarize where they were not chosen."""

    corpus: Corpus
    paths: list[str]
    select: tuple[str, ...]
    chosen: bool
    program: bytes | None
    """The digest of the program where clean results are to be kept."""


class Outcome(NamedTuple):
    """What a block came to: its findings, a summary for each record, and those that were clean."""

    findings: list[Finding]
    summaries: list[Summary]
    clean: list[Clean]


def check_block(block: Block) -> Outcome:
    """Check (or, where not chosen, only summarize) the records of a block."""
    if not block.chosen:
        return Outcome([], [survey(block.corpus, path) for path in block.paths], [])
    findings: list[Finding] = []
    summaries: list[Summary] = []
    clean: list[Clean] = []
    files = Recording(block.corpus.files)  # a verdict is kept for these bytes, whatever the files are meanwhile
    corpus, contents = replace(block.corpus, files=files), files.contents
    for path in block.paths:
        contents.clear()
        checked = check_record(corpus, path, block.select)
        findings += checked.findings
        summaries.append(checked.summary)
        if block.program and checked.summary.complete and checked.record:
            beside = {file: content for file, content in contents.items() if file.startswith(f"{FOLDER}/")}
            key = key_of(path, contents[path], contents[corpus.source_of(path)], beside, block.program)
            clean.append(Clean(key, _packed(checked.summary), looked_up(checked.record, checked.summary)))
    return Outcome(findings, summaries, clean)


def check_all(
    corpus: Corpus,
    paths: list[str],
    select: tuple[str, ...] = EVERY_CODE,
    jobs: int | None = None,
    use_cache: bool = True,
    scheduler: str | None = None,
    seen: Callable[[int, int], None] = lambda done, of: None,
) -> list[Finding]:
    """The findings of the records at `paths` and of the corpus, in file and line order.

    The corpus rules see all records, also those that were not chosen. `seen` is told how many records are done of how many.
    Raises engine.EngineError where worker processes keep dying, or the Dask scheduler at that address is lost.
    """
    every = sorted({*paths, *corpus.record_paths()})
    cache = Cache(corpus) if use_cache and isinstance(corpus.files, LocalFiles) and select == EVERY_CODE else None
    program = program_digest() + repr(corpus.vocabulary.terms).encode() if cache else None
    keys = dict(zip(every, keys_of(corpus, every, program))) if program else {}
    known = cache.find(keys.values()) if cache else {}
    summaries = {path: _summary(known[key]) for path, key in keys.items() if key in known}
    chosen = set(paths)
    todo = [path for path in every if path not in summaries]
    blocks = [
        Block(corpus, part, select, is_chosen, program)
        for is_chosen in (True, False)
        for part in blocks_of((path for path in todo if (path in chosen) is is_chosen), RECORDS_PER_BLOCK)
    ]
    findings: list[Finding] = []
    clean: list[Clean] = []
    done = len(summaries)
    seen(done, len(every))
    with open_engine(jobs or default_jobs(len(todo)), scheduler) as mapped:
        for outcome in mapped(check_block, blocks):
            findings += outcome.findings
            clean += outcome.clean
            summaries.update((summary.path, summary) for summary in outcome.summaries)
            done += len(outcome.summaries)
            seen(done, len(every))
    if cache:
        cache.keep(clean, [*keys.values(), *(one.key for one in clean)])
        cache.close()
    findings += check_corpus(corpus, [summaries[path] for path in every], select)
    return sorted(set(findings))


def _packed(summary: Summary) -> bytes:
    return orjson.dumps([sorted(value) if isinstance(value, frozenset) else value for value in summary])


def _summary(packed: bytes) -> Summary:
    fields = dict(zip(Summary._fields, orjson.loads(packed)))
    fields["entities"] = frozenset(map(intern, fields["entities"]))
    fields["topics"] = frozenset(map(intern, fields["topics"]))
    fields["blocks"] = tuple((name, digest) for name, digest in fields["blocks"])
    fields["counts"] = tuple(fields["counts"])
    return Summary(**fields)
