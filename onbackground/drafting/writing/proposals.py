"""What a reader may accept: exchanges with their asks, statements, events, mentions, new entities.

Replies, kinds of statements and stances are not guessed. Each proposal is the YAML of its layer with the reader's
labels left empty. A draft carries it in comments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from onbackground.drafting.writing.events import Event, events
from onbackground.drafting.writing.known_names import Name, offices_on, surfaces
from onbackground.drafting.writing.naming import Named, Names, new_names, press_names
from onbackground.drafting.writing.pairing import Exchange, exchanges
from onbackground.drafting.writing.statements import Statement, statements
from onbackground.parsing.yaml_text import flow, quoted, scalar
from onbackground.record.ids import letters_of
from onbackground.record.references import namesake_id

HOW = {
    "exchanges": "read each, correct it, give every ask its reply and why, then remove the “# ” of these lines.",
    "statements": "give each its kind and stance, target and topic; delete what nobody could be held to.",
    "events": "name what happens, give its kind and status; delete what is no event.",
    "mentions": "add other words for the same entities, in reading order.",
    "entities": "put those that are wanted into vocabulary/entities.yaml; these lines are no part of a record.",
}
"""What a reader does with the proposals of a layer."""


def propose(
    record: Mapping[str, Any], entities: Mapping[str, Mapping[str, Any]], links: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """The proposed lines of each layer, by its first key; layers with nothing to propose are left out.

    `links` are words that other records link, with their entity.
    """
    people = record["participants"]
    turns = {turn_id: (people[turn["speaker"]]["role"], turn["text"]) for turn_id, turn in record["turns"].items()}
    spoken = {turn_id: (role, record["turns"][turn_id]["speaker"], text) for turn_id, (role, text) in turns.items()}
    texts = [text for _, text in turns.values()]
    known = surfaces(entities, links or {})
    persons = {name for name, entity in entities.items() if entity.get("type") == "person"}
    at_home = "United States" if record["publisher"] in ("white-house", "state-dept", "defense-dept") else None
    press = press_names(turns.values())
    new = {name: stub for name, stub in new_names(texts, known, press).items() if name not in entities}
    speakers = {}
    for one in people.values():
        if name := one.get("name"):
            entity = one.get("entity") or known.get(name) or namesake_id(name)
            speakers[name.split()[0]] = entity
            if entity not in entities:
                new[entity] = Name(name, "person", (name, name.split()[-1]))
    known |= {word: name for name, stub in new.items() for word in stub.words if word not in known}
    persons |= {name for name, stub in new.items() if stub.type == "person"}
    names = Names(known, frozenset(persons), offices_on(entities, record["date"], at_home)).read(
        texts, speakers, sorted(press)
    )
    named = {turn_id: names.mentions(text) for turn_id, (_, text) in turns.items()}
    found, outside = exchanges(turns)
    asked = {turn_id: [quote for one in found.values() for at, quote in one.asks if at == turn_id] for turn_id in turns}
    holders = persons | {
        name for name, entity in entities.items() if entity.get("type") in ("state", "organisation", "group")
    }

    def who(words: str) -> list[str]:
        if words.lower().split()[:1] == ["they"]:
            return list(names.group)
        found = (one.entity if isinstance(one.entity, tuple) else (one.entity,) for one in names.mentions(words))
        return list(dict.fromkeys(entity for ids in found for entity in ids if entity in holders))

    def what(words: str) -> list[str]:
        return [str(one.entity) for one in names.mentions(words) if one.entity]

    happenings = events(turns, record["title"] or "", record["date"], what)
    layers = {
        "exchanges": _exchange_lines(found, outside, turns),
        "statements": _statement_lines(statements(spoken, asked, who), happenings),
        "events": _event_lines(happenings, who),
        "mentions": _mention_lines(named),
        "entities": _entity_lines(new, named),
    }
    first = {name: [] if name == "entities" else [f"{name}:"] for name in layers}
    return {name: [f"# Proposed {name}: {HOW[name]}", *first[name], *lines] for name, lines in layers.items() if lines}


def _exchange_lines(
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


def _statement_lines(found: Iterable[Statement], happenings: list[Event]) -> list[str]:
    anchors = [
        (turn, quote, f"e{n:02}") for n, one in enumerate(happenings, start=1) for turn, quote in one.anchors.items()
    ]
    lines = []
    for n, one in enumerate(found, start=1):
        hedged = "hedged: true, " if one.hedged else ""
        target = next((event for turn, quote, event in anchors if turn == one.turn and quote in one.quote), "null")
        lines.append(
            f"  s{n:02}: {{turn: {one.turn}, kind: , voice: {one.voice}, holder: {flow(one.holder)}, target: {target}, "
            f"topic: null, stance: , {hedged}quote: {quoted(one.quote)}}}"
        )
    return lines


def _event_lines(found: Iterable[Event], who: Callable[[str], list[str]]) -> list[str]:
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


def _mention_lines(named: Mapping[str, list[Named]]) -> list[str]:
    return [
        f"  {turn_id}: [{', '.join(f'[{scalar(one.surface)}, {_linked(one.entity)}]' for one in found)}]"
        for turn_id, found in named.items()
        if found
    ]


def _linked(entity: str | tuple[str, ...] | None) -> str:
    return flow(list(entity)) if isinstance(entity, tuple) else entity or "~"


def _entity_lines(new: Mapping[str, Name], named: Mapping[str, list[Named]]) -> list[str]:
    where: dict[str, dict[str, None]] = {}
    for turn_id, found in named.items():
        for one in found:
            where.setdefault(str(one.entity), {})[turn_id] = None
    return [
        f"#   {name}: {{name: {scalar(stub.name)}, type: {stub.type}}}  # {', '.join(where[name])}"
        for name, stub in new.items()
        if name in where
    ]
