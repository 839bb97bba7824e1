"""Combining marks in a row: a bound, so that bringing text into a normal form takes no time that anybody notices.

Unicode orders the marks of a letter when it normalizes (UAX 15), and the time for that grows with the square of their
number. Its stream-safe format allows 30 marks in a row; no language needs more than a few.
"""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 30
PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"

_USUAL = re.compile("[\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e]*")


def is_usual(content: bytes) -> bool:
    """Whether a text in UTF-8 has only characters that can be seen and that no normal form changes: no marks, no
    controls, no white space but plain and no-break spaces and ends of lines."""
    return _USUAL.fullmatch(content.translate(None, PRINTABLE).decode("utf-8", "replace")) is not None


_MAYBE = re.compile(rf"[^\x00-\x7f\w][^\x00-\x7f\w]{{{MAX_MARKS},}}")
"""More characters in a row that are neither ASCII nor of words; marks are among them."""


def too_many_marks(text: str) -> int | None:
    """Where in a text more combining marks stand in a row than are read; None where there is no such place."""
    if text.isascii():
        return None
    for found in _MAYBE.finditer(text):
        in_a_row = 0
        for n, character in enumerate(found.group(), start=found.start()):
            in_a_row = in_a_row + 1 if unicodedata.combining(character) else 0
            if in_a_row > MAX_MARKS:
                return n - MAX_MARKS
    return None
