"""OB9xx: the corpus as a whole. These rules see the summaries of all records, and the vocabulary."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from onbackground import figures
from onbackground.corpus import VOCABULARIES, Corpus
from onbackground.findings import Path, Problem, rule
from onbackground.record import Record
from onbackground.rules.quotes import entity_references


class Summary(NamedTuple):
    """What the corpus needs to know of one record: small, so that a million of them fit in memory."""

    path: str
    id: str
    source_sha256: str
    entities: frozenset[str]
    topics: frozenset[str]
    blocks: tuple[tuple[str, int], ...]
    """For each layer that is long enough to be nobody's coincidence: its name and a digest of its words."""
    counts: tuple[int, ...]
    """How many of each of figures.COUNTED it adds to a release; empty where a part of the record breaks the schema."""


class Placed(NamedTuple):
    """A problem of the corpus: the file that it is in, and the problem there."""

    path: str
    problem: Problem


def summarize(record: Record) -> Summary:
    """The summary of a record. Parts that break the schema count as empty."""
    data = record.data
    entities = {name for _, name in entity_references(record)}
    topics = set(data.get("topics") or ())
    for statement in record.layer("statements").values():
        entities.update(statement["holder"])
        if statement["target"]:
            entities.add(statement["target"])
        if statement["topic"]:
            topics.add(statement["topic"])
    for participant in record.layer("participants").values():
        entities.update(name for name in (participant.get("entity"), participant.get("organization")) if name)
    if data.get("publisher"):
        entities.add(data["publisher"])
    return Summary(record.path, data.get("id", ""), data.get("source", {}).get("sha256", ""),
                   frozenset(entities), frozenset(topics), tuple(_blocks(record)), figures.count(record))


BLOCK_SIZE = 3
"""How many entries a layer must have before an equal layer in another record is called a copy."""


def _blocks(record: Record) -> Iterator[tuple[str, int]]:
    asks = [ask["quote"] for exchange in record.layer("exchanges").values() for ask in exchange["asks"].values()]
    layers = {"exchanges": asks,
              "statements": [statement["quote"] for statement in record.layer("statements").values()],
              "events": [event["anchors"][0]["quote"] for event in record.layer("events").values()]}
    for name, quotes in layers.items():
        if len(quotes) >= BLOCK_SIZE:
            yield name, int.from_bytes(_digest("\n".join(quotes)), "big")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:8]


