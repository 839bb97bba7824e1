"""Which kinds of source there are, and how each is read."""

from __future__ import annotations

import re

from onbackground.drafting.pages.html import read_html
from onbackground.drafting.pages.markdown import read_markdown
from onbackground.drafting.pages.page import MAX_BYTES, Page, Refused
from onbackground.drafting.pages.text import read_text

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}
"""Which endings of file names are read, and as what."""

_MARKUP = re.compile(rb"<(?:!doctype html|html|head|\?xml|body|div|p|table|title|meta)\b", re.I)


def kind_of(name: str, content: bytes) -> str:
    """text, html or markdown: by the content where it begins with markup, else by the ending of the name."""
    suffix = re.search(r"\.[a-z]+$", name.lower())
    kind = KINDS.get(suffix.group() if suffix else "", "text")
    if kind != "markdown" and _MARKUP.match(content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "html"
    return kind if kind != "html" or b"<" in content else "text"


def read_page(name: str, content: bytes, url: str | None = None, charset: str | None = None) -> Page:
    """Read a source by its kind. Raises Refused for what is too large, empty, or no text.

    `url` is the address that it came from, where it came from one, `charset` what the server said of its encoding.
    """
    if len(content) > MAX_BYTES:
        raise Refused(too_large(len(content)))
    kind = kind_of(name, content)
    if kind == "html":
        return read_html(content, url, charset)
    if kind == "markdown":
        return read_markdown(content, url)
    return read_text(content, url)


def too_large(size: int) -> str:
    """Why a source of so many bytes is refused."""
    return f"has {size:,} bytes; no transcript has more than {MAX_BYTES:,}"
