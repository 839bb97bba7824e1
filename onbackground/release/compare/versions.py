"""Which version a difference between two releases demands.

MAJOR: code that reads the dataset may break. A column or table was dropped, renamed or retyped, a closed label was
dropped or renamed, the licence changed, a gate was added. MINOR: results may change. Rows were added, changed, retired
or withdrawn, or what a label or topic means changed. PATCH: neither. Before 1.0.0 a MAJOR change raises the second
number, as a MINOR one does.
"""

from __future__ import annotations

from collections.abc import Iterable

from onbackground.release.compare.rows import Change
from onbackground.release.tables import TABLES

Version = tuple[int, int, int]

PATCH, MINOR, MAJOR = "PATCH", "MINOR", "MAJOR"
LEVELS = (PATCH, MINOR, MAJOR)
MEANS = {
    MAJOR: "code that reads the dataset may break",
    MINOR: "results may change, code goes on to work",
    PATCH: "neither code nor results change",
}
_BREAKING = {"column_dropped", "column_renamed", "column_retyped", "table_dropped", "license_changed"}


def parse(text: str) -> Version:
    """A version `1.2.3` as three numbers. Raises ValueError for anything else."""
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


def is_version(text: str) -> bool:
    """Whether a text is a version, three numbers with dots."""
    parts = text.split(".")
    return len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)


def level_of(change: Change) -> str:
    """The level that one change demands."""
    if change.change in _BREAKING or (change.change == "gate_changed" and change.old is None):
        return MAJOR
    table = TABLES.get(change.table or "")
    if table is None:
        return MINOR
    if change.change == "retired" and table.name == "codebook":  # a column or a closed label
        return MAJOR
    column = table.columns.get(change.field or "")
    if change.change == "changed" and column and (column.note or (column.filled and change.old is None)):
        return PATCH
    return PATCH if table.note and change.change in ("added", "changed", "retired", "withdrawn") else MINOR


def highest(levels: Iterable[str]) -> str:
    """The highest of some levels; PATCH where there are none."""
    return max(levels, key=LEVELS.index, default=PATCH)


def bump(version: str, level: str) -> str:
    """The version after `version` at a level."""
    major, minor, patch = parse(version)
    if level == MAJOR and major:
        return f"{major + 1}.0.0"
    return f"{major}.{minor}.{patch + 1}" if level == PATCH else f"{major}.{minor + 1}.0"


def successors(version: str) -> list[str]:
    """The versions that may follow `version`: none is skipped. A release may be more than its changes demand."""
    major, minor, patch = parse(version)
    return [f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0"]
