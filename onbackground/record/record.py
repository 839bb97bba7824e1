"""One record with its source and vocabulary, and the views of it that rules and tables share."""

from __future__ import annotations

import codecs
import difflib
import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from onbackground.corpus.corpus import Vocabulary, date_of, sha256
from onbackground.findings import Path, Unreadable
from onbackground.parsing.marks import is_usual, too_many_marks
from onbackground.parsing.problems import odd_character
from onbackground.record.settlement import Settlement
from onbackground.verbatim.alignment import Alignment, align
from onbackground.verbatim.reproduce import fold

View = TypeVar("View")

LAYERS: dict[str, tuple[str, ...]] = {
    "header": (
        "schema",
        "id",
        "title",
        "series",
        "byline",
        "date",
        "place",
        "venue",
        "language",
        "publisher",
        "source",
        "ground_rules",
        "principals",
        "subject",
        "topics",
    ),
    "turns": ("participants", "redactions", "turns", "skips", "sic"),
    "exchanges": ("exchanges", "outside_exchanges"),
    "statements": ("statements",),
    "events": ("events",),
    "mentions": ("mentions",),
}
"""The layers that a reader signs, and the top-level keys of each."""

BRACKET = re.compile(r"\[[^\[\]\n]+\]")
STAGE_NOTE = re.compile(
    r"\((?:(?:brief |general |scattered |off-?|cross-?|a )?"
    r"(?:laughter|laughs?|chuckles?|applause|cheers?|inaudible|unintelligible|indiscernible|off-? ?mike|off-? ?mic"
    r"|in progress|cross-? ?talk|pause[sd]?|sighs?|coughs?|music|phonetic|ph|sic|via interpreter"
    r"|through interpreter|technical difficult(?:y|ies)|audio (?:gap|break|interruption)|break|no response"
    r"|gestur(?:es|ing)|nods?|knock(?:s|ing)?|speaks? in [a-z]+|in [a-z]+)[^()\n]{0,30})\)",
    re.I,
)
"""What happened in the room, in round brackets: a closed list of first words, as printed transcripts use them."""


class Quote(NamedTuple):
    """A quote of the record: where it stands in the record, the turn it is of, and its words."""

    at: Path
    turn: str
    text: str


Place = tuple[Path, str | None, str, int, bool]
"""Where words are quoted: the path to them, the turn they should be of, themselves, where that turn has them
(-1: nowhere), and whether it has them again."""


class Source(NamedTuple):
    """A published text: as decoded, its SHA-256, its form under the verbatim rule, and that paragraph by paragraph."""

    text: str
    sha256: str
    folded: str
    paragraphs: list[str]
    usual: bool
    """Whether every character but white space can be seen, and stands for itself alone."""
    with_unix_line_ends: str = ""
    """The SHA-256 of the same text with Unix line ends, where it has Windows line ends; else empty."""
    path: str = ""


