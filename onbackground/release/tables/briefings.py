"""The briefings: header, ground rules, source, review."""

from __future__ import annotations

from collections.abc import Iterator

from onbackground.release.tables.column import INT, STRING, STRINGS, Column, Row, Table
from onbackground.release.tables.view import View

PASSES = [{"by": STRING, "kind": STRING, "date": STRING, "layers": STRINGS}]


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
        "passes": [{name: one[name] for name in PASSES[0]} for one in review["passes"]],
        "layers": read,
        "open_questions": [question["question"] for question in review["open"]],
        "turns": len(data["turns"]),
        "asks": counted["exchanges"],
        "statements": counted["statements"],
        "events": counted["events"],
        "mentions": counted["mentions"],
        "fold": view.fold,
    }


_UNREAD = "nobody has read that layer"

BRIEFINGS = Table(
    "briefings",
    "one briefing",
    {
        "id": Column(STRING, "The id of the briefing: publisher, date and a short name."),
        "title": Column(STRING, "The title as printed.", null="the transcript begins without one"),
        "series": Column(STRING, "The kind of occasion.", labels="series"),
        "date": Column(STRING, "The day of the briefing.", unit="ISO 8601 date"),
        "byline": Column(STRING, "The line that says who briefs, as printed.", null="there is no such line"),
        "place": Column(STRING, "The line with the place, as printed.", null="there is no such line"),
        "city": Column(
            STRING, "The city in which the briefing was given.", null="not known, by telephone or on the way"
        ),
        "country": Column(STRING, "The country in which it was given.", unit="ISO 3166-1 alpha-2", null="not known"),
        "venue": Column(STRING, "The line with the venue, as printed.", null="there is no such line"),
        "language": Column(STRING, "The language of the transcript.", unit="BCP 47"),
        "publisher": Column(STRING, "Who published the transcript.", leads_to="entities"),
        "attribution": Column(
            STRING,
            "The ground rule announced for the briefing.",
            labels="attribution",
            null="no ground rule was announced or printed",
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
        "rights": Column(STRING, "Under what right the transcript is reproduced.", labels="rights"),
        "review_status": Column(STRING, "How far the record has been read.", labels="review", note=True),
        "passes": Column(
            PASSES, "Who read which layers and when, and whether a person or a model did (kind).", note=True
        ),
        "layers": Column(STRINGS, "The layers that at least one reader has read.", labels="layer", note=True),
        "open_questions": Column(STRINGS, "What a reader should know is not settled.", note=True),
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
