"""The catalogue of known briefings, catalogue/briefings.csv: one published transcript a row, recorded or not."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import NamedTuple

from onbackground.findings import Problem

FILE = "catalogue/briefings.csv"
MANY = 5
"""A host with this many rows has a line of its own in the figures."""
_CELL = re.compile(r'(?:^|,)("(?:[^"]|"")*"|[^,]*)')


class Row(NamedTuple):
    """One row: its line in the file (1-based) and its cells by column."""

    line: int
    cells: dict[str, str]


class Catalogue(NamedTuple):
    """The rows of a catalogue, and what is wrong with the file as a table."""

    rows: list[Row]
    problems: list[Problem]
    lines: list[str]

    def position(self, row: Row, column: str) -> tuple[int, int]:
        """The line and column (1-based) at which a cell begins."""
        starts = [match.start(1) + 1 for match in _CELL.finditer(self.lines[row.line - 1])]
        n = list(row.cells).index(column)
        return row.line, starts[n] if n < len(starts) else 1


def read(text: str, columns: list[str]) -> Catalogue:
    """The rows of a catalogue that has these columns; a row with more or fewer cells is a problem and left out."""
    lines = text.split("\n")
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, raw in enumerate(lines, start=1):
        if not raw.strip():
            if line < len(lines):
                problems.append(Problem((), "an empty line", "remove it", position=(line, 1)))
            continue
        try:
            cells = next(csv.reader([raw], strict=True))
        except csv.Error:
            problems.append(
                Problem(
                    (),
                    "a quotation mark is not closed in this line",
                    'put a cell with a comma into "…", and write a quotation mark in it twice',
                    position=(line, 1),
                )
            )
            continue
        if line == 1:
            if cells != columns:
                problems.append(
                    Problem((), "the columns are not those of a catalogue", ",".join(columns), position=(1, 1))
                )
                return Catalogue([], problems, lines)
        elif len(cells) != len(columns):
            problems.append(
                Problem(
                    (),
                    f"the row has {len(cells)} cells; there are {len(columns)} columns",
                    'put a cell with a comma into "…"',
                    position=(line, 1),
                )
            )
        else:
            rows.append(Row(line, dict(zip(columns, cells))))
    return Catalogue(rows, problems, lines)


def linked(text: str, columns: list[str], url: str, briefing_id: str) -> str | None:
    """The text of a catalogue with the row of that address linked to a record; None where no row is to be linked."""
    known = read(text, columns)
    row = next((row for row in known.rows if row.cells["url"] == url and not row.cells["briefing_id"]), None)
    if row is None:
        return None
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow({**row.cells, "briefing_id": briefing_id}.values())
    known.lines[row.line - 1] = written.getvalue()
    return "\n".join(known.lines)


def figures(rows: list[Row]) -> str:
    """What a catalogue holds, as Markdown tables: rows by year, host, mode, and how dates and titles are known."""
    cells = [row.cells for row in rows]
    copies = sum(1 for one in cells if any(one["same_transcript_as"] == other["url"] for other in cells)) // 2
    recorded = sum(1 for one in cells if one["briefing_id"])
    years = Counter(one["date"][:4] for one in cells)
    hosts = Counter(one["host"] for one in cells)
    shown = [(host, count) for host, count in hosts.most_common() if count >= MANY]
    rest = len(cells) - sum(count for _, count in shown)
    parts = [
        f"{len(cells)} rows, {min(years)} to {max(years)}; {copies} of them are copies of another row's transcript; "
        f"{recorded} recorded.",
        _table(("year", "rows"), sorted(years.items())),
        _table(("host", "rows"), [*shown, (f"{len(hosts) - len(shown)} others", rest)]),
        *(
            _table((column, "rows"), Counter(one[column] for one in cells).most_common())
            for column in ("mode", "reporter_label", "date_basis", "title_basis")
        ),
    ]
    return "\n\n".join(parts)


def _table(head: tuple[str, str], rows: list[tuple[str, int]]) -> str:
    return "\n".join(f"| {one} | {other} |" for one, other in [head, ("---", "---"), *rows])
