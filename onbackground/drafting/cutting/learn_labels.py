"""Which lines that look like a label the page as a whole uses as one: learned once, in steps, each with its reason.

A label stands at the start of a line. The same words inside a paragraph are no label, so only lines at which a
paragraph may begin are asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.cutting.page_labels import Labels, is_heading
from onbackground.drafting.lines.label import (
    ASIDE,
    Reading,
    is_bare_name,
    is_of_press,
    label_key,
    read_label,
    role_word,
    without_clock,
)
from onbackground.drafting.lines.label_words import NOT_LABELS, OPENINGS
from onbackground.drafting.pages.blocks import Block, ends_sentence, first_lines
from onbackground.verbatim.reproduce import fold

_LINES = frozenset(("operator", "coordinator"))
"""Who puts callers through."""
_TITLES = frozenset(("mr", "ms", "mrs", "dr"))
_ADDRESS = re.compile(r"\W*(?:sir|madam|ma[’']am|thank you|good (?:morning|afternoon|evening)|hi|hello)\b", re.I)


class Seen(NamedTuple):
    """A line that looks like a label and speech, and what it has in common with others of the same label."""

    reading: Reading
    line: str
    key: str


@dataclass
class Evidence:
    """What a page shows of its labels. `known` and `dropped` say why, by key; a later step may overrule an earlier."""

    blocks: list[Block]
    titles: frozenset[str]
    seen: list[Seen]
    marks: frozenset[str]
    known: dict[str, str] = field(default_factory=dict)
    dropped: dict[str, str] = field(default_factory=dict)
    step: str = ""

    def keep(self, key: str, why: str) -> None:
        self.known[key] = f"{self.step}: {why}"
        self.dropped.pop(key, None)

    def drop(self, key: str, why: str) -> None:
        self.known.pop(key, None)
        self.dropped[key] = f"{self.step}: {why}"

    def keep_lines(self, wanted: Callable[[Seen], bool], why: str) -> None:
        """Leave out the lines that are not wanted; later steps do not see them."""
        for seen in self.seen:
            if not wanted(seen):
                self.dropped.setdefault(seen.key, f"{self.step}: {why}")
        self.seen = [seen for seen in self.seen if wanted(seen)]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each label is printed; asked for when all lines are sifted."""
        return Counter(seen.key for seen in self.seen)

    @cached_property
    def has_reporters(self) -> bool:
        """Whether the press or an operator has a label; asked for when all lines are sifted."""
        return any(is_of_press(key) or key.split()[-1] in _LINES for key in self.counts)

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """The last reading of each label."""
        return {seen.key: seen.reading for seen in self.seen}

    @cached_property
    def text(self) -> str:
        """The words of the page, folded."""
        return fold(" ".join(line for block in self.blocks for line in block.lines))

    @cached_property
    def bold(self) -> set[str]:
        """The labels that the page prints in bold."""
        return {
            label_key(reading.label)
            for block in self.blocks
            if block.lead
            and (reading := read_label(block.lines[0], block.lead))
            and fold(block.lead).rstrip(": ") == reading.label.rstrip(": ")
        }


def learn(blocks: Iterable[Block], titles: Iterable[str] = ()) -> Labels:
    """The labels of a page, from all lines at which paragraphs begin (from every line where few do).

    `titles` are what the page calls itself; where it does not say, its first line may be its title.
    """
    blocks = list(blocks)
    seen = list(_seen(first_lines(blocks)))
    if sum(not is_bare_name(one.reading) for one in seen) < limits.FEW_LABELS:
        seen = list(
            _seen((line, block.lead if n == 0 else "") for block in blocks for n, line in enumerate(block.lines))
        )
    names = frozenset(titles) or frozenset(blocks[0].lines[:1] if blocks else ())
    marks = frozenset(mark for mark in ("stopped", "dashed") if _prints(mark, [one.reading for one in seen]))
    page = Evidence(blocks, names, seen, marks)
    for step in STEPS:
        page.step = step.__name__.strip("_")
        step(page)
    return _labels(page)


def _seen(lines: Iterable[tuple[str, str]]) -> Iterator[Seen]:
    for line, lead in lines:
        if reading := read_label(line, lead):
            yield Seen(reading, line, label_key(reading.label))


