"""How files of a corpus are written: whole or not at all, through no link, and never over somebody else's change.

A file is written beside its place, under a name of its own (`.NAME.new`), flushed to the disk, and renamed. The new
file is also the lock: whoever writes holds it, others wait, and one that a killed run left behind is held by nobody and
is used again. Folders are opened one by one from the root, so a link that was committed leads nowhere.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from onbackground.corpus.corpus import UsageError

try:
    import fcntl
except ImportError:  # Windows has no such lock: there a file is compared before it is replaced, and not locked
    fcntl = None  # type: ignore[assignment]

SECONDS = 60.0
"""How long to wait for another run that is writing the same file."""

_LEFT_OVER = re.compile(r"\..+\.(?:yaml|txt|html|md|cff|json)\.new|\.draft-\w{8}", re.S)
"""The names of files that a run which was killed leaves behind, of this version and of earlier ones."""

_HAS_DIR_FD = {os.open, os.mkdir, os.stat, os.rename, os.link, os.unlink} <= os.supports_dir_fd
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK


class NotWritten(UsageError):
    """A file was not written, and what was there is as it was; the message is one line for people."""


class Held:
    """A file that nobody else may write meanwhile: what it holds, and a way to replace that."""

    def __init__(self, folder: _Folder, name: str, path: str, seconds: float):
        self._folder, self._name, self._path = folder, name, path
        self._new = _lock(folder, name, path, seconds)
        try:
            self.content, self._mode = folder.read(name, path)
            """The bytes of the file; None where there is none yet."""
        except BaseException:
            self.close()
            raise

    def replace(self, content: bytes) -> None:
        """Put `content` in the place of the file, once. Raises NotWritten if it is not as it was when held."""
        with _said(self._path):
            if self._folder.read(self._name, self._path)[0] != self.content:
                raise NotWritten(f"{self._path} has changed meanwhile; nothing was written: try again")
            os.ftruncate(self._new, 0)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._new, rest) :]
            if self._mode is not None and hasattr(os, "fchmod"):
                os.fchmod(self._new, self._mode)
            os.fsync(self._new)
            if fcntl is None:
                os.close(self._new)  # Windows renames no open file
                self._new = -1
            self._folder.put(_beside(self._name), self._name, self._path, self.content is None)

    def close(self) -> None:
        """Let go of the file."""
        if self._new >= 0:
            if self._folder.is_at(_beside(self._name), self._new):
                self._folder.unlink(_beside(self._name))
            os.close(self._new)


@contextmanager
def held(root: Path, relative: str, seconds: float = SECONDS) -> Iterator[Held]:
    """A file below a folder, held for as long as the block lasts; folders on the way are made.

    Raises NotWritten where a link is in the way, at any level, where another run does not let go of the file within
    `seconds`, and where the disk does not take it.
    """
    parts = _parts(relative)
    with ExitStack() as stack:
        with _said(relative):
            file = Held(stack.enter_context(_folder(root, parts[:-1])), parts[-1], relative, seconds)
        stack.callback(file.close)
        yield file


@contextmanager
def _said(path: str) -> Iterator[None]:
    """What the system refuses, as one line for people."""
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{path} cannot be written: {error.strerror or error}") from None


def write(root: Path, relative: str, content: bytes | str) -> None:
    """Write a file below a folder; one that is equal stays untouched. Text is written as UTF-8. Raises NotWritten."""
    wanted = _bytes(content)
    with held(root, relative) as file:
        if file.content != wanted:
            file.replace(wanted)


def write_new(root: Path, relative: str, content: bytes | str) -> None:
    """Write a file that must not exist yet. Raises NotWritten where it does."""
    with held(root, relative) as file:
        if file.content is not None:
            raise NotWritten(f"{relative} exists; it is never overwritten")
        file.replace(_bytes(content))


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def refuse_links(root: Path, relative: str) -> None:
    """Raise NotWritten where a part of a path below a folder is a link: for folders that something else writes."""
    path = root
    for part in _parts(relative):
        path = path / part
        if path.is_symlink():
            raise NotWritten(f"{path} is a link, and links are not written through: put the folder itself there")


def place(root: Path, path: str | os.PathLike[str]) -> tuple[Path, str]:
    """A path that somebody named, as a folder and a path below it: the root itself, for what is in the corpus."""
    whole = Path(os.path.abspath(path))
    if not whole.is_relative_to(root):
        whole = whole.parent.resolve() / whole.name
    if whole.is_relative_to(root) and whole != root:
        return root, whole.relative_to(root).as_posix()
    return whole.parent, whole.name


def sweep(root: Path, relative: str) -> None:
    """Remove what killed runs left behind in a folder below a folder. What a running one holds stays."""
    with suppress(OSError, NotWritten), _folder(root, _parts(relative), make=False) as folder:
        for name in folder.names():
            if _LEFT_OVER.fullmatch(name):
                with suppress(OSError):
                    folder.unlink_unless_held(name)


class _Folder:
    """An open folder: its files are named relative to it, whatever its path leads to meanwhile."""

    def __init__(self, path: Path, descriptor: int | None):
        self._path, self._descriptor = path, descriptor

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else str(self._path / name)

    def open(self, name: str, flags: int) -> int:
        return os.open(self._at(name), flags | _NO_LINK | getattr(os, "O_NONBLOCK", 0), 0o666, dir_fd=self._descriptor)

    def is_at(self, name: str, descriptor: int) -> bool:
        """Whether an open file is the one of that name: it may have been renamed or removed meanwhile."""
        try:
            found = os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return os.path.samestat(found, os.fstat(descriptor))

    def read(self, name: str, shown: str) -> tuple[bytes | None, int | None]:
        """The bytes and the mode of a file; None for both where there is none. Raises NotWritten for a link."""
        try:
            found = os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None, None
        _refuse_unfit(found, shown, is_folder=False)
        with open(self.open(name, os.O_RDONLY), "rb") as file:
            return file.read(), stat.S_IMODE(found.st_mode)

    def put(self, new: str, name: str, shown: str, must_be_new: bool) -> None:
        """Give the new file its name."""
        source, target, here = self._at(new), self._at(name), self._descriptor
        if must_be_new and self._linked(source, target, shown):
            self.unlink(new)
        else:
            os.replace(source, target, src_dir_fd=here, dst_dir_fd=here)
        if here is not None:
            os.fsync(here)

    def _linked(self, source: str, target: str, shown: str) -> bool:
        """Give a file a second name that must be free. False on a file system where a file has one name only."""
        try:
            os.link(source, target, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
        except FileExistsError:
            raise NotWritten(f"{shown} has appeared meanwhile; nothing was written: try again") from None
        except OSError:
            return False
        return True

    def unlink(self, name: str) -> None:
        os.unlink(self._at(name), dir_fd=self._descriptor)

    def unlink_unless_held(self, name: str) -> None:
        """Remove a file that no running process holds."""
        left = self.open(name, os.O_RDWR)
        try:
            if stat.S_ISREG(os.fstat(left).st_mode) and _try_lock(left) and self.is_at(name, left):
                self.unlink(name)
        finally:
            os.close(left)

    def names(self) -> list[str]:
        return os.listdir(self._path if self._descriptor is None else self._descriptor)


@contextmanager
def _folder(root: Path, parts: tuple[str, ...], make: bool = True) -> Iterator[_Folder]:
    """The folder below a root, each level opened from the one before, and made where it is missing."""
    path = root
    descriptor = os.open(root, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0)) if _HAS_DIR_FD else None
    try:
        for part in parts:
            step = part if descriptor is not None else str(path / part)
            if make:
                with suppress(FileExistsError):
                    os.mkdir(step, dir_fd=descriptor)
            path = path / part
            shown = path.relative_to(root).as_posix()
            _refuse_unfit(os.stat(step, dir_fd=descriptor, follow_symlinks=False), shown, is_folder=True)
            if descriptor is not None:
                inner = os.open(step, _FOLDER, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = inner
        yield _Folder(path, descriptor)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _refuse_unfit(found: os.stat_result, shown: str, is_folder: bool) -> None:
    """Raise NotWritten for a link, and for what is not a file, or not a folder."""
    wanted = "folder" if is_folder else "file"
    if stat.S_ISLNK(found.st_mode):
        raise NotWritten(f"{shown} is a link, and links are not written through: put the {wanted} itself there")
    if not (stat.S_ISDIR if is_folder else stat.S_ISREG)(found.st_mode):
        raise NotWritten(f"{shown} is not a {wanted}")


def _lock(folder: _Folder, name: str, shown: str, seconds: float) -> int:
    """The new file beside a file, opened and held. Raises NotWritten where another run holds it for too long."""
    beside, until = _beside(name), time.monotonic() + seconds
    while True:
        new = folder.open(beside, os.O_RDWR | os.O_CREAT)
        try:
            if not stat.S_ISREG(os.fstat(new).st_mode):
                raise NotWritten(f"{beside}, beside {shown}, is not a file: remove it")
            if _try_lock(new) and folder.is_at(beside, new):
                return new
        except BaseException:
            os.close(new)
            raise
        os.close(new)
        if time.monotonic() > until:
            raise NotWritten(f"{shown} is being written by another run; nothing was written: try again when it is done")
        time.sleep(0.01)


def _try_lock(descriptor: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _beside(name: str) -> str:
    return f".{name}.new"


def _parts(relative: str) -> tuple[str, ...]:
    path = PurePosixPath(relative)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\0" in relative:
        raise NotWritten(f"{relative!r} is not a path below the corpus")
    return path.parts
