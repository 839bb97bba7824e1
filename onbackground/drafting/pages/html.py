"""A saved web page: its metadata, and which part of it is the transcript.

No list of sites decides. The transcript is where the speaker labels are: the smallest element that holds them all,
and the page up to the heading above it.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from onbackground.dates import printed_date
from onbackground.drafting.cutting.page_labels import Labels
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.days import iso_day, long_date, top_prints_date
from onbackground.drafting.lines.header_line import is_office, series_of_line
from onbackground.drafting.pages.characters import misread_windows_1252, without_unrecordable
from onbackground.drafting.pages.html_blocks import HtmlBlock, HtmlBlocks, saved_from
from onbackground.drafting.pages.page import Page, Refused, decode, encoding_note, printed_page, struck_note
from onbackground.verbatim.reproduce import fold

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_SITE = re.compile(
    r"\b(?:white ?house|whitehouse\.gov|u\.?s\.? department of state|department of state|state\.gov|embassy|"
    r"consulate|mission|archives?|national archives|obama|trump|bush|clinton|biden|homepage|united states)\b",
    re.I,
)
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "pubdate",
    "publication_date",
    "datepublished",
    "dc.date.created",
    "date_published",
)


def read_html(content: bytes, url: str | None = None, charset: str | None = None) -> Page:
    """An HTML page as a page. Raises Refused for what is no text or has none."""
    declared = _CHARSET.search(content[:4096])
    text, encoding = decode(content, charset or (declared.group(1).decode("ascii") if declared else None))
    text = without_unrecordable(misread_windows_1252(text) or text)
    document = LexborHTMLParser(text)
    if document.body is None:
        raise Refused("is an HTML page without text")
    walker = HtmlBlocks()
    found = walker.walk(document.body)
    if not found:
        raise Refused("is an HTML page without text")
    titles, date = _titles(document, found), _date(document)
    chosen = _transcript(found, titles)
    blocks = [one.block for one in chosen]
    top = [fold(line) for block in blocks[:12] for line in block.lines]
    title = next((one for one in titles if any(_alike(one, line) for line in top)), titles[0] if titles else None)
    printed = next((line for line in top if title and _alike(title, line)), None)
    date_line = long_date(date) if date and not top_prints_date([title or "", *top]) else None
    source, blocks = printed_page(None if printed else title, date_line, blocks)
    inside = set(map(id, chosen))
    around = " ".join(fold(line) for one in found[:60] if id(one) not in inside for line in one.block.lines)[:4000]
    struck = [words for text in walker.struck if (words := fold(text)) and words in fold(source)]
    notes = encoding_note(encoding) + struck_note(struck)
    return Page(
        source.encode("utf-8"),
        source,
        tuple(blocks),
        printed or title,
        date,
        url or _address(document, text),
        " ".join((*titles, around)),
        _language(document),
        notes,
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


def _titles(document: LexborHTMLParser, found: list[HtmlBlock]) -> list[str]:
    """What the page calls itself, best first: its metadata, its title without the name of the site, its headings."""
    meta = _meta(document)
    node = document.css_first("title")
    names = [meta.get("og:title"), meta.get("dc.title"), meta.get("twitter:title"), node.text() if node else None]
    names += [" ".join(one.block.lines) for one in found if one.tag == "h1"]
    cleaned = [_without_site(fold(name)) for name in names if name]
    told = (name for name in cleaned if name and not not_speech.is_issuer(name))
    return list(dict.fromkeys(name for name in told if " " in name or not re.search(r"\d", name)))


def _without_site(title: str) -> str:
    parts = re.split(r"\s+[|\-–—»:]{1,2}\s+", title)
    while len(parts) > 1 and _SITE.search(parts[-1]) and len(parts[-1]) < 60:
        title = title[: title.rindex(parts.pop())].rstrip(" |-–—»:")
    return title


def _date(document: LexborHTMLParser) -> str | None:
    meta = _meta(document)
    day = next((day for name in _DATES if (day := iso_day(meta.get(name)))), None)
    if day is None:
        node = document.css_first("time[datetime]")
        day = iso_day(node.attributes.get("datetime")) if node else None
    return day


def _address(document: LexborHTMLParser, text: str) -> str | None:
    node: LexborNode | None = document.css_first('link[rel="canonical"]')
    addresses = [saved_from(text), node.attributes.get("href") if node else None, _meta(document).get("og:url")]
    return next((address for address in addresses if address and address.startswith(("http://", "https://"))), None)


def _language(document: LexborHTMLParser) -> str | None:
    node = document.css_first("html[lang]")
    return node.attributes.get("lang") if node else None


def _alike(title: str, line: str) -> bool:
    return re.sub(r"\W+", "", title.lower()) == re.sub(r"\W+", "", line.lower())


def _transcript(found: list[HtmlBlock], titles: list[str]) -> list[HtmlBlock]:
    """The blocks of the transcript; all blocks where no line begins with a label."""
    labels = Labels.of([one.block for one in found if one.linked < 0.5])
    labelled = [
        n
        for n, one in enumerate(found)
        if any(
            labels.read(line, one.block.lead if k == 0 else "")
            for k, line in enumerate(one.block.lines if not one.block.wrapped else one.block.lines[:1])
        )
    ]
    if not labelled:
        return found
    first, last = labelled[0], labelled[-1]
    container = _container([found[n].path for n in labelled])
    inside = [n for n, one in enumerate(found) if container in one.path]
    start, end = min(first, inside[0]), max(last, inside[-1])
    heading = _heading(found, first, titles)
    if heading is not None:
        start = heading
        while start and _belongs_above(found[start - 1]):
            start -= 1
    return [
        one
        for n, one in enumerate(found[start : end + 1], start)
        if first <= n <= last or n == heading or one.linked < 0.6
    ]


def _container(paths: list[tuple[int, ...]]) -> int:
    """The element that holds (nearly) all labels: a stray label in a margin does not widen it."""
    depth = 0
    while True:
        counts: dict[int, int] = {}
        for path in paths:
            if len(path) > depth:
                counts[path[depth]] = counts.get(path[depth], 0) + 1
        if not counts:
            break
        best = max(counts, key=counts.__getitem__)
        if counts[best] < len(paths) * 0.95:
            break
        paths = [path for path in paths if len(path) > depth and path[depth] == best]
        depth += 1
        container = best
    return container


def _heading(found: list[HtmlBlock], first: int, titles: list[str]) -> int | None:
    """The block above the first label that is the page's heading."""
    above = range(first - 1, max(-1, first - 80), -1)
    for title in titles:
        alike = [n for n in above if _alike(title, fold(" ".join(found[n].block.lines))) and found[n].linked < 0.6]
        if alike:  # the series of a briefing, further down, may read like its heading
            return next((n for n in alike if found[n].tag in ("h1", "h2", "h3")), alike[0])
    for tags in (("h1",), ("h2",), ("h3", "h4")):
        for n in above:
            if found[n].tag in tags and found[n].linked < 0.6:
                return n
    return None


def _belongs_above(one: HtmlBlock) -> bool:
    """A line above the heading that is part of the header: a series, an office, a date."""
    lines = [fold(line) for line in one.block.lines]
    return one.linked < 0.6 and all(
        series_of_line(line)
        or printed_date(line)
        or is_office(line)
        or not_speech.is_issuer(line)
        or not_speech.is_release_line(line)
        for line in lines
    )
