"""Where the cache of clean results lies, and how it is opened: only one that this user's own runs have written counts.

It lies in the user's cache folder, never in the corpus: what came with a checkout is not a result.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from onbackground.corpus.git import Git, GitError
from onbackground.findings import printable

NAME = "clean.sqlite"
APPLICATION = 0x4F42_4348
"""Marks a database as a cache of ours (PRAGMA application_id)."""
TABLES = {
    "clean": """CREATE TABLE clean (
    key BLOB PRIMARY KEY, summary BLOB NOT NULL, names BLOB NOT NULL, entries BLOB NOT NULL, vocabulary BLOB NOT NULL,
    proof BLOB NOT NULL) WITHOUT ROWID""",
    "files": "CREATE TABLE files (path BLOB PRIMARY KEY, stamp BLOB NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID",
    "answers": """CREATE TABLE answers (
    question TEXT PRIMARY KEY, files BLOB NOT NULL, suspects BLOB NOT NULL) WITHOUT ROWID""",
}
SECONDS = 10.0
"""How long the cache may keep a run busy."""
MAX_ROW_BYTES = 16 * 1024 * 1024
UNUSED_DAYS = 60
"""A cache of a corpus that was not checked for so long is removed."""

DAMAGED = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises for a damaged file; the second, where the name of what is damaged is no UTF-8."""

_log = logging.getLogger(__name__)


class NotOurs(Exception):
    """What lies in the place of the cache must not be read; the message says why."""


def path_of(root: Path) -> Path:
    """Where the clean results of the corpus in a folder are kept. Raises OSError where the user has no such place."""
    return _user_folder() / "onbackground" / hashlib.sha256(os.fsencode(root)).hexdigest()[:16] / NAME


def _user_folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"])
    try:
        return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    except RuntimeError as error:  # a user without a home
        raise OSError(str(error)) from None


def open_database(root: Path) -> sqlite3.Connection | None:
    """The cache of the corpus in a folder; None, with a warning where it was refused, where it cannot be used.

    Raises one of DAMAGED where it is damaged.
    """
    try:
        path = path_of(root)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_foreign(path)
        database = _opened(path)
    except NotOurs as error:
        _log.warning("the cache of clean results is not used: %s %s", printable(str(path)), error)
        return None
    except (OSError, KeyError, sqlite3.OperationalError):  # no place to write, or locked for long
        return None
    _forget_unused(path.parent)
    return database


@contextmanager
def bounded(database: sqlite3.Connection) -> Iterator[None]:
    """Let nothing that is asked meanwhile take longer than SECONDS: then sqlite3.OperationalError is raised."""
    until = time.monotonic() + SECONDS
    database.set_progress_handler(lambda: time.monotonic() > until, 100_000)
    try:
        yield
    finally:
        database.set_progress_handler(None, 0)


def throw_away(root: Path) -> None:
    """Remove the cache of the corpus in a folder."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            os.unlink(f"{path_of(root)}{ending}")


def _refuse_foreign(path: Path) -> None:
    """Raise NotOurs for a link, for what another user owns, and for a file that git tracks."""
    for ending in ("", "-wal", "-shm", "-journal"):
        try:
            found = os.lstat(f"{path}{ending}")
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(found.st_mode):
            raise NotOurs("is not a file")
        if hasattr(os, "getuid") and found.st_uid != os.getuid():
            raise NotOurs("belongs to another user")
    if any((folder / ".git").exists() for folder in path.parents):
        with suppress(GitError):
            if Git(path.parent).ask("ls-files", "--", "."):
                raise NotOurs("is tracked by git")


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=SECONDS)
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW_BYTES)
        database.execute("PRAGMA trusted_schema = OFF")
        with bounded(database):
            database.execute("BEGIN IMMEDIATE")  # of two runs that find nothing, one makes the table
            there = database.execute("SELECT type, name, sql FROM sqlite_schema").fetchmany(len(TABLES) + 1)
            (application,) = database.execute("PRAGMA application_id").fetchone()
            if not there and not application:
                for table in TABLES.values():
                    database.execute(table)
                database.execute(f"PRAGMA application_id = {APPLICATION}")
            elif application != APPLICATION:
                raise NotOurs("is another database: remove it")
            elif sorted(there) != sorted(("table", name, table) for name, table in TABLES.items()):
                raise sqlite3.DatabaseError("a cache of another version, or one that was tampered with")
            database.commit()
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        database.close()
        raise
    return database


def _forget_unused(here: Path) -> None:
    """Remove caches of corpora that were not checked for long."""
    os.utime(here)
    with suppress(OSError), os.scandir(here.parent) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and entry.stat().st_mtime < time.time() - UNUSED_DAYS * 86400:
                shutil.rmtree(entry.path, ignore_errors=True)
