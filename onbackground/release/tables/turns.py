"""What was said: turns, the mentions in them, and their marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from onbackground.record.labels import label_set
from onbackground.record.record import BRACKET, STAGE_NOTE, span
from onbackground.release.tables.column import BOOL, INT, STRING, STRINGS, Column, Row, Table
from onbackground.release.tables.view import View
from onbackground.verbatim.reproduce import printed_label

_POINTS = "Unicode code points from 0"


def _turns(view: View) -> Iterator[Row]:
    participants = view.record.participants
    outside = view.data.get("outside_exchanges")
    for n, (turn_id, turn) in enumerate(view.record.turns.items(), start=1):
        speaker = participants[turn["speaker"]]
        label = printed_label(turn, participants)
        because = view.anchor(turn_id, turn["because"]) if "because" in turn else None
        yield {
            "id": view.global_id(turn_id),
            "briefing_id": view.id,
            "n": n,
            "date": view.date,
            "role": speaker["role"],
            "identity": speaker["identity"],
            "speaker_id": view.global_id(turn["speaker"]) if speaker["identity"] != "unidentified" else None,
            "label": label,
            "label_inferred": label is None,
            "because": because.quote if because else None,
            "because_start": because.start if because else None,
            "because_end": because.end if because else None,
            "outside_exchanges": turn_id in outside if outside is not None else None,
            "text": turn["text"],
        }


_NO_REASON = "none needs to be given"

TURNS = Table(
    "turns",
    "one turn",
    {
        "id": Column(STRING, "The id of the turn: BRIEFING.t01."),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "n": Column(INT, "The place of the turn in the briefing.", unit="1 is the first"),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "role": Column(STRING, "The part that the speaker takes in the briefing.", labels=label_set("role")),
        "identity": Column(STRING, "What may be said of who the speaker is.", labels=label_set("identity")),
        "speaker_id": Column(
            STRING,
            "Who speaks.",
            leads_to="participants",
            null="many share the label: nobody knows which of them speaks",
        ),
        "label": Column(STRING, "The label as printed, without its colon.", null="the turn is printed without a label"),
        "label_inferred": Column(BOOL, "True where no label is printed: the reader inferred who speaks."),
        "because": Column(STRING, "Words of the turn that show who speaks.", null=_NO_REASON, note=True),
        "because_start": Column(INT, "Where because starts in the text.", unit=_POINTS, null=_NO_REASON, note=True),
        "because_end": Column(INT, "Where because ends in the text.", unit=_POINTS, null=_NO_REASON, note=True),
        "outside_exchanges": Column(
            BOOL,
            "True where the turn neither asks nor answers: an opening statement, a call on a reporter, thanks.",
            null="nobody has read the exchanges",
        ),
        "text": Column(STRING, "What is said, word for word. A blank line separates paragraphs."),
    },
    _turns,
)


def _mentions(view: View) -> Iterator[Row]:
    vocabulary = view.record.vocabulary.entities
    for turn, mentions in view.record.mentions.items():
        turn_id = view.global_id(turn)
        for start, (surface, entity) in zip(view.record.mention_starts[turn], mentions):
            assert start is not None, "the rules let no mention pass that is not found in its turn"
            end = start + len(surface)
            several = isinstance(entity, list)
            for one in entity if several else [entity]:
                entry = vocabulary[one] if one else {}
                yield {
                    "id": f"{turn_id}.{start}-{end}" + (f".{one}" if several else ""),
                    "briefing_id": view.id,
                    "turn_id": turn_id,
                    "date": view.date,
                    "surface": surface,
                    "start": start,
                    "end": end,
                    "entity": one,
                    "entity_type": entry.get("type"),
                    "qid": entry.get("qid"),
                }


_UNLINKED = "the reader chose to link it to none"

MENTIONS = Table(
    "mentions",
    "one mention of one entity",
    {
        "id": Column(
            STRING, "The id of the mention: its turn, its place in it, and the entity where it names several."
        ),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "turn_id": Column(STRING, "The turn that has the mention.", leads_to="turns"),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "surface": Column(STRING, "The words of the mention."),
        "start": Column(INT, "Where the mention starts in the text of turn_id.", unit=_POINTS),
        "end": Column(INT, "Where the mention ends in the text of turn_id.", unit=_POINTS),
        "entity": Column(STRING, "Who or what is mentioned.", leads_to="entities", null=_UNLINKED),
        "entity_type": Column(STRING, "What kind of entity it is.", labels=label_set("entity"), null=_UNLINKED),
        "qid": Column(STRING, "The Wikidata id of the entity.", null=f"not known, or {_UNLINKED}", filled=True),
    },
    _mentions,
)


class _Mark(NamedTuple):
    """A mark of a turn; marks sort by their place."""

    start: int
    end: int
    kind: str
    surface: str
    stands_for: list[str]
    reading: str | None


def _marks(view: View) -> Iterator[Row]:
    redactions = view.record.layer("redactions")
    oddities: dict[str, list[dict[str, Any]]] = {}
    for oddity in view.data.get("sic") or ():
        oddities.setdefault(oddity["turn"], []).append(oddity)
    for turn, text in view.record.texts.items():
        found: list[_Mark] = []
        if "[" in text:
            for match in BRACKET.finditer(text):
                kind, stands_for = _bracket(view, redactions[match[0]])
                found.append(_Mark(match.start(), match.end(), kind, match[0], stands_for, None))
        if "(" in text:
            found += [_Mark(m.start(), m.end(), "stage_note", m[0], [], None) for m in STAGE_NOTE.finditer(text)]
        for oddity in oddities.get(turn, ()):
            found.append(_Mark(*span(oddity["quote"], text), "sic", oddity["quote"], [], oddity["reading"]))
        turn_id = view.global_id(turn)
        for mark in sorted(found):
            yield {
                "id": f"{turn_id}.{mark.start}-{mark.end}.{mark.kind}",
                "briefing_id": view.id,
                "turn_id": turn_id,
                "kind": mark.kind,
                "surface": mark.surface,
                "start": mark.start,
                "end": mark.end,
                "stands_for": mark.stands_for,
                "reading": mark.reading,
            }


def _bracket(view: View, stands_for: Any) -> tuple[str, list[str]]:
    """The kind of a bracket, and for whom it stands."""
    if isinstance(stands_for, dict):
        return stands_for["is"], []
    names = [stands_for] if isinstance(stands_for, str) else stands_for or []
    return "redaction", view.global_ids(names)


MARKS = Table(
    "marks",
    "one redaction, stage note or oddity",
    {
        "id": Column(STRING, "The id of the mark: its turn, its place in it, and its kind."),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "turn_id": Column(STRING, "The turn that has the mark.", leads_to="turns"),
        "kind": Column(STRING, "What kind of mark it is.", labels=label_set("mark")),
        "surface": Column(STRING, "The mark as printed, brackets included."),
        "start": Column(INT, "Where the mark starts in the text of turn_id.", unit=_POINTS),
        "end": Column(INT, "Where the mark ends in the text of turn_id.", unit=_POINTS),
        "stands_for": Column(
            STRINGS,
            "Whom a redaction stands for. Empty where nobody knows, and for every other kind of mark.",
            leads_to="participants",
        ),
        "reading": Column(
            STRING, "What was most likely said, for an oddity.", null="it cannot be told, or the mark is no oddity"
        ),
    },
    _marks,
)
