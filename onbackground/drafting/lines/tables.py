"""Patterns as rows of a table: a pattern, what it is for, and what it must leave alone; one test runs every row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from onbackground.drafting import limits


@dataclass(frozen=True)
class Row:
    """A pattern, an example that it finds, and a near miss that it does not.

    Upper or lower case is the same, but for labels.
    """

    pattern: str
    example: str
    not_this: str
    flags: re.RegexFlag = re.I

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)


def read_rows(path: Path) -> Iterator[list[str]]:
    """The rows of a table in a file, cells between tabs: pattern, example and near miss are the last three.

    A row of two cells names a part of patterns: `{PART}` stands for it in the rows below.
    """
    parts: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        *cells, last = line.split("\t")
        if len(cells) == 1:
            parts[f"{{{cells[0]}}}"] = last
        else:
            for name in [name for name in parts if name in cells[-2]]:
                cells[-2] = cells[-2].replace(name, parts[name])
            yield [*cells, last]


def read_tables(path: Path) -> dict[str, tuple[Row, ...]]:
    """The tables in a file, by the name that begins each row."""
    tables: dict[str, tuple[Row, ...]] = {}
    for name, pattern, example, not_this in read_rows(path):
        tables[name] = (*tables.get(name, ()), Row(pattern, example, not_this))
    return tables


def any_of(rows: Iterable[Row], text: str) -> re.Match[str] | None:
    """The match of the first row that finds something in a text; None where none does."""
    return next((match for row in rows if (match := row.compiled.search(text))), None)


def _compiled(name: str) -> dict[str, re.Pattern[str]]:
    tables = read_tables(Path(__file__).with_name(name))
    return {key: re.compile("|".join(f"(?:{row.pattern})" for row in rows), re.I) for key, rows in tables.items()}


PHRASES = _compiled("phrases.tsv")
"""Phrases that stand somewhere in a text, by what they tell."""
WHOLE_LINES = _compiled("whole_lines.tsv")


def whole_is(name: str, text: str) -> bool:
    """Whether one of the rows of a table of whole lines is the whole of a text."""
    return bool(WHOLE_LINES[name].fullmatch(text))


def line_is(name: str, text: str) -> bool:
    """As `whole_is`, for a text that is no longer than a line."""
    return len(text) < limits.LONGEST_LINE and whole_is(name, text)
