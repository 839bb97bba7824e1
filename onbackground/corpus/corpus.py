"""Where records, sources and vocabularies live, and how they are read.

A corpus is a folder with records/, sources/ and vocabulary/. The repository is one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from onbackground.corpus import terms
from onbackground.corpus.files import Files, LocalFiles, Overlay
from onbackground.corpus.terms import Terms
from onbackground.findings import Unreadable, command
from onbackground.parsing import fast, strict
from onbackground.parsing.problems import MAX_BYTES

REPOSITORY = Path(__file__).resolve().parents[2]
VOCABULARIES = {"entities": "vocabulary/entities.yaml", "topics": "vocabulary/topics.yaml"}
READERS = "vocabulary/readers.yaml"
"""Who reads and signs. A corpus without it takes any name."""
WITHDRAWN = "records/withdrawn.yaml"
"""The records that were released once and are not any more, and why. There is none before the first."""
IGNORED_NAMES = {"README.md", "withdrawn.yaml"}


class UsageError(Exception):
    """What was asked for makes no sense; the message is one line for people."""


@dataclass(frozen=True)
class Vocabulary:
    """The entities and topics of a corpus, by id."""

    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    topics: dict[str, dict[str, Any]] = field(default_factory=dict)
    sound: bool = True
    """False where a vocabulary cannot be read in full: then nothing is said about what it does not have."""
    readers: dict[str, dict[str, Any]] | None = None
    """The readers by id; None in a corpus that has no list of them."""
    terms: Terms = field(default_factory=Terms)
    """The words that the corpus declares for its field."""

    @cached_property
    def sealed(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What a seal covers of the entries that were asked for so far, by vocabulary and id."""
        return {"entities": {}, "topics": {}}

    @cached_property
    def plain_links(self) -> set[tuple[str, str]]:
        """Words and the entity that they link, where no name speaks against it, as far as was asked for so far."""
        return set()

    @cached_property
    def first_names(self) -> frozenset[tuple[str, str]]:
        """The first word of the name of every person, with the person's id."""
        people = (one for one in self.entities.items() if one[1].get("type") == "person")
        return frozenset((entry["name"].partition(" ")[0], entity) for entity, entry in people if " " in entry["name"])

    @cached_property
    def people_by_last_name(self) -> dict[str, str]:
        """The ids of persons by their last names, where only one person has that name."""
        found: dict[str, list[str]] = {}
        for entity, entry in self.entities.items():
            if entry.get("type") == "person" and isinstance(entry.get("name"), str) and " " in entry["name"]:
                found.setdefault(entry["name"].split()[-1], []).append(entity)
        return {name: entities[0] for name, entities in found.items() if len(entities) == 1}


COMMANDS = ("draft", "validate", "review", "build")
"""The commands that work on a corpus."""


