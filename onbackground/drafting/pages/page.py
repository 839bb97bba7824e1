"""A published page, of whatever kind, parsed: blocks of plain text, and what its metadata say."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from onbackground.drafting.pages.blocks import Block
from onbackground.drafting.pages.characters import misread_windows_1252, without_unrecordable
from onbackground.parsing.marks import MAX_MARKS, too_many_marks

MAX_BYTES = 12 * 1024 * 1024
"""No transcript is longer; three hours of briefing make half a megabyte."""


class Refused(Exception):
    """A source from which no record can be drafted; the message is the reason, in one line."""


class Page(NamedTuple):
    """The blocks of a page in reading order, and what its metadata say.

    `content` is the published text, byte for byte, of a plain text file; None where the text is written from the
    blocks. `titles` are what the page calls itself and `dated` what it says of the day it was published, both as
    printed and best first. `about` is what else its metadata say, `struck` the words that it strikes out. `notes` are
    what a reader of the record should know, by record key; `lost` how much of what the page shows is in no block, by
    what it is (`words in <footer>`).
    """

    blocks: tuple[Block, ...]
    content: bytes | None = None
    titles: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    about: str = ""
    struck: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[str, int], ...] = ()


def recordable(blocks: Iterable[Block], lost: Counter[str]) -> tuple[Block, ...]:
    """Blocks without the characters that no record may hold, which are counted: entities of a page may write any."""
    cleaned = tuple(
        replace(block, lines=tuple(without_unrecordable(line, lost) for line in block.lines)) for block in blocks
    )
    for block in cleaned:
        for line in block.lines:
            refuse_too_many_marks(line)
    return cleaned


def refuse_too_many_marks(text: str) -> None:
    """Raise Refused for text that takes too long to bring into a normal form."""
    if too_many_marks(text) is not None:
        raise Refused(f"has more than {MAX_MARKS} combining marks in a row: people do not write that")


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Bytes to text, and the encoding that fits: a byte-order mark, what is declared, UTF-8, else Windows-1252.

    Raises Refused for bytes that are no text.
    """
    text, encoding = _decoded(content, declared)
    refuse_too_many_marks(text)
    return text, encoding


def _decoded(content: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                raise Refused(
                    f"begins with the mark of {encoding.removesuffix('-sig')} and cannot be read as such"
                ) from None
    if not content.strip():
        raise Refused("is empty")
    if b"\0" in content or sum(byte < 9 or 13 < byte < 27 for byte in content[:65536]) > len(content[:65536]) / 100:
        raise Refused("is not text but binary data")
    declared = (declared or "").strip().lower()
    if declared in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        declared = "windows-1252"
    for encoding in ("utf-8", declared, "windows-1252"):
        try:
            return content.decode(encoding), encoding
        except (ValueError, LookupError):  # not in it, or not the name of an encoding of text
            continue
    return content.decode("latin-1"), "iso-8859-1"


def read_bytes(content: bytes, declared: str | None = None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Bytes to text, put right where it was read in a wrong encoding once, and what to tell a reader of that.

    Raises Refused for bytes that are no text.
    """
    text, encoding = decode(content, declared)
    put_right = misread_windows_1252(text)
    if put_right is not None:
        return put_right, _encoding_note("windows-1252 that was read as iso-8859-1 before")
    return text, _encoding_note(encoding)


def _encoding_note(encoding: str) -> tuple[tuple[str, str], ...]:
    """What to tell a reader where the published bytes were not UTF-8."""
    if encoding in ("utf-8", "utf-8-sig"):
        return ()
    return (
        ("source", f"The published bytes were read as {encoding} and are stored as UTF-8: are all characters right?"),
    )
