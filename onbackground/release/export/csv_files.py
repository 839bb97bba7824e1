"""CSV (RFC 4180, UTF-8 with a byte order mark): one file a table, as Excel, R and pandas read it.

A list is written as JSON (`["declining", "partial"]`), which `jsonlite::fromJSON` and `json.loads` read back. A text
that a spreadsheet would run as a formula gets an apostrophe in front of it. `true` and `false` are lower case; an empty
cell is null.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from onbackground.release.files.reading import Release

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell that a spreadsheet takes for a formula begins with (OWASP, CSV injection)."""


def write(release: Release, out: Path) -> None:
    """Write TABLE.csv for every table of the release."""
    for name, columns in release.tables.items():
        with open(out / f"{name}.csv", "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([cell(value) for value in row.values()] for row in release.rows(name))


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return str(value)
