"""The stretches in which two lists of words differ: a patience diff, in bounded time."""

from __future__ import annotations

import difflib
from typing import Any

Change = tuple[int, int, int, int]
"""Words [a, b) of the record stand where the source has its words [c, d)."""


def changes(ours: list[str], theirs: list[str]) -> list[Change]:
    """The stretches in which two lists of words differ, in order; everything between them is equal."""
    found: list[Change] = []
    waiting = [(0, len(ours), 0, len(theirs), 0)]
    while waiting:
        a, b, c, d, depth = waiting.pop()
        while a < b and c < d and ours[a] == theirs[c]:
            a, c = a + 1, c + 1
        while a < b and c < d and ours[b - 1] == theirs[d - 1]:
            b, d = b - 1, d - 1
        if a == b or c == d:
            if a < b or c < d:
                found.append((a, b, c, d))
            continue
        held = _held_in_place(ours[a:b], theirs[c:d]) if depth < 12 else []
        if held:
            last = (a, c)
            for x, y in held:
                waiting.append((last[0], a + x, last[1], c + y, depth + 1))
                last = (a + x, c + y)
            waiting.append((last[0], b, last[1], d, depth + 1))
        elif (b - a) * (d - c) <= 40_000:
            codes = difflib.SequenceMatcher(None, ours[a:b], theirs[c:d], autojunk=False).get_opcodes()
            found += [(a + x, a + y, c + z, c + w) for tag, x, y, z, w in codes if tag != "equal"]
        else:
            found.append((a, b, c, d))
    return sorted(found)


def _held_in_place(ours: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Places of three words that each list has once, the longest row of them that ascends in both."""
    once: list[dict[tuple[str, str, str], int]] = [{}, {}]
    for words, places in zip((ours, theirs), once):
        for n in range(len(words) - 2):
            key = (words[n], words[n + 1], words[n + 2])
            places[key] = -1 if key in places else n
    pairs = [(n, once[1][key]) for key, n in once[0].items() if n >= 0 and once[1].get(key, -1) >= 0]
    tops: list[int] = []
    rows: list[tuple[int, int, Any]] = []
    for x, y in pairs:
        low, high = 0, len(tops)
        while low < high:
            middle = (low + high) // 2
            if tops[middle] < y:
                low = middle + 1
            else:
                high = middle
        tops[low : low + 1], rows[low : low + 1] = [y], [(x, y, rows[low - 1] if low else None)]
    held = []
    row: tuple[int, int, Any] | None = rows[-1] if rows else None
    while row:
        held.append((row[0], row[1]))
        row = row[2]
    return held[::-1]