def _labels(page: Evidence) -> Labels:
    alone = Counter(seen.key for seen in page.seen if seen.reading.kind == "bare")
    printed = {
        seen.reading.label
        for seen in page.seen
        if seen.reading.capitals and seen.reading.colon and seen.key in page.known
    }
    return Labels(
        frozenset(page.known),
        frozenset(label for label in printed if label[-1:].isalnum()),
        frozenset(key for key, count in alone.items() if key in page.known and count > 1),
        page.marks,
        {**page.dropped, **page.known},
    )


# --- lines that no label is on -----------------------------------------------------------------------------


def _leave_out_titles(page: Evidence) -> None:
    """A title only looks like a label: `Lake Council: Remarks by the Secretary`."""
    page.keep_lines(lambda seen: not _is_title(seen, page.titles), "is the title of the page")


def _leave_out_dashes(page: Evidence) -> None:
    """A dash stands in many a sentence: it ends a label only on a page that prints its labels so."""
    page.keep_lines(
        lambda seen: not seen.reading.dashed or "dashed" in page.marks, "ends with a dash, as no label here"
    )


def _leave_out_bare_lines(page: Evidence) -> None:
    """A name or a heading on a line of its own is a label only where one of the press (`JOURNALIST`) has such lines."""
    press = [is_heading(seen.reading) for seen in page.seen if seen.reading.kind == "bare" and is_of_press(seen.key)]
    asking, headed = len(press) > 1, sum(press) > 1
    page.keep_lines(
        lambda seen: headed if is_heading(seen.reading) else asking or not is_bare_name(seen.reading),
        "is a line of its own, and no reporter has such a line",
    )


def _is_title(seen: Seen, titles: frozenset[str]) -> bool:
    return (
        (seen.line in titles or fold(seen.line) in titles)
        and seen.reading.kind in ("name", "surname", "honorific")
        and not (seen.reading.capitals or ends_sentence(seen.line))
    )


def _prints(mark: str, readings: list[Reading]) -> bool:
    """Whether a full stop, or a dash, ends the labels of a page: of several, one of them again; and a colon of few."""
    marked = [label_key(reading.label) for reading in readings if getattr(reading, mark)]
    colons = sum(reading.colon for reading in readings)
    return len(marked) > max(2, colons, len(set(marked)))


# --- labels by their look and how often they stand there ---------------------------------------------------


def _keep_by_look(page: Evidence) -> None:
    """Each label by its look, by how often it is printed, and by the other labels of the page."""
    for key in page.counts:
        kept, why = _by_look(page, key)
        (page.keep if kept else page.drop)(key, why)


def _by_look(page: Evidence, key: str) -> tuple[bool, str]:
    reading, count, words, bold = page.readings[key], page.counts[key], key.split(), key in page.bold
    if reading.kind == "bare":
        return count >= 2, "fills its line" if count >= 2 else "fills its line once"
    if reading.kind == "letter":
        asks = any(other[:1] == "q" and len(other) < 4 for other in page.counts)
        return asks, "letter of a question or answer" if asks else "letter A without any Q on the page"
    if without_clock(reading.label) != reading.label:
        return True, "has its place in the recording"
    if all(word in NOT_LABELS for word in words):
        return (
            count >= limits.HEADING_WORDS_AGAIN or (reading.kind == "role" and count >= 2),
            f"words that head a line of a page, printed {count} times",
        )
    if reading.capitals or reading.kind == "role":
        return _in_capitals(reading, words, count)
    if reading.kind == "surname":
        titled = any(other.split()[0] in _TITLES for other in page.counts)
        again = count >= limits.NAME_AGAIN and page.has_reporters and not titled and key not in OPENINGS
        return bold or again, _why_again("a word", count, bold)
    if reading.kind == "honorific" and page.has_reporters:
        return True, "title and name, beside reporters"
    needed = limits.TITLE_AGAIN if reading.kind == "honorific" else limits.NAME_AGAIN
    return bold or count >= needed, _why_again("a name", count, bold)


