"""The documents of the repository as tests see them: their text, their code blocks, and a copy of the corpus to run on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from onbackground.corpus import REPOSITORY

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "DATASHEET.md", "LICENSE-DATA", "docs/record.md", "docs/annotation-guide.md",
             ".github/PULL_REQUEST_TEMPLATE.md")
FENCE = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^(?P=indent)```$", re.S | re.M)


class Block(NamedTuple):
    """One fenced block: its language, its code, and the file that a comment in front of it names."""

    language: str
    code: str
    file: str | None


def read(name: str) -> str:
    return (REPOSITORY / name).read_text(encoding="utf-8")


def blocks(name: str, language: str | None = None) -> list[Block]:
    """The fenced blocks of a document, in order; of one language only, if it is given."""
    found = [Block(m["language"], m["code"], m["file"]) for m in FENCE.finditer(read(name))]
    return [block for block in found if language in (None, block.language)]


def copy_corpus(to: Path) -> Path:
    """The repository's corpus, copied so that a test can change and build it."""
    for folder in ("records", "sources", "vocabulary"):
        shutil.copytree(REPOSITORY / folder, to / folder)
    for file in ("dataset.yaml", "DATASHEET.md"):
        shutil.copy(REPOSITORY / file, to / file)
    return to


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A script of the repository, run in a process of its own."""
    return subprocess.run([sys.executable, REPOSITORY / script, *arguments], capture_output=True, text=True, encoding="utf-8", timeout=120)
