"""A release in the formats of other tools: one adapter a format, over the released tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from onbackground.corpus.corpus import UsageError
from onbackground.release.export import convokit, csv_files, sqlite, tei
from onbackground.release.files.reading import Release

FORMATS: dict[str, Callable[[Release, Path], None]] = {
    "sqlite": sqlite.write,
    "csv": csv_files.write,
    "convokit": convokit.write,
    "tei": tei.write,
}


def export(release: Release, name: str, out: Path) -> list[Path]:
    """Write a release in a format of FORMATS to a new or empty folder, whole or not at all. The files written.

    Raises UsageError where the folder holds anything.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"--out {out} is not empty: an export goes to a folder of its own")
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        FORMATS[name](release, new)
        if out.exists():
            out.rmdir()
        new.rename(out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return sorted(out.iterdir())
