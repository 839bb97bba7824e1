"""When something happens: what the tense shows of its status, and the day that its clause names."""

from __future__ import annotations

import re

from onbackground.dates import relative_day
from onbackground.drafting.writing.happenings import NOT_RAISED, Happening
from onbackground.languages import languages

_WILL = re.compile(
    r"\b(?:will|looks? forward|looking forward|going to|plans?|intends?|upcoming|tomorrow|next|scheduled)\b|’ll\b", re.I
)
_PAST = re.compile(
    r"\b(?:(?i:was|were|had|held|met|took|spoke|made|said|saw|did|last|yesterday|earlier)|"
    r"(?!(?:need|indeed|hundred|speed|feed)\b)[a-z]+ed)\b"
)
_NOW = re.compile(r"\b(?:continues?|currently|growing|is|are|has been|have been)\b|’re\b", re.I)
_MONTHS = [name.capitalize() for name in languages()["en"]["months"]]
_LAST = re.compile(rf"\b(?P<which>last|next) (?P<what>year|month|{'|'.join(_MONTHS)})\b")
_TELLS = re.compile(
    r"\b(?:I|we)(?:[’']ll| will| want to| would like to)(?: (?:now|just|also|first))* (?:talk|speak|say|add|note|start|"
    r"begin|move|turn|go|get|give you|update)\b",
    re.I,
)
"""What a speaker is about to say, and not what will happen."""
_LASTING = ("cooper", "partne", "sharin")
"""What goes on while it is spoken of, and is fixed for no time."""


def status_of(one: Happening, clause: str) -> str:
    """The status of words for a happening in a clause."""
    clause = _TELLS.sub("", clause)
    if one.head in _LASTING:
        return "" if _WILL.search(clause) and "continue" not in clause else "ongoing"
    return _status(one.quote) or _status(clause)


def _status(sentence: str) -> str:
    """What the tense around an event shows of its status; empty where it shows nothing."""
    if NOT_RAISED.search(sentence):
        return "negated"
    if re.search(r"\b(?:no|not|never)\b|n[’']t\b", sentence, re.I):
        return ""
    if _WILL.search(sentence):
        return "scheduled"
    return "occurred" if _PAST.search(sentence) else "ongoing" if _NOW.search(sentence) else ""


def day_of(sentence: str, spoken_on: str) -> tuple[str | None, str | None]:
    """The day, month or year that a sentence names from the day of the briefing, and the part of the day."""
    if day := relative_day(sentence, spoken_on):
        return day
    found = list(_LAST.finditer(sentence))
    if len(found) != 1:
        return None, None
    shift, what = (-1 if found[0]["which"] == "last" else 1), found[0]["what"]
    year, month = int(spoken_on[:4]), int(spoken_on[5:7])
    if what == "year":
        return str(year + shift), None
    if what == "month":
        year, month = year + (month + shift - 1) // 12, (month + shift - 1) % 12 + 1
    else:
        named = _MONTHS.index(what) + 1
        year += shift * (named >= month if shift < 0 else named <= month)
        month = named
    return f"{year:04}-{month:02}", None