@dataclass(frozen=True)
class Corpus:
    """A folder with records/, sources/ and vocabulary/. Paths in findings are relative to it."""

    files: Files
    place: Path | str
    """The folder, absolute and without links in it; for a corpus that is not on this machine, its URL."""
    named: str | None = None
    """What --corpus named, if it was given: `command` says it again."""

    @classmethod
    def at(cls, folder: str | os.PathLike[str] | None = None) -> Corpus:
        """The corpus in a folder or at an fsspec URL. Raises UsageError where there is none.

        Default: the repository; of an installed package the folder in which it is called.
        """
        if "://" in str(folder or ""):
            return cls(_at_url(str(folder)), str(folder), str(folder))
        root = Path(folder) if folder is not None else REPOSITORY
        if folder is None and not (root / "records").is_dir():
            root = Path.cwd()
        if not (root / "records").is_dir():
            raise UsageError(f"{folder or root} is not a corpus: it has no folder records/")
        root = root.resolve()
        return cls(LocalFiles(root), root, None if folder is None else str(folder))

    @classmethod
    def to_write(cls, folder: str | os.PathLike[str] | None = None) -> Corpus:
        """As `at`, for a command that writes into the corpus. Raises UsageError for a URL too."""
        corpus = cls.at(folder)
        if not corpus.is_local:
            raise UsageError(f"{folder} is a URL: a corpus there is read, never written")
        return corpus

    def __reduce__(self) -> tuple[Any, ...]:
        return Corpus, (self.files, self.place, self.named)  # workers read the vocabulary by themselves

    def with_files(self, changed: Mapping[str, bytes | None]) -> Corpus:
        """This corpus with other contents of some files; None takes a file away. Nothing is written."""
        return replace(self, files=Overlay(self.files, changed))

    def command(self, name: str, *words: str) -> str:
        """What somebody types for a command on this corpus: `python validate.py records/2031 --corpus DIR`."""
        named = () if self.named is None else ("--corpus", self.named)
        return f"{command(name)} {shlex.join((*words, *named))}".rstrip()

    def for_here(self, text: str) -> str:
        """A text with `--corpus` behind every command that it names, where that was given."""
        if self.named is None:
            return text
        named = f" --corpus {shlex.quote(self.named)}"
        return re.sub("|".join(re.escape(command(name)) for name in COMMANDS), lambda found: found[0] + named, text)

    @property
    def is_local(self) -> bool:
        return isinstance(self.place, Path)

    @property
    def root(self) -> Path:
        """The folder of a corpus on this machine. Raises UsageError for one at a URL."""
        if isinstance(self.place, str):
            raise UsageError(f"{self.place} is a URL, not a folder on this machine")
        return self.place

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of a file of the corpus. Raises Unreadable with one problem."""
        return self.files.read(path, limit)

    def has(self, path: str) -> bool:
        """Whether there is such a file in the corpus."""
        return self.files.has(path)

    def listing(self, folder: str) -> list[str]:
        """Every file under a folder of the corpus, hidden ones left out; none where there is no such folder."""
        return self.files.listing(folder)

    def record_paths(self, chosen: Iterable[str | os.PathLike[str]] = ()) -> list[str]:
        """The record files, or those under the chosen files and folders, relative to the corpus and sorted.

        Paths are chosen as on the command line, at a URL relative to the corpus. Raises UsageError for a path
        that does not exist or lies outside of records/.
        """
        choices = list(chosen)
        wanted = [self._chosen(choice) for choice in choices] or ["records"]
        every = [path for path in self.listing("records") if path.rsplit("/", 1)[-1] not in IGNORED_NAMES]
        known, paths = set(every), set[str]()
        for choice, path in zip(choices or wanted, wanted):
            under = {path} if path in known else {one for one in every if one.startswith(f"{path}/")}
            if not under and not self.is_local and path != "records":
                raise UsageError(f"{choice}: no such record or folder in {self.place}")
            paths |= under or ({path} if self.is_local and not os.path.isdir(self.root / path) else set())
        return sorted(paths)

    def _chosen(self, choice: str | os.PathLike[str]) -> str:
        """A path as it was typed, relative to the corpus. Raises UsageError where it is not in records/."""
        if not self.is_local:
            return str(choice).strip("/")
        path = Path(os.path.abspath(choice))
        if not os.path.lexists(path) and os.path.lexists(self.root / choice):
            path = self.root / choice
        if not os.path.lexists(path):
            raise UsageError(f"{choice}: no such file or folder")
        records = self.root / "records"
        if path.resolve() in (records, self.root, *self.root.parents):
            return "records"
        path = path.parent.resolve() / path.name
        if records not in path.parents:
            raise UsageError(f"{choice} is not in {records}; --corpus names the folder that holds records/")
        return path.relative_to(self.root).as_posix()

    def source_path(self, record_id: str) -> str:
        """Where the source of a record lies: sources/YEAR/ID.txt, the year read from the id."""
        return f"sources/{year_of(record_id)}/{record_id}.txt"

    def source_of(self, record_path: str) -> str:
        """Where the source of the record at a path lies, by the name of the file: the id in it may be wrong."""
        return self.source_path(record_path.rsplit("/", 1)[-1].removesuffix(".yaml"))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, as far as it can be read: `check` reports what cannot."""
        contents = []
        for path in VOCABULARIES.values():
            try:
                contents.append(self.read(path))
            except Unreadable:
                contents.append(b"")
        return _vocabulary_in(*contents, readers=self._optional(READERS), declared=self._optional(terms.FILE))

    def _optional(self, path: str) -> bytes | None:
        """A file that a corpus need not have: None where there is none, nothing where it cannot be read."""
        try:
            return self.read(path) if self.has(path) else None
        except Unreadable:
            return b""


def _at_url(url: str) -> Files:
    from onbackground.corpus.remote import UrlFiles  # fsspec takes long to import

    try:
        files = UrlFiles(url)
        if not files.listing("records"):
            raise UsageError(f"{url} is not a corpus: it has no files in records/")
    except (OSError, ValueError, ImportError) as error:
        raise UsageError(f"{url} cannot be opened: {error}") from None
    return files


@lru_cache(maxsize=2)
def _vocabulary_in(*contents: bytes, readers: bytes | None, declared: bytes | None) -> Vocabulary:
    """The vocabulary in the files of VOCABULARIES: a worker that is handed block after block reads it once."""
    read = {name: _entries_in(name, content) for name, content in zip(VOCABULARIES, contents)}
    listed = None if readers is None else _entries_in("readers", readers)
    return Vocabulary(
        **{name: entries for name, (entries, _) in read.items()},
        sound=all(sound for _, sound in read.values()) and (listed is None or listed[1]),
        readers=None if listed is None else listed[0],
        terms=_terms_in(declared or b""),
    )


def _terms_in(content: bytes) -> Terms:
    try:
        return terms.terms_of(strict.load(strict.decode(content)))
    except Unreadable:
        return Terms()


def _entries_in(name: str, content: bytes) -> tuple[dict[str, dict[str, Any]], bool]:
    """The entries of a vocabulary by id, and whether all of them could be read."""
    try:
        entries = (fast.read(content) or strict.load(strict.decode(content))).get(name)
    except Unreadable:
        return {}, False
    if not isinstance(entries, dict):
        return {}, False
    sound = {
        entry: value
        for entry, value in entries.items()
        if _ENTRY_ID.fullmatch(entry) and isinstance(value, dict) and isinstance(value.get("name"), str)
    }
    return sound, len(sound) == len(entries)


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
