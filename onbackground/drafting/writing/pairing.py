"""Which answer takes up which question, by the order of speech, and what exactly is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onbackground.drafting.lines.sentences import sentences

_DIRECTIVE = re.compile(
    r"\b(?:can|could|would|will) you\b|\b(?:i wonder|wondering|i[’']m curious|i wanted to ask|i want to ask|"
    r"tell us|explain|talk (?:a (?:little|bit) )?(?:more )?about|give us|elaborate|clarify|"
    r"walk us through|what about|how about|your (?:reaction|response|comment|thoughts))\b",
    re.I,
)
_FOLLOWS = re.compile(
    r"(?:and|but|so|or|well|wait|right|then|just to (?:follow|clarify|be clear)|to (?:follow|clarify)|"
    r"follow(?:ing)?[- ]up|sorry|no,|yeah|okay,? (?:but|and|so)|is that|does that|do you mean|which|why|meaning|"
    r"in other words|--|—|–)(?!\w)",
    re.I,
)
_THANKS = re.compile(r"(?:thank(?:s| you)|okay|yeah|yes|right|sure|great|got it|appreciate)\b", re.I)
_LEADS_IN = re.compile(r"(?:(?:And|But|So|Or|Well|Okay|Yeah|Right|Wait),?|In other words,) +(?=[A-Za-z“])")


@dataclass
class Exchange:
    """Question turns, the answer turns that take them up, what it follows up, and its asks as (turn, quote)."""

    question: list[str]
    answer: list[str] = field(default_factory=list)
    follows: str | None = None
    asks: list[tuple[str, str]] = field(default_factory=list)


def exchanges(turns: Mapping[str, tuple[str, str]]) -> tuple[dict[str, Exchange], list[str]]:
    """Which answer takes up which question, by the order of speech; and the turns that belong to none.

    `turns` are (role of the speaker, text) by id. A reporter's turn without a question between two answers is an
    interjection: the answer goes on behind it.
    """
    found: dict[str, Exchange] = {}
    outside: list[str] = []
    current: str | None = None
    run: list[str] = []
    called_on = True
    for turn_id, (role, _) in turns.items():
        if role == "reporter":
            run.append(turn_id)
            continue
        if run:
            opened = _opened(run, turns, found, outside, None if called_on else current)
            current = opened or (current if _is_interjection(run, turns) else None)
            called_on = called_on and opened is None
            run = []
        if role == "briefer" and current:
            found[current].answer.append(turn_id)
        else:
            outside.append(turn_id)
            called_on = called_on or role in ("moderator", "operator")
    if run:
        _opened(run, turns, found, outside, None if called_on else current)
    order = list(turns)
    return found, sorted(outside, key=order.index)


def _opened(
    run: list[str],
    turns: Mapping[str, tuple[str, str]],
    found: dict[str, Exchange],
    outside: list[str],
    before: str | None,
) -> str | None:
    """Make an exchange of a run of reporters' turns if one of them asks something; gives its id."""
    asks = [(turn_id, quote) for turn_id in run for quote in asked(turns[turn_id][1])]
    if not asks:
        outside.extend(run)
        return None
    asking = {turn_id for turn_id, _ in asks}
    first, last = min(map(run.index, asking)), len(run) - 1
    while run[last] not in asking and _THANKS.match(turns[run[last]][1]):
        last -= 1
    outside.extend(run[:first] + run[last + 1 :])
    name = f"x{len(found) + 1:02}"
    follows = before if before and _FOLLOWS.match(turns[run[first]][1]) else None
    found[name] = Exchange(run[first : last + 1], [], follows, asks)
    return name


def _is_interjection(run: list[str], turns: Mapping[str, tuple[str, str]]) -> bool:
    return sum(len(turns[turn_id][1].split()) for turn_id in run) <= 8


def asked(text: str) -> list[str]:
    """The questions of a reporter's turn, each words that stand in it exactly once; no two share words.

    Sentences that end in a question mark; where there are none, sentences that ask without one.
    """
    parts = [sentence for paragraph in text.split("\n") for sentence in sentences(paragraph)]
    chosen = [part for part in parts if "?" in part]
    if not chosen:
        chosen = [part for part in parts if _DIRECTIVE.search(part)]
    quotes: list[str] = []
    position = 0
    for part in chosen:
        while lead := _LEADS_IN.match(part):
            part = part[lead.end() :]
        start = text.index(part, position)
        position = start + len(part)
        if text.find(part) == start and text.find(part, start + 1) < 0:
            quotes.append(part)
            continue
        first = text.index(quotes[-1]) if quotes else 0
        longer = text[first:position]
        if "\n" not in longer and text.find(longer, text.find(longer) + 1) < 0:
            quotes[-1:] = [longer]
    return quotes
