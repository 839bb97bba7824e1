"""One sentence a line, without changing a character: where a sentence ends in transcribed speech.

A stop ends a sentence unless it belongs to an abbreviation (Mr., U.S., p.m., a single initial); a stop within
quotation marks or brackets counts with the marks that close them. Dashes and dots that trail off do not end one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STOP = re.compile(r"(?P<stop>[.?!…]+)(?P<close>[”’\"')\]*]*) (?=(?P<open>[“‘\"'(\[—–-]*\s?)(?P<next>\S))")

_LAST_WORD = re.compile(r"[^\w.’'-]")

_ALWAYS = frozenset(
    """
    mr mrs ms messrs dr prof sen rep gov gen lt col maj capt cmdr cdr sgt adm amb hon rev fr st mt ft sec dep
    asst pres vs viz cf ca approx est dept univ assn bros jan feb mar apr jun jul aug sept oct nov dec mon tue
    tues wed thu thurs fri sat sun fig art nos vol pp i.e e.g al-gen ret
""".split()
)
"""Abbreviations behind which the sentence goes on."""

_MAYBE = frozenset(
    """
    u.s u.n u.k e.u u.s.s.r d.c n.y l.a a.m p.m am pm jr sr inc corp co ltd etc no p.s ph.d m.d j.d b.a m.a
    u.a.e d.p.r.k r.o.k p.r.c n.a.t.o est edt e.s.t e.d.t
""".split()
)
"""Abbreviations that may also stand at the end: the next word decides."""

_OPENERS = frozenset(
    """
    the this that these those there then they their it its it’s it's he she his her we we’re we’ll we’ve our i
    i’m i’ll i’d i’ve i'm i'll i'd you you’re your and but so or well what when where why who how which if in on
    at as for to with from by of an a now yes no yeah okay ok thank thanks my let let’s not also because again
    are is was were do does did can could would will should has have please good sorry all just obviously first
    second finally today yesterday one once after before while since until although though however any some many
    most each every nobody nothing maybe perhaps right sure look hi hello great next go given both here mr ms
    mrs dr
""".split()
)
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
