"""What was read of a page as the data of a draft record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from onbackground.corpus.corpus import Vocabulary, sha256
from onbackground.drafting.cutting.day_held import DayHeld
from onbackground.drafting.cutting.extract import Transcript
from onbackground.drafting.cutting.header import Header
from onbackground.drafting.cutting.turns import Segments
from onbackground.drafting.lines.language import language_of
from onbackground.drafting.lines.sentences import sentences
from onbackground.drafting.pages.characters import invisible
from onbackground.drafting.people import publishers
from onbackground.drafting.people.ground_rules import GroundRules
from onbackground.drafting.people.participants import Cast, Participant
from onbackground.drafting.people.placeholders import read_brackets, surfaces

_MODERATES = re.compile(
    r"\b(?:i[’']ll|i will|i[’']m|i am|let me|i[’']d like to)\b[^.?!]{0,80}\b(?:moderat\w+|turn it over|"
    r"hand it over|introduc\w+)[^.?!]{0,60}",
    re.I,
)

INVISIBLE_IN_TEXT = "OB409"
"""The rule that lets invisible characters stand only where the source has them, and only under a waiver."""

PARAGRAPHS_DIFFER = "OB308"
"""The rule that wants a paragraph wherever the source has a blank line."""

STATE_DEPARTMENT = "state-dept"
"""The id of the office that the label STATE DEPARTMENT OFFICIAL names."""


@dataclass(frozen=True)
class PageReading:
    """Everything that was read of one page. `address` is its URL, `retrieved` the day it was fetched, if it was."""

    transcript: Transcript
    segments: Segments
    header: Header
    rules: GroundRules
    cast: Cast
    publisher: publishers.Publisher
    address: str | None
    retrieved: str | None
    held: DayHeld

    @property
    def turn_ids(self) -> list[str]:
        return [f"t{n:02}" for n in range(1, len(self.segments.turns) + 1)]


def record_of(record_id: str, found: PageReading, vocabulary: Vocabulary) -> dict[str, Any]:
    """The data of a draft record: header, participants and turns; the layers that nobody has read are left out."""
    segments, header, rules, turn_ids = found.segments, found.header, found.rules, found.turn_ids
    texts = ["\n".join(turn.paragraphs) for turn in segments.turns]
    place = header.place
    return {
        "schema": "briefing/2",
        "id": record_id,
        "title": header.title,
        "series": header.series,
        "byline": header.byline,
        "date": found.held.printed,
        "place": place and {"as_printed": place.as_printed, "city": place.city, "country": place.country},
        "venue": header.venue,
        "language": language_of("\n".join(texts), found.transcript.page.language),
        "publisher": found.publisher.name or "unknown",
        "source": {
            "url": found.address,
            "retrieved": found.retrieved,
            "sha256": sha256(found.transcript.content),
            "rights": publishers.rights_of(found.publisher, found.address),
        },
        "ground_rules": {
            "attribution": rules.attribution,
            "attribute_to": rules.attribute_to,
            "embargo": rules.embargo,
            "basis": rules.basis and {"turn": turn_ids[rules.basis[0]], "quote": rules.basis[1]},
        },
        "principals": [],
        "subject": None,
        "topics": [],
        "participants": {one.id: _participant(one, found, vocabulary) for one in found.cast.participants},
        "redactions": read_brackets(surfaces(texts), found.cast.ids_by_label()),
        "turns": {turn_id: _turn(n, found, text) for n, (turn_id, text) in enumerate(zip(turn_ids, texts))},
        "skips": _skips(segments, header, turn_ids),
        "waivers": [
            {"code": INVISIBLE_IN_TEXT, "at": turn_id, "because": f"The published text has {odd} here."}
            for turn_id, text in zip(turn_ids, texts)
            if (odd := invisible(text))
        ]
        + [
            {"code": PARAGRAPHS_DIFFER, "at": turn_id, "because": "The source breaks lines within a sentence here."}
            for turn_id, turn in zip(turn_ids, segments.turns)
            if turn.broken
        ],
        "review": {"status": "draft", "passes": [], "open": []},
    }


def _participant(one: Participant, found: PageReading, vocabulary: Vocabulary) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": one.role, "label": one.label, "identity": one.identity}
    known = (*vocabulary.entities, found.publisher.name)
    if one.identity == "withheld" and re.search(r"state dep", one.label or "", re.I) and STATE_DEPARTMENT in known:
        entry["organization"] = STATE_DEPARTMENT
    if one.identity == "named":
        entry["name"] = one.name
        for name, entity in vocabulary.entities.items():
            if entity.get("name") == one.name and entity.get("type") == "person":
                entry["entity"] = name
        if found.rules.attribution != "on_record":
            entry["on_record"] = True
    return entry


def _turn(n: int, found: PageReading, text: str) -> dict[str, Any]:
    turn, speaker = found.segments.turns[n], found.cast.speakers[n]
    entry: dict[str, Any] = {"speaker": speaker}
    if turn.label is None:
        entry |= {"label": None, "because": _because(turn.paragraphs, text)}
    elif turn.label != found.cast.of(speaker).label:
        entry["label"] = turn.label
    return entry | {"text": text}


def _because(paragraphs: list[str], text: str) -> str:
    """Words of an unlabelled turn that show who speaks: what it says of itself, else its first words."""
    for paragraph in paragraphs:
        found = _MODERATES.search(paragraph)
        if found and text.count(found.group().strip()) == 1:
            return found.group().strip(" ,;:")
    first = sentences(paragraphs[0])[0]
    words = first.split(" ")
    for size in range(min(4, len(words)), len(words) + 1):
        if text.count(" ".join(words[:size])) == 1:
            return " ".join(words[:size])
    return next((paragraph for paragraph in paragraphs if text.count(paragraph) == 1), text)


def _skips(segments: Segments, header: Header, turn_ids: list[str]) -> list[dict[str, Any]]:
    skips: list[dict[str, Any]] = [
        {"before": turn_ids[0], "text": text, "reason": reason} for text, reason in header.skips
    ]
    for skip in segments.skips:
        place = {"after": turn_ids[-1]} if skip.turn == len(turn_ids) else {"before": turn_ids[skip.turn]}
        within = {"paragraph": skip.paragraph} if "before" in place and skip.paragraph is not None else {}
        skips.append({**place, **within, "text": skip.text, "reason": skip.reason})
    return skips
