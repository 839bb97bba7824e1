"""Writing YAML that reads the same in every parser: scalars, flow mappings and folded blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from onbackground.strict_yaml import BIDIRECTIONAL

_PLAIN = re.compile(r"[^\W\d_](?:[\w .’()/&–—-]*[\w.’)])?", re.ASCII)
_RESERVED = re.compile(r"(?:y|yes|n|no|on|off|true|false|null|nan|inf)", re.I)
_ODD = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff" + BIDIRECTIONAL + "]")
WIDTH = 110


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
    """A double-quoted scalar; characters that must not stand in a record are escaped."""
    text = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _ODD.sub(_escaped, text) + '"'


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def flow(value: Any) -> str:
    """A value in flow style: `{turn: t01, quote: "…"}`, `[t03, t04]`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def folded(key: str, paragraphs: Iterable[Iterable[str]], indent: int) -> list[str]:
    """`key: >-` with one sentence a line and a blank line between paragraphs.

    Text with characters that no record may hold is one escaped scalar instead.
    """
    paragraphs = [list(sentences) for sentences in paragraphs]
    pad = " " * indent
    text = "\n".join(" ".join(sentences) for sentences in paragraphs)
    if _ODD.search(text):
        return [f"{pad}{key}: {quoted(text)}"]
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
