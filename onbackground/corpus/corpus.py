"""Where records, sources and vocabularies live, and how they are read.

A corpus is a folder with records/, sources/ and vocabulary/. The repository is one.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from onbackground.findings import Problem, Stage, reader_problem
from onbackground.parsing import strict
from onbackground.parsing.problems import MAX_BYTES, too_large

REPOSITORY = Path(__file__).resolve().parents[2]
VOCABULARIES = {"entities": "vocabulary/entities.yaml", "topics": "vocabulary/topics.yaml"}
WITHDRAWN = "records/withdrawn.yaml"
"""The records that were released once and are not any more, and why. There is none before the first."""
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Links are looked at before they are followed, and a pipe is not waited for."""

IGNORED_NAMES = {"README.md", "withdrawn.yaml"}


class UsageError(Exception):
    """What was asked for makes no sense; the message is one line for people."""


@reader_problem("OB101", stage=Stage.FILE)
def cannot_be_read(reason: str, hint: str = "") -> Problem:
    """A file cannot be read.

    It was deleted meanwhile, may not be opened, is a folder or a pipe, or is a symbolic link that leads out of
    the corpus: a record may only say what the repository holds.

    Wrong:
        records/2031/state-2031-04-02-lake-commission.yaml -> /tmp/notes.yaml
    Right:
        records/2031/state-2031-04-02-lake-commission.yaml   (a file)
    """
    return Problem((), reason, hint, position=(1, 1))


@dataclass(frozen=True)
class Vocabulary:
    """The entities and topics of a corpus, by id."""

    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    sound: bool = True
    """False where a vocabulary cannot be read in full: then nothing is said about what it does not have."""


