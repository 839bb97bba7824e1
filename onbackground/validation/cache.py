"""What was clean once need not be checked again, as long as everything that the verdict came from is the same.

A row is keyed by the content of a record, its source, its path and this program. It holds the summary that the corpus
rules need, and a digest of the vocabulary entries that the record looked up. Only clean records are kept. The file
can be deleted at any time; one that is damaged is thrown away; two processes may use it at once.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sqlite3
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from onbackground.corpus.corpus import Corpus, Vocabulary
from onbackground.engine import available_cores
from onbackground.findings import Unreadable
from onbackground.record import schema
from onbackground.validation import cache_file
from onbackground.validation.readings import files_of

PACKAGES = (
    "google-re2",
    "jsonschema",
    "jsonschema-rs",
    "orjson",
    "pyyaml",
    "rapidyaml",
    "rfc3339-validator",
    "rfc3986-validator",
)
_COLUMNS = "key, summary, names, entries, vocabulary, proof"


class Clean(NamedTuple):
    """A record that was found clean: its key, its summary as JSON, and the vocabulary ids that it looked up."""

    key: bytes
    summary: bytes
    names: list[str]


def program_digest() -> bytes:
    """Digest over everything that a verdict comes from beside the corpus: this package, the schemas, the libraries."""
    whole = hashlib.sha256(sys.version.encode())
    here = Path(__file__).resolve().parents[1]
    for path in sorted([*here.rglob("*.py"), *schema.FOLDER.glob("*.json")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for package in PACKAGES:
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:  # rapidyaml and google-re2 may be missing
            version = "missing"
        whole.update(f"{package} {version}\n".encode())
    return whole.digest()


def keys_of(corpus: Corpus, paths: list[str], program: bytes) -> list[bytes | None]:
    """The key of every record, in order; None where record or source cannot be read. Files are hashed on all cores."""

    def some(part: list[str]) -> list[bytes | None]:
        return [_key(corpus, path, program) for path in part]

    threads = available_cores()
    size = -(-len(paths) // threads) or 1
    with ThreadPoolExecutor(threads) as pool:
        parts = pool.map(some, [paths[n : n + size] for n in range(0, len(paths), size)])
        return [key for part in parts for key in part]


def _key(corpus: Corpus, path: str, program: bytes) -> bytes | None:
    try:
        beside = {file: corpus.read(file) for file in files_of(corpus, path.rsplit("/", 1)[-1].removesuffix(".yaml"))}
        return key_of(path, corpus.read(path), corpus.read(corpus.source_of(path)), beside, program)
    except Unreadable:
        return None


def key_of(path: str, record: bytes, source: bytes, beside: dict[str, bytes], program: bytes) -> bytes:
    """The key of a record: a digest over its path, its content, its source's, its readings', and the program's digest."""
    whole = hashlib.sha256(record)
    for file, content in sorted(beside.items()):
        whole.update(file.encode() + b"\0" + hashlib.sha256(content).digest())
    whole.update(hashlib.sha256(source).digest() + path.encode() + b"\0" + program)
    return whole.digest()


class Cache:
    """The clean records of a corpus. A cache that cannot be opened, read or written is one that knows nothing."""

    def __init__(self, corpus: Corpus):
        self._root = corpus.root
        self._vocabulary = corpus.vocabulary
        self._whole = _digest(
            orjson.dumps([corpus.vocabulary.entities, corpus.vocabulary.topics, corpus.vocabulary.readers])
        )
        self._digests: dict[str, bytes] = {}
        self._database = self._open()

    def _open(self) -> sqlite3.Connection | None:
        try:
            return cache_file.open_database(self._root)
        except sqlite3.DatabaseError:  # damaged
            cache_file.throw_away(self._root)
        return cache_file.open_database(self._root)

    def find(self, keys: Iterable[bytes | None]) -> dict[bytes, bytes]:
        """The summaries, as JSON, of those keys that are known to be clean with the vocabulary as it is now."""
        wanted = {key for key in keys if key is not None}
        if self._database is None or not wanted:
            return {}
        found = {}
        try:
            with cache_file.bounded(self._database):
                for key, *rest, proof in self._database.execute(f"SELECT {_COLUMNS} FROM clean"):
                    if key in wanted and proof == _digest(key + b"".join(rest)):
                        summary, names, entries, vocabulary = rest
                        if vocabulary == self._whole or entries == self._entries(orjson.loads(names)):
                            found[key] = summary
        except (sqlite3.DatabaseError, TypeError):  # damaged: pages that are none, or columns of another type
            self._database.close()
            self._database = None
            cache_file.throw_away(self._root)
            return {}
        return found

    def keep(self, clean: Iterable[Clean], seen: Iterable[bytes | None] | None = None) -> None:
        """Add clean records; where the keys of all records are given, forget those that are of none of them."""
        if self._database is None:
            return
        rows = []
        for key, summary, names in clean:
            named, entries = orjson.dumps(sorted(names)), self._entries(sorted(names))
            rows.append(
                (key, summary, named, entries, self._whole, _digest(key + summary + named + entries + self._whole))
            )
        try:
            with cache_file.bounded(self._database), self._database as transaction:
                transaction.executemany(f"INSERT OR REPLACE INTO clean ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
                if seen is not None:
                    self._forget(transaction, {key for key in seen if key is not None})
        except sqlite3.DatabaseError:
            pass  # another process holds it, or the disk is full: the next run checks again

    def _forget(self, transaction: sqlite3.Connection, seen: set[bytes]) -> None:
        known = {key for (key,) in transaction.execute("SELECT key FROM clean")}
        if len(known) > 2 * len(seen):
            transaction.executemany("DELETE FROM clean WHERE key = ?", [(key,) for key in known - seen])

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _entries(self, names: list[str]) -> bytes:
        """Digest over the readers and the entries of these ids, absent ones included: an id that appears is a change too."""
        readers = orjson.dumps(self._vocabulary.readers)
        return _digest(readers + b"".join(self._entry(name) for name in names))

    def _entry(self, name: str) -> bytes:
        known = self._digests.get(name)
        if known is None:
            vocabulary: Vocabulary = self._vocabulary
            entry: list[Any] = [name, vocabulary.entities.get(name), vocabulary.topics.get(name)]
            known = self._digests[name] = _digest(orjson.dumps(entry))
        return known


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
