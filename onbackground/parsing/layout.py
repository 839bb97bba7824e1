"""OB120: what libyaml lets pass although YAML forbids it, or other parsers read it otherwise.

Each function looks at a piece of the text that an event of the parser spans, and yields what is wrong with it.
Sections are those of YAML 1.2.2: 6.1 (indentation), 6.6 (comments), 8.1 (block scalars).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Problem, Stage, reader_problem

_KEY_LINE = re.compile(r"(?:- )?[\w-]+:(?: |$)", re.M)
_LINE_OF_SPACES = re.compile(r"\n +(?:\n|\Z)")
_BLOCK_HEADER = re.compile(r"[|>][-+1-9]*(?: *| +#.*)")


@reader_problem("OB120", stage=Stage.FILE)
def misplaced(text: str, index: int, what: str, hint: str) -> Problem:
    """Lines or comments that YAML parsers read differently.

    Text in quotation marks and lists in brackets go on in lines that are indented deeper than their key. A comment
    has a space before its #. A block text neither begins nor ends with lines of spaces. Some parsers let the
    opposite pass, others refuse the file or read other data.

    Wrong:
        topics: [water-treaties,
        fisheries]
    Right:
        topics: [water-treaties,
          fisheries]
    """
    position = (text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
    return Problem((), what, hint, position=position)


def glued_comment(text: str, index: int) -> Problem:
    """A comment whose # at `index` has no space before it."""
    return misplaced(text, index, "a comment begins without a space before its #", "put a space before the #")


class Comments:
    """The comments of a text, looked at in order: each stands between two values."""

    def __init__(self, text: str):
        self._text = text
        self.next = self._find(0)
        """A # from which on comments have not been looked at; past the end of the text where there is none."""

    def _find(self, start: int) -> int:
        found = self._text.find("#", start)
        return found if found >= 0 else len(self._text) + 1

    def between(self, behind: int, end: int) -> Iterator[Problem]:
        """Those from the end of a value to the start of the next that have no space before their #."""
        if self.next < behind:  # it is in the value
            self.next = self._find(behind)
        while self.next < end:
            if self.next and self._text[self.next - 1] not in " \n":
                yield glued_comment(self._text, self.next)
            line_end = self._text.find("\n", self.next)
            self.next = self._find(line_end if line_end >= 0 else len(self._text))


def shallow_lines(text: str, start: int, end: int, indent: int, comments: bool = False) -> Iterator[Problem]:
    """Further lines of a value from `start` to `end` that are not indented deeper than `indent`, its key's.

    `comments` says whether lines that begin with # are comments, which may be indented at will.
    """
    line = text.find("\n", start, end) + 1
    while line:
        first = line
        while first < end and text[first] == " ":
            first += 1
        if first < end and text[first] != "\n" and first - line <= indent and not (comments and text[first] == "#"):
            said = "this line goes on with a value, but is not indented under its key"
            if text[start] in "'\"" and _KEY_LINE.match(text, first):  # most likely meant as a key
                yield misplaced(text, start, "this quotation goes on in the next lines", "close the quotation mark")
            else:
                yield misplaced(text, first, said, "indent it deeper")
            return  # the further ones are the same mistake
        line = text.find("\n", line, end) + 1


def block_text(text: str, start: int, end: int) -> Iterator[Problem]:
    """What is wrong around the words of a block text (> or |) from `start`, its sign, to `end`."""
    line_end = text.find("\n", start)
    header = text[start : line_end if line_end >= 0 else len(text)]
    if not _BLOCK_HEADER.fullmatch(header):
        yield glued_comment(text, start + header.find("#"))
    if not text[end : end + 80].strip(" ") and not text[end:].strip(" "):
        end = len(text)  # the parser leaves out a last line of spaces
    if not _LINE_OF_SPACES.search(text, start, end):
        return
    lines = text[start:end].split("\n")
    filled = [n for n, line in enumerate(lines[1:], start=1) if line.strip(" ")]
    first, last = (filled[0], filled[-1]) if filled else (0, 0)
    at = start
    for n, line in enumerate(lines):
        if line and not line.strip(" ") and not first <= n <= last:
            yield misplaced(text, at, "a block text begins or ends with a line of spaces", "delete the spaces")
            return  # the further ones are the same mistake
        at += len(line) + 1
