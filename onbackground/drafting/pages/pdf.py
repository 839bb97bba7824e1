"""A PDF: its text page by page, without running heads, page numbers and the hyphens of line ends."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise

from onbackground.drafting.pages.blocks import blocks_of, single_spaced
from onbackground.drafting.pages.page import Page, Refused, recordable

MOST_PAGES = 500
"""Three hours of briefing fill about a hundred pages."""
HEAD_LINES = 3
"""So many lines at the top and at the foot of a page can be a running head."""
REPEATED = 3
"""On so many pages, or on every page of a shorter text, a line at the top or the foot is a running head."""
COMPOUNDS = frozenset(
    """
    all anti back co counter cross de ex first four front half high inter key long low mid multi near non north off on
    out over part post pre pro quasi re self semi short single six south state sub super third three top two under well
    west wide year
""".split()
)
"""First parts that keep their hyphen at the end of a line, where the text itself does not tell."""
_NUMBER = re.compile(r"\W*(?:page\s*)?\d+(?:\s*(?:of|/)\s*\d+)?\W*", re.I)
_BROKEN = re.compile(r"(?P<head>[A-Za-z]*[a-z])[-\u00ad\u2010]$")
_ENDS_SENTENCE = re.compile(r"[.?!:…”’\"')\]]\s*$")


def read_pdf(content: bytes) -> Page:
    """A PDF as a page. Raises Refused for one that is locked, damaged, too long, or a picture of text."""
    from pypdf import PdfReader  # only here: it takes longer to import than a page of text to draft

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("is a PDF that is locked with a password: save it without one")
        if len(reader.pages) > MOST_PAGES:
            raise Refused(f"is a PDF of {len(reader.pages)} pages; no transcript has more than {MOST_PAGES}")
        pages = [page.extract_text(extraction_mode="layout").split("\n") for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except Refused:
        raise
    except Exception as error:  # pypdf raises whatever a damaged file leads to
        raise Refused(
            f"is a PDF that cannot be read ({type(error).__name__}): save the text from a PDF reader"
        ) from None
    if not any(line.strip() for lines in pages for line in lines):
        raise Refused("is a PDF of pictures without text: run text recognition on it first, and check the result")
    kept = list(_without_heads(pages))
    heads = sum(bool(line.strip()) for line in chain(*pages)) - sum(bool(line.strip()) for line in chain(*kept))
    lost = Counter({"lines of running heads and page numbers": heads} if heads else {})
    text, doubtful = _joined(kept)
    asked = "The text was taken from a PDF, without running heads and without hyphens at line ends: is any word wrong?"
    note = ("source", f"{asked} Joined by guess: {', '.join(doubtful)}." if doubtful else asked)
    blocks = recordable(blocks_of(text), lost)
    return Page(blocks, titles=(title,) if title else (), notes=(note,), lost=tuple(lost.items()))


def _without_heads(pages: list[list[str]]) -> Iterator[list[str]]:
    """The lines of each page without its margin, empty ends, page number and running heads."""
    stripped = [[line.rstrip() for line in lines] for lines in pages]
    margin = min((len(line) - len(line.lstrip()) for lines in stripped for line in lines if line), default=0)
    trimmed = [_trimmed([line[margin:] for line in lines]) for lines in stripped]
    enough = max(2, min(REPEATED, len(pages)))
    heads = Counter(head for lines in trimmed for head in {_head(line) for line in _ends(lines)})
    for lines in trimmed:
        while lines and _is_head(lines[0], heads, enough):
            lines = _trimmed(lines[1:])
        while lines and _is_head(lines[-1], heads, enough):
            lines = _trimmed(lines[:-1])
        yield lines


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _ends(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line.strip()]
    return [*filled[:HEAD_LINES], *filled[-HEAD_LINES:]]


def _head(line: str) -> str:
    """A line as running heads are compared: without its numbers and its spaces."""
    return re.sub(r"[\d\s]+", "", line)


def _is_head(line: str, heads: Counter[str], enough: int) -> bool:
    return bool(_NUMBER.fullmatch(line)) or (len(_head(line)) > 2 and heads[_head(line)] >= enough)


def _joined(pages: list[list[str]]) -> tuple[str, list[str]]:
    """The pages as one text, and the words that were joined by guess.

    A paragraph that runs over the end of a page goes on. A word that is broken at the end of a line is made whole: with
    its hyphen where the text has it so elsewhere, or where its first part is one of COMPOUNDS.
    """
    doubtful: list[str] = []
    lines: list[str] = []
    for page in pages:
        if lines and page and _ENDS_SENTENCE.search(lines[-1]):
            lines.append("")
        lines += page
    lines = single_spaced(lines)
    words = Counter(re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", "\n".join(lines).lower()))
    for n, (line, following) in enumerate(pairwise(lines)):
        broken = _BROKEN.search(line)
        first, _, rest = following.strip().partition(" ")
        if broken and first[:1].islower():
            tail = re.match(r"[A-Za-z]+", first)
            head, end = broken["head"], tail[0] if tail else ""
            whole, parted = words[f"{head}{end}".lower()], words[f"{head}-{end}".lower()]
            keeps = parted > whole or (not whole and head.lower() in COMPOUNDS)
            if not whole and not parted:
                doubtful.append(f"{head}-{end}" if keeps else f"{head}{end}")
            lines[n] = line[: broken.end("head")] + ("-" if keeps else "") + first
            indent = following[: len(following) - len(following.lstrip())]
            lines[n + 1] = indent + rest
    return "\n".join(lines) + "\n", doubtful
