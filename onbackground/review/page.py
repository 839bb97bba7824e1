"""The review page: one record as one HTML file that needs nothing else, neither a server nor the network."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator
from onbackground.record.record import LAYERS as SIGNED_LAYERS
from onbackground.record.record import Record
from onbackground.record.seal import canonical, present_layers, seals
from onbackground.review.cards import Card, Link, Row, cards
from onbackground.review.glossary import Glossary
from onbackground.review.spans import LAYERS, Segment, Span, segments, sentences, spans_of
from onbackground.review.where import place_of
from onbackground.validation.check import Checked
from onbackground.verbatim.reproduce import printed_label

FOLDER = Path(__file__).parent / "templates"
SHOWN = ("id", "participants", "turns")
"""What a record must have, and have right, for a page to be made of it."""


class SentenceView(NamedTuple):
    """A sentence with its pieces, the layers that touch it, and the findings in it."""

    segments: list[Segment]
    layers: list[str]
    findings: list[Finding]


class TurnView(NamedTuple):
    """A turn as the page shows it; `digest` changes with anything that is shown of it."""

    id: str
    data: dict[str, Any]
    label: str | None
    paragraphs: list[list[SentenceView]]
    skips: dict[int, list[dict[str, Any]]]
    behind: list[dict[str, Any]]
    cards: list[Card]
    elsewhere: list[Card]
    asked: list[str]
    answers: list[str]
    digest: str


def render(corpus: Corpus, checked: Checked, command: list[str]) -> str:
    """The page of a checked record, as HTML. `command` is how review.py was called for it, without options to sign.

    The record must have the keys in SHOWN.
    """
    record = as_typed(corpus, checked)
    text = strict.decode(corpus.read(checked.path))
    locator = Locator(text)
    found: dict[str, list[Finding]] = {}
    root = locator.node(())
    for finding in checked.findings:
        found.setdefault(place_of(finding, root), []).append(finding)
    glossary = Glossary(record.vocabulary, record.participants)
    every_card = list(cards(record, glossary))
    turns = _turns(record, every_card, found, locator, text.split("\n"))
    questions: dict[str, list[str]] = {}
    for question in record.data.get("review", {}).get("open", ()):
        questions.setdefault(question["about"], []).append(question["question"])
    counts = Counter(card.layer for card in every_card)
    nowhere = [card for card in every_card if card.turn not in record.turns]
    shown_ids = (
        {turn.id for turn in turns} | {card.id for card in every_card} | {name for turn in turns for name in turn.asked}
    )
    in_place = {finding for place in shown_ids for finding in found.get(place, ())}
    in_place |= {
        finding for turn in turns for paragraph in turn.paragraphs for one in paragraph for finding in one.findings
    }
    return fill(
        "page.html.j2",
        record=record,
        data=record.data,
        turns=turns,
        findings=found,
        all_findings=checked.findings,
        head=list(_head(record, glossary)),
        glossary=glossary,
        questions=questions,
        shown_ids=shown_ids,
        nowhere=nowhere,
        findings_elsewhere=[finding for finding in checked.findings if finding not in in_place],
        layers=LAYERS,
        counts=counts,
        signed_layers=present_layers(record.data),
        all_signed_layers=SIGNED_LAYERS,
        passes=_passes(record),
        command=command,
        shell_command=shlex.join(command),
        annotated=any(counts[layer] for layer in ("exchanges", "statements", "events", "mentions")),
    )


def as_typed(corpus: Corpus, checked: Checked) -> Record:
    """The record of a check with the texts as they are typed, also where the source has others."""
    return Record(checked.record.data, checked.path, None, corpus.vocabulary)


def fill(template: str, **values: Any) -> str:
    """A template with its style and script inlined, and a policy that allows these two and nothing else."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return _templates().get_template(template).render(style=style, script=script, policy=policy, **values)


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> Markup:
    return Markup((FOLDER / name).read_text(encoding="utf-8"))


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _turns(
    record: Record, all_cards: list[Card], found: dict[str, list[Finding]], locator: Locator, lines: list[str]
) -> list[TurnView]:
    spans = spans_of(record)
    first: dict[tuple[str, str], tuple[int, int]] = {}
    for turn_id in spans:
        for span in spans[turn_id]:
            first.setdefault((turn_id, span.annotation), (span.start, -span.end))
    here: dict[str | None, list[Card]] = {}
    for card in all_cards:
        here.setdefault(card.turn, []).append(card)
    by_id = {card.id: card for card in all_cards}
    exchanges = record.layer("exchanges")
    skips = record.data.get("skips") or ()
    views = []
    for turn_id, turn in record.turns.items():
        own = sorted(here.get(turn_id, ()), key=lambda card: first.get((turn_id, card.id), (-1, 0)))
        others = dict.fromkeys(span.annotation for span in spans[turn_id] if span.annotation in by_id)
        elsewhere = [by_id[name] for name in others if by_id[name].turn != turn_id]
        inside: dict[int, list[dict[str, Any]]] = {}
        for skip in skips:
            if skip.get("before") == turn_id:
                inside.setdefault(skip.get("paragraph", 1), []).append(skip)
        shown = [turn, [card[:] for card in own], [name.id for name in elsewhere]]
        views.append(
            TurnView(
                id=turn_id,
                data=turn,
                label=printed_label(turn, record.participants),
                paragraphs=_paragraphs(turn_id, turn["text"], spans[turn_id], found, locator, lines),
                skips=inside,
                behind=[skip for skip in skips if skip.get("after") == turn_id],
                cards=own,
                elsewhere=elsewhere,
                asked=[name for name, exchange in exchanges.items() if turn_id in exchange["question"]],
                answers=[name for name, exchange in exchanges.items() if turn_id in exchange["answer"]],
                digest=hashlib.sha256(canonical(_plain(shown))).hexdigest()[:12],
            )
        )
    return views


