"""Copies that have lost the line ends between turns: their lines are cut again in front of every label.

Within a sentence the words of a label are speech, so a label counts only behind the end of one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from onbackground.drafting.lines.label import FORMS
from onbackground.drafting.lines.label_words import STOPPED_TITLES
from onbackground.drafting.pages.blocks import Block

SENTENCE_END = (
    r"(?<=[.?!)\]”\"—–…-])(?<!\[\*\])"
    + "".join(rf"(?<!\b{title.upper()}\.)" for title in STOPPED_TITLES)
    + r"(?:(?<!\b[A-Z]\.)|(?<=[A-Z]\.[A-Z]\.))"
)
"""What stands in front of a label within a line: the end of a sentence, which no title or initial is."""
_LABEL = re.compile(r"(?P<label>(?:Mc)?[A-Z][A-Z.’'-]*(?: (?:Mc|of |the )?[A-Z][A-Z.’'-]*){0,6}):(?=\s)")
_INSIDE = re.compile(rf"{SENTENCE_END}\s+{_LABEL.pattern}")
_LETTER = r"Q(?=\s+[A-Z“\"(—–-])"
_CLOCK = FORMS["clock before"].compiled
_ENOUGH = 3


def cut_apart(blocks: Iterable[Block]) -> list[Block] | None:
    """The blocks with their lines cut in front of every label; None where the page has its line ends.

    They are lost where the same label stands several times behind the end of a sentence, and seldom before one line.
    """
    blocks = list(blocks)
    lines = [line for block in blocks for line in block.lines]
    starts = [_CLOCK.sub("", line.lstrip(), count=1) for line in lines]
    inside = Counter(found["label"] for line in starts for found in _INSIDE.finditer(line))
    at_start = Counter(found["label"] for line in starts if (found := _LABEL.match(line)))
    lost = [label for label, count in inside.items() if count >= _ENOUGH and count > at_start[label]]
    if not lost:
        return None
    sure = "|".join(map(re.escape, lost))
    others = "|".join(re.escape(label) for label in sorted(inside, key=len, reverse=True))
    before_label = re.compile(rf"\s+(?=(?:{sure}):\s)|{SENTENCE_END}\s+(?=(?:{others}):\s|{_LETTER})")
    return [
        replace(block, lines=tuple(part for line in block.lines for part in before_label.split(line)))
        for block in blocks
    ]
