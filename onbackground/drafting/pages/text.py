"""Plain text: the source is the file, byte for byte."""

from __future__ import annotations

from onbackground.drafting.pages.blocks import blocks_of
from onbackground.drafting.pages.characters import misread_windows_1252, unrecordable
from onbackground.drafting.pages.page import Page, Refused, decode, encoding_note


def read_text(content: bytes, url: str | None = None) -> Page:
    """A text file as a page. Raises Refused for what is no text."""
    text, encoding = decode(content)
    notes = encoding_note(encoding)
    mended = misread_windows_1252(text)
    if mended is not None:
        text, notes = mended, encoding_note("windows-1252 that was read as iso-8859-1 before")
    if notes:
        content = text.encode("utf-8")
    if odd := unrecordable(text):
        raise Refused(f"holds {odd}, a character that no record may hold")
    return Page(tuple(blocks_of(text)), content, url=url, notes=notes)
