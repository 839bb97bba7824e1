"""New numbers for the ids of a draft: turns, exchanges, asks, statements, events, in the order in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onbackground.drafting.pages.page import Refused
from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.parsing.yaml_text import indent_of
from onbackground.record.ids import letters_of

_TOKEN = re.compile(r"(?<![\w.’'-])[txse]\d+[a-z]*(?![\w.’'-])")
_BLOCK = re.compile(r"(?P<indent> *)(?:- )?[\w-]+: [>|][+-]?\s*(?:#.*)?$")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_PROSE = frozenset(("text", "quote", "why", "because", "title", "as_printed", "what", "note", "reading", "label"))


def renumbered(text: str) -> str:
    """The text of a draft with ids from 01 on. Raises Refused for what is no draft, or is signed by a reader."""
    try:
        record = strict.load(text)
    except Unreadable as error:
        raise Refused(f"is not readable YAML ({error})") from None
    review = record.get("review") if isinstance(record, dict) else None
    if not isinstance(review, dict) or review.get("status") != "draft" or review.get("passes"):
        raise Refused("is not a draft, or somebody has signed it: its ids can no longer change")
    new = _numbers(record)
    made = "\n".join(_lines(text, new))
    if strict.load(made) != _mapped(record, new):
        raise Refused("is written in a way that --renumber cannot follow: write ids plainly, one key a line")
    return made


def _numbers(record: Mapping[str, Any]) -> dict[str, str]:
    """The new id of every old one."""
    new: dict[str, str] = {}
    for layer, letter in (("turns", "t"), ("exchanges", "x"), ("statements", "s"), ("events", "e")):
        for n, name in enumerate(record.get(layer) or {}, start=1):
            new[name] = f"{letter}{n:02}"
    for name, exchange in (record.get("exchanges") or {}).items():
        for n, ask in enumerate(exchange.get("asks") or {}):
            new[ask] = new[name] + letters_of(n)
    return new


def _lines(text: str, new: Mapping[str, str]) -> Iterator[str]:
    """The lines of a text with new ids, but in blocks of text and in quotation marks; comments hold proposals."""
    block: int | None = None
    for line in text.split("\n"):
        bare = line.removeprefix("# ")
        indent = indent_of(bare)
        if block is not None and (not bare.strip() or indent > block):
            yield line
            continue
        started = _BLOCK.match(bare)
        block = len(started["indent"]) if started else None
        parts = _QUOTED.split(line)
        quoted = _QUOTED.findall(line)
        changed = [_TOKEN.sub(lambda match: new.get(match[0], match[0]), part) for part in parts]
        yield "".join(part + mark for part, mark in zip(changed, [*quoted, ""], strict=True))


def _mapped(value: Any, new: Mapping[str, str], key: str = "") -> Any:
    """The data with new ids wherever an id stands."""
    if isinstance(value, dict):
        return {new.get(name, name): _mapped(one, new, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_mapped(one, new, key) for one in value]
    return new.get(value, value) if isinstance(value, str) and key not in _PROSE else value
