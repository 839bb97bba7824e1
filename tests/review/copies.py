"""Copies of the small corpus of this folder, with changes, for tests that write."""

from __future__ import annotations

import shutil
from pathlib import Path

from onbackground.corpus.corpus import Corpus

FOLDER = Path(__file__).resolve().parent / "corpus"
PATH = "records/2011/state-2011-09-14-harbour-lights.yaml"


def copy(folder: Path, *changes: tuple[str, str]) -> Corpus:
    """The corpus in a folder, with texts of its record replaced; each must stand there exactly once."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    edit(folder, *changes)
    return Corpus.at(folder)


def edit(folder: Path, *changes: tuple[str, str]) -> None:
    text = (folder / PATH).read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    (folder / PATH).write_text(text, encoding="utf-8")
