"""OB9xx: the corpus as a whole. These rules see the summaries of all records, and the vocabulary."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from onbackground.corpus.corpus import VOCABULARIES, Corpus, sha256
from onbackground.findings import Placed, Problem, Unreadable, command, corpus_rule, did_you_mean
from onbackground.record.references import namesake_id
from onbackground.record.summary import Summary


@corpus_rule("OB901", needs_all=True)
def unused_entry(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A vocabulary entry that no record uses.

    The vocabulary is what the records speak of. An unused entry is left over from a change, or misspelt where
    it should be used. An entry that was replaced stays, so that releases can say what it is called now.

    Wrong:
        entities:
          lake-comission: {name: Lake Commission, …}       (no record names it)
    Right:
        (the entry removed)
    """
    if not all(summary.complete for summary in summaries):
        return
    for name, used in (
        ("entities", {e for s in summaries for e in s.entities}),
        ("topics", {t for s in summaries for t in s.topics}),
    ):
        for entry, value in getattr(corpus.vocabulary, name).items():
            if entry not in used and "replaced_by" not in value:
                yield Placed(
                    VOCABULARIES[name],
                    Problem((name, entry), f"no record uses “{entry}”", "remove it, or use it", key=True),
                )


@corpus_rule("OB902")
def near_duplicate_entry(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """Two vocabulary entries that are nearly the same.

    Two ids for one thing split its mentions in two. If they really are two things, their names must say so.

    Wrong:
        lake-commission: {name: Lake Commission, type: organisation, …}
        lake-commision: {name: Lake Commision, type: organisation, …}
    Right:
        lake-commission: {name: Lake Commission, type: organisation, …}
    """
    for name in VOCABULARIES:
        yield from _near_names(name, getattr(corpus.vocabulary, name))


def _near_names(vocabulary: str, entries: dict[str, dict[str, Any]]) -> Iterator[Placed]:
    """Entries of one type whose names have the same words, or differ in one letter.

    Names that are one letter apart share a form with one letter left out, so that each name is compared with few.
    """
    first: dict[tuple[str, str], str] = {}
    for entry, value in entries.items():
        plain = "".join(c for c in unicodedata.normalize("NFKD", value["name"].casefold()) if c.isalnum() or c == " ")
        words = " ".join(sorted(plain.split()))
        forms = {words} if len(words) < 6 else {words, *(words[:n] + words[n + 1 :] for n in range(len(words)))}
        kind = value.get("type", "")
        others = dict.fromkeys(first[kind, form] for form in forms if (kind, form) in first)
        for other in others:
            if value["name"] == entries[other]["name"] or not _told_apart(value, entries[other]):
                new, known = (other, entry) if _is_rather_right(value, entry, entries[other], other) else (entry, other)
                yield Placed(
                    VOCABULARIES[vocabulary],
                    Problem(
                        (vocabulary, new),
                        f"“{new}” is nearly “{known}”",
                        "keep one of them, or tell them apart by name",
                        key=True,
                    ),
                )
                break
        for form in forms:
            first.setdefault((kind, form), entry)


def _is_rather_right(one: dict[str, Any], entry: str, two: dict[str, Any], other: str) -> bool:
    """Whether, of two entries that are alike, the first is the one to keep: its id is its name, or it has a qid."""
    named, named_too = namesake_id(one["name"]) == entry, namesake_id(two["name"]) == other
    return named if named != named_too else bool(one.get("qid")) and not two.get("qid")


def _told_apart(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two entries are known to be two: by a Wikidata id each, or by a number in their names."""
    if one.get("qid") and other.get("qid") and one["qid"] != other["qid"]:
        return True
    return _differ_in_number(one["name"], other["name"])


def _differ_in_number(one: str, other: str) -> bool:
    digits = [[c for c in text if c.isdigit()] for text in (one, other)]
    return digits[0] != digits[1]


@corpus_rule("OB903")
def shared_wikidata_id(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """Two entities share a Wikidata id.

    Wrong:
        jane-roe: {…, qid: Q1, …}
        li-wei: {…, qid: Q1, …}
    Right:
        jane-roe: {…, qid: Q1, …}
        li-wei: {…, qid: null, …}
    """
    first: dict[str, str] = {}
    for entry, value in corpus.vocabulary.entities.items():
        qid = value.get("qid")
        if qid and first.setdefault(qid, entry) != entry:
            yield Placed(
                VOCABULARIES["entities"],
                Problem(
                    ("entities", entry, "qid"),
                    f"{qid} is already the id of “{first[qid]}”",
                    "one of the two is wrong; write null if you do not know",
                ),
            )


@corpus_rule("OB904")
def wikidata_id_without_basis(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A Wikidata id without a word on how it is known, or the other way round.

    Wrong:
        jane-roe: {…, qid: Q1, qid_basis: null, …}
    Right:
        jane-roe: {…, qid: Q1, qid_basis: "looked up; same office and dates", …}
    """
    for entry, value in corpus.vocabulary.entities.items():
        if bool(value.get("qid")) != bool(value.get("qid_basis")):
            said = "has a Wikidata id, but no basis" if value.get("qid") else "has a basis for a Wikidata id, but no id"
            yield Placed(
                VOCABULARIES["entities"],
                Problem(
                    ("entities", entry, "qid_basis"),
                    f"{entry} {said}",
                    "say in a phrase how the id is known; null if there is no id",
                ),
            )
        elif value.get("checked") and not value.get("qid"):
            yield Placed(
                VOCABULARIES["entities"],
                Problem(
                    ("entities", entry, "checked"),
                    f"{entry} has no Wikidata id that could have been looked up",
                    "checked: null",
                ),
            )


def _is_misnamed(summary: Summary) -> bool:
    """Whether a record has another id than its file, as a copy has at first."""
    return summary.id != summary.path.rsplit("/", 1)[-1].removesuffix(".yaml")


@corpus_rule("OB905")
def one_source_twice(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """One source under two ids.

    The same briefing would count twice.

    Wrong:
        records/2031/state-2031-04-02-lake-commission.yaml and records/2031/state-2031-04-02-lakes.yaml, same sha256
    Right:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    first: dict[str | int, Summary] = {}
    for summary in sorted(summaries, key=_is_misnamed):
        same = [first.setdefault(key, summary) for key in (summary.source_sha256, summary.text) if key]
        for other in same[:1] if same and same[0] is not summary else same[1:]:
            if other is not summary:
                yield Placed(
                    summary.path,
                    Problem(
                        ("source", "sha256"),
                        f"{other.path} has the same source",
                        "one briefing, one record: remove one of them",
                    ),
                )


@corpus_rule("OB906")
def copied_annotations(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A layer copied from another record.

    Three or more asks, statements or events with the very same words in another briefing: a block was copied,
    or one of the two is the other's copy.

    Wrong:
        statements: (all of them as in another record)
    Right:
        statements: (those of this briefing)
    """
    first: dict[tuple[str, int], Summary] = {}
    sources: dict[str, str] = {}
    for summary in sorted(summaries, key=_is_misnamed):
        twin = sources.setdefault(summary.source_sha256, summary.id)
        for block in summary.blocks:
            other = first.setdefault(block, summary)
            if other is not summary and twin == summary.id:
                yield Placed(
                    summary.path,
                    Problem(
                        (block[0],),
                        f"the {block[0]} are those of {other.path}, word for word",
                        "label this briefing by its own words",
                        key=True,
                    ),
                )


def digest_of(corpus: Corpus, path: str) -> str:
    """The SHA-256 of a file; empty where it cannot be read, which is said of its record."""
    try:
        return sha256(corpus.read(path))
    except Unreadable:
        return ""


@corpus_rule("OB907")
def source_without_record(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A source without a record.

    A file in sources/ that no record is about: the record was forgotten, renamed or removed.

    Wrong:
        sources/2031/state-2031-04-02-lake.txt          (no records/2031/state-2031-04-02-lake.yaml)
    Right:
        (a record for it, or the file removed)
    """
    known = {path.rsplit("/", 1)[-1].split(".")[0].lower() for path in corpus.record_paths()}
    sourceless = {summary.source_sha256 for summary in summaries if not summary.text}
    for path in corpus.listing("sources"):
        name = path.rsplit("/", 1)[-1]
        if name == "README.md" or name.removesuffix(".txt").lower() in known:
            continue
        if digest_of(corpus, path) not in sourceless:  # else its record says that it was renamed
            yield Placed(
                path,
                Problem(
                    (),
                    "no record is about this source",
                    f"{command('draft')} makes one from it; or remove the file",
                    position=(1, 1),
                ),
            )


@corpus_rule("OB908")
def misspelt_publisher(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A publisher that is nearly an entity, or nearly the publisher of more records.

    A publisher need not be an entity, so a slip makes a new one, and the records of one publisher fall apart.

    Wrong:
        publisher: state-dep
    Right:
        publisher: state-dept
    """
    times = Counter(summary.publisher for summary in summaries if summary.publisher)
    entities = corpus.vocabulary.entities
    meant: dict[str, str] = {}
    by_use = sorted(times, key=lambda publisher: -times[publisher])
    for n, publisher in enumerate(by_use):
        if publisher not in entities:
            known = [*entities, *by_use[:n]]
            near = difflib.get_close_matches(publisher, known, n=1, cutoff=0.85)
            meant.update({publisher: near[0]} if near else {})
    for summary in summaries:
        if summary.publisher in meant:
            right = meant[summary.publisher]
            yield Placed(
                summary.path,
                Problem(("publisher",), f"“{summary.publisher}” is nearly “{right}”", f"did you mean “{right}”?"),
            )


@corpus_rule("OB909")
def replaced_by_nothing(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A vocabulary entry is replaced by something that the vocabulary does not have, or by itself.

    Whoever looks up the old id is led to the new one. There must be one at the end.

    Wrong:
        port-fees: {name: Port fees, …, replaced_by: harbour-due}
    Right:
        port-fees: {name: Port fees, …, replaced_by: harbour-dues}
    """
    for name in VOCABULARIES:
        entries = getattr(corpus.vocabulary, name)
        for entry, value in entries.items():
            seen = {entry}
            following = value.get("replaced_by")
            while following in entries and following not in seen:
                seen.add(following)
                following = entries[following].get("replaced_by")
            if following is not None:
                said = "leads back to itself" if following in entries else f"leads to “{following}”, which is not there"
                yield Placed(
                    VOCABULARIES[name],
                    Problem((name, entry, "replaced_by"), f"“{entry}” {said}", did_you_mean(following, entries)),
                )


@corpus_rule("OB910")
def replaced_entry_in_use(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A record uses a vocabulary entry that was replaced.

    Records use the new id, so that everything about one thing is found under one id.

    Wrong:
        topics: [port-fees]              (port-fees: {…, replaced_by: harbour-dues})
    Right:
        topics: [harbour-dues]
    """
    for name in ("entities", "topics"):
        for entry, value in getattr(corpus.vocabulary, name).items():
            if "replaced_by" not in value:
                continue
            users = [summary.id for summary in summaries if entry in getattr(summary, name)]
            if users:
                more = f" and {len(users) - 1:,} more" if users[1:] else ""
                yield Placed(
                    VOCABULARIES[name],
                    Problem(
                        (name, entry, "replaced_by"),
                        f"“{entry}” is replaced, and {users[0]}{more} still uses it",
                        f"write “{value['replaced_by']}” there",
                    ),
                )
