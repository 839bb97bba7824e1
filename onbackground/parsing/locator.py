"""Where in its file a value stands: line and column, on demand."""

from __future__ import annotations

import re
from typing import Any

import yaml

from onbackground.findings import Path


class Locator:
    """Where the values of a text that strict.read accepts stand: composed once, asked as often as needed."""

    def __init__(self, text: str):
        self._text = text
        self._root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
        self._keys: dict[int, dict[str | int, tuple[yaml.Node, yaml.Node]]] = {}

    def position(self, at: Path, *, key: bool = False, offset: int | None = None) -> tuple[int, int]:
        """Line and column (1-based, in code points) of the value at a path.

        With `key`, of its key; with `offset`, of that character of a text value. A path that leads nowhere
        gives the place of the last value on the way that exists.
        """
        node, key_node, found = self._walk(at)
        key = key or not found
        if key and key_node is not None:
            node = key_node
            offset = None
        if offset is not None and isinstance(node, yaml.ScalarNode):
            return self._character(node, offset)
        return node.start_mark.line + 1, node.start_mark.column + 1

    def node(self, at: Path) -> yaml.Node | None:
        """The node of the value at a path, with its marks; None where the path leads nowhere."""
        node, _, found = self._walk(at)
        return node if found else None

    def _walk(self, at: Path) -> tuple[yaml.Node, yaml.Node | None, bool]:
        """As far as the path leads: the last value, its key, and whether it is the whole path."""
        node: yaml.Node = self._root
        key_node: yaml.Node | None = None
        for step in at:
            found = self._child(node, step)
            if found is None:
                return node, key_node, False
            key_node, node = found
        return node, key_node, True

    def _child(self, node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
        """The nodes of a key and its value; of an entry of a list twice its node; None where there is none."""
        if isinstance(node, yaml.MappingNode):
            if id(node) not in self._keys:
                self._keys[id(node)] = {key.value: (key, value) for key, value in node.value}
            return self._keys[id(node)].get(step)
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            return node.value[step], node.value[step]
        return None

    def _character(self, node: yaml.ScalarNode, offset: int) -> tuple[int, int]:
        raw, value = self._text, node.value
        start, last = node.start_mark.index, node.end_mark.index
        if node.style in (">", "|"):
            start = raw.index("\n", start) + 1
        elif node.style in ('"', "'"):
            start, last = start + 1, last - 1
        before = value[:offset]
        blank = len(before) - len(before.rstrip(" \n\t")) if offset < len(value) and value[offset] in " \n\t" else 0
        wanted = sum(character not in " \n\t" for character in before)
        index = _behind(raw, start, last, wanted, node.style)
        if offset < len(value) and value[offset] in " \n\t":
            index = min(
                index + blank, max(index, last - 1), raw.find("\n", index) if raw.find("\n", index) >= 0 else last
            )
        elif offset < len(value):
            index = _next_printed(raw, index, last, node.style)
        index = min(index, len(raw) - 1)
        return raw.count("\n", 0, index) + 1, index - raw.rfind("\n", 0, index)


_TOKEN = {
    '"': re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|.", re.S),
    "'": re.compile("''|.", re.S),
}
_ANY = re.compile(".", re.S)


def _is_blank(token: str) -> bool:
    """Whether a piece of the raw text stands for white space of the value, or for none of its characters."""
    return token in (" ", "\n", "\t", "\\\n", "\\n", "\\t", "\\ ", "\\\t", "\\x20", "\\x0a", "\\x0A", "\\x09")


def _behind(raw: str, index: int, last: int, wanted: int, style: str | None) -> int:
    """The index after so many printed characters of a scalar: escapes count once, folds and indents not at all."""
    token = _TOKEN.get(style or "", _ANY)
    while wanted and index < last:
        piece = token.match(raw, index)[0]  # type: ignore[index]  # every text begins with a token
        wanted -= not _is_blank(piece)
        index += len(piece)
    return index


def _next_printed(raw: str, index: int, last: int, style: str | None) -> int:
    token = _TOKEN.get(style or "", _ANY)
    while index < last and _is_blank(piece := token.match(raw, index)[0]):  # type: ignore[index]
        index += len(piece)
    return index
