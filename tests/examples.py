"""The examples in records/invalid/: each names the code, the place and the file of the one finding that it gives.

A file is a record that stands in for one of the valid corpus; its first line says what is expected:
`# expect: OB604 12:15`, with ` in PATH` where it is not the lake commission's record. A folder is laid over the
valid corpus; its file `expect` has that line, `remove: PATH` for each file to take away, `link: PATH TARGET`
for a symbolic link, and `grow: PATH BYTES` for a file to be filled up with empty lines.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from edited import BASE, INVALID, VALID, edited, check_all

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding


class Expected(NamedTuple):
    """The one finding that an example gives."""

    code: str
    line: int
    column: int
    path: str


def paths() -> list[Path]:
    return sorted(INVALID.iterdir())


def expected(example: Path) -> Expected:
    """What an example says of itself. Raises ValueError where it says nothing."""
    named = (example / "expect") if example.is_dir() else example
    first = named.read_bytes().split(b"\n", 1)[0].decode()
    match = re.fullmatch(r"(?:# )?expect: (OB\d{3}) (\d+):(\d+)(?: in (\S+))?", first)
    if not match:
        raise ValueError(f"{named}: the first line does not say what is expected: {first}")
    return Expected(match[1], int(match[2]), int(match[3]), match[4] or BASE)


def findings_of(example: Path) -> list[Finding]:
    """Everything that is found in the valid corpus with the example in it."""
    if example.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            corpus = Corpus.at(_overlaid(example, Path(folder) / "corpus"))
            return check_all(corpus)
    corpus = edited(VALID, {expected(example).path: example.read_bytes()})
    return check_all(corpus)


def _overlaid(example: Path, root: Path) -> Path:
    shutil.copytree(VALID, root)
    orders = [line.split(": ", 1) for line in (example / "expect").read_text().splitlines()[1:]]
    for verb, rest in orders:
        if verb == "remove":
            (root / rest).unlink()
        elif verb == "link":
            path, target = rest.split(" ")
            (root / path).unlink(missing_ok=True)
            (root / path).symlink_to(target)
        elif verb == "grow":
            path, size = rest.split(" ")
            content = (root / path).read_bytes()
            (root / path).write_bytes(content + b"\n" * (int(size) - len(content)))
        else:
            raise ValueError(f"{example}/expect: {verb}?")
    for file in sorted(example.rglob("*")):
        if file.is_file() and file != example / "expect":
            target = root / file.relative_to(example)
            for parent in reversed(target.relative_to(root).parents):
                if (root / parent).is_file():
                    (root / parent).unlink()
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return root
