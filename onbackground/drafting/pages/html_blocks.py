"""The text of an HTML page as a reader sees it: blocks in reading order, and the element that each stands in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from onbackground.drafting.pages.blocks import Block, blocks_of

_BREAKS = frozenset(
    """
    address article blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    form h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu ol p pre section summary table tbody td tfoot
    th thead tr ul title hr
""".split()
)
_UNSEEN = frozenset(
    """
    script style noscript template svg math nav button select option iframe object embed video audio canvas head
    textarea footer aside input map
""".split()
)
_NEVER_SHOWN = frozenset("script style noscript template head".split())
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:screen-reader-text|sr-only|visually-hidden|visuallyhidden|element-invisible|usa-sr-only)(?:\s|$)"
)
_BOLD = frozenset(("b", "strong", "th"))
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(?P<url>\S+)")


@dataclass
class HtmlBlocks:
    """Walks a document once, iteratively: no depth of nesting can exhaust the stack."""

    found: list[Block] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    _lines: list[str] = field(default_factory=lambda: [""])
    _path: list[int] = field(default_factory=list)
    _tags: list[str] = field(default_factory=list)
    _bold: int = 0
    _links: int = 0
    _striking: int = 0
    _pre: int = 0
    _lead: str = ""
    _linked: int = 0
    _start: tuple[int, ...] = ()
    _numbers: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, fragment: str) -> list[Block]:
        """The blocks of a piece of HTML."""
        body = LexborHTMLParser(fragment).body
        return cls().walk(body) if body else []

    def walk(self, root: LexborNode) -> list[Block]:
        """The blocks of everything within an element."""
        todo: list[tuple[LexborNode, bool]] = [(root, True)]
        while todo:
            node, entering = todo.pop()
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag is None or not tag[:1].isalpha():
                continue
            elif not entering:
                self._leave(tag)
            elif tag in _UNSEEN or _is_hidden(node):
                if tag not in _NEVER_SHOWN and (words := len((node.text() or "").split())):
                    self.lost[f"words in <{tag}>" if tag in _UNSEEN else "words that are hidden"] += words
            else:
                self._enter(node, tag)
                todo.append((node, False))
                child, children = node.child, []
                while child is not None:
                    children.append((child, True))
                    child = child.next
                todo.extend(reversed(children))
        self._flush()
        return self.found

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BREAKS:
            self._flush()
        self._path.append(node.mem_id)
        self._tags.append(tag)
        if tag == "br":
            self._line_break()
        elif tag in ("ol", "ul"):
            start = node.attributes.get("start") or ""
            self._numbers.append(int(start) if start.isdigit() else 1) if tag == "ol" else self._numbers.append(-1)
        elif tag == "li" and self._numbers and self._numbers[-1] >= 0:
            self._lines[-1] += f"{self._numbers[-1]}. "
            self._numbers[-1] += 1
        elif tag == "pre":
            self._pre += 1
        self._bold += tag in _BOLD
        self._links += tag == "a"
        self._striking += tag in ("s", "del", "strike")
        if self._striking and tag in ("s", "del", "strike"):
            self.struck.append("")

    def _leave(self, tag: str) -> None:
        if tag in _BREAKS:
            self._flush()
        self._path.pop()
        self._tags.pop()
        if tag in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        elif tag == "pre":
            self._pre -= 1
        self._bold -= tag in _BOLD
        self._links -= tag == "a"
        self._striking -= tag in ("s", "del", "strike")

    def _text(self, text: str) -> None:
        if self._pre:
            self._lines[-1] += text
        else:
            text = _HTML_SPACE.sub(" ", text)
            if not self._lines[-1].strip(" "):
                text = text.lstrip(" ") if not self._lines[-1] else text
            if self._bold and len(self._lines) == 1 and self._lead == self._lines[0].strip():
                self._lead = (self._lines[0] + text).strip()
            self._lines[-1] += text
        if self._striking and self.struck:
            self.struck[-1] += text
        if text.strip():
            if not self._start:
                self._start = tuple(self._path)
            if self._links:
                self._linked += len(text.strip())

    def _line_break(self) -> None:
        if self._pre:
            self._lines[-1] += "\n"
        elif self._lines[-1].strip():
            self._lines.append("")
        elif any(line.strip() for line in self._lines):
            self._flush()

    def _flush(self) -> None:
        """End the block: two line breaks in a row, or the edge of an element."""
        tag = next((tag for tag in reversed(self._tags) if tag in _BREAKS), "body")
        if self._pre:
            blocks = blocks_of("".join(self._lines))
        else:
            lines = tuple(line.strip(" ") for line in self._lines if line.strip())
            blocks = [Block(lines, lead=self._lead)] if lines else []
        size = sum(len(line) for block in blocks for line in block.lines)
        linked = self._linked / size if size else 0.0
        self.found.extend(replace(block, path=self._start, tag=tag, linked=linked) for block in blocks)
        self._lines, self._lead, self._linked, self._start = [""], "", 0, ()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or "display:none" in style
        or "visibility:hidden" in style
        or bool(_HIDDEN_CLASS.search(attributes.get("class") or ""))
    )


def saved_from(text: str) -> str | None:
    """The address that a browser noted when the page was saved; None where it did not."""
    found = _SAVED_FROM.search(text[:4096])
    return found["url"] if found and found["url"].startswith("http") else None
