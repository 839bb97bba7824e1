"""Writing YAML that reads the same in every parser: scalars, flow mappings and folded blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PLAIN = re.compile(r"[^\W\d_](?:[\w .’()/&–—-]*[\w.’)])?", re.ASCII)
_RESERVED = re.compile(r"(?:y|yes|n|no|on|off|true|false|null|nan|inf)", re.I)
WIDTH = 110


def indent_of(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def scalar(value: str | int | bool | None) -> str:
    """A value on one line, quoted wherever two parsers might read it differently."""
    if value is None:
        return "null"
    if isinstance(value, (bool, int)):
        return str(value).lower()
    if _PLAIN.fullmatch(value) and not _RESERVED.fullmatch(value):
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """A double-quoted scalar."""
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{text}"'


def flow(value: Any) -> str:
    """A value in flow style: `{turn: t01, quote: "…"}`, `[t03, t04]`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def folded(key: str, paragraphs: Iterable[Iterable[str]], indent: int) -> list[str]:
    """`key: >-` with one sentence a line and a blank line between paragraphs."""
    pad = " " * indent
    lines = [f"{pad}{key}: >-"]
    for n, sentences in enumerate(paragraphs):
        if n:
            lines.append("")
        lines.extend(f"{pad}  {sentence}" for sentence in sentences)
    return lines


def wrapped(text: str) -> list[str]:
    """A long line of text cut at spaces."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + len(word) < WIDTH:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
