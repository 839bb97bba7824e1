"""A published page, of whatever kind, as blocks of plain text: what `sources/` will hold and how it is read."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace

from onbackground.drafting.pages.blocks import Block
from onbackground.drafting.pages.characters import without_unrecordable

MAX_BYTES = 12 * 1024 * 1024
"""No transcript is longer; three hours of briefing make half a megabyte."""


class Refused(Exception):
    """A source from which no record can be drafted; the message is the reason, in one line."""


@dataclass(frozen=True)
class Page:
    """What a source says and what is known about it.

    `text` is the published text as `sources/` will hold it, `content` its bytes; `blocks` the same text cut where the
    page sets it apart. `title`, `date` (YYYY-MM-DD), `url` and `language` are what the page's own metadata say;
    `around` is the text of the page outside of the transcript. `notes` are what a reader of the record should know,
    by record key.
    """

    content: bytes
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    date: str | None = None
    url: str | None = None
    around: str = ""
    language: str | None = None
    notes: tuple[tuple[str, str], ...] = field(default=())


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Bytes to text, and the encoding that fits: a byte-order mark, what is declared, UTF-8, else Windows-1252.

    Raises Refused for bytes that are no text.
    """
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
        raise Refused("is no text but binary data")
    declared = (declared or "").strip().lower()
    if declared in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"):
        declared = "windows-1252"
    for encoding in ("utf-8", declared, "windows-1252"):
        try:
            return content.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1"), "iso-8859-1"


def encoding_note(encoding: str) -> tuple[tuple[str, str], ...]:
    """What to tell a reader where the published bytes were not UTF-8."""
    if encoding in ("utf-8", "utf-8-sig"):
        return ()
    return (
        ("source", f"The published bytes were read as {encoding} and are stored as UTF-8: are all characters right?"),
    )


def struck_note(struck: list[str]) -> tuple[tuple[str, str], ...]:
    """What to tell a reader where the page strikes words out."""
    if not struck:
        return ()
    words = "; ".join(f"“{words}”" for words in struck[:12])
    return (("source", f"The page strikes words out, which plain text cannot show: {words}. They are kept as text."),)


def printed_page(title: str | None, date: str | None, blocks: list[Block]) -> tuple[str, list[Block]]:
    """The text of a page that is not plain text: title, date, and a blank line between blocks; and all its blocks.

    Title and date are put on top where the page knows them and its own first lines do not print them.
    """
    above = [line for line in (title, date) if line]
    if above:
        blocks = [Block(tuple(above)), *blocks]
    blocks = [replace(block, lines=tuple(map(without_unrecordable, block.lines))) for block in blocks]
    return "\n\n".join("\n".join(block.lines) for block in blocks) + "\n", blocks
