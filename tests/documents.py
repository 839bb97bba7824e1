"""The documents of the repository as tests see them: their text, their code blocks, and a corpus to run on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

from repository import REPOSITORY, copy_corpus

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/commands.md",
    "docs/decisions.md",
    "docs/first-briefing.md",
    "docs/exports.md",
    "docs/questions.md",
    "docs/releasing.md",
    "docs/changelog-code.md",
    "DATASHEET.md",
    "LICENSE-DATA",
    "docs/page.md",
    "docs/record.md",
    "docs/annotation-guide.md",
    ".github/PULL_REQUEST_TEMPLATE.md",
)
FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?"
    r"^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^(?P=indent)```$",
    re.S | re.M,
)


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


def copy_with_datasheet(to: Path) -> Path:
    """A copy of the corpus with the datasheet, whose figures a build writes."""
    shutil.copy(REPOSITORY / "DATASHEET.md", to)
    return copy_corpus(to)
