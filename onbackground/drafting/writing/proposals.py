"""What a reader may accept: exchanges with their asks, dated events, mentions.

Replies, kinds and stances are not guessed.

Each proposal is the YAML of its layer with the reader's labels left empty. A draft carries it in comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onbackground.dates import relative_day
from onbackground.drafting import limits
from onbackground.drafting.lines.sentences import sentences, words_around
from onbackground.drafting.writing.pairing import Exchange, exchanges
from onbackground.parsing.yaml_text import flow, quoted, scalar
from onbackground.record.record import BRACKET, find_at_boundaries

_RELATIVE = re.compile(
    r"\b(?:later today|earlier today|today|tonight|this (?:morning|afternoon|evening)|yesterday(?: (?:morning|"
    r"afternoon|evening))?|last night|tomorrow(?: (?:morning|afternoon|evening|night))?)\b",
    re.I,
)
_RANKS = (
    r"(?:(?:Foreign|Prime|Vice|Deputy|Under|Assistant|Defense|Supreme) )*"
    r"(?:Secretary|Minister|President|Ambassador|Chancellor|Premier|Senator|Governor|Director|Envoy|General|Mr\.|"
    r"Ms\.|Mrs\.|Dr\.) "
)


def propose(record: Mapping[str, Any], entities: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The proposed lines of each layer, by its first key; layers with nothing to propose are left out."""
    roles = {name: one["role"] for name, one in record["participants"].items()}
    turns = {turn_id: (roles[turn["speaker"]], turn["text"]) for turn_id, turn in record["turns"].items()}
    layers = {
        "exchanges": _exchange_lines(*exchanges(turns), turns),
        "events": _event_lines(turns, record["date"]),
        "mentions": _mention_lines(turns, entities),
    }
    return {name: lines for name, lines in layers.items() if lines}


def _exchange_lines(
    found: Mapping[str, Exchange], outside: list[str], turns: Mapping[str, tuple[str, str]]
) -> list[str]:
    if not found:
        return []
    lines = [
        "# Proposed exchanges: read each, mend it, give every ask its reply and why, then remove the “# ” of these "
        "lines.",
        "exchanges:",
    ]
    for name, exchange in found.items():
        lines += [
            f"  {name}:",
            f"    question: {flow(exchange.question)}",
            f"    answer: {flow(exchange.answer)}",
            f"    follows: {scalar(exchange.follows)}",
            "    asks:",
        ]
        for n, (turn_id, quote) in enumerate(exchange.asks):
            several = sum(quote in turns[asking][1] for asking in exchange.question) > 1
            turn = f"turn: {turn_id}, " if several else ""
            lines.append(f"      {name}{_letters(n)}: {{{turn}quote: {quoted(quote)}, reply: , why: }}")
    return [*lines, f"outside_exchanges: {flow(outside)}"]


def _letters(n: int) -> str:
    return chr(97 + n) if n < 26 else chr(96 + n // 26) + chr(97 + n % 26)


def _event_lines(turns: Mapping[str, tuple[str, str]], spoken_on: str | None) -> list[str]:
    """Every relative date of the text with the day that it means, as events still without a name."""
    if spoken_on is None:
        return []
    lines = [
        "# Proposed events: the days that relative words mean. Name what happens, give its status, strike what is "
        "no event.",
        "events:",
    ]
    n = 0
    for turn_id, (role, text) in turns.items():
        for paragraph in text.split("\n"):
            for sentence in sentences(paragraph):
                words = _RELATIVE.search(sentence)
                meant = relative_day(sentence, spoken_on) if words else None
                quote = _around(sentence, words, text) if words and meant else None
                if role == "reporter" or quote is None or (meant := relative_day(quote, spoken_on)) is None:
                    continue
                n += 1
                day, part = meant
                shown = f", part: {part}" if part else ""
                lines.append(
                    f"  e{n:02}: {{what: , kind: null, actors: [], date: {quoted(day)}{shown}, basis: resolved, "
                    f"status: , anchors: [{{turn: {turn_id}, quote: {quoted(quote)}}}]}}"
                )
    return lines if n else []


def _around(sentence: str, words: re.Match[str], text: str) -> str | None:
    """Up to six words before the relative one and two behind it, if they stand once in the turn; else the sentence."""
    before, behind = words_around(
        sentence, words.start(), words.end(), limits.WORDS_BEFORE_DAY, limits.WORDS_BEHIND_DAY
    )
    for quote in (sentence[before:behind], sentence):
        quote = quote.strip(" ,;:–—-")
        if text.count(quote) == 1:
            return quote
    return None


def _mention_lines(turns: Mapping[str, tuple[str, str]], entities: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The names of the vocabulary as they stand in each turn, the longest of nested ones, in reading order."""
    text_of_all = "\n".join(text for _, text in turns.values())
    names = sorted(
        {
            *((str(entity["name"]), name) for name, entity in entities.items() if entity.get("name")),
            *_ranked(entities, text_of_all),
        },
        key=lambda pair: (-len(pair[0]), pair),
    )
    lines = [
        "# Proposed mentions: names of the vocabulary. Add other words for the same entities, in reading order.",
        "mentions:",
    ]
    for turn_id, (_, text) in turns.items():
        taken: list[tuple[int, int]] = [match.span() for match in BRACKET.finditer(text)]
        found: list[tuple[int, str, str]] = []
        for surface, name in names:
            start = find_at_boundaries(surface, text)
            while start >= 0:
                end = start + len(surface)
                if not any(first < end and start < last for first, last in taken):
                    taken.append((start, end))
                    found.append((start, surface, name))
                start = find_at_boundaries(surface, text, end)
        if found:
            lines.append(
                f"  {turn_id}: ["
                + ", ".join(f"[{scalar(surface)}, {name}]" for _, surface, name in sorted(found))
                + "]"
            )
    return lines if len(lines) > 2 else []


def _ranked(entities: Mapping[str, Mapping[str, Any]], text: str) -> Iterator[tuple[str, str]]:
    """`Secretary Moss` for a person of the vocabulary whose last name nobody else there has."""
    people: dict[str, list[str]] = {}
    for name, entity in entities.items():
        if entity.get("type") == "person" and " " in str(entity.get("name")):
            people.setdefault(entity["name"].split()[-1], []).append(name)
    for last, ids in people.items():
        if len(ids) == 1:
            for match in re.finditer(rf"\b{_RANKS}{re.escape(last)}\b", text):
                yield match.group(), ids[0]