@rule("OB901")
def unused_entry(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A vocabulary entry that no record uses.

    The vocabulary is what the records speak of. An unused entry is left over from a change, or misspelt where
    it should be used.

    Breaks:
        entities:
          lake-comission: {name: Lake Commission, …}       (no record names it)
    Mended:
        (the entry removed)
    """
    for name, used in (("entities", {e for s in summaries for e in s.entities}),
                       ("topics", {t for s in summaries for t in s.topics})):
        for entry in getattr(corpus.vocabulary, name):
            if entry not in used:
                yield Placed(VOCABULARIES[name], Problem((name, entry), f"no record uses “{entry}”", "remove it, or use it", key=True))


def _entries(corpus: Corpus, name: str) -> Iterator[tuple[str, dict[str, Any], Path]]:
    for entry, value in getattr(corpus.vocabulary, name).items():
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            yield entry, value, (name, entry)


@rule("OB902")
def near_duplicate_entry(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """Two vocabulary entries that are nearly the same.

    Two ids for one thing split its mentions in two. If they really are two things, their names must say so.

    Breaks:
        lake-commission: {name: Lake Commission, type: organisation, …}
        lake-commision: {name: Lake Commision, type: organisation, …}
    Mended:
        lake-commission: {name: Lake Commission, type: organisation, …}
    """
    for name in VOCABULARIES:
        yield from _near_names(name, list(_entries(corpus, name)))


def _near_names(vocabulary: str, entries: list[tuple[str, dict[str, Any], Path]]) -> Iterator[Placed]:
    """Entries of one type whose names are equal or differ in a letter or two. Sorted neighbours are compared."""
    keyed = sorted((value.get("type", ""), value["name"].casefold(), entry, at) for entry, value, at in entries)
    for (kind, before, other, _), (type_now, now, entry, at) in zip(keyed, keyed[1:]):
        if kind == type_now and abs(len(before) - len(now)) <= 2 and len(now) > 5:
            if difflib.SequenceMatcher(None, before, now).ratio() > 0.93 and not _differ_in_number(before, now):
                later, earlier = (entry, other) if entry > other else (other, entry)
                yield Placed(VOCABULARIES[vocabulary], Problem((vocabulary, later), f"“{later}” is nearly “{earlier}”", "keep one of them, or tell them apart by name", key=True))


def _differ_in_number(one: str, other: str) -> bool:
    digits = [[c for c in text if c.isdigit()] for text in (one, other)]
    return digits[0] != digits[1]


@rule("OB903")
def shared_wikidata_id(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """Two entities share a Wikidata id.

    Breaks:
        jane-roe: {…, qid: Q1, …}
        li-wei: {…, qid: Q1, …}
    Mended:
        jane-roe: {…, qid: Q1, …}
        li-wei: {…, qid: null, …}
    """
    first: dict[str, str] = {}
    for entry, value, at in _entries(corpus, "entities"):
        qid = value.get("qid")
        if qid and first.setdefault(qid, entry) != entry:
            yield Placed(VOCABULARIES["entities"], Problem((*at, "qid"), f"{qid} is already the id of “{first[qid]}”", "one of the two is wrong; null is honest"))


@rule("OB904")
def wikidata_id_without_basis(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A Wikidata id without a word on how it is known, or the other way round.

    Breaks:
        jane-roe: {…, qid: Q1, qid_basis: null, …}
    Mended:
        jane-roe: {…, qid: Q1, qid_basis: "looked up; same office and dates", …}
    """
    for entry, value, at in _entries(corpus, "entities"):
        if bool(value.get("qid")) != bool(value.get("qid_basis")):
            said = "has a Wikidata id, but no basis" if value.get("qid") else "has a basis for a Wikidata id, but no id"
            yield Placed(VOCABULARIES["entities"], Problem((*at, "qid_basis"), f"{entry} {said}", "say in a phrase how the id is known; null without one"))


@rule("OB905")
def one_source_twice(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """One source under two ids.

    The same briefing would count twice.

    Breaks:
        records/2031/state-2031-04-02-lake-commission.yaml and records/2031/state-2031-04-02-lakes.yaml, same sha256
    Mended:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    first: dict[str, Summary] = {}
    for summary in summaries:
        if summary.source_sha256:
            other = first.setdefault(summary.source_sha256, summary)
            if other is not summary:
                yield Placed(summary.path, Problem(("source", "sha256"), f"{other.id} has the same source", "one briefing, one record: remove one of them"))


@rule("OB906")
def copied_annotations(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A layer copied from another record.

    Three or more asks, statements or events with the very same words in another briefing: a block was copied,
    or one of the two is the other's copy.

    Breaks:
        statements: (all of them as in another record)
    Mended:
        statements: (those of this briefing)
    """
    first: dict[tuple[str, int], Summary] = {}
    sources: dict[str, str] = {}
    for summary in summaries:
        twin = sources.setdefault(summary.source_sha256, summary.id)
        for block in summary.blocks:
            other = first.setdefault(block, summary)
            if other is not summary and twin == summary.id:
                yield Placed(summary.path, Problem((block[0],), f"the {block[0]} are those of {other.id}, word for word", "annotate this briefing", key=True))


@rule("OB907")
def source_without_record(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A source without a record.

    A file in sources/ that no record is about: the record was forgotten, renamed or removed.

    Breaks:
        sources/2031/state-2031-04-02-lake.txt          (no records/2031/state-2031-04-02-lake.yaml)
    Mended:
        (a record for it, or the file removed)
    """
    sources = corpus.root / "sources"
    known = {path.removeprefix("records/").removesuffix(".yaml") for path in corpus.record_paths()}
    files: Iterable[Any] = sorted(sources.rglob("*")) if sources.is_dir() else ()
    for file in files:
        if file.name.startswith(".") or file.name == "README.md" or file.is_dir():
            continue
        relative = file.relative_to(sources).as_posix()
        if relative.removesuffix(".txt") not in known:
            yield Placed(f"sources/{relative}", Problem((), "no record is about this source", "draft.py makes one from it; or remove the file", position=(1, 1)))
