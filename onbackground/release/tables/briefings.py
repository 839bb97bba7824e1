"""The briefings: header, ground rules, source, review; who takes part; what is not settled."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from onbackground.record.labels import label_set
from onbackground.release.tables.column import BOOL, INT, STRING, STRINGS, Column, Row, Table, tables_named
from onbackground.release.tables.view import View

_POINTS = "Unicode code points from 0"
_NO_MODEL = "a person read it, or it was not written down"
PASSES = [
    {
        "by": Column(STRING, "Who read."),
        "kind": Column(STRING, "Whether a person or a model read.", labels=label_set("reader")),
        "model": Column(STRING, "The name of the model.", null=_NO_MODEL),
        "model_version": Column(STRING, "The version of the model.", null=_NO_MODEL),
        "date": Column(STRING, "The day on which the reading was signed.", unit="ISO 8601 date"),
        "layers": Column(STRINGS, "The layers that were read.", labels=label_set("layer")),
        "why": Column(STRING, "Why the record was read again or changed.", null="nobody said"),
    }
]


def _briefings(view: View) -> Iterator[Row]:
    data, record = view.data, view.record
    place, rules, source, review = data["place"] or {}, data["ground_rules"], data["source"], data["review"]
    read = view.layers_read()
    counts = {
        "exchanges": sum(len(exchange["asks"]) for exchange in record.layer("exchanges").values()),
        "statements": len(record.layer("statements")),
        "events": len(record.layer("events")),
        "mentions": sum(map(len, record.layer("mentions").values())),
    }
    basis = view.anchor(rules["basis"]["turn"], rules["basis"]["quote"]) if rules["basis"] else None
    counted = {layer: count if layer in read else None for layer, count in counts.items()}
    yield {
        "id": view.id,
        "title": data["title"],
        "series": data["series"],
        "date": view.date,
        "byline": data["byline"],
        "place": place.get("as_printed"),
        "city": place.get("city"),
        "country": place.get("country"),
        "venue": data["venue"],
        "language": data["language"],
        "publisher": data["publisher"],
        "attribution": rules["attribution"],
        "attribution_turn": basis.turn if basis else None,
        "attribution_quote": basis.quote if basis else None,
        "attribution_start": basis.start if basis else None,
        "attribution_end": basis.end if basis else None,
        "attribute_to": rules["attribute_to"],
        "embargo": rules["embargo"],
        "principals": data["principals"],
        "subject": view.global_id(data["subject"]) if data["subject"] else None,
        "topics": data["topics"],
        "source_url": source["url"],
        "source_retrieved": source["retrieved"],
        "source_sha256": source["sha256"],
        "rights": source["rights"],
        "review_status": review["status"],
        "passes": [_pass(one) for one in review["passes"]],
        "layers": read,
        "turns": len(data["turns"]),
        "asks": counted["exchanges"],
        "statements": counted["statements"],
        "events": counted["events"],
        "mentions": counted["mentions"],
        "fold": view.fold,
    }


def _pass(one: dict[str, Any]) -> Row:
    """One pass, field by field."""
    model = one.get("model") or {}
    return {
        "by": one["by"],
        "kind": one["kind"],
        "model": model.get("name"),
        "model_version": model.get("version"),
        "date": one["date"],
        "layers": one["layers"],
        "why": one.get("why"),
    }


_UNREAD = "nobody has read that layer"
_NO_BASIS = "the transcript does not announce it"

BRIEFINGS = Table(
    "briefings",
    "one briefing",
    {
        "id": Column(STRING, "The id of the briefing: publisher, date and a short name."),
        "title": Column(STRING, "The title as printed.", null="the transcript begins without one"),
        "series": Column(STRING, "The kind of occasion.", labels=label_set("series")),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "byline": Column(STRING, "The line that says who briefs, as printed.", null="there is no such line"),
        "place": Column(STRING, "The line with the place, as printed.", null="there is no such line"),
        "city": Column(
            STRING, "The city in which the briefing was given.", null="not known, by telephone or on the way"
        ),
        "country": Column(STRING, "The country in which it was given.", unit="ISO 3166-1 alpha-2", null="not known"),
        "venue": Column(STRING, "The line with the venue, as printed.", null="there is no such line"),
        "language": Column(STRING, "The language of the transcript.", unit="BCP 47"),
        "publisher": Column(
            STRING, "Who published the transcript, as a short name. Some publishers are also an entity of that id."
        ),
        "attribution": Column(
            STRING,
            "The ground rule announced for the briefing.",
            labels=label_set("attribution"),
            null="no ground rule was announced or printed",
        ),
        "attribution_turn": Column(
            STRING, "The turn in which the ground rule is announced.", leads_to="turns", null=_NO_BASIS
        ),
        "attribution_quote": Column(STRING, "The words that announce it.", null=_NO_BASIS),
        "attribution_start": Column(
            INT, "Where these words start in the text of attribution_turn.", unit=_POINTS, null=_NO_BASIS
        ),
        "attribution_end": Column(
            INT, "Where these words end in the text of attribution_turn.", unit=_POINTS, null=_NO_BASIS
        ),
        "attribute_to": Column(STRING, "The attribution asked for, as announced.", null="none was announced"),
        "embargo": Column(STRING, "Until when it was embargoed, as announced.", null="no embargo was announced"),
        "principals": Column(STRINGS, "Whom the briefing is about.", leads_to="entities"),
        "subject": Column(STRING, "The event briefed about.", leads_to="events", null="there is no single one"),
        "topics": Column(STRINGS, "The topics of the briefing.", leads_to="topics"),
        "source_url": Column(STRING, "Where the transcript was published.", null="not known", note=True),
        "source_retrieved": Column(
            STRING, "The day on which it was taken from there.", unit="ISO 8601 date", null="not known", note=True
        ),
        "source_sha256": Column(STRING, "The SHA-256 of the file with the transcript.", unit="hexadecimal", note=True),
        "rights": Column(STRING, "Under what right the transcript is reproduced.", labels=label_set("rights")),
        "review_status": Column(STRING, "How far the record has been read.", labels=label_set("review"), note=True),
        "passes": Column(PASSES, "Who read which layers, and when.", note=True),
        "layers": Column(
            STRINGS, "The layers that at least one reader has read.", labels=label_set("layer"), note=True
        ),
        "turns": Column(INT, "How many turns it has."),
        "asks": Column(INT, "How many asks it has.", null=_UNREAD),
        "statements": Column(INT, "How many statements it has.", null=_UNREAD),
        "events": Column(INT, "How many events it speaks of.", null=_UNREAD),
        "mentions": Column(
            INT, "How many mentions it has. One that names several entities counts once here.", null=_UNREAD
        ),
        "fold": Column(INT, "The fold for cross-validation.", unit="0 to 9"),
    },
    _briefings,
)


def _participants(view: View) -> Iterator[Row]:
    entities = view.record.vocabulary.entities
    turns = Counter(turn["speaker"] for turn in view.record.turns.values())
    for name, one in view.record.participants.items():
        organization = one.get("organization")
        yield {
            "id": view.global_id(name),
            "briefing_id": view.id,
            "role": one["role"],
            "identity": one["identity"],
            "label": one["label"],
            "organization": organization if organization in entities else None,
            "for_publisher": organization == view.data["publisher"],
            "name": one.get("name"),
            "entity": one.get("entity"),
            "on_record": one.get("on_record", False),
            "turns": turns[name],
        }


PARTICIPANTS = Table(
    "participants",
    "one participant of one briefing, or one label that many share",
    {
        "id": Column(STRING, "The id of the participant: BRIEFING.NAME. It says nothing beyond the briefing."),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "role": Column(STRING, "The part taken in the briefing.", labels=label_set("role")),
        "identity": Column(
            STRING,
            "What may be said of who it is. A row that is unidentified is a label, and not a person.",
            labels=label_set("identity"),
        ),
        "label": Column(STRING, "The usual label as printed, without its colon.", null="no label is ever printed"),
        "organization": Column(
            STRING,
            "The organisation spoken for.",
            leads_to="entities",
            null="not known, or no entity has that id",
        ),
        "for_publisher": Column(BOOL, "True where the organisation spoken for is the publisher of the transcript."),
        "name": Column(STRING, "The name as the transcript gives it.", null="not named on the record"),
        "entity": Column(STRING, "The person.", leads_to="entities", null="not named on the record, or no entity"),
        "on_record": Column(BOOL, "True where this participant speaks on the record although the briefing is not."),
        "turns": Column(INT, "How many turns are spoken."),
    },
    _participants,
)


def _open_questions(view: View) -> Iterator[Row]:
    for one in view.data["review"]["open"]:
        about, question = one["about"], one["question"]
        asks = {ask_id for _, ask_id, _, _ in view.record.asks()}
        table, identifier = ("replies", view.global_id(about)) if about in asks else view.where(about)
        whole = table == "entities"  # neither an id of the record: a key of its header, or a bracket
        digest = hashlib.sha256(f"{about}\n{question}".encode()).hexdigest()[:8]
        yield {
            "id": f"{view.id}.q-{digest}",
            "briefing_id": view.id,
            "about": view.id if whole else identifier,
            "about_table": "briefings" if whole else table,
            "field": about if whole else None,
            "question": question,
        }


OPEN_QUESTIONS = Table(
    "open_questions",
    "one question that is not settled",
    {
        "id": Column(STRING, "The id of the question: its briefing, and a digest of its words."),
        "briefing_id": Column(STRING, "The briefing.", leads_to="briefings"),
        "about": Column(STRING, "The row that it is about.", leads_by="about_table"),
        "about_table": Column(
            STRING,
            "The table that about leads to.",
            labels=tables_named(
                **{
                    "briefings": "the briefing as a whole; field says which part of it",
                    "participants": "a participant",
                    "turns": "a turn",
                    "replies": "an ask and its reply",
                    "replies.exchange_id": "the rows of replies with that exchange_id",
                    "statements": "a statement",
                    "events": "an event",
                }
            ),
        ),
        "field": Column(
            STRING, "The part of the record that it is about: a key, or a bracket.", null="it is about one row"
        ),
        "question": Column(STRING, "The question, in one sentence."),
    },
    _open_questions,
    note=True,
)
