"""Blocks and paragraphs: the two units in which a page is read.

A block is what the page sets apart (blank lines, an element of HTML); it has one or several lines. A paragraph is a
stretch of a block that belongs together: all its lines where the text is hard-wrapped, else each line by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from onbackground.drafting import limits
from onbackground.verbatim.reproduce import fold

_LINE_END = re.compile(r"\r\n?|\n")
_TITLE_ALONE = re.compile(r"^[ \t]*(?P<title>(?:MR|MS|MRS|DR)\.)[ \t]*(?:\r\n?|\n)[ \t]*(?=[A-Z][A-Za-z’'-]+:)", re.M)
"""The title of a label, on a line of its own: a copy has wrapped its lines without regard to labels."""
WRAP_WIDTH = 100
"""Characters: text in which nearly no line is longer is taken to be wrapped by hand or by a mail program."""


_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?\s*", re.I)


@dataclass(frozen=True)
class Block:
    """Lines that stand together, as printed; `wrapped` where a line end is no end of a paragraph.

    `lead` is what stands in bold at the start of its first line: how many pages print a label. Of an HTML page,
    `path` are the ids of the elements around it from the outside in, `tag` the innermost, `linked` the share of its
    characters that are links. `spaced`: a blank line
    stands between its lines.
    """

    lines: tuple[str, ...]
    wrapped: bool = False
    lead: str = ""
    spaced: bool = False
    path: tuple[int, ...] = ()
    tag: str = ""
    linked: float = 0.0


@dataclass(frozen=True)
class Paragraph:
    """One or several lines that are read as one."""

    lines: tuple[str, ...]
    spaced: bool = False

    @cached_property
    def text(self) -> str:
        """The paragraph under the verbatim rule: one line, white space folded."""
        return fold(" ".join(self.lines))


def blocks_of(text: str) -> list[Block]:
    """The blocks of plain text: what blank lines, or in wrapped text indented first lines, set apart."""
    lines = _LINE_END.split(_TITLE_ALONE.sub(r"\g<title> ", text))
    spaced = is_double_spaced(lines)
    lines = single_spaced(lines)
    wrapped = spaced or is_hard_wrapped(lines)
    margin = _margin(lines) if wrapped else 0
    blocks: list[Block] = []
    current: list[str] = []
    for line in lines:
        blank = not line.strip()
        page_ends = spaced and bool(current) and any(map(_PAGE_NUMBER.fullmatch, (line, current[-1])))
        if current and (blank or page_ends or (wrapped and _begins_paragraph(line, current[-1], margin))):
            blocks.append(Block(tuple(current), wrapped, spaced=spaced))
            current = []
        if not blank:
            current.append(line)
    if current:
        blocks.append(Block(tuple(current), wrapped, spaced=spaced))
    return blocks


def is_double_spaced(lines: Sequence[str]) -> bool:
    """Whether a blank line stands between the lines of paragraphs too, as in text taken out of a double-spaced PDF."""
    pairs = list(zip(lines, lines[1:], lines[2:], strict=False))
    apart = [(one, other) for one, blank, other in pairs if one.strip() and other.strip() and not blank.strip()]
    together = sum(bool(one.strip() and other.strip()) for one, other in pairwise(lines))
    running_on = sum(_runs_on(one, other) for one, other in apart)
    return (
        running_on >= limits.LINES_RUNNING_ON
        and running_on >= len(apart) * limits.SHARE_RUNNING_ON
        and together < len(apart)
    )


def single_spaced(lines: Sequence[str]) -> list[str]:
    """Double-spaced lines without the single blank lines between them; where two or more stand, one is left."""
    if not is_double_spaced(lines):
        return list(lines)
    kept: list[str] = []
    blank = 0
    for line in lines:
        if line.strip():
            kept += [""] * (blank > 1)
            kept.append(line)
        blank = 0 if line.strip() else blank + 1
    return kept


def _runs_on(line: str, following: str) -> bool:
    """Whether a line goes on within its sentence on the following one."""
    return following.lstrip()[:1].islower() and not line.rstrip().endswith((".", "?", "!", ":"))


def is_hard_wrapped(lines: Iterable[str]) -> bool:
    """Whether line ends stand where a line was full, not where a paragraph ends."""
    lines = [line.rstrip() for line in lines]
    lengths = sorted(len(line) for line in lines if line.strip())
    if not lengths or lengths[int(len(lengths) * 0.9)] > WRAP_WIDTH:
        return False
    return sum(bool(line) and _runs_on(line, following) for line, following in pairwise(lines)) >= 2


def _begins_paragraph(line: str, before: str, margin: int) -> bool:
    """In wrapped text: a line that is indented more than the one before it, or as much behind a paragraph of one line.

    `margin` is how far the lines are indented that go on within a paragraph.
    """
    indent, indent_before = _indent(line), _indent(before)
    return indent_before + 2 <= indent or (
        margin + 2 <= indent == indent_before and (ends_sentence(before) or before.rstrip().endswith(":"))
    )


def _margin(lines: Iterable[str]) -> int:
    """How far the lines are indented that go on within a paragraph: most of those that begin in lower case."""
    going_on = Counter(_indent(line) for line in lines if line.lstrip()[:1].islower())
    return going_on.most_common(1)[0][0] if going_on else 0


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def ends_paragraph(line: str, width: int) -> bool:
    """In wrapped text without blank lines: a line that stops early and at the end of a sentence."""
    bare = line.rstrip()
    return len(bare) < limits.EARLY_END * width and ends_sentence(bare)


def ends_sentence(line: str) -> bool:
    """Whether a line stops where a sentence does, or where a speaker is cut short."""
    return line.rstrip().endswith((".", "?", "!", "”", '"', ")", "]", "--", "—", "–", "…"))


def first_lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Every line at which a paragraph may begin without doubt, and the bold words at its start."""
    for block in blocks:
        yield block.lines[0], block.lead
        if not block.wrapped:
            for line in block.lines[1:]:
                yield line, ""
