"""Make a YAML text say something else, and change nothing in it that already says so.

`rewrite` is the one way in which the project edits a YAML file that people wrote. It compares the data of the
text with the data that are wanted, and replaces, inserts or removes only the characters of what differs.
Comments, the order of keys, quotation marks, line breaks and the style of the neighbours stay as they are.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from onbackground.parsing import strict
from onbackground.parsing.yaml_text import WIDTH, flow, indent_of, quoted, scalar

Data = Any


class CannotRewrite(Exception):
    """The text cannot be changed in this way at its place; the message says why."""


def rewrite(text: str, wanted: dict[str, Data]) -> str:
    """The text with the least change after which it reads as `wanted`.

    `wanted` is plain data: mappings with text keys, lists, text, whole numbers, true, false and null. Where it has
    a key that the text has not, the key goes after the one that comes before it in `wanted`. Raises
    strict.Unreadable for a text that breaks the strict YAML of the project, CannotRewrite where no text was found
    that reads as `wanted`.
    """
    now = strict.load(text)
    if _same(now, wanted):
        return text
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    rewriter = _Rewriter(text)
    rewriter.value(root, now, wanted, _Place(column=-2, after=0, in_flow=False))
    changed = rewriter.result()
    found, problems = strict.read(changed)
    if problems or not _same(found, wanted):
        raise CannotRewrite(problems[0].message if problems else "the text around it is written in an unusual way")
    return changed


class _Place(NamedTuple):
    """Where a value is: the column of its key or dash, the index after its colon or dash, and whether in brackets."""

    column: int
    after: int
    in_flow: bool


class _Entry(NamedTuple):
    """An entry of a mapping or list: where it starts and ends, its value, and the index after its colon or dash."""

    start: int
    end: int
    value: yaml.Node
    after: int


Plan = list[tuple[int | None, str | None, Data]]
"""The entries that are wanted, in order: which of the old ones each is (None if new), its key, and its value."""


class _Rewriter:
    """Collects what to replace in one text. All indices are of the text as it was."""

    def __init__(self, text: str):
        self._text = text
        self._splices: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with every replacement made."""
        removed = sorted((start, end) for start, end, new in self._splices if end > start and not new)
        pieces, last = [], 0
        for start, end, new in sorted(((*self._moved(one, removed), one[2]) for one in self._splices), key=_position):
            pieces += [self._text[last:start], new]
            last = max(last, end)
        return "".join([*pieces, self._text[last:]])

    def _moved(self, splice: tuple[int, int, str], removed: list[tuple[int, int]]) -> tuple[int, int]:
        """Where a replacement goes: an insertion at the end of a line that is removed moves to the line before it."""
        start, end, new = splice
        if start == end and new.startswith("\n"):
            for first, last in reversed(removed):
                if first < start < last:
                    start = end = first - 1
        return start, end

    def _splice(self, start: int, end: int, new: str) -> None:
        self._splices.append((start, end, new))

    # --- Values ------------------------------------------------------------------------------------------------

    def value(self, node: yaml.Node, now: Data, wanted: Data, place: _Place) -> None:
        """Changes one value to what is wanted."""
        if _same(now, wanted):
            return
        if isinstance(node, yaml.MappingNode) and isinstance(wanted, dict):
            keys = list(now)
            plan: Plan = [(keys.index(key) if key in now else None, key, value) for key, value in wanted.items()]
            self._container(node, list(now.values()), plan, place)
        elif isinstance(node, yaml.SequenceNode) and isinstance(wanted, list):
            self._container(node, now, _aligned(now, wanted), place)
        else:
            self._replace(node, now, wanted, place)

    def _replace(self, node: yaml.Node, now: Data, wanted: Data, place: _Place) -> None:
        start, end = node.start_mark.index, self._end(node)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            self._splice(place.after, end, _after_colon(wanted, place.column, None))
        elif isinstance(node, yaml.ScalarNode) and node.style in (">", "|") and isinstance(wanted, str):
            folded = _folded(self._text[start:end], str(now), wanted) if node.style == ">" else None
            self._splice(start, end, folded or quoted(wanted))
        elif not place.in_flow and _is_block(wanted, None):
            self._splice(place.after, end, _after_colon(wanted, place.column, None))
        elif isinstance(node, yaml.ScalarNode) and isinstance(wanted, str):
            self._splice(start, end, self._gap(start) + _like(wanted, node.style))
        else:
            self._splice(start, end, self._gap(start) + _flow(wanted, place.column + 2, None))

    def _gap(self, start: int) -> str:
        """A space, where a value follows its colon at once because there was none."""
        return " " if self._text[start - 1 : start] in (":", "-") else ""

    # --- Mappings and lists ------------------------------------------------------------------------------------

    def _container(self, node: yaml.CollectionNode, now: list[Data], plan: Plan, place: _Place) -> None:
        in_flow = bool(node.flow_style)
        entries = list(self._entries(node))
        kept = [old for old, _, _ in plan if old is not None]
        column = place.column + 2
        if entries and not in_flow:
            column = entries[0].start - self._line_start(entries[0].start)
        for old, _, value in plan:
            if old is not None:
                inner = _Place(column, entries[old].after, in_flow)
                self.value(entries[old].value, now[old], value, inner)
        if not kept:
            self._refill(node, entries, plan, place, column)
            return
        for old in range(len(entries)):
            if old not in kept:
                self._remove(entries, old, kept, in_flow)
        self._insert(node, entries, plan, column)

    def _insert(self, node: yaml.CollectionNode, entries: list[_Entry], plan: Plan, column: int) -> None:
        """Puts the new entries after those that they follow; those before all others in front."""
        write = self._writer(node, column)
        anchor: int | None = None
        first = next(old for old, _, _ in plan if old is not None)
        for old, key, value in plan:
            if old is not None:
                anchor = old
            elif node.flow_style and anchor is None:
                self._splice(entries[first].start, entries[first].start, write(key, value, entries[first]) + ", ")
            elif node.flow_style and anchor is not None:
                self._splice(entries[anchor].end, entries[anchor].end, ", " + write(key, value, entries[anchor]))
            elif anchor is None:
                new = write(key, value, entries[first]) + "\n" + " " * column
                self._splice(entries[first].start, entries[first].start, new)
            else:
                at = self._line_end(entries[anchor].end)
                new = write(key, value, entries[anchor])
                between = "\n\n" if not column and "\n" in new else "\n" + " " * column
                self._splice(at, at, between + new)

    def _refill(self, node: yaml.CollectionNode, entries: list[_Entry], plan: Plan, place: _Place, column: int) -> None:
        """Replaces the entries of a container of which none stays."""
        write = self._writer(node, column)
        like = entries[0] if entries else None
        brackets = "[]" if isinstance(node, yaml.SequenceNode) else "{}"
        wanted: Data = [value for _, _, value in plan]
        if isinstance(node, yaml.MappingNode):
            wanted = {key: value for _, key, value in plan}
        if node.flow_style:
            start, end = node.start_mark.index, node.end_mark.index
            if not place.in_flow and self._text[start:end] == brackets and _is_block(wanted, None):
                self._splice(place.after, end, _after_colon(wanted, place.column, None))
            else:
                new = ", ".join(write(key, value, like) for _, key, value in plan)
                self._splice(start + 1, end - 1 if entries else start + 1, new)
            return
        rest = entries[1:] if plan else entries
        if plan:
            new = ("\n" + " " * column).join(write(key, value, like) for _, key, value in plan)
            self._splice(entries[0].start, entries[0].end, new)
        elif self._is_first_on_line(entries[0].start):
            self._splice(place.after, place.after, " " + brackets)
        else:
            self._splice(entries[0].start, entries[0].end, brackets)
            rest = entries[1:]
        for entry in rest:
            self._splice(self._line_start(entry.start), self._line_end(entry.end) + 1, "")

    def _remove(self, entries: list[_Entry], old: int, kept: list[int], in_flow: bool) -> None:
        entry = entries[old]
        before = any(other < old for other in kept)
        if in_flow and before:
            self._splice(entries[old - 1].end, entry.end, "")
        elif in_flow:
            self._splice(entry.start, entries[old + 1].start, "")
        elif before or self._is_first_on_line(entries[0].start):
            self._splice(self._line_start(entry.start), self._line_end(entry.end) + 1, "")
        elif old == 0:  # `- a: 1`: the next entry that stays moves up beside the dash
            self._splice(entry.start, entries[min(kept)].start, "")

    def _writer(self, node: yaml.CollectionNode, column: int) -> Callable[[str | None, Data, _Entry | None], str]:
        """How an entry of this container is written: as the neighbour is, in brackets or over lines."""

        def write(key: str | None, value: Data, like: _Entry | None) -> str:
            neighbour = like.value if like else None
            if node.flow_style:
                inner = _flow(value, None, neighbour)
                return inner if key is None else f"{scalar(key)}: {inner}"
            start = "-" if key is None else f"{scalar(key)}:"
            after = _after_colon(value, column, neighbour, len(start))
            return start + (f" {after.lstrip()}" if key is None and isinstance(value, dict) else after)

        return write

    def _entries(self, node: yaml.CollectionNode) -> Iterator[_Entry]:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                colon = self._text.index(":", key.end_mark.index)
                end = max(self._end(value), colon + 1)
                yield _Entry(key.start_mark.index, end, value, colon + 1)
        else:
            for value in node.value:
                start = value.start_mark.index
                if not node.flow_style:
                    start = self._text.rindex("-", self._line_start(start), start)
                yield _Entry(start, self._end(value), value, start + 1)

    # --- Places in the text ------------------------------------------------------------------------------------

    def _end(self, node: yaml.Node) -> int:
        """The index after the last character of a value: what follows it up to the next one is not part of it."""
        while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
            last = node.value[-1]
            if isinstance(last, tuple):
                key, node = last
                if node.start_mark.index == node.end_mark.index:
                    return self._text.index(":", key.end_mark.index) + 1
            else:
                node = last
        end = node.end_mark.index
        while end > node.start_mark.index and self._text[end - 1] in " \n":
            end -= 1
        return int(end)

    def _line_start(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _line_end(self, index: int) -> int:
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found

    def _is_first_on_line(self, index: int) -> bool:
        return not self._text[self._line_start(index) : index].strip(" ")


def _position(splice: tuple[int, int, str]) -> int:
    return splice[0]


def _same(one: Data, other: Data) -> bool:
    """Whether two data are the same in value and type; the order of keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _aligned(now: list[Data], wanted: list[Data]) -> Plan:
    """Which entries of the old list the wanted ones are: equal ones first, then by their place between those."""
    old, new = ([json.dumps(one, sort_keys=True) for one in each] for each in (now, wanted))
    plan: Plan = []
    for _, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        plan += [(a + n if a + n < b else None, None, wanted[c + n]) for n in range(d - c)]
    return plan


# --- Writing ---------------------------------------------------------------------------------------------------


def _is_block(value: Data, like: yaml.Node | None) -> bool:
    """Whether a new value is written over several lines: as its neighbour, else if it holds entries by id or row."""
    if isinstance(value, dict) and value:
        if isinstance(like, yaml.MappingNode) and like.value:
            return not like.flow_style
        return _by_id(value) or any(isinstance(inner, dict) and _by_id(inner) for inner in value.values())
    if isinstance(value, list) and value:
        if isinstance(like, yaml.SequenceNode) and like.value and _alike(like.value[0], value[0]):
            return not like.flow_style
        return all(isinstance(one, dict) for one in value)
    return isinstance(value, str) and "\n" in value and "\n\n" not in value.strip("\n")


def _alike(node: yaml.Node, value: Data) -> bool:
    """Whether an entry of a list and a new one are both plain values, or both more than that."""
    return isinstance(node, yaml.ScalarNode) != isinstance(value, dict | list)


def _by_id(value: dict[str, Data]) -> bool:
    """Whether a mapping holds entries under their ids, as a layer does."""
    return bool(value) and all(
        isinstance(inner, dict) or (isinstance(inner, list) and any(isinstance(one, list) for one in inner))
        for inner in value.values()
    )


def _after_colon(value: Data, column: int, like: yaml.Node | None, used: int = 0) -> str:
    """What follows the colon or dash of an entry whose key or dash is at a column."""
    inner = column + 2
    pad = "\n" + " " * inner
    if not _is_block(value, like):
        return " " + _flow(value, column + used + 1, like)
    neighbours = like.value if isinstance(like, yaml.CollectionNode) else []
    if isinstance(value, dict):
        beside = {key.value: node for key, node in neighbours} if isinstance(like, yaml.MappingNode) else {}
        lines = (
            f"{scalar(key)}:" + _after_colon(each, inner, beside.get(key), len(scalar(key)) + 1)
            for key, each in value.items()
        )
        return "".join(pad + line for line in lines)
    if isinstance(value, list):
        first = neighbours[0] if isinstance(like, yaml.SequenceNode) and neighbours else None
        return "".join(f"{pad}-{_after_colon(each, inner, first, 1)}" for each in value)
    paragraphs = [pad + pad.join(_sentences(paragraph)) for paragraph in value.split("\n")]
    return " >-" + "\n".join(paragraphs)


def _flow(value: Data, column: int | None, like: yaml.Node | None) -> str:
    """A value on one line, in brackets if it has entries; from a column on, over several where it is too long."""
    if isinstance(value, str):
        return _like(value, like.style if isinstance(like, yaml.ScalarNode) else None)
    if isinstance(value, dict):
        beside = {key.value: node for key, node in like.value} if isinstance(like, yaml.MappingNode) else {}
        parts = [(f"{scalar(key)}: ", each, beside.get(key)) for key, each in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list):
        first = like.value[0] if isinstance(like, yaml.SequenceNode) and like.value else None
        parts = [("", each, first) for each in value]
        opening, closing = "[", "]"
    else:
        return flow(value)
    line = opening + ", ".join(key + _flow(each, None, node) for key, each, node in parts) + closing
    if column is None or column + len(line) <= WIDTH or len(parts) < 2:
        return line
    lines = [opening]
    for n, (key, each, node) in enumerate(parts):
        end = closing if n == len(parts) - 1 else ","
        written = key + _flow(each, column + 1 + len(key), node) + end
        if n and ("\n" in written or column + len(lines[-1]) + 1 + len(written) > WIDTH):
            lines.append(" " + written)
        else:
            lines[-1] += (" " if n else "") + written
    return ("\n" + " " * column).join(lines)


def _like(value: str, style: str | None) -> str:
    """A text written as its neighbour or predecessor is: with the same quotation marks, if they can hold it."""
    if style == '"':
        return quoted(value)
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return scalar(value)


_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"""[.?!…]["”’)]*$""")


def _sentences(paragraph: str) -> list[str]:
    """A paragraph with a line for each sentence, as far as its punctuation shows."""
    return re.sub(r"""((?:^| )\S*[a-z)’”"][.?!…]["”’)]*) (?=["“‘(]?[A-Z0-9])""", r"\1\n", paragraph).split("\n")


def _folded(raw: str, now: str, wanted: str) -> str | None:
    """A `>-` block with another text: words that stay keep their lines. None where a block cannot hold the text."""
    header, _, body = raw.partition("\n")
    lines = body.split("\n")
    indent = indent_of(lines[0])
    if not header.startswith(">-") or wanted != wanted.strip() or re.search(r"  |\n[ \n]| \n", wanted):
        return None
    old, new = _WORD.findall(now), _WORD.findall(wanted)
    begins, n = set(), 0
    for line in lines:
        begins.add(n)
        n += len(line.split())
    stays: set[int] = set()
    came = set(range(len(new)))
    for a, b, size in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        stays.update(b + k for k in range(size) if a + k in begins)
        came.difference_update(range(b, b + size))
    pad = " " * indent
    written, k = [], 0
    for paragraph in wanted.split("\n"):
        rows: list[str] = []
        for word in paragraph.split(" "):
            follows = k - 1 in came or k in came
            if not rows or k in stays or (follows and _SENTENCE_END.search(rows[-1]) and word[:1].isupper()):
                rows.append(word)
            else:
                rows[-1] += " " + word
            k += 1
        written.append("\n".join(pad + row for row in rows))
    return header + "\n" + "\n\n".join(written)
