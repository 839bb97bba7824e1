"""The lines of proposed layers: the YAML of each, with the labels of a reader left empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from onbackground.drafting.writing.events import Event
from onbackground.drafting.writing.known_names import Name
from onbackground.drafting.writing.naming import Named
from onbackground.drafting.writing.pairing import Exchange
from onbackground.drafting.writing.statements import Statement
from onbackground.parsing.yaml_text import flow, quoted, scalar
from onbackground.record.ids import letters_of


def exchange_lines(
    found: Mapping[str, Exchange], outside: list[str], turns: Mapping[str, tuple[str, str]]
) -> list[str]:
    lines = []
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
            lines.append(f"      {name}{letters_of(n)}: {{{turn}quote: {quoted(quote)}, reply: , why: }}")
    return [*lines, f"outside_exchanges: {flow(outside)}"] if lines else []


def statement_lines(
    found: Iterable[Statement], happenings: list[Event], topic: Callable[[Statement, Event | None], str | None]
) -> list[str]:
    by_id = {f"e{n:02}": one for n, one in enumerate(happenings, start=1)}
    lines = []
    for n, one in enumerate(found, start=1):
        hedged = "hedged: true, " if one.hedged else ""
        target = _target(one, by_id)
        about = topic(one, by_id.get(target or ""))
        lines.append(
            f"  s{n:02}: {{turn: {one.turn}, kind: , voice: {one.voice}, holder: {flow(one.holder)}, "
            f"target: {scalar(target)}, topic: {scalar(about)}, stance: , {hedged}quote: {quoted(one.quote)}}}"
        )
    return lines


def _target(statement: Statement, happenings: Mapping[str, Event]) -> str | None:
    """The event that a statement is about: it stands in its words, or in its turn and these name it again."""
    there = {name: event for name, event in happenings.items() if statement.turn in event.anchors}
    inside = (name for name, event in there.items() if event.anchors[statement.turn] in statement.quote)
    again = (name for name, event in there.items() if re.search(rf"\b{event.head}", statement.quote))
    return next(inside, None) or next(again, None)


def event_lines(found: Iterable[Event], who: Callable[[str], list[str]]) -> list[str]:
    lines = []
    for n, one in enumerate(found, start=1):
        part = f", part: {one.part}" if one.part else ""
        basis = "resolved" if one.date else "none"
        actors = list(dict.fromkeys(actor for quote in one.anchors.values() for actor in who(quote)))
        anchors = ", ".join(f"{{turn: {turn}, quote: {quoted(quote)}}}" for turn, quote in one.anchors.items())
        date = quoted(one.date) if one.date else "null"
        lines.append(
            f"  e{n:02}: {{what: {scalar(one.what)}, kind: {scalar(one.kind)}, actors: {flow(actors)}, date: "
            f"{date}{part}, "
            f"basis: {basis}, status: {one.status}, anchors: [{anchors}]}}"
        )
    return lines


def mention_lines(named: Mapping[str, list[Named]]) -> list[str]:
    return [
        f"  {turn_id}: [{', '.join(f'[{scalar(one.surface)}, {_linked(one.entity)}]' for one in found)}]"
        for turn_id, found in named.items()
        if found
    ]


def _linked(entity: str | tuple[str, ...] | None) -> str:
    return flow(list(entity)) if isinstance(entity, tuple) else entity or "~"


def entity_lines(new: Mapping[str, Name], named: Mapping[str, list[Named]]) -> list[str]:
    where: dict[str, dict[str, None]] = {}
    for turn_id, found in named.items():
        for one in found:
            where.setdefault(str(one.entity), {})[turn_id] = None
    return [
        f"#   {name}: {{name: {scalar(stub.name)}, type: {stub.type}}}  # {', '.join(where[name])}"
        for name, stub in new.items()
        if name in where
    ]