@dataclass(frozen=True)
class Corpus:
    """A folder with records/, sources/ and vocabulary/. Paths in findings are relative to it."""

    root: Path
    is_local = True

    @classmethod
    def at(cls, folder: str | os.PathLike[str] | None = None) -> Corpus:
        """The corpus in a folder or at an fsspec URL. Raises UsageError where there is none.

        Default: the repository; of an installed package the folder in which it is called.
        """
        if "://" in str(folder or ""):
            from onbackground.corpus.remote import RemoteCorpus

            return RemoteCorpus.at_url(str(folder))
        root = Path(folder).resolve() if folder is not None else REPOSITORY
        if folder is None and not (root / "records").is_dir():
            root = Path.cwd()
        if not (root / "records").is_dir():
            raise UsageError(f"{folder or root} is no corpus: it has no folder records/")
        return cls(root)

    @classmethod
    def to_write(cls, folder: str | os.PathLike[str] | None = None) -> Corpus:
        """As `at`, for a command that writes into the corpus. Raises UsageError for a URL too."""
        corpus = cls.at(folder)
        if not corpus.is_local:
            raise UsageError(f"{folder} is a URL: a corpus there is read, never written")
        return corpus

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def record_paths(self, chosen: Iterable[str | os.PathLike[str]] = ()) -> list[str]:
        """The record files, or those under the chosen files and folders, relative to the root and sorted.

        Raises UsageError for a path that does not exist or lies outside of records/.
        """
        paths: set[str] = set()
        for choice in chosen:
            path = Path(os.path.abspath(choice))
            if not path.exists() and (self.root / choice).exists():
                path = self.root / choice
            if not os.path.lexists(path):
                raise UsageError(f"{choice}: no such file or folder")
            records = self.root / "records"
            if path in (self.root, *records.parents):
                path = records
            if path != records and records not in path.parents:
                raise UsageError(f"{choice} is not in {records}; --corpus names the folder that holds records/")
            paths.update(self._files_under(path))
        if not paths and not chosen:
            paths.update(self._files_under(self.root / "records"))
        return sorted(paths)

    def listing(self, folder: str) -> list[str]:
        """Every file under a folder of the corpus, hidden ones left out; none where there is no such folder."""
        found = []
        for directory, folders, names in os.walk(self.root / folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            prefix = self.relative(Path(directory))
            found += [f"{prefix}/{name}" for name in names if not name.startswith(".")]
        return sorted(found)

    def has(self, relative: str) -> bool:
        """Whether there is such a file in the corpus."""
        return (self.root / relative).is_file()

    def _files_under(self, path: Path) -> Iterator[str]:
        if not path.is_dir() or path.suffix == ".yaml":
            yield self.relative(path)
            return
        prefix = self.relative(path)
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name in IGNORED_NAMES:
                    continue
                if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".yaml"):
                    yield from self._files_under(path / entry.name)
                else:
                    yield f"{prefix}/{entry.name}"

    def source_path(self, record_id: str) -> str:
        """Where the source of a record lies: sources/YEAR/ID.txt, the year read from the id."""
        return f"sources/{year_of(record_id)}/{record_id}.txt"

    def source_of(self, record_path: str) -> str:
        """Where the source of the record at a path lies, by the name of the file: the id in it may be wrong."""
        return self.source_path(record_path.rsplit("/", 1)[-1].removesuffix(".yaml"))

    def read(self, relative: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of a file of the corpus. Raises strict.Unreadable with one problem."""
        try:
            descriptor = os.open(f"{self.root}/{relative}", _OPEN)
        except OSError as error:
            return self._read_link(self.root / relative, error, limit)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(descriptor)
            what = "a folder, not a file" if stat.S_ISDIR(found.st_mode) else "no regular file"
            raise strict.Unreadable([cannot_be_read(f"this is {what}")])
        with open(descriptor, "rb") as file:
            if found.st_size > limit:
                raise strict.Unreadable([too_large(found.st_size)])
            try:
                return file.read()
            except OSError as error:
                raise strict.Unreadable([cannot_be_read(f"the file cannot be read: {error.strerror}")]) from None

    def _read_link(self, path: Path, error: OSError, limit: int) -> bytes:
        """The bytes behind a symbolic link that stays in the corpus; else why the file could not be opened."""
        if os.path.islink(path):
            try:
                target = path.resolve(strict=True)
            except (OSError, RuntimeError):  # it leads to itself, or nowhere
                raise strict.Unreadable([cannot_be_read("the link leads nowhere")]) from None
            if not target.is_relative_to(self.root):
                raise strict.Unreadable(
                    [cannot_be_read("a symbolic link that leads out of the corpus", "put the file itself here")]
                )
            return self.read(self.relative(target), limit)
        reason = (
            "the file is gone" if isinstance(error, FileNotFoundError) else f"the file cannot be read: {error.strerror}"
        )
        raise strict.Unreadable([cannot_be_read(reason)])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, as far as it can be read: `check` reports what cannot."""
        contents = []
        for path in VOCABULARIES.values():
            try:
                contents.append(self.read(path))
            except strict.Unreadable:
                contents.append(b"")
        return _vocabulary_in(*contents)


@lru_cache(maxsize=2)
def _vocabulary_in(*contents: bytes) -> Vocabulary:
    """The vocabulary in the files of VOCABULARIES: a worker that is handed block after block reads it once."""
    parts: dict[str, dict[str, Any]] = {}
    sound = True
    for name, content in zip(VOCABULARIES, contents):
        try:
            entries = strict.load(strict.decode(content)).get(name)
        except strict.Unreadable:
            entries = None
        parts[name] = {}
        for entry, value in entries.items() if isinstance(entries, dict) else ():
            if _ENTRY_ID.fullmatch(entry) and isinstance(value, dict) and isinstance(value.get("name"), str):
                parts[name][entry] = value
        sound = sound and isinstance(entries, dict) and len(parts[name]) == len(entries)
    return Vocabulary(**parts, sound=sound)


_ENTRY_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def year_of(record_id: str) -> str:
    """The four digits of the year in a record id (publisher-YYYY-MM-DD-slug); empty where there are none."""
    date = date_of(record_id)
    return date[:4]


def date_of(record_id: str) -> str:
    """The date in a record id, YYYY-MM-DD; empty where there is none."""
    parts = record_id.split("-")
    for n in range(1, len(parts) - 2):
        year, month, day = parts[n : n + 3]
        if len(year) == 4 and len(month) == len(day) == 2 and (year + month + day).isdigit():
            return f"{year}-{month}-{day}"
    return ""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
