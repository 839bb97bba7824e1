"""What happens, as far as words show it: dated, announced, or named again; proposed with one anchor for each place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from onbackground.dates import relative_day
from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences

_HEADS = {
    "consult": "meeting meetings summit talks visit trip pull-aside bilateral "
    "trilateral conference dinner engagement consultations",
    "agree": "agreement deal treaty accord memorandum signing",
    "cooperate": "cooperation partnership exercise exercises sharing relationship",
    "aid": "aid assistance funding package",
    "retreat": "ceasefire withdrawal drawdown release truce pullout",
    "sanction": "sanctions tariffs expulsion designation designations",
    "coerce": "arrest detention blockade crackdown",
    "mobilize": "deployment buildup mobilization",
    "assault": "attack attacks strike strikes airstrike airstrikes invasion war fighting shooting bombing offensive",
    "threaten": "threat provocation provocations",
    "protest": "protest protests demonstration strike",
    None: "statement announcement speech election elections vote transition hearing launch test tests inauguration "
    "investigation review nomination",
}
_KIND_OF = {head: kind for kind, heads in _HEADS.items() for head in heads.split()}
_STRONG = ("agree", "cooperate", "mobilize", "assault", "sanction", "retreat", "coerce")
"""Kinds of events that are proposed even where they are named once, with whom they concern."""
_MODIFIER = (
    r"(?!(?:of|the|that|this|to|in|on|and|as|is|an?|with|for|from|by|at|or|our|it|was|are|be|you|we|they|will|not|"
    r"into|about)\b)"
    r"(?:[a-z]+(?:-[a-z]+)*(?:’s)?|[A-Z][\w.’-]*)"
)
_PHRASE = re.compile(
    rf"(?P<phrase>(?:(?:the|this|that|an?|our|their|his|her|its|next|last|first|second|[A-Z][\w.’-]*’s) "
    rf")(?:{_MODIFIER} ){{0,4}}?"
    rf"(?P<head>{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})\b"
    r"(?: (?:between|with|of|in|on|to|into|from|for|against|by|at) (?:(?:the|a|an|our|its|their|his) )?(?:[a-z-]+ "
    r"){0,2}?[A-Z][\w.’-]*"
    r"(?:(?:,? and| of|,)? (?:the )?[A-Z][\w.’-]*){0,5})?)",
)
_WILL = re.compile(
    r"(?P<who>(?:[A-Z][\w.’-]*|the|they|we|he|she|I)(?: [A-Z][\w.’-]*){0,4}) (?:will|[’']ll|(?:is|are) going to|"
    r"plans? to|intends? to) "
    r"(?:also |now |then |continue to |be )?(?P<verb>meet|meeting|visit|visiting|travel|traveling|sign|signing|host|"
    r"hosting|hold|holding|announce|announcing|"
    r"launch|launching|deploy|deploying|send|sending|impose|imposing|attend|attending|deliver|delivering|convene|"
    r"convening|release|releasing|join|joining|"
    r"speak|speaking|issue|issuing|begin|beginning|host|participate|participating)\b(?: [^\s,.;:?!—]+){0,7}"
)
_RELATIVE = re.compile(
    r"\b(?:later today|earlier today|today|tonight|this (?:morning|afternoon|evening)|yesterday(?: (?:morning|"
    r"afternoon|evening))?|last night|"
    r"tomorrow(?: (?:morning|afternoon|evening|night))?)\b",
    re.I,
)
_COURTESY = re.compile(
    r"\b(?:thank|join(?:ing|ed)? (?:us|me)|welcome|good (?:morning|afternoon|evening)|happy to|questions?|this call|"
    r"briefing|on background)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|held|met|took place|finished|signed|announced|spoke|visited|attended|happened|concluded|"
    r"hosted|made|said|saw|did|last|yesterday|earlier)\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|[’']ll|going to|upcoming|tomorrow|next|plans? to|scheduled|later|looking forward|coming)\b", re.I
)
_NOW = re.compile(r"\b(?:growing|continu\w+|ongoing|currently|is|are|has been|have been|working)\b", re.I)


@dataclass
class Event:
    """A proposed event: its words, kind, day (YYYY-MM-DD) and part of it, status if the tense shows it, anchors.

    An anchor is (turn, quote).
    """

    what: str
    kind: str | None
    status: str
    date: str | None = None
    part: str | None = None
    anchors: list[tuple[str, str]] = field(default_factory=list)


def events(
    turns: Mapping[str, tuple[str, str]], title: str, spoken_on: str | None, who: Callable[[str], list[str]]
) -> list[Event]:
    """The events of the turns, (role, text) by id, in reading order; `spoken_on` is the day of the briefing.

    `who` gives the entities that words name.
    """
    found: dict[str, Event] = {}
    again: dict[str, int] = {}
    for turn_id, (role, text) in turns.items():
        if role not in ("briefer", "reporter"):
            continue
        for sentence in (one for paragraph in text.split("\n") for one in sentences(paragraph)):
            if _COURTESY.search(sentence) and len(sentence.split()) < 25:
                continue
            for key, kind, quote, announced in _named(sentence, who):
                if text.count(quote) != 1:
                    continue
                event = found.setdefault(key, Event(quote, kind, ""))
                event.anchors.append((turn_id, quote))
                event.status = event.status or _status(sentence, quote)
                dated = relative_day(sentence, spoken_on) if spoken_on and _RELATIVE.search(sentence) else None
                if dated and not event.date:
                    event.date, event.part = dated
                again[key] = again.get(key, 0) + 1 + 2 * announced + (dated is not None)
    wanted = {key for key, count in again.items() if count >= limits.EVENT_AGAIN or key.split()[-1] in title.lower()}
    return [event for key, event in found.items() if key in wanted]


def _named(sentence: str, who: Callable[[str], list[str]]) -> Iterator[tuple[str, str | None, str, bool]]:
    """The events that a sentence names: (key that places of one event share, kind, quote, whether it is announced)."""
    ends = -1
    for match in _WILL.finditer(sentence):
        quote = match.group().rstrip(" ,")
        verb = re.sub(r"(?:ing|ting)$", "", match["verb"])
        yield (
            f"{match['who'].lower()} {verb}",
            "consult" if verb in ("meet", "visit", "travel", "host") else None,
            quote,
            True,
        )
        ends = match.end()
    for match in _PHRASE.finditer(sentence):
        if match.start() < ends:
            continue
        quote = re.sub(r"^(?:an?|the) ", "", match["phrase"]).rstrip(" ,.")
        if len(quote.split()) < 2:
            continue
        kind = _KIND_OF[match["head"]]
        ids = sorted(who(quote))
        yield f"{' '.join(ids[-1:])} {match['head'].rstrip('s')}".strip(), kind, quote, bool(ids) and kind in _STRONG


def _status(sentence: str, quote: str) -> str:
    """What the tense around an event shows of its status; empty where it shows nothing."""
    if re.search(r"\b(?:no|not|never|n[’']t)\b", sentence, re.I):
        return ""
    if _FUTURE.search(sentence):
        return "scheduled" if re.search(r"\bwill\b|[’']ll|tomorrow|scheduled", sentence) else ""
    if _PAST.search(sentence):
        return "occurred"
    return "ongoing" if _NOW.search(sentence) else ""
