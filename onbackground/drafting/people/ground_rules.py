"""The ground rules that a text announces: attribution, the words to attribute to, an embargo.

A guess towards the record could unmask somebody, so only an announcement about this very briefing counts, and whatever
contradicts it leaves the question open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from onbackground.drafting import limits
from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.lines.sentences import sentences, words_around
from onbackground.drafting.lines.tables import any_of, read_tables
from onbackground.verbatim.reproduce import fold

ROWS = read_tables(Path(__file__).with_suffix(".tsv"))
"""Patterns by what they tell: a rule (`weak`: greetings that imply background); `elsewhere`: what is said of another
briefing, asked for, or denied; `part`: that a rule holds for a part only; `reminds`: what a rule has with it where it
is announced again, behind the opening."""
RULES = ("deep_background", "off_record", "background", "on_record")


@dataclass
class GroundRules:
    """What is announced; `basis` is (index of the turn, quote). None where the text does not say.

    `mixed`: more than one rule is announced, or one for a part.
    """

    attribution: str | None = None
    attribute_to: str | None = None
    embargo: str | None = None
    basis: tuple[int, str] | None = None
    questions: list[str] = field(default_factory=list)
    mixed: bool = False

    def leave_open(self, question: str) -> None:
        """Take the attribution back and ask for it."""
        self.attribution = self.attribute_to = self.basis = None
        self.questions = [one for one in self.questions if "attributed" not in one] + [question]


class _Announced(NamedTuple):
    """A rule that a sentence announces. `weight` is higher the more the sentence states it; `part`: for a part only."""

    kind: str
    turn: int
    quote: str | None
    weight: int
    part: bool


def read_ground_rules(turns: list[Turn], header: list[str], title: str | None) -> GroundRules:
    """The ground rules that speakers announce; from header and title where nobody does."""
    rules = GroundRules()
    announced: list[_Announced] = []
    for n, (sentence, turn, is_opening) in _statements(turns):
        if not any_of(ROWS["elsewhere"], sentence):
            _read_attribution(sentence, rules)
        announced += _announced(sentence, n, turn, is_opening)
    kinds = {one.kind for one in announced}
    above = {kind for kind, pattern in _HEADER if pattern.search(f"{title or ''} \n {' '.join(header)}")}
    if len(kinds) == 1 and not any(one.part for one in announced) and not _says_more(kinds, above):
        best = max(announced, key=lambda one: (one.quote is not None, one.weight, -one.turn))
        rules.attribution = best.kind
        rules.basis = (best.turn, best.quote) if best.quote else None
    elif announced:
        rules.mixed = True
        rules.questions.append(_which(announced, above))
    elif len(above) == 1:
        (rules.attribution,) = above
        rules.questions.append(
            f"Only the header says {_words(above)}; no speaker announces the ground rules: do they hold?"
        )
    elif above:
        rules.questions.append("The header names more than one kind of ground rules: which apply?")
    else:
        rules.questions.append("Neither the header nor the opening announces ground rules: what are they?")
    if rules.attribute_to and not _is_printed(rules.attribute_to, rules.basis, turns, [title or "", *header]):
        rules.attribute_to = None
    if rules.attribution in ("background", "deep_background") and rules.attribute_to is None:
        rules.questions.append("The opening does not say to whom the words are to be attributed: is it said elsewhere?")
    return rules


def _is_printed(words: str, basis: tuple[int, str] | None, turns: list[Turn], above: list[str]) -> bool:
    """Whether words stand in a label, in the header, or in the turn that announces the rules."""
    said = [*above, *(turn.label or "" for turn in turns), *(turns[basis[0]].paragraphs if basis else ())]
    return any(words.casefold() in fold(text).casefold() for text in said)


_HEADER = (
    ("deep_background", re.compile(r"\bdeep[- ]background\b", re.I)),
    ("background", re.compile(r"(?<!deep )(?<!deep-)\bbackground(?:er)?\b(?! of\b| to\b)", re.I)),
    ("on_record", re.compile(r"\bon[- ]the[- ]record\b", re.I)),
    ("off_record", re.compile(r"\boff[- ]the[- ]record\b", re.I)),
)


def _says_more(kinds: set[str], above: set[str]) -> bool:
    """Whether header and speakers contradict each other about who may be named."""
    return bool(above) and ("on_record" in kinds) != ("on_record" in above)


def _which(announced: list[_Announced], above: set[str]) -> str:
    kinds = {one.kind for one in announced}
    if len(kinds) > 1:
        return f"Speakers announce {_words(kinds)}: which ground rules apply, and to whom?"
    if any(one.part for one in announced):
        quote = next((one.quote for one in announced if one.part and one.quote), None)
        said = f"“{quote}”" if quote else _words(kinds)
        return f"Only a part may be {_words(kinds)} ({said}): which ground rules apply, and to whom?"
    return f"The header says {_words(above)}, the speakers {_words(kinds)}: which ground rules apply, and to whom?"


def _words(kinds: set[str]) -> str:
    return " and ".join(sorted(kind.replace("_", " ") for kind in kinds))


def _statements(turns: list[Turn]) -> Iterator[tuple[int, tuple[str, Turn, bool]]]:
    """The sentences of all turns, and whether each stands in the opening."""
    spoken = 0
    for n, turn in enumerate(turns):
        is_opening = n < limits.OPENING_TURNS and spoken <= limits.OPENING_CHARACTERS
        for paragraph in turn.paragraphs:
            for sentence in sentences(paragraph):
                yield n, (sentence, turn, is_opening)
        spoken += sum(map(len, turn.paragraphs))


def _announced(sentence: str, n: int, turn: Turn, is_opening: bool) -> Iterator[_Announced]:
    """The rules that one sentence announces."""
    if sentence.endswith("?") or not _MENTIONS.search(sentence) or any_of(ROWS["elsewhere"], sentence):
        return
    if not is_opening and not any_of(ROWS["reminds"], sentence):
        return
    strong = False
    for kind in RULES:
        if kind == "background" and any_of(ROWS["deep_background"], sentence):
            continue
        if match := any_of(ROWS[kind], sentence):
            strong = True
            quote = quote_once(sentence, match.start(), match.end(), turn)
            weight = 2 + sum(
                bool(re.search(word, sentence, re.I)) for word in (kind[-6:], "attribut", r"\b(?:is|are|be) on\b")
            )
            if kind == "background" and re.search(r"\bon the record\b", sentence, re.I):
                yield _Announced("on_record", n, quote, weight, True)
            clause = re.split(r"[,;:—–]", sentence[match.end() :])[0]
            part = kind == "on_record" and bool(any_of(ROWS["part"], sentence[: match.end()] + clause))
            yield _Announced(kind, n, quote, weight, part)
    if not strong and is_opening and (match := any_of(ROWS["weak"], sentence)):
        yield _Announced("background", n, quote_once(sentence, match.start(), match.end(), turn), 1, False)


_MENTIONS = re.compile(r"background|record\b|attribut|sourced|quoted|cited|identified|refer to", re.I)


def _read_attribution(sentence: str, rules: GroundRules) -> None:
    """Whom the words are to be attributed to, and the embargo, where a sentence says so."""
    found = any_of(ROWS["whose words"], sentence) if re.search("official", sentence, re.I) else None
    if found and rules.attribute_to is None:
        rules.attribute_to = re.sub(r"^(?:a|an|the) ", "", found["words"], flags=re.I)
    if rules.embargo is None and "embargo" in sentence.lower() and not sentence.endswith("?"):
        rules.embargo = embargo_in(sentence)


def embargo_in(sentence: str) -> str | None:
    """The words of an embargo and of its end, without what a sentence goes on to say; None where it sets none."""
    found = any_of(ROWS["embargo"], sentence)
    if not found or any_of(ROWS["lifted"], sentence):
        return None
    words = found.group()
    end = ROWS["next rule"][0].compiled.search(words, words.find(" ") + 1)
    words = (words[: end.start()] if end else words).rstrip(' ,;:.!—–-”"')
    return f"{words}." if re.search(r"\b[ap]\.m$", words) else words


def quote_once(sentence: str, start: int, end: int, turn: Turn) -> str | None:
    """The sentence, or of a long one the words around a place, where they stand exactly once in the turn; else None.

    A quote does not run over a paragraph break; it begins and ends at word boundaries.
    """
    whole = "\n".join(turn.paragraphs)
    before, behind = words_around(sentence, start, end, limits.WORDS_BEFORE_BASIS, 0)
    quotes = [sentence[before:behind], sentence[:behind], sentence]
    for quote in quotes[::-1] if len(sentence) <= limits.LONGEST_BASIS else quotes:
        quote = quote.strip(" ,;:—–-")
        if quote and whole.count(quote) == 1:
            return quote
    return None
