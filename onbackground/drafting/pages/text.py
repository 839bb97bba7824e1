"""Plain text: the source is the file, byte for byte; of a file with front matter, what stands below that."""

from __future__ import annotations

from onbackground.drafting.pages.blocks import blocks_of
from onbackground.drafting.pages.characters import misread_windows_1252, unrecordable
from onbackground.drafting.pages.front_matter import described, front_matter
from onbackground.drafting.pages.page import Page, Refused, decode, encoding_note


def read_text(content: bytes, url: str | None = None) -> Page:
    """A text file as a page. Raises Refused for what is no text."""
    text, encoding = decode(content)
    notes = encoding_note(encoding)
    put_right = misread_windows_1252(text)
    if put_right is not None:
        text, notes = put_right, encoding_note("windows-1252 that was read as iso-8859-1 before")
    if odd := unrecordable(text):
        raise Refused(f"holds {odd}, a character that no record may hold")
    values, body = front_matter(text)
    if values:
        return described(Page(tuple(blocks_of(body)), url=url, notes=notes), values)
    return Page(tuple(blocks_of(text)), text.encode("utf-8") if notes else content, url=url, notes=notes)
