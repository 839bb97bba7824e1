"""Where annotations are in the text of a turn, and the sentences of the text."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from onbackground.record.record import BRACKET, STAGE_NOTE, Record


class Span(NamedTuple):
    """A stretch of a turn's text: its layer, the annotation it belongs to, start and end in code points."""

    layer: str
    annotation: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A line of the text as it is written in the file: start, end (with the space behind it), and the file's line."""

    start: int
    end: int
    line: int


def spans_of(record: Record) -> dict[str, list[Span]]:
    """The spans of every turn, in text order. What is not found in its turn has none: validation reports it."""
    found: dict[str, list[Span]] = {turn_id: [] for turn_id in record.turns}

    def add(layer: str, annotation: str, turn_id: str | None, words: str, start: int | None = None) -> None:
        if turn_id in found:
            at = record.texts[turn_id].find(words) if start is None else start
            if at >= 0:
                found[turn_id].append(Span(layer, annotation, at, at + len(words)))

    for _, ask_id, ask, turn_id in record.asks():
        add("exchanges", ask_id, turn_id, ask["quote"])
    for name, statement in record.layer("statements").items():
        add("statements", name, statement["turn"], statement["quote"])
    for name, event in record.layer("events").items():
        for anchor in event["anchors"]:
            add("events", name, anchor["turn"], anchor["quote"])
    for turn_id, mentions in record.mentions.items():
        for n, (start, (surface, _)) in enumerate(zip(record.mention_starts[turn_id], mentions)):
            if start is not None:
                add("mentions", mention_id(turn_id, n), turn_id, surface, start)
    for n, oddity in enumerate(record.data.get("sic") or ()):
        add("sic", oddity_id(n), oddity["turn"], oddity["quote"])
    for turn_id, text in record.texts.items():
        for n, match in enumerate(BRACKET.finditer(text) if "[" in text else ()):
            add("redactions", bracket_id(turn_id, n), turn_id, match[0], match.start())
        for match in STAGE_NOTE.finditer(text) if "(" in text else ():
            add("stage", "", turn_id, match[0], match.start())
    return {turn_id: sorted(spans, key=lambda span: (span.start, -span.end)) for turn_id, spans in found.items()}


def mention_id(turn_id: str, n: int) -> str:
    return f"{turn_id}-m{n + 1}"


def oddity_id(n: int) -> str:
    return f"sic{n + 1}"


def bracket_id(turn_id: str, n: int) -> str:
    return f"{turn_id}-b{n + 1}"


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
