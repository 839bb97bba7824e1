"""Characters that pages carry and eyes do not see: which a record may hold, and which are an encoding gone wrong."""

from __future__ import annotations

import re
from collections import Counter

from onbackground.parsing.problems import CONTROLS, INVISIBLE
from onbackground.verbatim.reproduce import fold

_UNRECORDABLE = re.compile(f"[{CONTROLS}\ud800-\udfff]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_C1 = re.compile("[\x80-\x9f]")


def unrecordable(text: str) -> str | None:
    """The first character of a text that no record may hold, as U+XXXX; None where it has none.

    White space does not count: under the verbatim rule every run of it is one space.
    """
    found = _UNRECORDABLE.search(fold(text))
    return f"U+{ord(found.group()):04X}" if found else None


def without_unrecordable(text: str, lost: Counter[str]) -> str:
    """A text without the characters that no record may hold: control characters, marks of order and direction.

    They are counted in `lost`, as `characters U+XXXX`.
    """
    lost.update(f"characters U+{ord(character):04X}" for character in _UNRECORDABLE.findall(text))
    return _UNRECORDABLE.sub("", text)


def invisible(text: str) -> str | None:
    """The invisible characters of a text that a record holds only under a waiver, as U+XXXX; None where it has none."""
    found = sorted({ord(character) for character in _INVISIBLE.findall(text)})
    return ", ".join(f"U+{code:04X}" for code in found) or None


def misread_windows_1252(text: str) -> str | None:
    """A text in which Windows-1252 was once read as Latin-1, put right; None where that is not what happened.

    Its marks are the control characters U+0080 to U+009F, which nobody types: U+0092 stands for an apostrophe.
    """
    if not _C1.search(text):
        return None
    try:
        return _C1.sub(lambda match: match.group().encode("latin-1").decode("windows-1252"), text)
    except UnicodeDecodeError:
        return None
