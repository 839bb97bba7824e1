"""How the files of a corpus are read: from a folder, with some of them replaced, or with everything read kept.

Paths are relative to the corpus, with `/` between their parts. Files at a URL are in `remote`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Protocol

from onbackground.findings import Problem, Stage, Unreadable, reader_problem
from onbackground.parsing.problems import MAX_BYTES, too_large

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""Zero on Windows, where a link must be looked for before a file is opened."""
_OPEN = os.O_RDONLY | _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Links are looked at before they are followed, and a pipe is not waited for."""


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


def unreadable(reason: str, hint: str = "") -> Unreadable:
    """The exception for a file that cannot be read, to be raised."""
    return Unreadable([cannot_be_read(reason, hint)])


class Files(Protocol):
    """The files of a corpus. Workers in other processes get a copy: an implementation can be pickled."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The bytes of a file. Raises Unreadable for one that cannot be read or has more than `limit` bytes."""

    def has(self, path: str) -> bool:
        """Whether there is such a file."""

    def listing(self, folder: str) -> list[str]:
        """Every file under a folder, sorted; hidden ones are left out. Empty if there is no such folder."""


@dataclass(frozen=True)
class LocalFiles:
    """The files in a folder of this machine. Symbolic links are followed only within it."""

    root: Path
    """Absolute, and without links in it."""
    _inside: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    """The folders that were read from, and whether each is in the root."""
    _names: dict[str, set[str]] = field(default_factory=dict, compare=False, repr=False)
    """The names in folders, where the file system ignores case."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        if not self._is_inside(path.rpartition("/")[0]):
            raise unreadable("its folder is a link that leads out of the corpus", "put the folder itself here")
        if not _NO_LINK and os.path.islink(self.root / path):
            return self.read(self._target(path), limit)
        try:
            descriptor = os.open(f"{self.root}/{path}", _OPEN)
        except OSError as error:
            if os.path.islink(self.root / path):
                return self.read(self._target(path), limit)
            gone = isinstance(error, FileNotFoundError)
            raise unreadable(
                "there is no such file" if gone else f"the file cannot be read: {error.strerror}"
            ) from None
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(descriptor)
            what = "a folder, not a file" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            raise unreadable(f"this is {what}")
        with open(descriptor, "rb") as file:
            if self._ignores_case and (other := self._otherwise_named(path)):
                raise unreadable(f"the file is named {other}", f"rename it: other systems look for {path}")
            if found.st_size > limit:
                raise Unreadable([too_large(found.st_size)])
            try:
                return file.read()
            except OSError as error:
                raise unreadable(f"the file cannot be read: {error.strerror}") from None

    def _is_inside(self, folder: str) -> bool:
        known = self._inside.get(folder)
        if known is None:
            known = self._inside[folder] = Path(os.path.realpath(self.root / folder)).is_relative_to(self.root)
        return known

    def _target(self, path: str) -> str:
        """Where a symbolic link leads, relative to the root. Raises Unreadable if that is outside, or nowhere."""
        try:
            target = (self.root / path).resolve(strict=True)
        except (OSError, RuntimeError):  # it leads to itself, or nowhere
            raise unreadable("the link leads nowhere") from None
        if not target.is_relative_to(self.root):
            raise unreadable("a symbolic link that leads out of the corpus", "put the file itself here")
        return target.relative_to(self.root).as_posix()

    @cached_property
    def _ignores_case(self) -> bool:
        """Whether small and capital letters in names are the same to the file system, as on macOS and Windows."""
        return os.path.exists(self.root / "RECORDS") and "RECORDS" not in os.listdir(self.root)

    def _otherwise_named(self, path: str) -> str:
        """How a path that could be opened is written on the disk, where that is otherwise; else empty."""
        parts = path.split("/")
        for n, name in enumerate(parts):
            folder = "/".join(parts[:n])
            if name not in self._names.get(folder, ()):  # not asked yet, or newer than the answer
                self._names[folder] = set(os.listdir(self.root / folder))
            if name not in self._names[folder]:
                same = (one for one in self._names[folder] if one.casefold() == name.casefold())
                return "/".join([*parts[:n], next(same, name), *parts[n + 1 :]])
        return ""

    def has(self, path: str) -> bool:
        return (self.root / path).is_file() and not (self._ignores_case and self._otherwise_named(path))

    def listing(self, folder: str) -> list[str]:
        """As Files.listing. What only looks like a file is listed too: a folder `*.yaml`, a link to a folder.

        A folder that is itself a link out of the root is all that there is under it: whoever reads it is told.
        """
        found: list[str] = []
        waiting = [folder]
        while waiting:
            prefix = waiting.pop()
            try:
                entries = os.scandir(f"{self.root}/{prefix}")
            except (FileNotFoundError, NotADirectoryError):
                continue
            with entries:
                if prefix == folder and not self._is_inside(folder):
                    return [folder]
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    is_folder = entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".yaml")
                    (waiting if is_folder else found).append(f"{prefix}/{entry.name}")
        return sorted(found)


@dataclass(frozen=True)
class Overlay:
    """Other files with some of them replaced or, where the content is None, taken away."""

    under: Files
    changed: Mapping[str, bytes | None]

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        if path not in self.changed:
            return self.under.read(path, limit)
        content = self.changed[path]
        if content is None:
            raise unreadable("there is no such file")
        if len(content) > limit:
            raise Unreadable([too_large(len(content))])
        return content

    def has(self, path: str) -> bool:
        return self.changed[path] is not None if path in self.changed else self.under.has(path)

    def listing(self, folder: str) -> list[str]:
        paths = {*self.under.listing(folder), *(path for path in self.changed if path.startswith(f"{folder}/"))}
        return sorted(path for path in paths if self.changed.get(path, b"") is not None)


@dataclass(frozen=True)
class Recording:
    """Other files, and the content of each as it was when it was last read."""

    under: Files
    contents: dict[str, bytes] = field(default_factory=dict)

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        self.contents[path] = content = self.under.read(path, limit)
        return content

    def has(self, path: str) -> bool:
        return self.under.has(path)

    def listing(self, folder: str) -> list[str]:
        return self.under.listing(folder)