def _plain(value: Any) -> Any:
    return [_plain(entry) for entry in value] if isinstance(value, list | tuple) else value


def _paragraphs(
    turn_id: str, text: str, spans: list[Span], found: dict[str, list[Finding]], locator: Locator, lines: list[str]
) -> list[list[SentenceView]]:
    paragraphs: list[list[SentenceView]] = [[]]
    for start, end, line in sentences(text, locator.node(("turns", turn_id, "text")), lines):
        if start and text[start - 1] == "\n":
            paragraphs.append([])
        stripped = start + len(text[start:end].rstrip("\n"))
        pieces = segments(text, start, stripped, spans)
        layers = [layer for layer in LAYERS if any(span.layer == layer for piece in pieces for span in piece.spans)]
        paragraphs[-1].append(SentenceView(pieces, layers, found.get(f"{turn_id}:{line}", [])))
    return paragraphs


def _head(record: Record, glossary: Glossary) -> Iterator[Row]:
    """The fields of the header that stand beside those that are printed."""
    data = record.data
    yield from (Row(name, [data[name]]) for name in ("series", "language", "publisher") if data.get(name))
    rules = data.get("ground_rules") or {}
    if rules.get("attribution"):
        yield Row("ground rules", [glossary.term("attribution", rules["attribution"])])
        yield from (Row(name.replace("_", " "), [rules[name]]) for name in ("attribute_to", "embargo") if rules[name])
        if rules["basis"]:
            yield Row(
                "announced", [f"“{rules['basis']['quote']}”", Link(rules["basis"]["turn"], rules["basis"]["turn"])]
            )
    if data.get("principals"):
        yield Row("principals", [glossary.term("entity", name) for name in data["principals"]])
    if data.get("subject"):
        event = record.layer("events").get(data["subject"], {})
        yield Row("subject", [Link(f"{data['subject']} {event.get('what', '')}".strip(), data["subject"])])
    if data.get("topics"):
        yield Row("topics", [glossary.term("topic", name) for name in data["topics"]])
    source = data.get("source") or {}
    yield from (Row(name, [source[name]]) for name in ("url", "retrieved", "sha256", "rights") if source.get(name))
    place = data.get("place") or {}
    read_as = ", ".join(place[name] for name in ("city", "country") if place.get(name))
    if read_as:
        yield Row("place", [read_as])


def _passes(record: Record) -> list[tuple[dict[str, Any], dict[str, list[str]]]]:
    """Every pass, and its layers by the state of their seals: holds, changed since, not sealed."""
    data = record.data
    if "review" not in data or "source" not in data:
        return []
    now = seals(data, present_layers(data), record.vocabulary)
    shown = []
    for one in data["review"]["passes"]:
        states: dict[str, list[str]] = {}
        for layer in one["layers"]:
            digest = (one["seal"] or {}).get(layer)
            state = "not sealed" if digest is None else "holds" if digest == now.get(layer) else "changed since"
            states.setdefault(state, []).append(layer)
        shown.append((one, states))
    return shown
