"""Words of languages, a file each: months, weekdays, words of labels and of questions, common words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def languages() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The words of every language (by its BCP 47 tag) under their keys, in lower case."""
    return {path.stem: read_words(path) for path in sorted(Path(__file__).parent.glob("*.txt"))}


@cache
def words(key: str) -> frozenset[str]:
    """The words under a key in all languages."""
    return frozenset(word for language in languages().values() for word in language.get(key, ()))


def read_words(path: Path) -> dict[str, tuple[str, ...]]:
    """The words of a file under their keys, in the order of the file: `key: word word`, `#` before a remark."""
    found: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, colon, words_of_line = line.partition(":")
        if colon and not line.startswith("#"):
            found[key.strip()] = (*found.get(key.strip(), ()), *words_of_line.split())
    return found
