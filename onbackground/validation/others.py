"""Which other records a check of some records must read: those that may share a source or a layer with one of them.

The rules about the corpus compare records with each other. A record that cannot have the same source or the same words
as a chosen one need not be parsed: a look at its bytes shows that. The look may take a record for a suspect that is
none; it never misses one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from onbackground.corpus.corpus import Corpus, sha256
from onbackground.findings import Unreadable
from onbackground.record.record import Record
from onbackground.record.summary import Summary, long_layers

MOST_QUESTIONS = 30
"""For more chosen records than this, parsing all others costs less than looking for each of them in every other."""

MARKS = b".,?:-()0123456789"
"""Characters that stay as they are where white space is folded and letters are composed (Unicode NFC)."""

MOST_WORDS = 40
"""Words of a layer that are looked for: the longest, which are the rarest, so that most records lack an early one."""

_WORD = re.compile(r"[^\W\d_]+")


class Question(NamedTuple):
    """What is asked about a chosen record: its summary, and bytes that every record or source like it must have."""

    summary: Summary
    layers: tuple[tuple[bytes, ...], ...]
    """For each layer that could be copied: its longest words."""
    marks: tuple[int, ...]
    """How often its source has each of MARKS; empty where it cannot be read."""


def question(corpus: Corpus, summary: Summary, record: Record | None) -> Question:
    """The question about a record: with its source, where it can be read."""
    layers = long_layers(record).values() if record else ()
    return Question(summary, tuple(map(_longest_words, layers)), _marks(corpus, summary.path))


def _longest_words(quotes: Iterable[str]) -> tuple[bytes, ...]:
    words = {word for quote in quotes for word in _WORD.findall(quote)}
    return tuple(word.encode() for word in sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS])


def _marks(corpus: Corpus, path: str, alike: Collection[tuple[int, ...]] = ()) -> tuple[int, ...]:
    """How often the source of a record has each of MARKS. With `alike`: empty where that is sure to be like none."""
    try:
        content = corpus.read(corpus.source_of(path))
    except Unreadable:
        return ()
    first = content.count(MARKS[:1]), content.count(MARKS[1:2])
    if alike and not any(one[:2] == first for one in alike):
        return ()
    return tuple(content.count(MARKS[n : n + 1]) for n in range(len(MARKS)))


def digest_of(questions: list[Question]) -> str:
    """A digest over all that the answer to some questions depends on, beside the other files."""
    facts = [
        [q.summary.path, q.summary.source_sha256, q.summary.text, q.summary.blocks, q.summary.publisher, q.marks]
        for q in questions
    ]
    words = [word for q in questions for layer in q.layers for word in layer]
    return sha256(repr(facts).encode("utf-8", "surrogatepass") + b"\0" + b"\0".join(words))


def suspects(corpus: Corpus, questions: list[Question], others: list[str], known: Mapping[str, Summary]) -> list[str]:
    """Those of the others that must be read for the rules to say of the chosen ones what they would say of all.

    `known` has the summaries of some others: they are compared as they are.
    """
    entities = corpus.vocabulary.entities
    new_publishers = any(q.summary.publisher and q.summary.publisher not in entities for q in questions)
    if new_publishers:
        return others
    digests = [q.summary.source_sha256.encode() for q in questions if q.summary.source_sha256]
    layers = [layer for q in questions for layer in q.layers]
    marks = {q.marks for q in questions if q.marks}
    keys = {key for q in questions for key in _keys(q.summary)}
    found = []
    for path in others:
        if path in known:
            is_suspect = not keys.isdisjoint(_keys(known[path]))
        else:
            is_suspect = _looks_alike(corpus, path, digests, layers) or _marks(corpus, path, marks) in marks
        if is_suspect:
            found.append(path)
    return found


def _keys(summary: Summary) -> set[object]:
    """What the rules compare between two records."""
    return {key for key in (summary.source_sha256, summary.text, *summary.blocks) if key}


def _looks_alike(corpus: Corpus, path: str, digests: list[bytes], layers: list[tuple[bytes, ...]]) -> bool:
    """Whether a file could hold one of the digests, or all the words of one of the layers."""
    try:
        content = corpus.read(path)
    except Unreadable:
        return False
    if b"\\" in content:  # words may be written as escapes
        return True
    return any(one in content for one in digests) or any(all(word in content for word in layer) for layer in layers)
