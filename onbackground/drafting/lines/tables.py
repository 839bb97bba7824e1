"""Patterns as rows of a table: a pattern, what it is for, and what it must leave alone; one test runs every row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path


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
    """The rows of a table in a file, cells between tabs: pattern, example and near miss are the last three."""
    return (line.split("\t") for line in path.read_text("utf-8").splitlines())


def any_of(rows: Iterable[Row], text: str) -> re.Match[str] | None:
    """The match of the first row that finds something in a text; None where none does."""
    return next((match for row in rows if (match := row.compiled.search(text))), None)


@cache
def _together(rows: tuple[Row, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row.pattern})" for row in rows), re.I)


def whole_is(rows: tuple[Row, ...], text: str) -> bool:
    """Whether one of the rows is the whole of a text."""
    return bool(_together(rows).fullmatch(text))
