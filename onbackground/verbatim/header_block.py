"""The header block of a source against the header fields of its record.

The block is everything before the first turn. Title, byline, venue, place and date stand in it as whole lines,
in any order; every line of it belongs to one of them or to a skip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from onbackground.dates import printed_date, printed_dates
from onbackground.findings import Path
from onbackground.verbatim.reproduce import fold, header_fields, header_skips


class HeaderFit(NamedTuple):
    """What the header block and the header fields do not have in common."""

    absent: list[Path]
    uncovered: list[str]
    other_dates: list[str]


def header_lines(raw_source: str, length: int) -> list[str]:
    """The folded lines of the source that make up its first `length` folded characters; empty lines left out."""
    lines: list[str] = []
    seen = 0
    for line in raw_source.split("\n"):
        if seen >= length:
            break
        folded = fold(line)
        if folded:
            lines.append(folded[: length - seen].rstrip())
            seen += len(folded) + 1
    return lines


def fit_header(record: dict[str, Any], raw_source: str, length: int) -> HeaderFit:
    """Compare the header block, `length` folded characters, with the header fields and header skips, line by line."""
    lines = header_lines(raw_source, length)
    day = record.get("date")
    wanted = [(at, fold(text)) for at, text in (*header_fields(record), *header_skips(record))]
    covered = [False] * len(lines)
    by_word: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        by_word.setdefault(line.partition(" ")[0], []).append(n)
    absent: list[Path] = []
    for at, text in wanted:
        span = _lines_of(text, lines, covered, by_word.get(text.partition(" ")[0], ()))
        if span is None:
            absent.append(at)
        for n in span or ():
            covered[n] = True
    dated = False
    other_dates: list[str] = []
    for n, line in enumerate(lines):
        if not covered[n]:
            printed = printed_date(line)
            if printed and printed == day:
                covered[n] = dated = True
            elif printed:
                covered[n] = True
                other_dates.append(line)
    if day and not dated and not other_dates and not _date_inside(lines, day):
        absent.append(("date",))
    return HeaderFit(absent, [line for n, line in enumerate(lines) if not covered[n]], other_dates)


def _lines_of(text: str, lines: list[str], covered: list[bool], firsts: Iterable[int]) -> range | None:
    """The lines, one or several in a row from one of `firsts`, that together are the text."""
    for first in firsts:
        joined = ""
        for n in range(first, len(lines)):
            if covered[n]:
                break
            joined = f"{joined} {lines[n]}" if joined else lines[n]
            if joined == text:
                return range(first, n + 1)
            if not text.startswith(joined):
                break
    return None


def _date_inside(lines: list[str], day: str) -> bool:
    """Whether a covered line (a title, a skip) contains the date in some printed form."""
    return any(printed == day for line in lines for _, printed in printed_dates(line))
