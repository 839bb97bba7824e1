"""What is spoken and what belongs to a header, where no label says so."""

from __future__ import annotations

import re

from onbackground.drafting import limits
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.tables import PHRASES, whole_is


def is_speech(text: str) -> bool:
    """Whether a paragraph without a label is spoken: it addresses somebody, in sentences."""
    if (
        PHRASES["editor"].match(text)
        or len(text) < limits.CHARACTERS_OF_SPEECH
        or not text.endswith((".", "?", "!", "”", '"', ")", "--", "—", "…", ","))
    ):
        return False
    needed = 1 if len(text) < limits.CHARACTERS_OF_LONG_SPEECH else 2
    return len(PHRASES["speech"].findall(text)) >= needed and bool(re.search(r"[.?!]", text))


def is_prose(text: str) -> bool:
    """Whether a paragraph without a label is a sentence or more, whoever may have written or said it."""
    ends = (".", "!", "?", "”", '"', ")")
    return len(text) >= limits.CHARACTERS_OF_PROSE and text.endswith(ends) and not PHRASES["editor"].match(text)


def is_statement(text: str) -> bool:
    """Whether a paragraph without a label is said or read out: sentences, and none in which an editor tells of it."""
    return is_prose(text) and text[-1:] in '.!?”"' and not text.isupper() and not PHRASES["telling"].search(text)


def is_greeting(text: str) -> bool:
    """`Good afternoon, everybody.`, `Ladies and gentlemen,`: the first words of a speech, on a line of their own."""
    return whole_is("greeting", text)


def is_headline(text: str) -> bool:
    """Whether a line is one of a header: a time line, a release line, a place or date, no sentence."""
    return (
        not_speech.is_time_line(text)
        or not_speech.is_release_line(text)
        or not_speech.is_issuer(text)
        or not_speech.is_begin_mark(text)
    )