def _in_capitals(reading: Reading, words: list[str], count: int) -> tuple[bool, str]:
    if reading.kind != "capitals":
        return True, "names a role" if reading.kind == "role" else "title and name in capitals"
    if count >= 2:
        return True, f"in capitals, printed {count} times"
    name = label_key(reading.label.partition(", ")[0]).split()  # without outlet or post
    short = len(name) <= limits.WORDS_OF_A_NAME and not set(words) & NOT_LABELS
    return short, "a name in capitals" if short else "in capitals once, and not like a name"


def _why_again(what: str, count: int, bold: bool) -> str:
    return f"{what} in bold" if bold else f"{what} printed {count} times"


def _keep_callers(page: Evidence) -> None:
    """The names before a colon that a page prints again, where it labels people by their names or has an operator."""
    if not any(page.readings[key].kind in ("name", "surname") or key.split()[-1] in _LINES for key in page.known):
        return
    for key, reading in page.readings.items():
        if reading.kind != "name" or key in page.known:
            continue
        name = fold(ASIDE.sub(" ", reading.label))
        if page.counts[key] > 1 or len(re.findall(rf"\b{re.escape(name)}\b", page.text)) > page.counts[key]:
            page.keep(key, "a name that the page prints again")


# --- names by their place in the dialogue ------------------------------------------------------------------


def _keep_in_dialogue(page: Evidence) -> None:
    """Names that their place shows to be labels, however seldom they are printed.

    Where reporters have no label, or seldom, these are the names of reporters and papers: they ask, or whoever speaks
    most answers. Where reporters have one, the name behind it answers.
    """
    talk = _Dialogue.of(page)
    if talk is None:
        return
    believed: set[str] = set()
    for n, seen in enumerate(page.seen):
        if seen.key not in page.known and _may_be_name(seen) and talk.in_place(n, believed):
            believed.add(seen.key)
    for key in believed:
        page.keep(key, "a name in the place of one who asks or answers")


def _may_be_name(seen: Seen) -> bool:
    words = seen.key.split()
    if not seen.reading.colon or words[0] in OPENINGS:
        return False
    return not set(words) <= NOT_LABELS


@dataclass
class _Dialogue:
    """Who asks and who answers on a page: `main` is the label of whoever speaks most, if anybody speaks twice."""

    seen: list[Seen]
    counts: Counter[str]
    speakers: Counter[str]
    reporters: set[str]
    main: str | None
    in_capitals: bool
    text: str

    @classmethod
    def of(cls, page: Evidence) -> _Dialogue | None:
        """None where labels in capitals or no labels at all leave nothing to conclude from places."""
        keys = [seen.key for seen in page.seen]
        asking = [key for key in keys if key in page.known and is_of_press(key) and key != "follow-up"]
        speakers = Counter(key for key in keys if key in page.known and not is_of_press(key))
        main, often = next(iter(speakers.most_common(1)), (None, 0))
        main = main if often > 1 else None
        in_capitals = any(seen.reading.capitals for seen in page.seen if seen.key == main)
        reporters = set(asking) if len(asking) * limits.ANSWERS_PER_REPORTER >= often else set()
        if not reporters and (main is None or in_capitals):
            return None
        return cls(page.seen, Counter(keys), speakers, reporters, main, in_capitals, page.text)

    def in_place(self, n: int, believed: set[str]) -> bool:
        """Whether the n-th line stands where somebody asks, or answers."""
        seen = self.seen[n]
        before = self.seen[n - 1].key if n else None
        following = self.seen[n + 1].key if n + 1 < len(self.seen) else None
        asking = "?" in seen.line or bool(_ADDRESS.match(seen.line, seen.reading.end))
        if not self.reporters:
            return asking or following == self.main
        if before in self.reporters | believed:
            answered = following in self.speakers and not role_word(str(following).split())
            several = len(seen.key.split()) > 1 or self.counts.get(seen.key, 0) < self.text.count(seen.reading.label)
            return several and (self.counts[seen.key] > 1 or not answered)
        if not asking:
            return False
        outlet = seen.reading.label.endswith(")") and not self.in_capitals
        return outlet or (before in (None, self.main) and following == self.main)


STEPS: tuple[Callable[[Evidence], None], ...] = (
    _leave_out_titles,
    _leave_out_dashes,
    _leave_out_bare_lines,
    _keep_by_look,
    _keep_callers,
    _keep_in_dialogue,
)
"""In this order: first lines that carry no label, then labels."""
