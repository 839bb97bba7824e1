"""One sentence a line, without changing a character: where a sentence ends in transcribed speech.

A stop ends a sentence unless it belongs to an abbreviation (Mr., U.S., p.m., a single initial); a stop within
quotation marks or brackets counts with the marks that close them. Dashes and dots that trail off do not end one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.drafting.lines.label_words import ENGLISH

_STOP = re.compile(r"(?P<stop>[.?!…]+)(?P<close>[”’\"')\]*]*) (?=(?P<open>[“‘\"'(\[—–-]*\s?)(?P<next>\S))")

_LAST_WORD = re.compile(r"[^\w.’'-]")

_ALWAYS = frozenset(ENGLISH["abbreviations"])
"""Abbreviations behind which the sentence goes on."""

_MAYBE = frozenset(ENGLISH["abbreviations_at_the_end"])
"""Abbreviations that may also stand at the end: the next word decides."""

_OPENERS = frozenset(ENGLISH["sentence_openers"])
"""Words that rarely continue a name: behind `U.S.` they begin a sentence."""


def sentences(paragraph: str) -> list[str]:
    """The sentences of a folded paragraph; joined with one space they are the paragraph again."""
    found: list[str] = []
    start = 0
    for end in _ends(paragraph):
        found.append(paragraph[start:end])
        start = end + 1
    found.append(paragraph[start:])
    return found


def words_around(text: str, start: int, end: int, before: int, behind: int) -> tuple[int, int]:
    """Where a stretch of a folded text starts and ends with so many words before it and behind it, none cut."""
    for _ in range(before + (start > 0 and text[start - 1] != " ")):
        start = text.rfind(" ", 0, max(0, start - 1)) + 1
    for n in range(behind + 1):
        space = text.find(" ", end + (n > 0))
        end = len(text) if space < 0 else space
    return start, end


def _ends(text: str) -> Iterator[int]:
    for match in _STOP.finditer(text):
        if _is_end(text, match):
            yield match.end() - 1


def _is_end(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not (following.isupper() or following.isdigit() or match["open"].strip("—–- ") or following in "$£€#"):
        return False
    if following.islower():
        return False
    stop, close = match["stop"], match["close"]
    if "?" in stop or "!" in stop:
        return True
    next_word = text[match.end("open") :].split(" ", 1)[0].strip(".,;:?!”’\"')]").lower()
    if len(stop) > 1 or stop == "…":
        return bool(close) or next_word not in ("i", "i’m", "i'm")
    if close.strip("*"):
        return True
    word = _word_before(text, match.start())
    bare = word.lower()
    if bare in ("no", "nos") and following.isdigit() and not match["open"]:
        return False
    if bare in _ALWAYS:
        return False
    initials = bool(re.fullmatch(r"(?:[A-Za-z]\.)*[A-Z]", word))
    if bare == "no":
        return True
    if bare in _MAYBE or (initials and "." in word):
        return next_word in _OPENERS or bool(match["open"].strip("“‘\"' "))
    if initials and word != "I":
        return next_word in _OPENERS and next_word not in ("i", "will", "an") and not match["open"]
    return True


def _word_before(text: str, stop: int) -> str:
    """The word before a stop, with the stops inside it: `U.S` in `the U.S.`, `Mr` in `(Mr.`."""
    return _LAST_WORD.split(text[max(0, stop - 24) : stop])[-1].lstrip(".’'-")
