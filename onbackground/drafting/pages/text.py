"""Plain text: the source is the file, byte for byte; of a file with front matter, what stands below that."""

from __future__ import annotations

from onbackground.drafting.pages.blocks import blocks_of
from onbackground.drafting.pages.characters import unrecordable
from onbackground.drafting.pages.front_matter import described, front_matter
from onbackground.drafting.pages.page import Page, Refused, read_bytes


def read_text(content: bytes, url: str | None = None) -> Page:
    """A text file as a page. Raises Refused for what is no text."""
    text, notes = read_bytes(content)
    if odd := unrecordable(text):
        raise Refused(f"holds {odd}, a character that records may not have")
    values, body = front_matter(text)
    if values:
        return described(Page(tuple(blocks_of(body)), url=url, notes=notes), values)
    return Page(tuple(blocks_of(text)), text.encode("utf-8") if notes else content, url=url, notes=notes)
