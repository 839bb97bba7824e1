"""Plain text: the source is the file, byte for byte."""

from __future__ import annotations

from onbackground.transcript.blocks import blocks_of
from onbackground.transcript.page import Page, decode, encoding_note


def read_text(content: bytes, url: str | None = None) -> Page:
    """A text file as a page. Raises Refused for what is no text."""
    text, encoding = decode(content)
    if encoding not in ("utf-8", "utf-8-sig"):
        content = text.encode("utf-8")
    return Page(content, text, tuple(blocks_of(text)), url=url, notes=encoding_note(encoding))
