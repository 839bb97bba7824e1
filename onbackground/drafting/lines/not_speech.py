"""What stands in a transcript and is no speech: time lines, end marks, page furniture, release lines, footnotes.

Each function looks at one paragraph, folded, and says nothing about where it stands; `turns` decides which of them
count in which place.
"""

from __future__ import annotations

import re
from pathlib import Path

from onbackground.drafting import limits
from onbackground.drafting.lines.tables import Row, read_rows, whole_is

FURNITURE = tuple(
    Row(pattern, example, not_this)
    for pattern, example, not_this in read_rows(Path(__file__).with_name("furniture.tsv"))
)
"""What belongs to a page and not to its transcript: buttons, banners, page numbers. A row is a whole line."""
_TIME = r"\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\b\.?)?"
_ZONE = (
    r"(?:\(?(?:[A-Z]{2,5}|(?<=\()L(?=\))|local(?: time)?|local|eastern|GMT|UTC|hours|hrs|hours local)"
    r"(?:\s*[/+-]\s*\w+)?\)?\.?)"
)
TIME_LINE = re.compile(
    rf"[(\[]?\s*(?:time:?\s*|at\s+|begins?:?\s*(?:at\s+)?|"
    rf"as of\s+)?\d{{1,2}}[:.]?\d{{2}}\s*(?:[ap]\.?\s?m\b\.?)?\s*,?\s*{_ZONE}?"
    rf"(?:\s*(?:-|–|—|to)\s*{_TIME}\s*{_ZONE}?)?\s*[)\]]?\.?|"
    rf"[(\[]?\s*\d{{1,2}}\s*[ap]\.?\s?m\b\.?\s*,?\s*{_ZONE}?\s*[)\]]?\.?",
    re.I,
)
_RULE_LINE = re.compile(r"(?:[#*_=~–—·•.\\-]\s?){3,}|\(?\s*#\s?#\s?#\s*\)?|-\s*30\s*-")
_END_WORD = re.compile(
    r"(?:\[\*\]|[\[(*-])?\s*(?:the\s+)?(?:end|ends|ended|conclude[sd]|end of\b.{0,50}|"
    r"transcript ends?|\(?end transcript\)?)\s*[\])*-]?\.?",
    re.I,
)
_END_TIME = re.compile(rf"[\[(*-]?\s*end(?:ed)?\s*:?\s*(?:at\s+)?{TIME_LINE.pattern}\s*[\])]?", re.I)
_CONCLUDED = re.compile(
    r"[\[(*]*\s*(?:whereupon\b.*|(?:the\s+|this\s+|press\s+|daily\s+)*(?:daily\s+)?(?:press\s+)?(?:briefing|gaggle|"
    r"press conference|call|"
    r"conference|interview|session|remarks|teleconference|pool spray|transcript|event|program)\s+(?:was\s+|is\s+|"
    r"has\s+)?"
    r"(?:concluded|ended|ends|concludes|adjourned|recessed|over)\b.{0,60})\s*[\])*.]*",
    re.I,
)
_BEGIN = re.compile(
    r"[\[(*-]?\s*(?:begin(?:s|ning)?(?: of)?(?: the)? (?:transcript|text|briefing|audio)|start of transcript|"
    r"(?:in progress|joined in progress|transcript (?:begins|joined).{0,40}))\s*[\])*:-]*",
    re.I,
)
_RELEASE = re.compile(
    r"(?:prn|press release|release|no|number)\s*(?:no|number|#)?\.?\s*:?\s*#?\s*\d{1,4}[/-][A-Z]?\d+(?:-\d+)?|"
    r"\d{4}/[A-Z]?\d{1,4}(?:-\d+)?|"
    r"(?:dpb|dpc)\s*#?\s*\d+|for immediate release\b.{0,40}|(?:not )?for (?:immediate )?(?:publication|"
    r"release)\b.{0,40}|"
    r"embargoed (?:until|for)\b.{0,60}|released on .{0,40}|released? (?:by|at)\b.{0,60}",
    re.I,
)
_ISSUER = re.compile(
    r"(?:the white house|u\.?\s?s\.? department of state|united states department of state|department of state|"
    r"office of the (?:press secretary|vice president|first lady)|"
    r"bureau of public affairs|washington file|state department)",
    re.I,
)
_SECTION = re.compile(
    r"\*\*[A-Z][^*.?!]*|(?:q\s?&\s?a|questions and answers|answers to (?:media )?questions)\s*:?", re.I
)
_NOTE = re.compile(r"note: ?\S", re.I)
_HEADING = re.compile(
    r"(?:[A-Z0-9“\"][^\s.?!]*|[A-Z]\.(?:[A-Z]\.)*\S*|of|the|and|in|on|for|to|with|from|by|at|an?|[–—/&-]+)"
    r"(?: (?:[A-Z0-9“\"'‘][^\s?!]*|of|the|and|in|on|for|to|with|from|by|at|as|an?|[–—/&-]+))*"
)
_FOOTNOTE = re.compile(r"(?:\[\d{1,2}\]|\(\d{1,2}\)|\*{1,3}|\^?\d{1,2}\]|[†‡§])\s?\S")
_NO_SENTENCE = re.compile(r"unknown tag|for information media|advertisement|\(|an official website|here[’']s how", re.I)


def is_time_line(text: str) -> bool:
    """`12:03 P.M. EDT`, `(5:30 p.m. EDT)`, `11:00 a.m. , EDT`, `2:27 PM`."""
    return (
        len(text) < limits.LONGEST_LINE
        and bool(TIME_LINE.fullmatch(text))
        and bool(re.search(r"[:.]\d\d|[ap]\.?\s?m", text, re.I))
    )


def is_end_mark(text: str) -> bool:
    """`# # #`, `END 1:10 P.M. EST`, `(The briefing was concluded at 1:37 p.m.)`, a row of stars or lines."""
    return len(text) < limits.LONGEST_LINE and any(
        pattern.fullmatch(text) for pattern in (_RULE_LINE, _END_WORD, _END_TIME, _CONCLUDED)
    )


def is_rule(text: str) -> bool:
    """A drawn line or a row of stars: an end mark at the end, a divider elsewhere."""
    return bool(_RULE_LINE.fullmatch(text))


def is_release_line(text: str) -> bool:
    """`PRN: 2011/T67-12`, `2012/685`, `For Immediate Release`."""
    return len(text) < limits.LONGEST_LINE and bool(_RELEASE.fullmatch(text))


def is_issuer(text: str) -> bool:
    """The name of the office that publishes, by itself on a line."""
    return bool(_ISSUER.fullmatch(text.strip(" .,")))


def is_furniture(text: str) -> bool:
    """What belongs to the page, not to the transcript: buttons, banners, page numbers, links."""
    return whole_is(FURNITURE, text)


def is_section_heading(text: str) -> bool:
    """`**Security Council`, `Q&A`: a heading that is printed within a speech and not spoken."""
    return len(text) < limits.LONGEST_LINE and bool(_SECTION.fullmatch(text))


def is_begin_mark(text: str) -> bool:
    """`(begin transcript)`."""
    return len(text) < limits.LONGEST_LINE and bool(_BEGIN.fullmatch(text))


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
    if is_release_line(text):
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
