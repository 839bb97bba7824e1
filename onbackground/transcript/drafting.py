"""The whole way of one source: page, turns, header, participants, record, YAML; and the check that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onbackground import strict_yaml
from onbackground.corpus import Vocabulary, sha256
from onbackground.transcript import naming
from onbackground.transcript.brackets import read_brackets, surfaces
from onbackground.transcript.ground_rules import GroundRules, quote_once, read_ground_rules
from onbackground.transcript.header import Header, read_header
from onbackground.transcript.language import UNKNOWN, language_of
from onbackground.transcript.lossless import what_is_lost
from onbackground.transcript.page import Page, Refused
from onbackground.transcript.participants import Cast, cast
from onbackground.transcript.proposals import propose
from onbackground.transcript.refusals import no_transcript
from onbackground.transcript.sentences import sentences
from onbackground.transcript.turns import Segments, segment
from onbackground.transcript.write import write

_MODERATES = re.compile(r"\b(?:i[’']ll|i will|i[’']m|i am|let me|i[’']d like to)\b[^.?!]{0,80}\b(?:moderat\w+|turn it over|hand it over|introduc\w+)[^.?!]{0,60}", re.I)


@dataclass(frozen=True)
class Chosen:
    """What the person who drafts has decided; None leaves it to the page."""

    id: str | None = None
    publisher: str | None = None
    date: str | None = None


@dataclass(frozen=True)
class Draft:
    """A draft record as written and as data, and the bytes of its source."""

    id: str
    text: str
    record: Mapping[str, Any]
    source: bytes


def draft(page: Page, name: str, vocabulary: Vocabulary, chosen: Chosen = Chosen(), retrieved: str | None = None) -> Draft:
    """The draft record of a page. `name` is the file name or address of the source, `retrieved` the day it was fetched.

    Raises Refused where the page is no transcript, where no id can be given, or where the record would not
    reproduce the source.
    """
    segments = segment(page.blocks)
    if segments is None or (reason := no_transcript(segments, page)):
        raise Refused(no_transcript(None, page) if segments is None else reason)
    header = read_header(segments.header, page.title, page.date)
    if header.title is None:
        raise Refused("prints no title above its first turn, and a record has to reproduce one")
    rules = read_ground_rules(segments.turns, segments.header, header.title)
    people = cast(segments.turns, "\n".join(segments.header), set(vocabulary.entities))
    address = naming.usable_url(page.url or (name if "://" in name else None))
    publisher = chosen.publisher or _publisher(segments, page, address)
    day = chosen.date or header.date or page.date or naming.date_in_address(page.url or "") or naming.date_in_address(name)
    if day is None:
        raise Refused("prints no date, and neither does its address or file name; give it with --date")
    record_id = chosen.id or naming.record_id(publisher or "unknown", day, header.title, header.series)
    record = _record(record_id, page, segments, header, rules, people, publisher, address, retrieved, vocabulary)
    if record["language"] == UNKNOWN:
        record["review"]["open"].append({"about": "language", "question": "The text is not English: which language is it?"})
    if header.date is None:
        record["review"]["open"].append({"about": "date", "question": f"The source prints no date; {day} is from the {'command line' if chosen.date else 'address or file name'}: is it right?"})
    text = write(record, propose(record, vocabulary.entities))
    return Draft(record_id, text, _read_back(text, page), page.content)


def _read_back(text: str, page: Page) -> Mapping[str, Any]:
    """The record as any reader will get it. Raises Refused where it would lose a character of the source."""
    try:
        record = strict_yaml.load(text)
    except strict_yaml.Unreadable as error:
        raise Refused(f"not written: the draft would not be readable YAML ({error})") from None
    lost = what_is_lost(record, page.content.decode("utf-8-sig"))
    if lost:
        raise Refused(f"not written: {lost}")
    return record


def _publisher(segments: Segments, page: Page, address: str | None) -> str | None:
    labels = " ".join(dict.fromkeys(turn.label for turn in segments.turns if turn.label))
    return naming.publisher_of(address, " ".join(segments.header) + " " + labels + " " + " ".join(segments.turns[0].paragraphs), page.around)


def _record(record_id: str, page: Page, segments: Segments, header: Header, rules: GroundRules, people: Cast, publisher: str | None,
            address: str | None, retrieved: str | None, vocabulary: Vocabulary) -> dict[str, Any]:
    turn_ids = [f"t{n:02}" for n in range(1, len(segments.turns) + 1)]
    government = (publisher or "").endswith("-dept") or publisher in ("white-house", "us-embassy", "us-mission")
    government = government or naming.host_of(address).endswith((".gov", ".mil"))
    texts = ["\n".join(turn.paragraphs) for turn in segments.turns]
    place = header.place
    return {
        "schema": "briefing/1", "id": record_id, "title": header.title, "series": header.series, "byline": header.byline, "date": header.date,
        "place": place and {"as_printed": place.as_printed, "city": place.city, "country": place.country},
        "venue": header.venue, "language": language_of("\n".join(texts), page.language), "publisher": publisher or "unknown",
        "source": {"url": address, "retrieved": retrieved, "sha256": sha256(page.content), "rights": "us-government-work" if government else "unknown"},
        "ground_rules": {"attribution": rules.attribution, "attribute_to": rules.attribute_to, "embargo": rules.embargo,
                         "basis": rules.basis and {"turn": turn_ids[rules.basis[0]], "quote": rules.basis[1]}},
        "principals": [], "subject": None, "topics": [],
        "participants": {one.id: _participant(one, rules, vocabulary) for one in people.participants},
        "redactions": read_brackets(surfaces(p for turn in segments.turns for p in turn.paragraphs),
                                    {label: one.id for one in people.participants for label in one.labels}),
        "turns": {turn_id: _turn(n, turn_id, segments, people, text) for n, (turn_id, text) in enumerate(zip(turn_ids, texts))},
        "skips": _skips(segments, header, turn_ids),
        "review": {"status": "draft", "passes": [], "open": _open(page, segments, header, rules, people, publisher, turn_ids)},
    }


def _participant(one: Any, rules: GroundRules, vocabulary: Vocabulary) -> dict[str, Any]:
    entry: dict[str, Any] = {"role": one.role, "label": one.label, "identity": one.identity}
    if one.identity == "withheld" and one.label and re.search(r"STATE DEP", one.label, re.I):
        entry["organization"] = "state-dept"
    if one.identity == "named":
        entry["name"] = one.name
        entity = next((name for name, value in vocabulary.entities.items() if value.get("name") == one.name and value.get("type") == "person"), None)
        if entity:
            entry["entity"] = entity
        if rules.attribution != "on_record":
            entry["on_record"] = True
    return entry


def _turn(n: int, turn_id: str, segments: Segments, people: Cast, text: str) -> dict[str, Any]:
    turn = segments.turns[n]
    entry: dict[str, Any] = {"speaker": people.speakers[n]}
    if turn.label != people.of(people.speakers[n]).label:
        entry["label"] = turn.label
    if turn.label is None:
        entry["label"] = None
        entry["because"] = _because(turn.paragraphs, text)
    entry["text"] = text
    return entry


def _because(paragraphs: list[str], text: str) -> str:
    """Words of an unlabelled turn that show who speaks: what it says of itself, else its first words that stand once."""
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
    skips: list[dict[str, Any]] = [{"before": turn_ids[0], "text": text, "reason": reason} for text, reason in header.skips]
    for skip in segments.skips:
        if skip.turn == len(turn_ids):
            skips.append({"after": turn_ids[-1], "text": skip.text, "reason": skip.reason})
        elif skip.paragraph is None:
            skips.append({"before": turn_ids[skip.turn], "text": skip.text, "reason": skip.reason})
        else:
            skips.append({"before": turn_ids[skip.turn], "paragraph": skip.paragraph, "text": skip.text, "reason": skip.reason})
    return skips


def _open(page: Page, segments: Segments, header: Header, rules: GroundRules, people: Cast, publisher: str | None, turn_ids: list[str]) -> list[dict[str, str]]:
    """What a reader has to settle: everything that the page does not say and everything that was read into it."""
    questions = [(about, question) for about, question in page.notes]
    for name in ("byline", "venue", "place"):
        if getattr(header, name) is None:
            questions.append((name, f"The header prints no {name}: is it known?"))
    questions += header.questions
    if publisher is None:
        questions.append(("publisher", "Who published this? Neither address nor text says so."))
    questions += [("ground_rules", question) for question in rules.questions]
    questions += people.questions
    if rules.attribution not in (None, "on_record"):
        questions += [(one.id, f"{one.label} is named in a briefing that is not on the record: does this person speak on the record?")
                      for one in people.participants if one.identity == "named"]
    for n in segments.unlabelled:
        glued = segments.turns[n].glued
        questions.append((turn_ids[n], f"The label {glued} is printed without a space before the words and stands in the text: is it the label here?" if glued
                          else f"Printed without a label: does {people.speakers[n]} speak here?"))
    for n in segments.run_together:
        questions.append((turn_ids[n], f"The label {segments.turns[n].label} stands within a paragraph of the source: does a new turn begin here?"))
    questions += [("skips", f"Nothing is printed behind the label {label} in one place: was a turn lost?") for label in dict.fromkeys(segments.silent)]
    return [{"about": about, "question": question} for about, question in dict.fromkeys(questions)]
