"""Check a release against itself: its files and rows by their digests, its documents by what they say."""

from __future__ import annotations

from pathlib import Path

from onbackground.release.describe.said import disagreements
from onbackground.release.files import manifest
from onbackground.release.files.check import differing_files, differing_tables


def verify(folder: Path) -> list[str]:
    """What differs between a release and its own manifests, one line each; an empty list where nothing does.

    Raises ValueError where the folder is not a release at all.
    """
    release = manifest.read(folder)
    return [
        *differing_files(folder),
        *differing_tables(folder, release),
        *disagreements(folder, release),
    ]
