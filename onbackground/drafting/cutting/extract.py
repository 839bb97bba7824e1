"""Which part of a page is the transcript, and its text as `sources/` will hold it.

No list of sites decides. The transcript is where the speaker labels are: the smallest element that holds them all,
and the page up to the heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from onbackground.dates import printed_date
from onbackground.drafting import limits
from onbackground.drafting.cutting.learn_labels import learn
from onbackground.drafting.cutting.page_labels import Labels
from onbackground.drafting.cutting.run_together import cut_apart
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.days import iso_day, long_date, top_prints_date
from onbackground.drafting.lines.header_line import is_dated, is_office, series_of_line, title_weight
from onbackground.drafting.pages.blocks import Block, ends_sentence, first_lines
from onbackground.drafting.pages.page import Page
from onbackground.verbatim.reproduce import fold


@dataclass(frozen=True)
class Transcript:
    """The transcript of a page, and what the page says around it.

    `text` is what `sources/` will hold and `content` its bytes; `blocks` are the same text cut where the page sets it
    apart, and `cut` the same again where its lines have been cut in front of every label (None: the page has its line
    ends). `left_out` are the blocks of the page that are none of it.
    """

    page: Page
    content: bytes
    text: str
    blocks: tuple[Block, ...]
    labels: Labels
    cut: tuple[Block, ...] | None = None
    title: str | None = None
    date: str | None = None
    around: str = ""
    left_out: tuple[Block, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def lost(self) -> tuple[tuple[str, int], ...]:
        """How much of what the page shows is not in `text`, by what it is."""
        outside = sum(len(line.split()) for block in self.left_out for line in block.lines)
        return ((("words around the transcript", outside),) if outside else ()) + self.page.lost


def transcript_of(page: Page) -> Transcript:
    """Learn the labels of a page, find its transcript by them, and give that the title and date of the page."""
    cut = tuple(cut_apart(page.blocks) or ()) or None
    titles = [title for title in page.titles if not not_speech.is_issuer(title)]
    spoken = [block for block in cut or page.blocks if block.linked < limits.MOSTLY_LINKS]
    labels = learn(spoken, titles)
    chosen = _chosen(page.blocks, cut or page.blocks, labels, titles)
    blocks = [page.blocks[n] for n in chosen]
    inside = set(chosen)
    outside = tuple(block for n, block in enumerate(page.blocks) if n not in inside)
    if page.content is not None:
        text = page.content.decode("utf-8-sig")
        return Transcript(page, page.content, text, tuple(blocks), labels, cut, notes=page.notes)
    top = [fold(line) for block in blocks[: limits.BLOCKS_OF_TOP] for line in block.lines]
    title, printed = _title(titles, list(takewhile(lambda line: not labels.read(line), top)))
    date = next((day for words in page.dated if (day := iso_day(words))), None)
    date_line = long_date(date) if date and not top_prints_date([title or "", *top]) else None
    above = [Block(lines)] if (lines := tuple(line for line in (None if printed else title, date_line) if line)) else []
    blocks = [*above, *blocks]
    text = "\n\n".join("\n".join(block.lines) for block in blocks) + "\n"
    around = " ".join(fold(line) for block in outside[: limits.BLOCKS_AROUND] for line in block.lines)
    return Transcript(
        page,
        text.encode("utf-8"),
        text,
        tuple(blocks),
        labels,
        (*above, *(cut[n] for n in chosen)) if cut else None,
        printed or title,
        date,
        " ".join((page.about, *page.titles, around[: limits.CHARACTERS_AROUND])).strip(),
        outside,
        page.notes + _struck(page.struck, text),
    )


def _title(titles: Sequence[str], top: Sequence[str]) -> tuple[str | None, str | None]:
    """What the page calls itself, and that title as one of its first lines prints it; None where none does."""
    title = next((one for one in titles if any(_alike(one, line) for line in top)), titles[0] if titles else None)
    if title and not title_weight(title) and any(title_weight(line) == 3 for line in top):
        title = None  # the name of a site: the header prints a title of its own
    return title, next((line for line in top if title and _alike(title, line)), None)


def _struck(struck: Sequence[str], text: str) -> tuple[tuple[str, str], ...]:
    """What to tell a reader where the transcript strikes words out."""
    printed = fold(text)
    words = [folded for one in struck if (folded := fold(one)) and folded in printed]
    if not words:
        return ()
    shown = "; ".join(f"“{one}”" for one in words[: limits.STRUCK_SHOWN])
    return (("source", f"The page strikes words out, which plain text cannot show: {shown}. They are kept as text."),)


def _alike(title: str, line: str) -> bool:
    return re.sub(r"\W+", "", title.lower()) == re.sub(r"\W+", "", line.lower())


def _chosen(found: Sequence[Block], cut: Sequence[Block], labels: Labels, titles: Sequence[str]) -> list[int]:
    """The blocks of the transcript, as indices; all blocks of a page without elements, or without a label."""
    every = list(range(len(found)))
    if not any(block.path for block in found):
        return every
    labelled = [n for n, block in enumerate(cut) if any(labels.read(*line) for line in first_lines([block]))]
    if not labelled:
        return every
    first, last = labelled[0], labelled[-1]
    container = _container([found[n].path for n in labelled])
    inside = [n for n, block in enumerate(found) if container is None or container in block.path]
    start, end = min(first, inside[0]), max(last, inside[-1])
    heading = _heading(found, first, titles)
    if heading is None:
        heading = start = _printed_top(found, start)
    else:
        start = heading
    while start and _belongs_above(found[start - 1]):
        start -= 1
    return [n for n in every[start : end + 1] if first <= n <= last or n == heading or not _links(found[n])]


def _links(block: Block) -> bool:
    return block.linked >= limits.LINKS


def _container(paths: list[tuple[int, ...]]) -> int | None:
    """The element that holds (nearly) all labels: a stray label in a margin does not widen it. None where none does."""
    depth, container = 0, None
    while True:
        counts: dict[int, int] = {}
        for path in paths:
            if len(path) > depth:
                counts[path[depth]] = counts.get(path[depth], 0) + 1
        if not counts:
            break
        best = max(counts, key=counts.__getitem__)
        if counts[best] < len(paths) * limits.LABELS_IN_CONTAINER:
            break
        paths = [path for path in paths if len(path) > depth and path[depth] == best]
        depth += 1
        container = best
    return container


def _heading(found: Sequence[Block], first: int, titles: Sequence[str]) -> int | None:
    """The block above the first label that is the page's heading."""
    above = [n for n in range(first - 1, max(-1, first - limits.BLOCKS_UP_TO_HEADING - 1), -1) if not _links(found[n])]
    for title in titles:
        alike = [n for n in above if _alike(title, fold(" ".join(found[n].lines)))]
        if alike:  # the series of a briefing, further down, may read like its heading
            return next((n for n in alike if found[n].tag in ("h1", "h2", "h3")), alike[0])
    for tags in (("h1",), ("h2",), ("h3", "h4")):
        for n in above:
            if found[n].tag in tags:
                return n
    return None


def _printed_top(found: Sequence[Block], start: int) -> int:
    """Where title and date stand in plain paragraphs above the element of the labels; `start` where they do not."""
    top, titled = start, False
    for n in range(start - 1, max(-1, start - limits.BLOCKS_OF_TOP - 1), -1):
        lines = [fold(line) for line in found[n].lines]
        if _links(found[n]) or any(map(not_speech.is_furniture, lines)):
            break
        is_title = any(map(title_weight, lines)) or (n + 1 == top < start and not ends_sentence(lines[-1]))
        if any(map(is_dated, lines)) or (is_title and not titled):
            top, titled = n, titled or is_title
    return top


def _belongs_above(block: Block) -> bool:
    """A line above the heading that is part of the header: a series, an office, a date."""
    return not _links(block) and all(
        series_of_line(line)
        or printed_date(line)
        or is_office(line)
        or not_speech.is_issuer(line)
        or not_speech.is_release_line(line)
        for line in map(fold, block.lines)
    )
