"""A saved web page: its blocks, and what its metadata say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from onbackground.drafting.pages.blocks import Block
from onbackground.drafting.pages.characters import without_unrecordable
from onbackground.drafting.pages.html_blocks import HtmlBlocks, saved_from
from onbackground.drafting.pages.page import Page, Refused, read_bytes, recordable
from onbackground.verbatim.reproduce import fold

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_SITE = re.compile(
    r"\b(?:white ?house|whitehouse\.gov|u\.?s\.? department of state|department of state|state\.gov|embassy|"
    r"consulate|mission|archives?|national archives|obama|trump|bush|clinton|biden|homepage|united states)\b",
    re.I,
)
_DATES = """
    article:published_time og:article:published_time date dc.date dc.date.issued dcterms.created
    dcterms.issued dcterms.date pubdate publication_date datepublished dc.date.created date_published
""".split()


def read_html(content: bytes, url: str | None = None, charset: str | None = None) -> Page:
    """An HTML page, parsed. Raises Refused for what is no text or has none."""
    declared = _CHARSET.search(content[:4096])
    text, notes = read_bytes(content, charset or (declared.group(1).decode("ascii") if declared else None))
    lost: Counter[str] = Counter()
    text = without_unrecordable(text, lost)
    document = LexborHTMLParser(text)
    walker = HtmlBlocks()
    blocks = walker.walk(document.body) if document.body else []
    if not blocks:
        raise Refused("is an HTML page without text")
    return Page(
        recordable(blocks, lost),
        titles=tuple(_titles(document, blocks)),
        dated=tuple(_dated(document)),
        url=url or _address(document, text),
        language=_language(document),
        struck=tuple(walker.struck),
        notes=notes,
        lost=tuple((walker.lost + lost).items()),
    )


def _meta(document: LexborHTMLParser) -> dict[str, str]:
    values: dict[str, str] = {}
    for node in document.css("meta"):
        name = (
            node.attributes.get("property") or node.attributes.get("name") or node.attributes.get("itemprop") or ""
        ).lower()
        content = node.attributes.get("content")
        if name and content:
            values.setdefault(name, content)
    return values


def _titles(document: LexborHTMLParser, blocks: list[Block]) -> list[str]:
    """What the page calls itself, best first: its metadata, its title without the name of the site, its headings."""
    meta = _meta(document)
    node = document.css_first("title")
    names = [meta.get("og:title"), meta.get("dc.title"), meta.get("twitter:title"), node.text() if node else None]
    names += [" ".join(block.lines) for block in blocks if block.tag == "h1"]
    cleaned = [_without_site(fold(name)) for name in names if name]
    return list(dict.fromkeys(name for name in cleaned if " " in name or not re.search(r"\d", name)))


def _without_site(title: str) -> str:
    parts = re.split(r"\s+[|\-–—»:]{1,2}\s+", title)
    while len(parts) > 1 and _SITE.search(parts[-1]) and len(parts[-1]) < 60:
        title = title[: title.rindex(parts.pop())].rstrip(" |-–—»:")
    return title


def _dated(document: LexborHTMLParser) -> Iterator[str]:
    meta = _meta(document)
    yield from (meta[name] for name in _DATES if name in meta)
    if (node := document.css_first("time[datetime]")) and (printed := node.attributes.get("datetime")):
        yield printed


def _address(document: LexborHTMLParser, text: str) -> str | None:
    node: LexborNode | None = document.css_first('link[rel="canonical"]')
    addresses = [saved_from(text), node.attributes.get("href") if node else None, _meta(document).get("og:url")]
    return next((address for address in addresses if address and address.startswith(("http://", "https://"))), None)


def _language(document: LexborHTMLParser) -> str | None:
    node = document.css_first("html[lang]")
    return node.attributes.get("lang") if node else None
