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
from onbackground.validation.cache import Cache, Clean, digest
from onbackground.validation.check import EVERY_CODE, asks_others, check_corpus, check_record, looked_up, survey
from onbackground.validation.others import MOST_QUESTIONS, digest_of, question, suspects

RECORDS_PER_BLOCK = 200
"""Large enough that handing a block to a worker costs nothing beside checking it, small enough to share out evenly."""


class Block(NamedTuple):
    """A piece of work: the records to check, or only to summarize where they were not chosen."""

    corpus: Corpus
    paths: list[str]
    select: tuple[str, ...]
    chosen: bool
    keep: bool
    """Whether clean results are to be kept."""


class Outcome(NamedTuple):
    """What a block came to: its findings, a summary for each record, and what to keep of those that were clean."""

    findings: list[Finding]
    summaries: list[Summary]
    clean: list[Clean]


def check_block(block: Block) -> Outcome:
    """Check (or, where not chosen, only summarize) the records of a block."""
    if not block.chosen:
        return Outcome([], [survey(block.corpus, path)[0] for path in block.paths], [])
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
        if block.keep and checked.summary.complete and checked.record:
            digests = {file: digest(content) for file, content in contents.items()}
            record, source = digests.pop(path), digests.pop(corpus.source_of(path))
            beside = {file: one for file, one in digests.items() if file.startswith(f"{FOLDER}/")}
            kept = (_packed(checked.summary), looked_up(checked.record, checked.summary))
            clean.append(Clean(path, record, source, beside, *kept))
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

    Where not all records are chosen, the others are read as far as a rule about the corpus can compare them with a
    chosen one, and nothing is said that needs all of them. `seen` is told how many records are done of how many.
    Raises engine.EngineError where worker processes keep dying, or the Dask scheduler at that address is lost.
    """
    chosen = sorted(set(paths))
    others = sorted(set(corpus.record_paths()).difference(chosen))
    cache = Cache(corpus) if use_cache and isinstance(corpus.files, LocalFiles) and select == EVERY_CODE else None
    keys = cache.keys(chosen) if cache else {}
    known = cache.find(keys.values()) if cache else {}
    summaries = {path: _summary(known[key]) for path, key in keys.items() if key in known}
    todo = [path for path in chosen if path not in summaries]
    needed = _suspects(corpus, chosen, others, cache) if chosen and others and asks_others(select) else []
    blocks = [
        Block(corpus, part, select, is_chosen, cache is not None)
        for part_of, is_chosen in ((todo, True), (needed, False))
        for part in blocks_of(part_of, RECORDS_PER_BLOCK)
    ]
    findings: list[Finding] = []
    clean: list[Clean] = []
    done, of = len(summaries), len(chosen) + len(needed)
    seen(done, of)
    with open_engine(jobs or default_jobs(len(todo) + len(needed)), scheduler) as mapped:
        for outcome in mapped(check_block, blocks):
            findings += outcome.findings
            clean += outcome.clean
            summaries.update((summary.path, summary) for summary in outcome.summaries)
            done += len(outcome.summaries)
            seen(done, of)
    if cache:
        cache.keep(clean, None if others else keys.values())
        cache.close()
    findings += check_corpus(
        corpus, [summaries[path] for path in sorted(summaries)], select, frozenset(chosen) if others else None
    )
    return sorted(set(findings))


def _suspects(corpus: Corpus, chosen: list[str], others: list[str], cache: Cache | None) -> list[str]:
    """Those of the other records that the rules about the corpus must compare with the chosen ones."""
    if len(chosen) > MOST_QUESTIONS:
        return others
    questions = [question(corpus, *survey(corpus, path)) for path in chosen]
    asked = digest_of(questions)
    answer = cache.answer(asked, others) if cache else None
    if answer is not None:
        return answer
    keys = cache.keys(others, hash_new=False) if cache else {}
    known = cache.summaries(keys.values()) if cache else {}
    summaries = {path: _summary(known[key]) for path, key in keys.items() if key in known}
    found = suspects(corpus, questions, others, summaries)
    if cache:
        cache.keep_answer(asked, found)
    return found


def _packed(summary: Summary) -> bytes:
    return orjson.dumps([sorted(value) if isinstance(value, frozenset) else value for value in summary])


def _summary(packed: bytes) -> Summary:
    fields = dict(zip(Summary._fields, orjson.loads(packed)))
    fields["entities"] = frozenset(map(intern, fields["entities"]))
    fields["topics"] = frozenset(map(intern, fields["topics"]))
    fields["blocks"] = tuple((name, digest) for name, digest in fields["blocks"])
    fields["counts"] = tuple(fields["counts"])
    return Summary(**fields)
