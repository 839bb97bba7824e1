"""Annotations as a reader wants them: one card each, beside the turn that it is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from onbackground.record.record import BRACKET, Record
from onbackground.review.glossary import Glossary, Term
from onbackground.review.spans import bracket_id, mention_id, oddity_id


class Link(NamedTuple):
    """A way to another annotation (`pick`) or turn of the page."""

    text: str
    pick: str


class Row(NamedTuple):
    """A line of a card: what it is, and labels, links or plain text."""

    name: str
    values: list[Term | Link | str]


class Card(NamedTuple):
    """One annotation: its layer, its turn (None where it names none that exists), its labels, and the rest."""

    layer: str
    id: str
    turn: str | None
    title: str
    quote: str
    terms: list[Term]
    rows: list[Row]
    aside: str = ""


def cards(record: Record, glossary: Glossary) -> Iterator[Card]:
    """The card of every annotation of the record, layer by layer."""
    for make in (_asks, _statements, _events, _mentions, _brackets, _oddities):
        yield from make(record, glossary)


def turn_links(turns: list[str]) -> list[Term | Link | str]:
    return [Link(turn, turn) for turn in turns] or ["nobody"]


def _asks(record: Record, glossary: Glossary) -> Iterator[Card]:
    for exchange_id, ask_id, ask, turn in record.asks():
        exchange = record.data["exchanges"][exchange_id]
        rows = [Row("answer", turn_links(exchange["answer"]))]
        if ask.get("also"):
            rows.append(Row("also", [glossary.term("reply", other) for other in ask["also"]]))
        if exchange["follows"]:
            earlier = record.data["exchanges"].get(exchange["follows"], {"asks": {}})
            rows.append(Row("follows", [Link(exchange["follows"], next(iter(earlier["asks"]), ""))]))
        rows.append(Row("why", [ask["why"]]))
        yield Card(
            "exchanges",
            ask_id,
            turn or exchange["question"][0],
            "",
            ask["quote"],
            [glossary.term("reply", ask["reply"])],
            rows,
        )


def _statements(record: Record, glossary: Glossary) -> Iterator[Card]:
    events = record.layer("events")
    for name, statement in record.layer("statements").items():
        terms = [glossary.term(field, statement[field]) for field in ("kind", "voice", "stance")]
        terms += [glossary.term(field, field) for field in ("conditional", "hedged") if statement.get(field)]
        rows = [Row("holder", [glossary.named(holder) for holder in statement["holder"]])]
        target = statement["target"]
        if target in events:
            rows.append(Row("target", [Link(f"{target} {events[target]['what']}", target)]))
        elif target:
            rows.append(Row("target", [glossary.named(target)]))
        if statement["topic"]:
            rows.append(Row("topic", [glossary.term("topic", statement["topic"])]))
        yield Card("statements", name, statement["turn"], "", statement["quote"], terms, rows)


def _events(record: Record, glossary: Glossary) -> Iterator[Card]:
    for name, event in record.layer("events").items():
        terms = [glossary.term("status", event["status"])]
        if event["kind"]:
            terms.append(glossary.term("event", event["kind"]))
        when: list[Term | Link | str] = [event["date"] or "no date"]
        if "part" in event:
            when.append(glossary.term("part", event["part"]))
        when.append(glossary.term("basis", event["basis"]))
        rows = [Row("when", when)]
        if event["actors"]:
            rows.append(Row("actors", [glossary.term("entity", actor) for actor in event["actors"]]))
        if "source" in event:
            rows.append(Row("source", [event["source"]]))
        anchors = event["anchors"]
        rows += [Row(anchor["turn"], [f"“{anchor['quote']}”"]) for anchor in anchors[1:]]
        yield Card(
            "events",
            name,
            anchors[0]["turn"] if anchors else None,
            event["what"],
            anchors[0]["quote"] if anchors else "",
            terms,
            rows,
        )


def _mentions(record: Record, glossary: Glossary) -> Iterator[Card]:
    for turn_id, mentions in record.layer("mentions").items():
        for n, (surface, linked) in enumerate(mentions):
            entities = [linked] if isinstance(linked, str) else linked or []
            yield Card(
                "mentions",
                mention_id(turn_id, n),
                turn_id,
                str(surface),
                "",
                [glossary.term("entity", entity) for entity in entities],
                [],
                "" if entities else "deliberately not linked",
            )


def _brackets(record: Record, glossary: Glossary) -> Iterator[Card]:
    redactions = record.layer("redactions")
    for turn_id, text in record.texts.items():
        for n, surface in enumerate(BRACKET.findall(text) if "[" in text else ()):
            stands_for: Any = redactions.get(surface, {})
            terms, aside = [], ""
            if isinstance(stands_for, str | list):
                names = [stands_for] if isinstance(stands_for, str) else stands_for
                terms = [glossary.named(name) for name in names]
            elif stands_for is None:
                aside = "masks somebody unknown"
            elif "is" in stands_for:
                terms = [glossary.term("bracket", stands_for["is"])]
            else:
                aside = "not among the redactions"
            yield Card("redactions", bracket_id(turn_id, n), turn_id, surface, "", terms, [], aside)


def _oddities(record: Record, glossary: Glossary) -> Iterator[Card]:
    for n, oddity in enumerate(record.data.get("sic") or ()):
        reading = f"read: “{oddity['reading']}”" if oddity["reading"] else "what was said cannot be told"
        yield Card("sic", oddity_id(n), oddity["turn"], "", oddity["quote"], [], [Row("", [reading])])