class Record:
    """One record: plain data that satisfy the schema, or are cut down to the parts of it that do.

    `cut` has, for each layer from which entries were cut, the ids of all its entries in order; `broken` the keys
    that were left out.
    """

    def __init__(
        self,
        data: dict[str, Any],
        path: str,
        source: Source | None,
        vocabulary: Vocabulary,
        cut: dict[str, list[str]] | None = None,
        broken: frozenset[str] = frozenset(),
    ):
        self.data = data
        self.broken = broken
        self.cut = cut or {}
        self.path = path
        self.source = source
        self.vocabulary = vocabulary
        self.settlement = Settlement()
        self.views: dict[Callable[[Record], Any], Any] = {}

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @cached_property
    def spoken_on(self) -> str | None:
        """The day of the briefing, YYYY-MM-DD; None where it is not known, or the id says another."""
        day = self.data.get("date")
        return day if date_of(self.data.get("id", "")) in ("", day) else None

    @cached_property
    def turns(self) -> dict[str, dict[str, Any]]:
        turns: dict[str, dict[str, Any]] = self.layer("turns")
        return turns

    @cached_property
    def participants(self) -> dict[str, dict[str, Any]]:
        participants: dict[str, dict[str, Any]] = self.layer("participants")
        return participants

    @cached_property
    def alignment(self) -> Alignment | None:
        """The body laid against the source; None where there is no source to trust, or a skip without a place."""
        if self.source is None or not {"turns", "participants"} <= self.data.keys() or "skips" in self.broken:
            return None
        if any(("before" in skip) == ("after" in skip) for skip in self.data.get("skips") or ()):
            return None
        alignment = align(self.data, "\n".join(self.source.paragraphs), self.source.text)
        return None if alignment.differences and self.source_replaced else alignment

    @property
    def reads_exactly(self) -> bool:
        """Whether the body has the characters and the paragraphs of the source."""
        return self.alignment is not None and self.alignment.exact

    @property
    def source_replaced(self) -> bool:
        """Whether the file in sources/ is another than the one read: its digest is, and not by a slip of the pen."""
        typed = self.data.get("source", {}).get("sha256", "")
        return self.source is not None and sum(a != b for a, b in zip(typed, self.source.sha256)) > 4

    @cached_property
    def texts(self) -> dict[str, str]:
        """The text of every turn, with plain single spaces; as it is in the source where the two differ, since that is
        what quotes are of."""
        spaced = plain_spaces if self.has_odd_space else str
        texts = {turn_id: spaced(turn["text"]) for turn_id, turn in self.turns.items()}
        if self.alignment and self.alignment.restored:
            texts.update(self.alignment.restored)
        return texts

    @cached_property
    def has_odd_space(self) -> bool:
        """Whether the text of some turn has other white space than single spaces and line ends between words."""
        return not self.reads_exactly and any(one["text"] != plain_spaces(one["text"]) for one in self.turns.values())

    @cached_property
    def lost(self) -> frozenset[str]:
        """The ids of turns that the source has and the record has not: they are missed once, not at each reference."""
        return self.alignment.lost if self.alignment else frozenset()

    @cached_property
    def speakers(self) -> dict[str, str | None]:
        """The speaker of every turn; None where he or she is not among the participants, or the label is another's."""
        unsure = (self.alignment.unsure if self.alignment else frozenset()) | self.mislabelled.keys()
        return {
            turn_id: turn["speaker"] if turn["speaker"] in self.participants and turn_id not in unsure else None
            for turn_id, turn in self.turns.items()
        }

    @cached_property
    def mislabelled(self) -> dict[str, str]:
        """The turns whose own label is like that of another participant than their speaker, and that participant."""
        labels = {name: participant["label"] for name, participant in self.participants.items() if participant["label"]}
        found = {}
        for turn_id, turn in self.turns.items():
            if turn.get("label") and turn["speaker"] in self.participants:
                near = max(
                    labels,
                    key=lambda name: (likeness(labels[name], turn["label"]), name == turn["speaker"]),
                    default="",
                )
                own = likeness(labels.get(turn["speaker"], ""), turn["label"])
                if near and near != turn["speaker"] and likeness(labels[near], turn["label"]) > max(own, 0.8):
                    found[turn_id] = near
        return found

    @cached_property
    def roles(self) -> dict[str, str | None]:
        """The built-in role of the speaker of every turn, or the one that it is like; None: no such speaker."""
        return {turn_id: self.role_of(name) if name else None for turn_id, name in self.speakers.items()}

    def role_of(self, name: str) -> str:
        """The built-in role of a participant: its own, or the one that the corpus declares it to be like."""
        role: str = self.vocabulary.terms.known("role", self.participants[name]["role"])
        return role

    @property
    def attribution(self) -> str | None:
        """The built-in ground rule: the record's own, or the one that the corpus declares it to be like."""
        rule: str | None = self.vocabulary.terms.known("attribution", self.data["ground_rules"]["attribution"])
        return rule

    def layer(self, name: str) -> Any:
        """A top-level key that may be absent: its value, or an empty mapping."""
        return self.data.get(name) or {}

    def ids(self, name: str) -> Collection[str]:
        """The ids of a layer's entries, in order, those included that break the schema."""
        return self.cut.get(name) or self.layer(name)

    def quotes(self) -> list[Quote]:
        """Every quote of every layer that names its turn. Asks are apart: `asks` finds their turn."""
        return self._quotes

    @cached_property
    def _quotes(self) -> list[Quote]:
        return list(self._each_quote())

    def _each_quote(self) -> Iterator[Quote]:
        data = self.data
        basis = data["ground_rules"]["basis"] if "ground_rules" in data else None
        if basis:
            yield Quote(("ground_rules", "basis"), basis["turn"], basis["quote"])
        for turn_id, turn in data.get("turns", {}).items():
            if "because" in turn:
                yield Quote(("turns", turn_id), turn_id, turn["because"])
        for n, oddity in enumerate(data.get("sic") or ()):
            yield Quote(("sic", n), oddity["turn"], oddity["quote"])
        for name, statement in self.layer("statements").items():
            yield Quote(("statements", name), statement["turn"], statement["quote"])
        for name, event in self.layer("events").items():
            for n, anchor in enumerate(event["anchors"]):
                yield Quote(("events", name, "anchors", n), anchor["turn"], anchor["quote"])

    def asks(self) -> list[tuple[str, str, dict[str, Any], str | None]]:
        """Every ask: its exchange, its id, itself, and the one question turn that has its quote.

        The turn is None where no question turn of the exchange has the quote, or several have it.
        """
        return self._asks

    @cached_property
    def _asks(self) -> list[tuple[str, str, dict[str, Any], str | None]]:
        return list(self._each_ask())

    def _each_ask(self) -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
        texts = self.texts
        for exchange_id, exchange in self.layer("exchanges").items():
            questions = exchange["question"]
            for ask_id, ask in exchange["asks"].items():
                turn = ask.get("turn")
                if turn is None:
                    quote = ask["quote"]
                    having = [q for q in questions if quote in texts.get(q, "")]
                    turn = having[0] if len(having) == 1 else None
                yield exchange_id, ask_id, ask, turn

    @cached_property
    def places(self) -> list[Place]:
        """Every quote, those of asks included, in its turn."""
        quoted: list[tuple[Path, str | None, str]] = [
            ((*at, "because" if at[0] == "turns" else "quote"), turn, words) for at, turn, words in self.quotes()
        ]
        quoted += [(("exchanges", x, "asks", name, "quote"), turn, ask["quote"]) for x, name, ask, turn in self.asks()]
        texts = self.texts
        places = []
        for at, turn, words in quoted:
            text = texts.get(turn or "", "")
            start = text.find(words)
            places.append((at, turn, words, start, start >= 0 and text.find(words, start + 1) >= 0))
        return places

    @cached_property
    def links(self) -> set[tuple[str, str]]:
        """What mentions link, each once: words and one entity. Mentions of several entities, or none, are left out."""
        return {
            (mention[0], mention[1])
            for mentions in self.layer("mentions").values()
            for mention in mentions
            if isinstance(mention[1], str) and isinstance(mention[0], str)
        }

    @cached_property
    def mentions(self) -> dict[str, list[list[Any]]]:
        """The mentions of every turn, [words, entity]; without the turns in which one does not begin with words."""
        return {
            turn_id: mentions
            for turn_id, mentions in self.layer("mentions").items()
            if not [mention for mention in mentions if not isinstance(mention[0], str)]
        }

    @cached_property
    def mention_starts(self) -> dict[str, list[int | None]]:
        """For each turn of `mentions`, where each of them starts in the text; None where it is not found in order."""
        found = {}
        for turn_id, mentions in self.mentions.items():
            text = self.texts.get(turn_id, "")
            starts: list[int | None] = []
            behind = 0
            for surface, _ in mentions:
                start = text.find(surface, behind)
                end = start + len(surface)
                if (start > 0 and text[start - 1] != " ") or (
                    start >= 0 and text[end : end + 1].isalnum()
                ):  # inside a longer word?
                    start = find_at_boundaries(surface, text, start)
                    end = start + len(surface)
                starts.append(start if start >= 0 else None)
                behind = end if start >= 0 else behind
            found[turn_id] = starts
        return found


