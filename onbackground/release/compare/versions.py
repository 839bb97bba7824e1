"""Which version a difference between two releases demands.

MAJOR if any released value changed or was retired or a column changed, MINOR if rows, columns or tables were only
added, PATCH if no row differs.
"""

from __future__ import annotations

from collections.abc import Iterable

Version = tuple[int, int, int]

PATCH, MINOR, MAJOR = "PATCH", "MINOR", "MAJOR"
MINOR_CHANGES = {"added", "column_added", "table_added"}


def parse(text: str) -> Version:
    """A version `1.2.3` as three numbers. Raises ValueError for anything else."""
    major, minor, patch = map(int, text.split("."))
    return major, minor, patch


def is_version(text: str) -> bool:
    """Whether a text is a version, three numbers with dots."""
    parts = text.split(".")
    return len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts)


def level_of(changes: Iterable[str]) -> str:
    """The level that kinds of changes demand together."""
    kinds = set(changes)
    return PATCH if not kinds else MINOR if kinds <= MINOR_CHANGES else MAJOR


def bump(version: str, level: str) -> str:
    """The smallest version above `version` at a level."""
    major, minor, patch = parse(version)
    following = {MAJOR: (major + 1, 0, 0), MINOR: (major, minor + 1, 0), PATCH: (major, minor, patch + 1)}[level]
    return ".".join(map(str, following))
