"""What was clean once need not be checked again, as long as everything that the verdict came from is the same.

A row of `clean` is keyed by the content of a record, its source, its path and this program. It holds the summary that
the corpus rules need, and a digest of the vocabulary entries that the record looked up. Only clean records are kept.
A row of `files` has the digest of a file, and what the file system said of it then: while that is the same, the file
need not be read again to know its digest (git does likewise). A row of `answers` says which other records some chosen
ones had to be compared with. The cache can be deleted at any time; one that is damaged is thrown away; two processes
may use it at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from onbackground.corpus.corpus import Corpus, Vocabulary
from onbackground.engine import in_threads
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
FINE_TICK, COARSE_TICK = 50_000_000, 2_000_000_000
"""Nanoseconds within which a second change of a file may leave its time as it is: where times have parts of a second,
and where they have none (FAT counts in steps of two seconds)."""
FEW_KEYS = 500
"""For more keys, all rows are read."""
_FILES = """SELECT path, stamp, digest FROM files
    WHERE typeof(path) = 'blob' AND typeof(digest) = 'blob' AND length(digest) = 32"""
_COLUMNS = "key, summary, names, entries, vocabulary, proof"


class Clean(NamedTuple):
    """A record that was found clean: the digests of its files, its summary as JSON, the vocabulary ids it looked up."""

    path: str
    record: bytes
    source: bytes
    beside: dict[str, bytes]
    summary: bytes
    names: list[str]


def program_digest() -> bytes:
    """Digest over everything that a verdict comes from beside the corpus: this package, the schemas, the libraries."""
    whole = hashlib.sha256(sys.version.encode())
    here = Path(__file__).resolve().parents[1]
    for path in sorted([*here.rglob("*.py"), *schema.FOLDER.glob("*.json")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    whole.update("\n".join(_installed()).encode())
    return whole.digest()


def _installed() -> list[str]:
    """The folders NAME-VERSION.dist-info of PACKAGES, in the order in which Python looks for them.

    What importlib.metadata would read from these folders takes longer than checking some records.
    """
    names = {package.replace("-", "_") for package in PACKAGES}
    found = []
    for folder in sys.path:
        with suppress(OSError):
            entries = sorted(os.listdir(folder or "."))
            found += [name for name in entries if name.endswith("-info") and name.partition("-")[0].lower() in names]
    return found


def key_of(path: str, record: bytes, source: bytes, beside: Mapping[str, bytes], program: bytes) -> bytes:
    """The key of a record: a digest over its path, the digests of its file, its source and its readings, and `program`.

    `beside` has the digests of the readings and their adjudication by path.
    """
    whole = hashlib.sha256(record + source + os.fsencode(path) + b"\0" + program)
    for file in sorted(beside):
        whole.update(os.fsencode(file) + b"\0" + beside[file])
    return whole.digest()


class Cache:
    """The clean records of a corpus. A cache that cannot be opened, read or written is one that knows nothing."""

    def __init__(self, corpus: Corpus):
        self._corpus = corpus
        self._root = corpus.root
        self._began = time.time_ns()
        self._program = program_digest() + repr(corpus.vocabulary.terms).encode()
        self._new_files: list[tuple[bytes, bytes, bytes]] = []
        self._vocabulary = corpus.vocabulary
        self._whole = digest(
            orjson.dumps([corpus.vocabulary.entities, corpus.vocabulary.topics, corpus.vocabulary.readers])
        )
        self._digests: dict[str, bytes] = {}
        self._state: bytes | None = None
        self._database = self._open()

    def _open(self) -> sqlite3.Connection | None:
        try:
            return cache_file.open_database(self._root)
        except cache_file.DAMAGED:  # damaged
            cache_file.throw_away(self._root)
        return cache_file.open_database(self._root)

    def keys(self, paths: list[str], hash_new: bool = True) -> dict[str, bytes]:
        """The key of each record; none for one that cannot be read or, without `hash_new`, whose digest is not kept."""
        files = {path: self._files_of(path) for path in paths}
        digests = self._digests_of([file for those in files.values() for file in those], hash_new)
        keys = {}
        for path, (record, source, *beside) in files.items():
            if all(file in digests for file in files[path]):
                readings = {file: digests[file] for file in beside}
                keys[path] = key_of(path, digests[record], digests[source], readings, self._program)
        return keys

    def _files_of(self, path: str) -> list[str]:
        """The files that a verdict comes from: the record, its source, its readings."""
        record_id = path.rsplit("/", 1)[-1].removesuffix(".yaml")
        return [path, self._corpus.source_of(path), *files_of(self._corpus, record_id)]

    def _digests_of(self, files: list[str], hash_new: bool) -> dict[str, bytes]:
        """The SHA-256 of each file that can be read: as it is kept where the file is unchanged, else computed."""
        rows = (row for row in self._rows(_FILES) if all(type(value) is bytes for value in row))
        kept = {os.fsdecode(path): known for path, *known in rows}
        stamps = {path: self._stamp(path) for path in files}
        digests = {
            path: kept[path][1] for path, stamp in stamps.items() if stamp and path in kept and kept[path][0] == stamp
        }
        if hash_new:
            missing = [path for path in files if path not in digests]
            for path, computed in zip(missing, in_threads(self._hashed, missing)):
                if computed:
                    digests[path] = computed
                    if stamp := stamps[path]:
                        self._new_files.append((os.fsencode(path), stamp, computed))
        return digests

    def _hashed(self, path: str) -> bytes | None:
        try:
            return digest(self._corpus.read(path))
        except Unreadable:
            return None

    def _stamp(self, path: str) -> bytes | None:
        """What the file system says of a file, which changes with it; None for a link or one that has just changed.

        A change within the same tick of the file system's clock would not show.
        """
        try:
            found = os.lstat(f"{self._root}/{path}")
        except OSError:
            return None
        newest = max(found.st_mtime_ns, found.st_ctime_ns)
        tick = FINE_TICK if found.st_mtime_ns % 1_000_000_000 else COARSE_TICK
        if not stat.S_ISREG(found.st_mode) or newest > self._began - tick:
            return None
        return b"%d %d %d %d" % (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def find(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The summaries, as JSON, of those keys that are known to be clean with the vocabulary as it is now."""
        found = {}
        for key, *rest in self._clean(keys):
            summary, names, entries, vocabulary = rest
            if vocabulary == self._whole or entries == self._entries(orjson.loads(names)):
                found[key] = summary
        return found

    def summaries(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The summaries, as JSON, of those keys that were clean with whatever vocabulary."""
        return {row[0]: row[1] for row in self._clean(keys)}

    def _clean(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, ...]]:
        """The rows of `clean` for these keys, without those that are damaged."""
        wanted = set(keys)
        query, values = f"SELECT {_COLUMNS} FROM clean", []
        if len(wanted) < FEW_KEYS:
            query, values = f"{query} WHERE key IN ({', '.join('?' * len(wanted))})", sorted(wanted)
        for *row, proof in self._rows(query, values):
            if row[0] in wanted and all(type(value) is bytes for value in row) and proof == digest(b"".join(row)):
                yield tuple(row)

    def _rows(self, query: str, values: Iterable[bytes | str] = ()) -> Iterator[Any]:
        """What a query gives, until the database shows to be damaged: then there is no cache any more."""
        if self._database is None:
            return
        try:
            with cache_file.bounded(self._database):
                yield from self._database.execute(query, tuple(values))
        except cache_file.DAMAGED:
            self._database.close()
            self._database = None
            cache_file.throw_away(self._root)

    def answer(self, question: str, others: list[str]) -> list[str] | None:
        """The suspects among the other records, where the same question was asked and no file has changed since."""
        self._state = self._state_of(others)
        query = "SELECT suspects FROM answers WHERE question = ? AND files = ?"
        for (found,) in self._rows(query, (question, self._state or b"")):
            with suppress(ValueError, TypeError):
                return sorted(set(json.loads(found)).intersection(others))
        return None

    def keep_answer(self, question: str, suspects: list[str]) -> None:
        """Remember the suspects for a question that had no answer, unless a file had just changed."""
        if self._state:
            row = (question, self._state, json.dumps(suspects))

            def write(transaction: sqlite3.Connection) -> None:
                transaction.execute("DELETE FROM answers WHERE files != ?", (row[1],))
                transaction.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)

            self._write(write)

    def _state_of(self, paths: list[str]) -> bytes | None:
        """A digest over the files of these records as the file system has them; None where one has just changed."""
        stamps = []
        for path in paths:
            for file in (path, self._corpus.source_of(path)):
                stamp = self._stamp(file)
                if stamp is None and os.path.lexists(self._root / file):
                    return None
                stamps.append(b"%s %s" % (os.fsencode(file), stamp or b""))
        return digest(self._program + self._whole + b"\n".join(stamps))

    def keep(self, clean: Iterable[Clean], seen: Iterable[bytes] | None = None) -> None:
        """Add clean records; where the keys of all records are given, forget those that are of none of them."""
        rows = []
        for path, record, source, beside, summary, names in clean:
            key = key_of(path, record, source, beside, self._program)
            named, entries = orjson.dumps(sorted(names)), self._entries(sorted(names))
            rows.append(
                (key, summary, named, entries, self._whole, digest(key + summary + named + entries + self._whole))
            )

        def write(transaction: sqlite3.Connection) -> None:
            transaction.executemany(f"INSERT OR REPLACE INTO clean ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows)
            transaction.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", self._new_files)
            if seen is not None:
                self._forget(transaction, {*seen, *(row[0] for row in rows)})

        self._write(write)

    def _write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Write in one transaction, or not at all."""
        if self._database is None:
            return
        try:
            with cache_file.bounded(self._database), self._database as transaction:
                work(transaction)
        except cache_file.DAMAGED:
            pass  # another process holds it, or the disk is full: the next run checks again

    def _forget(self, transaction: sqlite3.Connection, seen: set[bytes]) -> None:
        known = {key for (key,) in transaction.execute("SELECT key FROM clean")}
        if len(known) > 2 * len(seen):
            transaction.executemany("DELETE FROM clean WHERE key = ?", [(key,) for key in known - seen])
            transaction.execute("DELETE FROM files")

    def close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _entries(self, names: list[str]) -> bytes:
        """Digest over the readers and the entries of these ids, absent ones included: one that appears is a change."""
        return digest(orjson.dumps(self._vocabulary.readers) + b"".join(self._entry(name) for name in names))

    def _entry(self, name: str) -> bytes:
        known = self._digests.get(name)
        if known is None:
            vocabulary: Vocabulary = self._vocabulary
            entry: list[Any] = [name, vocabulary.entities.get(name), vocabulary.topics.get(name)]
            known = self._digests[name] = digest(orjson.dumps(entry))
        return known


def digest(content: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(content).digest()
