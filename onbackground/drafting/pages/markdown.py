"""Markdown with front matter: escapes resolved and wrapped lines joined by the Markdown parser."""

from __future__ import annotations

import re
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.token import Token

from onbackground.drafting.pages.blocks import Block
from onbackground.drafting.pages.characters import without_unrecordable
from onbackground.drafting.pages.front_matter import described, front_matter
from onbackground.drafting.pages.html_blocks import HtmlBlocks
from onbackground.drafting.pages.page import Page, read_bytes, recordable
from onbackground.verbatim.reproduce import fold


def _parser() -> MarkdownIt:
    """CommonMark, but for what spoken text sets off by accident.

    Five spaces before a label are no code, and a line that begins with “1.” or a dash begins no list within a
    paragraph: transcripts wrap “by May 1.” wherever the line is full.
    """
    parser = MarkdownIt("commonmark").disable(["code", "lheading", "reference"])
    parser.block.ruler.at("list", _list, {"alt": ["paragraph", "blockquote"]})
    return parser


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's lists; `silent` asks whether one would end a paragraph, which only the next entry of a list may."""
    if silent and state.listIndent < 0:
        return False
    return list_block(state, start, end, silent)


def read_markdown(content: bytes, url: str | None = None) -> Page:
    """A Markdown file as a page. Raises Refused for what is no text."""
    text, notes = read_bytes(content)
    lost: Counter[str] = Counter()
    matter, body = front_matter(without_unrecordable(text, lost))
    blocks, struck = _blocks(_parser().parse(body))
    page = Page(recordable(blocks, lost), url=url, struck=tuple(struck), notes=notes, lost=tuple(lost.items()))
    return described(page, matter)


def _blocks(tokens: list[Token]) -> tuple[list[Block], list[str]]:
    """The blocks of parsed Markdown, and the words that it strikes out."""
    blocks: list[Block] = []
    struck: list[str] = []
    marker = ""
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else f"{token.markup} "
        elif token.type == "inline":
            lines, lead = _inline(token.children or [], struck)
            lines = [line for line in lines if line.strip()]
            if lines:
                blocks.append(Block((marker + lines[0].lstrip() if marker else lines[0], *lines[1:]), lead=lead))
            marker = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(Block(tuple(line for line in token.content.splitlines() if line.strip())))
        elif token.type == "hr":
            blocks.append(Block((token.markup,)))
        elif token.type == "html_block":
            blocks.extend(HtmlBlocks.of(token.content))
    return [block for block in blocks if block.lines], struck


def _inline(children: list[Token], struck: list[str]) -> tuple[list[str], str]:
    """The lines of a paragraph, hard line breaks kept, and what is bold at its start."""
    lines = [""]
    bold = 0
    lead = ""
    striking: list[str] | None = None
    for child in children:
        text = ""
        if child.type in ("text", "code_inline"):
            text = child.content
        elif child.type == "softbreak":
            text = " "
        elif child.type == "hardbreak":
            lines.append("")
        elif child.type == "image":
            text = child.content
        elif child.type == "strong_open":
            bold += 1
        elif child.type == "strong_close":
            bold -= 1
        elif child.type == "html_inline":
            tag = child.content.lower()
            if re.match(r"<(?:s|del|strike)\b", tag):
                striking = []
            elif re.match(r"</(?:s|del|strike)\b", tag) and striking is not None:
                struck.append(fold("".join(striking)))
                striking = None
            elif re.match(r"<br\b", tag):
                lines.append("")
        if text and bold and lead == lines[0].strip() and len(lines) == 1:
            lead = (lead + text).strip() if lead else text.strip()
        if striking is not None:
            striking.append(text)
        lines[-1] += text
    return lines, lead
