"""What a reader may accept: exchanges with their asks, statements, events, mentions, new entities.

Replies, kinds of statements and stances are not guessed. Each proposal is the YAML of its layer with the reader's
labels left empty. A draft carries it in comments.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from onbackground.drafting.writing.events import Event, events
from onbackground.drafting.writing.known_names import Name, offices_on, surfaces
from onbackground.drafting.writing.layer_lines import (
    entity_lines,
    event_lines,
    exchange_lines,
    mention_lines,
    statement_lines,
)
from onbackground.drafting.writing.naming import Names, new_names, press_names
from onbackground.drafting.writing.pairing import exchanges
from onbackground.drafting.writing.statements import Statement, statements
from onbackground.drafting.writing.topics import read_topics, topic_of
from onbackground.record.references import namesake_id

HOW = {
    "exchanges": "read each, correct it, give every ask its reply and why, then remove the “# ” of these lines.",
    "statements": "give each its kind and stance, target and topic, the header all topics; delete what holds nothing.",
    "events": "name what happens, give its kind and status; delete what is no event.",
    "mentions": "add other words for the same entities, in reading order.",
    "entities": "put those that are wanted into vocabulary/entities.yaml; these lines are no part of a record.",
}
"""What a reader does with the proposals of a layer."""


def propose(
    record: Mapping[str, Any],
    entities: Mapping[str, Mapping[str, Any]],
    links: Mapping[str, str] | None = None,
    topics: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, list[str]]:
    """The proposed lines of each layer, by its first key; layers with nothing to propose are left out.

    `links` are words that other records link, with their entity; `topics` those of the vocabulary.
    """
    people, title = record["participants"], record["title"] or ""
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
        texts, speakers, sorted(press), at_home
    )
    home = known.get(at_home or "")
    states = {name for name, entity in entities.items() if entity.get("type") == "state"}
    names = names.meeting(title, states, home)
    named = {turn_id: names.mentions(text) for turn_id, (_, text) in turns.items()}
    found, outside = exchanges(turns)
    asked = {turn_id: [quote for one in found.values() for at, quote in one.asks if at == turn_id] for turn_id in turns}
    holders = persons | {
        name for name, entity in entities.items() if entity.get("type") in ("state", "organisation", "group")
    }

    def who(words: str) -> list[str]:
        if words.lower().split()[:1] == ["they"]:
            return list(names.group)
        found = dict.fromkeys(entity for entity in names.entities_in(words) if entity in holders)
        return list(found or names.allied(words))

    happenings = events(turns, title, record["date"], names.entities_in, home)
    subjects = read_topics(topics or {}, names, home)

    @cache
    def about(words: str) -> str | None:
        return topic_of(words, [*names.entities_in(words), *names.allied(words)], subjects, states)

    def topic(statement: Statement, event: Event | None) -> str | None:
        words = statement.quote if not event else " ".join([statement.quote, event.what, *event.anchors.values()])
        asked = (" ".join(quote for _, quote in one.asks) for one in found.values() if statement.turn in one.answer)
        return next(filter(None, map(about, (words, *asked))), None)

    layers = {
        "exchanges": exchange_lines(found, outside, turns),
        "statements": statement_lines(statements(spoken, asked, who), happenings, topic),
        "events": event_lines(happenings, who),
        "mentions": mention_lines(named),
        "entities": entity_lines(new, named),
    }
    first = {name: [] if name == "entities" else [f"{name}:"] for name in layers}
    return {name: [f"# Proposed {name}: {HOW[name]}", *first[name], *lines] for name, lines in layers.items() if lines}
