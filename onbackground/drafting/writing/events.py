"""What happens, as far as words show it: the happenings of all sentences, each event once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences, words_around
from onbackground.drafting.writing.happenings import Happening, happenings
from onbackground.drafting.writing.when import day_of, status_of

_COURTESY = re.compile(
    r"\b(?:thanks?|join(?:ing|ed)? (?:us|me|by)|welcome|good (?:morning|afternoon|evening)|happy to|questions?|"
    r"(?:this|the|today’s) call|briefing|on background|speakers?|podium)\b",
    re.I,
)
_AGREED_BY_NAME = re.compile(r"\b[A-Z]\w+ (?:Agreement|Accords?|Treaty|Deal)\b")
"""An agreement with a name is an entity: `the agreement` means it, and no event."""
_OURS = re.compile(r"[Oo]ur\b")


@dataclass
class Event:
    """A proposed event: its words, kind, how its noun or verb begins, its status if the tense shows it, its day
    (YYYY-MM-DD) and part of it, its anchors.

    An anchor is (turn, quote); there is one a turn. `last` counts up: which event was spoken of last.
    """

    what: str
    kind: str | None
    head: str
    status: str = ""
    date: str | None = None
    part: str | None = None
    anchors: dict[str, str] = field(default_factory=dict)
    telling: int = 0
    named: frozenset[str] = frozenset()
    is_bare: bool = False
    last: int = 0


def events(
    turns: Mapping[str, tuple[str, str]],
    title: str,
    spoken_on: str | None,
    named: Callable[[str], list[str]],
    at_home: str | None = None,
) -> list[Event]:
    """The events of the turns, (role, text) by id, in reading order; `spoken_on` is the day of the briefing.

    `named` gives the entities that words name; `at_home` is the state of those who speak.
    """
    found: list[Event] = []
    happened = 0
    by_name = any(_AGREED_BY_NAME.search(text) for _, text in turns.values())
    for turn_id, (role, text) in turns.items():
        if role not in ("briefer", "reporter"):
            continue
        for sentence in (one for paragraph in text.split("\n") for one in sentences(paragraph)):
            if len(sentence) > limits.CHARACTERS_OF_A_SENTENCE or (
                len(sentence.split()) < limits.WORDS_OF_A_COURTESY and _COURTESY.search(sentence)
            ):
                continue
            here = list(happenings(sentence, named))
            for one in here:
                quote = _once(one.quote, sentence, text)
                if not quote or (by_name and one.kind == "agree" and not one.named):
                    continue
                clause = _clause(sentence, one.quote, here)
                event = _meant(one, [event for event in found if event.head == one.head], at_home)
                if event is None:
                    event = Event(one.what, one.kind, one.head, is_bare=one.only_points)
                    found.append(event)
                if event.is_bare and not one.only_points:
                    event.what, event.is_bare, event.anchors[turn_id] = one.what, False, quote
                happened += 1
                event.last = happened
                event.named |= one.named
                event.telling = max(event.telling, one.telling)
                event.anchors.setdefault(turn_id, quote)
                event.status = event.status or status_of(one, clause)
                if spoken_on and not event.date:
                    event.date, event.part = day_of(clause, spoken_on)
                    if event.date and event.date != spoken_on:
                        event.status = "scheduled" if event.date > spoken_on[: len(event.date)] else "occurred"
    return [
        event
        for event in found
        if event.telling >= limits.TELLING or len(event.anchors) >= limits.EVENT_AGAIN or event.head in title.lower()
    ]


def _meant(one: Happening, alike: list[Event], at_home: str | None) -> Event | None:
    """Which of the events with its head words mean: of those that name the same, else of those that they may mean, the
    one that was spoken of last. `Our talks` are not those of others."""
    ours = _OURS.match(one.quote) and at_home
    again = [
        event for event in alike if _is_again(one, event) and not (ours and event.named and at_home not in event.named)
    ]
    same = [event for event in again if event.named == one.named and not one.only_points]
    return max(same or again, key=lambda event: event.last, default=None)


def _is_again(one: Happening, event: Event) -> bool:
    """Whether words with the same head mean an event that was spoken of: they point to it, or name nobody else."""
    if one.only_points or (one.named and one.named == event.named):
        return True
    if not one.named or not event.named:
        return not one.is_new and (not one.named or event.is_bare)
    return one.kind != "consult" and bool(one.named & event.named)


def _once(quote: str, sentence: str, text: str) -> str | None:
    """A quote with as few words around it as make it stand once in its turn."""
    start = sentence.find(quote)
    for more in range(limits.WORDS_AROUND_AN_ANCHOR + 1):
        first, last = words_around(sentence, start, start + len(quote), more, more)
        longer = quote if not more else sentence[first:last].rstrip(",.;:")
        if text.count(longer) == 1:
            return longer
    return None


def _clause(sentence: str, quote: str, others: list[Happening]) -> str:
    """The part of a sentence that a quote is in, up to the next stop or dash on each side.

    The words of other happenings are left out: their time is not that of this one.
    """
    before, _, behind = sentence.partition(quote)
    before, behind = re.split(r"[,:;—] ", before)[-1], re.split(r"[,:;—] ", behind)[0]
    for other in others:
        before, behind = before.replace(other.quote, ""), behind.replace(other.quote, "")
    return before + quote + behind
