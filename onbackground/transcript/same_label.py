"""Which printed labels mean the same speaker: misspelt, numbered in another way, with another title."""

from __future__ import annotations

import difflib
from collections import Counter

from onbackground.transcript.label_look import role_word
from onbackground.transcript.label_words import HONORIFICS, ROLES
from onbackground.transcript.names import without_suffix

_REPORTERS = frozenset(("q", "question", "questions"))
_FEMALE, _MALE = {"ms", "mrs", "miss"}, {"mr"}
_DIGITS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}


def merge(groups: dict[str, Counter[str]], questions: list[tuple[str, str]]) -> dict[str, str]:
    """Labels that are another label misspelt or with another title: key to the key that it belongs to."""
    merged: dict[str, str] = {}
    by_count = sorted(groups, key=lambda key: -groups[key].total())
    for n, key in enumerate(by_count):
        for main in by_count[:n]:
            if main in merged or groups[main].total() < groups[key].total() and not _same_words(main, key):
                continue
            why = _same(main, key)
            if why:
                merged[key] = main
                if why != "spelling":
                    questions.append(
                        (
                            main,
                            f"Is {groups[key].most_common(1)[0][0]} the same person as "
                            f"{groups[main].most_common(1)[0][0]}?",
                        )
                    )
                break
    return merged


def _same_words(one: str, other: str) -> bool:
    return tokens(one) == tokens(other) or {one, other} <= _REPORTERS


def tokens(key: str) -> list[str]:
    return [
        _DIGITS.get(word.lstrip("#"), word.lstrip("#"))
        for word in key.split()
        if word.lstrip("#") and word not in ("number", "no", "the")
    ]


def _same(main: str, key: str) -> str | None:
    """Why two labels mean one speaker: `spelling`, `surname`, or None."""
    ours, theirs = tokens(main), tokens(key)
    if _same_words(main, key):
        return "spelling"
    if not ours or not theirs:
        return None
    if (
        [word for word in ours if word.isdigit()] != [word for word in theirs if word.isdigit()]
        or len(main) < 3
        or len(key) < 3
    ):
        return None
    role_ours, role_theirs = role_word(ours), role_word(theirs)
    if role_ours and role_theirs:
        near = ROLES[role_ours] == ROLES[role_theirs] and difflib.SequenceMatcher(None, main, key).ratio() >= 0.93
        return "spelling" if near else None
    if bool(role_ours) != bool(role_theirs):
        return "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.9 else None
    if not role_ours:
        ours, theirs = without_suffix(ours), without_suffix(theirs)
    if ours[-1] == theirs[-1] and len(ours[-1]) > 2:
        if _forename(ours) and _forename(theirs) and _forename(ours) != _forename(theirs):
            return None
        titles = set(ours) | set(theirs)
        both = bool(titles & _FEMALE and titles & _MALE)
        return None if both else "spelling" if difflib.SequenceMatcher(None, main, key).ratio() >= 0.88 else "surname"
    if (
        ours[:-1] == theirs[:-1]
        and difflib.SequenceMatcher(None, ours[-1], theirs[-1]).ratio() >= 0.8
        and len(ours[-1]) > 3
    ):
        return "spelling" if abs(len(main) - len(key)) < 2 and len(ours[-1]) > 5 else "surname"
    return None


def _forename(words: list[str]) -> str | None:
    """The first word of a name that is no title and no initial; None where a label prints the surname alone."""
    return next((word for word in words[:-1] if len(word) > 1 and word not in HONORIFICS), None)
