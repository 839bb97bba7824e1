"""What stands in a transcript and is no speech: time lines, end marks, page furniture, release lines, footnotes.

Each function looks at one paragraph, folded, and says nothing about where it stands; `turns` decides which of them
count in which place.
"""

from __future__ import annotations

import re

from onbackground.drafting import limits
from onbackground.drafting.lines.tables import line_is, whole_is

_NOTE = re.compile(r"note: ?\S", re.I)
_HEADING = re.compile(
    r"(?:[A-Z0-9“\"][^\s.?!]*|[A-Z]\.(?:[A-Z]\.)*\S*|of|the|and|in|on|for|to|with|from|by|at|an?|[–—/&-]+)"
    r"(?: (?:[A-Z0-9“\"'‘][^\s?!]*|of|the|and|in|on|for|to|with|from|by|at|as|an?|[–—/&-]+))*"
)
_FOOTNOTE = re.compile(r"(?:\[\d{1,2}\]|\(\d{1,2}\)|\*{1,3}|\^?\d{1,2}\]|[†‡§])\s?\S")
_NO_SENTENCE = re.compile(r"unknown tag|for information media|advertisement|\(|an official website|here[’']s how", re.I)


def is_time_line(text: str) -> bool:
    """`12:03 P.M. EDT`, `(5:30 p.m. EDT)`, `11:00 a.m. , EDT`, `2:27 PM`."""
    return line_is("time line", text) and bool(re.search(r"[:.]\d\d|[ap]\.?\s?m", text, re.I))


def is_end_mark(text: str) -> bool:
    """`# # #`, `END 1:10 P.M. EST`, `(The briefing was concluded at 1:37 p.m.)`, a row of stars or lines."""
    return line_is("end mark", text) or line_is("rule", text)


def is_rule(text: str) -> bool:
    """A drawn line or a row of stars: an end mark at the end, a divider elsewhere."""
    return whole_is("rule", text)


def is_release_line(text: str) -> bool:
    """`PRN: 2011/T67-12`, `2012/685`, `For Immediate Release`."""
    return line_is("release line", text)


def is_issuer(text: str) -> bool:
    """The name of the office that publishes, by itself on a line."""
    return line_is("issuer", text.strip(" .,"))


def is_furniture(text: str) -> bool:
    """What belongs to the page, not to the transcript: buttons, banners, page numbers, links."""
    return whole_is("furniture", text)


def is_section_heading(text: str) -> bool:
    """`**Security Council`, `Q&A`: a heading that is printed within a speech and not spoken."""
    return line_is("section", text)


def is_begin_mark(text: str) -> bool:
    """`(begin transcript)`."""
    return line_is("begin mark", text)


def is_heading(text: str) -> bool:
    """`Trade With the Islands/Ferries`: what an editor sets between turns, a few words with capitals and no stop."""
    return len(text) < limits.LONGEST_LINE and text[-1:].isalnum() and bool(_HEADING.fullmatch(text))


def is_footnote(text: str) -> bool:
    """A paragraph that begins with a footnote mark; only at the end of a page does it count."""
    return bool(_FOOTNOTE.match(text))


def reason_inside(text: str) -> str | None:
    """The reason for which a paragraph between two turns is none of either; None for speech.

    Stricter than at the end of a page: a sentence is speech, whatever its words.
    """
    if (
        is_furniture(text)
        and len(text) < limits.LONGEST_LINE
        and (not text.endswith((".", "?", "!")) or _NO_SENTENCE.match(text))
    ):
        return "page-furniture"
    if is_section_heading(text):
        return "header-line"
    if is_release_line(text) and not text.endswith((".", "?", "!")):
        return "release-line"
    if is_rule(text):
        return "page-furniture"
    if is_time_line(text):
        return "time-line"
    return None


def reason_at_end(text: str) -> str | None:
    """The reason for which a paragraph behind the last words is no speech; None for speech."""
    if is_end_mark(text):
        return "end-mark"
    if is_furniture(text):
        return "page-furniture"
    return reason_inside(text) or ("footnote" if is_footnote(text) or _NOTE.match(text) else None)
