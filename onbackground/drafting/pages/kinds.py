"""Which kinds of source there are, and how each is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from onbackground.drafting import limits
from onbackground.drafting.pages.csv_rows import page_of, read_rows
from onbackground.drafting.pages.docx import is_docx, read_docx
from onbackground.drafting.pages.html import read_html
from onbackground.drafting.pages.markdown import read_markdown
from onbackground.drafting.pages.page import MAX_BYTES, Page, Refused, refuse_too_many_marks
from onbackground.drafting.pages.pdf import read_pdf
from onbackground.drafting.pages.text import read_text
from onbackground.engine import EngineError, in_time

KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".pdf": "pdf",
    ".docx": "docx",
    ".csv": "csv",
    ".tsv": "csv",
}
"""Which endings of file names are read, and as what."""

NOT_READ: tuple[tuple[tuple[str, ...], re.Pattern[bytes] | None, str], ...] = (
    (
        (".srt", ".vtt", ".sbv", ".ass"),
        re.compile(rb"(?:WEBVTT\b|\d+\s*\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> )"),
        "is a file of subtitles: their times stand between the words. Save the transcript as text without them, a "
        "speaker’s "
        "label at the start of each turn",
    ),
    (
        (".mhtml", ".mht"),
        re.compile(rb"(?s)(?=.{0,2000}multipart/related)(?:From:|MIME-Version:|Snapshot-)", re.I),
        "is a web archive of a browser: save the page as HTML only (“Webpage, HTML Only”)",
    ),
    (
        (".eml", ".msg"),
        re.compile(
            rb"(?s)(?=.{0,4000}\n(?:Subject|MIME-Version): )(?:Received|Return-Path|Delivered-To|From|Message-ID): ",
            re.I,
        ),
        "is an email: save the transcript in it as text, without the lines of the email",
    ),
    (
        (".zip", ".gz", ".tar", ".7z", ".rar"),
        re.compile(rb"PK\x03\x04|\x1f\x8b"),
        "is an archive: unpack it and draft the files in it",
    ),
    (
        (".doc", ".rtf", ".odt", ".pages"),
        re.compile(rb"\{\\rtf|\xd0\xcf\x11\xe0"),
        "is a word processor’s file: save it as DOCX or text",
    ),
    (
        (".mp3", ".mp4", ".wav", ".m4a", ".mov", ".webm"),
        re.compile(rb"ID3|.{4}ftyp|RIFF|\x1aE\xdf\xa3"),
        "is a recording: draft.py reads transcripts",
    ),
)
"""Files that are not read: by the ending of their name or their first bytes, and the way to go."""


def way_to_go(name: str, content: bytes) -> str | None:
    """Why a file is not read and what to do instead; None where it is read."""
    suffix = re.search(r"\.\w+$", name.lower())
    for endings, beginning, way in NOT_READ:
        if (suffix and suffix.group() in endings) or (
            beginning and beginning.match(content[:8192].lstrip(b"\xef\xbb\xbf \r\n"))
        ):
            return way
    return None


_MARKUP = re.compile(rb"<(?:!doctype html|html|head|\?xml|body|div|p|table|title|meta)\b", re.I)


def kind_of(name: str, content: bytes) -> str:
    """A kind of KINDS: by the content where it begins with markup or a mark, else by the ending of the name."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK") and is_docx(content):
        return "docx"
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
    page = _read(name, content, url, charset)
    for text in (*page.titles, *page.dated, *page.struck, page.about):
        refuse_too_many_marks(text)
    return page


def _read(name: str, content: bytes, url: str | None, charset: str | None) -> Page:
    kind = kind_of(name, content)
    if kind in ("pdf", "docx"):
        return _in_time(read_pdf if kind == "pdf" else read_docx, content)._replace(url=url)
    if kind == "csv":
        rows = read_rows(content)
        if len(rows) != 1:
            raise Refused(f"is a table of {len(rows)} briefings: save it as a file, and draft that")
        return page_of(rows[0])
    if way := way_to_go(name, content):
        raise Refused(way)
    if kind == "html":
        return read_html(content, url, charset)
    return read_markdown(content, url) if kind == "markdown" else read_text(content, url)


def _in_time(read: Callable[[bytes], Page], content: bytes) -> Page:
    """What reads a file that other programs made, in a process of its own: nobody knows how long that takes."""
    try:
        return in_time(read, content, limits.SECONDS_OF_A_FILE)
    except TimeoutError:
        raise Refused(
            f"takes more than {limits.SECONDS_OF_A_FILE} seconds to read: save its text and draft that"
        ) from None
    except EngineError:
        raise Refused("cannot be read, it takes too much memory: save its text and draft that") from None


def too_large(size: int) -> str:
    """Why a source of so many bytes is refused."""
    return f"has {size:,} bytes; no transcript has more than {MAX_BYTES:,}"
