"""How annotations without an id are called, and the sentences of a turn's text."""

from __future__ import annotations

from typing import NamedTuple

import yaml


class Sentence(NamedTuple):
    """A line of the text as it is written in the file: start, end (with the space behind it), and the file's line."""

    start: int
    end: int
    line: int


def mention_id(turn_id: str, n: int) -> str:
    return f"{turn_id}-m{n + 1}"


def oddity_id(n: int) -> str:
    return f"sic{n + 1}"


def sentences(text: str, node: yaml.ScalarNode | None, lines: list[str]) -> list[Sentence]:
    """The sentences of a turn's text: the lines of its block in the file; of text that is no block, its paragraphs.

    `node` is the node of the text, `lines` are the lines of the file.
    """
    first = node.start_mark.line if node else 0
    written = _written_lines(text, first + 1, lines) if node and node.style in (">", "|") else None
    if written is None:
        written, start = [], 0
        for paragraph in text.split("\n"):
            if paragraph:
                written.append((start, first + 1))
            start += len(paragraph) + 1
    ends = [start for start, _ in written[1:]] + [len(text)]
    return [Sentence(start, end, line) for (start, line), end in zip(written, ends)]


def _written_lines(text: str, first: int, lines: list[str]) -> list[tuple[int, int]] | None:
    """Where each line of the file begins in the text, with its number; None if they are not the text's lines."""
    written, at = [], 0
    for number in range(first, len(lines)):
        if at >= len(text):
            break
        line = lines[number].strip(" ")
        if not line:
            continue
        while at < len(text) and text[at] in " \n":
            at += 1
        if not text.startswith(line, at):
            return None
        written.append((at, number + 1))
        at += len(line)
    return written
