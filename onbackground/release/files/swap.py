"""Write a release beside the old one and swap it in whole.

At any moment the folder is the old release or the new one: a build that dies leaves what was there. On Linux the
two change places in one system call (renameat2 with RENAME_EXCHANGE). Where the system or the file system has no
such call, the old one is moved aside first; a build that dies between the two steps is repaired by the next one,
which moves it back.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from onbackground.corpus.corpus import UsageError

WINDOWS = os.name == "nt"
"""There, folders cannot be opened, and a file is flushed by those who may write it."""
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NO_SUCH_CALL = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` to write a release into; it is gone afterwards, whatever happens.

    What builds that died left behind is cleaned up first. Raises UsageError where another build of `out` is running.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = out.with_name(f".{out.name}.lock")
        with FileLock(lock, timeout=0):
            recover(out)
            try:
                yield Path(tempfile.mkdtemp(prefix=f".{out.name}.new-", dir=out.parent))
            finally:  # by name: a signal may come before the name of the folder is known here
                _remove_new(out)
                with suppress(PermissionError):  # Windows keeps a file that is open
                    lock.unlink(missing_ok=True)  # while it is held, so that nobody holds a file that is gone
    except Timeout:
        raise UsageError(f"another build is writing {out}: try again when it is done") from None


def recover(out: Path) -> None:
    """Clean up after builds that died: move the old release back if it stood aside, and remove what is left over."""
    aside = _aside(out)
    if aside.is_dir() and not aside.is_symlink() and not out.exists():
        os.rename(aside, out)
    shutil.rmtree(aside, ignore_errors=True)
    _remove_new(out)


def _remove_new(out: Path) -> None:
    """Remove what builds of `out` have begun: its lock is held, so none is at work."""
    for left in out.parent.glob(f".{out.name}.new-*"):
        shutil.rmtree(left, ignore_errors=True)


def swap(new: Path, out: Path) -> None:
    """Put the release in `new` in the place of `out`. What was there is removed."""
    os.chmod(new, 0o755)
    _flush(new)
    if not out.exists():
        os.rename(new, out)
        return
    if not exchange(new, out):
        os.rename(out, _aside(out))
        os.rename(new, out)
        shutil.rmtree(_aside(out), ignore_errors=True)
    _flush_folder(out.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at once. False where that cannot be done here; raises OSError if it fails."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):  # TypeError: Windows, which has no library without a name
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NO_SUCH_CALL:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _aside(out: Path) -> Path:
    return out.with_name(f".{out.name}.old")


def _flush(folder: Path) -> None:
    """Have the disk hold every file of a folder, so that a power cut after the swap finds them whole."""
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb+" if WINDOWS else "rb") as file:
                os.fsync(file.fileno())
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
