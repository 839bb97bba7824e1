"""Writing a release where folders cannot be opened and a file is flushed only by those who may write it: Windows."""

import ctypes
import os
import shutil
from pathlib import Path

import pytest

from onbackground.release.files import swap


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows refuses, refused here."""
    opened, flush = os.open, os.fsync

    def open_files_only(path: str, *more: int, **named: int) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *more, **named)

    def flush_what_may_be_written(descriptor: int) -> None:
        import fcntl

        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(9, "Bad file descriptor")
        flush(descriptor)

    def library(name: str | None, **named: object) -> object:
        raise TypeError("argument of type 'NoneType' is not iterable")

    monkeypatch.setattr(swap, "WINDOWS", True)
    monkeypatch.setattr(os, "open", open_files_only)
    monkeypatch.setattr(os, "fsync", flush_what_may_be_written)
    monkeypatch.setattr(ctypes, "CDLL", library)
    monkeypatch.setattr(shutil, "_use_fd_functions", False)  # removing a folder by its path


@pytest.mark.usefixtures("windows")
def test_a_release_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for text in ("old", "new"):
        with swap.staging(out) as folder:
            (folder / "data").mkdir()
            (folder / "data" / "file").write_text(text, encoding="utf-8")
            swap.swap(folder, out)
        assert (out / "data" / "file").read_text(encoding="utf-8") == text
    assert os.listdir(out) == ["data"] and os.listdir(tmp_path) == ["out"]


@pytest.mark.usefixtures("windows")
def test_the_simulation_refuses_what_windows_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(PermissionError):
        os.open(tmp_path, os.O_RDONLY)
    with open(tmp_path / "file", "rb") as file, pytest.raises(OSError, match="Bad file descriptor"):
        os.fsync(file.fileno())