def view(make: Callable[[Record], View]) -> Callable[[Record], View]:
    """Decorate a function of a record: its result is computed once, and kept with the record."""

    @functools.wraps(make)
    def kept(record: Record) -> View:
        if make not in record.views:
            record.views[make] = make(record)
        found: View = record.views[make]
        return found

    return kept


def likeness(one: str, other: str) -> float:
    """How much two short texts have in common, their case apart: 0 to 1."""
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def find_at_boundaries(words: str, text: str, start: int = 0) -> int:
    """Where words stand in a text from `start` on, not inside a longer word; -1 where nowhere."""
    size = len(words)
    found = text.find(words, start)
    while found >= 0:
        end = found + size
        if (found == 0 or not (text[found - 1].isalnum() and words[0].isalnum())) and (
            end == len(text) or not (text[end].isalnum() and words[-1].isalnum())
        ):
            return found
        found = text.find(words, found + 1)
    return -1


def span(quote: str, text: str) -> tuple[int, int]:
    """Start and end of a quote that stands in a text exactly once. Raises ValueError otherwise."""
    start = text.index(quote)
    if text.find(quote, start + 1) >= 0:
        raise ValueError(f"the quote occurs twice: {quote}")
    return start, start + len(quote)


_ODD_SPACES = re.compile(r"[^\S\n]*[^\S \n][^\S\n]*| {2,}")
_SPACES_AT_LINE_END = re.compile(r" *\n *")


def plain_spaces(text: str) -> str:
    """The text with one plain space for each run of spaces, and none at the ends of its lines."""
    if text.isascii() and "  " not in text and " \n" not in text and "\n " not in text and "\t" not in text:
        return text
    return _SPACES_AT_LINE_END.sub("\n", _ODD_SPACES.sub(" ", text))


_BLANK_LINES = re.compile(r"\n\s*\n")


def fold_source(content: bytes) -> Source:
    """A source from the bytes of its file. Raises UnicodeDecodeError where they are not UTF-8, Unreadable for what
    takes too long to fold."""
    text = content.removeprefix(codecs.BOM_UTF8).decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    usual = is_usual(content)
    if usual:
        paragraphs = _paragraphs(text)
    elif (marks := too_many_marks(text)) is not None:
        raise Unreadable([odd_character(text, marks)])
    else:
        composed = unicodedata.normalize("NFC", text)
        paragraphs = [folded for block in _BLANK_LINES.split(composed) if (folded := fold(block))]
    unix = sha256(content.replace(b"\r\n", b"\n")) if b"\r" in content and b"\r\n" in content else ""
    return Source(text, sha256(content), " ".join(paragraphs), paragraphs, usual, unix)


def _paragraphs(text: str) -> list[str]:
    """The folded paragraphs of a text that is `usual`."""
    text = " ".join([part.strip(" ") for part in text.split("\xa0")])
    while "  " in text:
        text = text.replace("  ", " ")
    paragraphs: list[str] = []
    lines: list[str] = []
    for line in (*text.split("\n"), ""):
        line = line.strip(" ")
        if line:
            lines.append(line)
        elif lines:
            paragraphs.append(" ".join(lines))
            lines = []
    return paragraphs
