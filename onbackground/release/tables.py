"""Record to rows: the tables of a release, their columns and types.

A row is a tuple in the order of its table's columns. Ids are global: `BRIEFING.t04`, `BRIEFING.x01b`. Offsets count
Unicode code points of the turn's text: `turns[turn_id].text[start:end]` is the quote, in every table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from onbackground.dates import edtf_bounds
from onbackground.record.labels import CLARITY
from onbackground.record.record import BRACKET, LAYERS, STAGE_NOTE, Record, span
from onbackground.verbatim.reproduce import printed_label

Row = tuple[Any, ...]

STRING, INT, BOOL = "string", "int32", "bool"
STRINGS, INTS = [STRING], [INT]
PASSES = [{"by": STRING, "kind": STRING, "date": STRING, "layers": STRINGS}]

TABLES: dict[str, dict[str, Any]] = {
    "replies": {
        "id": STRING,
        "briefing_id": STRING,
        "exchange_id": STRING,
        "date": STRING,
        "attribution": STRING,
        "question_turns": STRINGS,
        "answer_turns": STRINGS,
        "ask": STRING,
        "ask_turn": STRING,
        "ask_start": INT,
        "ask_end": INT,
        "question": STRING,
        "answer": STRING,
        "reply": STRING,
        "clarity": STRING,
        "also": STRINGS,
        "why": STRING,
        "follows": STRING,
        "fold": INT,
    },
    "briefings": {
        "id": STRING,
        "title": STRING,
        "series": STRING,
        "date": STRING,
        "byline": STRING,
        "place": STRING,
        "city": STRING,
        "country": STRING,
        "venue": STRING,
        "language": STRING,
        "publisher": STRING,
        "attribution": STRING,
        "attribute_to": STRING,
        "embargo": STRING,
        "principals": STRINGS,
        "subject": STRING,
        "topics": STRINGS,
        "source_url": STRING,
        "source_retrieved": STRING,
        "source_sha256": STRING,
        "rights": STRING,
        "review_status": STRING,
        "passes": PASSES,
        "layers": STRINGS,
        "open_questions": STRINGS,
        "turns": INT,
        "asks": INT,
        "statements": INT,
        "events": INT,
        "mentions": INT,
        "fold": INT,
    },
    "turns": {
        "id": STRING,
        "briefing_id": STRING,
        "n": INT,
        "date": STRING,
        "role": STRING,
        "identity": STRING,
        "speaker_id": STRING,
        "label": STRING,
        "label_inferred": BOOL,
        "text": STRING,
    },
    "statements": {
        "id": STRING,
        "briefing_id": STRING,
        "turn_id": STRING,
        "date": STRING,
        "kind": STRING,
        "voice": STRING,
        "speaker_role": STRING,
        "holders": STRINGS,
        "target": STRING,
        "topic": STRING,
        "stance": STRING,
        "conditional": BOOL,
        "hedged": BOOL,
        "quote": STRING,
        "start": INT,
        "end": INT,
    },
    "events": {
        "id": STRING,
        "briefing_id": STRING,
        "briefing_date": STRING,
        "what": STRING,
        "kind": STRING,
        "actors": STRINGS,
        "date": STRING,
        "date_start": STRING,
        "date_end": STRING,
        "part": STRING,
        "basis": STRING,
        "source": STRING,
        "status": STRING,
        "turn_ids": STRINGS,
        "quotes": STRINGS,
        "starts": INTS,
        "ends": INTS,
    },
    "mentions": {
        "id": STRING,
        "briefing_id": STRING,
        "turn_id": STRING,
        "date": STRING,
        "surface": STRING,
        "start": INT,
        "end": INT,
        "entity": STRING,
        "entity_type": STRING,
        "qid": STRING,
    },
    "marks": {
        "id": STRING,
        "briefing_id": STRING,
        "turn_id": STRING,
        "kind": STRING,
        "surface": STRING,
        "start": INT,
        "end": INT,
        "stands_for": STRINGS,
        "reading": STRING,
    },
    "entities": {
        "id": STRING,
        "name": STRING,
        "type": STRING,
        "qid": STRING,
        "qid_basis": STRING,
        "checked": STRING,
        "note": STRING,
    },
    "changes": {
        "release": STRING,
        "table": STRING,
        "id": STRING,
        "change": STRING,
        "field": STRING,
        "old": STRING,
        "new": STRING,
    },
}
"""Every table, the default one first: its columns and their types. A list of one type is a list of such values."""

ABOUT = {
    "replies": "one ask and how it was answered",
    "briefings": "one briefing",
    "turns": "one turn",
    "statements": "one statement",
    "events": "one event as of speaking time",
    "mentions": "one mention of one entity",
    "marks": "one redaction, stage note or oddity",
    "entities": "one entity",
    "changes": "one changed row since the release before",
}
"""What a row of each table is."""

DEFAULT = "replies"
RECORD_TABLES = ("replies", "briefings", "turns", "statements", "events", "mentions", "marks")

FOLDS = 10


def fold_of(briefing_id: str) -> int:
    """The cross-validation fold of a briefing, 0 to 9: fixed by its id, so that no release moves it."""
    return int(hashlib.sha256(briefing_id.encode()).hexdigest()[:8], 16) % FOLDS


def rows(record: Record) -> dict[str, list[Row]]:
    """The rows of one record in every table that records feed. A layer that was not read has no rows."""
    tabulator = _Tabulator(record)
    return {name: list(getattr(tabulator, name)()) for name in RECORD_TABLES}


def entity_rows(entities: dict[str, dict[str, Any]], used: Iterable[str]) -> list[Row]:
    """The rows of `entities`: the entries that the released records use, by id."""
    return [
        (name, entry["name"], entry["type"], entry["qid"], entry["qid_basis"], entry["checked"], entry.get("note"))
        for name in sorted(set(used))
        if (entry := entities.get(name))
    ]


def is_released(record_data: dict[str, Any]) -> bool:
    """Whether a record is far enough read to go into a release."""
    return record_data["review"]["status"] in ("reviewed", "adjudicated")


def layers_read(data: dict[str, Any]) -> list[str]:
    """The layers that some pass covers, in the order of the format."""
    read = {layer for one in data["review"]["passes"] for layer in one["layers"]}
    return [layer for layer in LAYERS if layer in read]


class Anchored(NamedTuple):
    """A quote found in its turn: the turn's global id, the words, start and end."""

    turn: str
    quote: str
    start: int
    end: int


class _Tabulator:
    """One record's rows, table by table. Everything it needs more than once it computes once."""

    def __init__(self, record: Record):
        self.record = record
        self.data = record.data
        self.id = record.id
        self.date = record.data["date"]
        self.fold = fold_of(record.id)
        self.speakers = {
            name: f"{self.id}.{name}" if participant["identity"] != "unidentified" else None
            for name, participant in record.participants.items()
        }

    def _global(self, local: str) -> str:
        return f"{self.id}.{local}"

    def _all_global(self, locals_: Iterable[str]) -> list[str]:
        return [f"{self.id}.{local}" for local in locals_]

    def _anchor(self, turn: str, quote: str) -> Anchored:
        return Anchored(f"{self.id}.{turn}", quote, *span(quote, self.record.texts[turn]))

    def briefings(self) -> Iterator[Row]:
        data = self.data
        place, rules, source, review = data["place"] or {}, data["ground_rules"], data["source"], data["review"]
        read = layers_read(data)
        asks = sum(len(exchange["asks"]) for exchange in self.record.layer("exchanges").values())
        counts = {
            "exchanges": asks,
            "statements": len(self.record.layer("statements")),
            "events": len(self.record.layer("events")),
            "mentions": sum(map(len, self.record.layer("mentions").values())),
        }
        passes = [
            {"by": one["by"], "kind": one["kind"], "date": one["date"], "layers": one["layers"]}
            for one in review["passes"]
        ]
        yield (
            self.id,
            data["title"],
            data["series"],
            self.date,
            data["byline"],
            place.get("as_printed"),
            place.get("city"),
            place.get("country"),
            data["venue"],
            data["language"],
            data["publisher"],
            rules["attribution"],
            rules["attribute_to"],
            rules["embargo"],
            data["principals"],
            self._global(data["subject"]) if data["subject"] else None,
            data["topics"],
            source["url"],
            source["retrieved"],
            source["sha256"],
            source["rights"],
            review["status"],
            passes,
            read,
            [question["question"] for question in review["open"]],
            len(data["turns"]),
            *(count if layer in read else None for layer, count in counts.items()),
            self.fold,
        )

    def turns(self) -> Iterator[Row]:
        participants = self.record.participants
        for n, (turn_id, turn) in enumerate(self.record.turns.items(), start=1):
            speaker = participants[turn["speaker"]]
            label = printed_label(turn, participants)
            yield (
                self._global(turn_id),
                self.id,
                n,
                self.date,
                speaker["role"],
                speaker["identity"],
                self.speakers[turn["speaker"]],
                label,
                label is None,
                turn["text"],
            )

    def replies(self) -> Iterator[Row]:
        attribution = self.data["ground_rules"]["attribution"]
        texts, exchanges = self.record.texts, self.record.layer("exchanges")
        for exchange_id, ask_id, ask, turn in self.record.asks():
            exchange = exchanges[exchange_id]
            at = self._anchor(turn, ask["quote"])
            yield (
                self._global(ask_id),
                self.id,
                self._global(exchange_id),
                self.date,
                attribution,
                self._all_global(exchange["question"]),
                self._all_global(exchange["answer"]),
                at.quote,
                at.turn,
                at.start,
                at.end,
                "\n".join(texts[t] for t in exchange["question"]),
                "\n".join(texts[t] for t in exchange["answer"]),
                ask["reply"],
                CLARITY[ask["reply"]],
                ask.get("also", []),
                ask["why"],
                self._global(exchange["follows"]) if exchange["follows"] else None,
                self.fold,
            )

    def _holder(self, name: str) -> str:
        """A holder for the tables: an entity id, a speaker id, or the role of a label that many share."""
        if name in self.speakers:
            return self.speakers[name] or self.record.participants[name]["role"]
        return name

    def statements(self) -> Iterator[Row]:
        events = self.record.layer("events")
        for name, statement in self.record.layer("statements").items():
            at = self._anchor(statement["turn"], statement["quote"])
            target = statement["target"]
            yield (
                self._global(name),
                self.id,
                at.turn,
                self.date,
                statement["kind"],
                statement["voice"],
                self.record.roles[statement["turn"]],
                [self._holder(holder) for holder in statement["holder"]],
                self._global(target) if target in events else target,
                statement["topic"],
                statement["stance"],
                statement.get("conditional", False),
                statement.get("hedged", False),
                at.quote,
                at.start,
                at.end,
            )

    def events(self) -> Iterator[Row]:
        for name, event in self.record.layer("events").items():
            anchors = [self._anchor(anchor["turn"], anchor["quote"]) for anchor in event["anchors"]]
            first, last = (edtf_bounds(event["date"]) or ("", "")) if event["date"] else ("", "")
            yield (
                self._global(name),
                self.id,
                self.date,
                event["what"],
                event["kind"],
                event["actors"],
                event["date"],
                first or None,
                last or None,
                event.get("part"),
                event["basis"],
                event.get("source"),
                event["status"],
                [a.turn for a in anchors],
                [a.quote for a in anchors],
                [a.start for a in anchors],
                [a.end for a in anchors],
            )

    def mentions(self) -> Iterator[Row]:
        entities = self.record.vocabulary.entities
        for turn, mentions in self.record.mentions.items():
            turn_id = self._global(turn)
            for start, (surface, entity) in zip(self.record.mention_starts[turn], mentions):
                end = start + len(surface)
                mention_id = f"{turn_id}.{start}-{end}"
                if not isinstance(entity, list):
                    entry = entities[entity] if entity else {}
                    yield (
                        mention_id,
                        self.id,
                        turn_id,
                        self.date,
                        surface,
                        start,
                        end,
                        entity,
                        entry.get("type"),
                        entry.get("qid"),
                    )
                    continue
                for one in entity:
                    entry = entities[one]
                    yield (
                        f"{mention_id}.{one}",
                        self.id,
                        turn_id,
                        self.date,
                        surface,
                        start,
                        end,
                        one,
                        entry["type"],
                        entry["qid"],
                    )

    def marks(self) -> Iterator[Row]:
        redactions = self.record.layer("redactions")
        oddities: dict[str, list[dict[str, Any]]] = {}
        for oddity in self.data.get("sic") or ():
            oddities.setdefault(oddity["turn"], []).append(oddity)
        for turn, text in self.record.texts.items():
            found: list[tuple[int, int, str, str, list[str], str | None]] = []
            if "[" in text:
                found += [(m.start(), m.end(), *self._bracket(m[0], redactions[m[0]])) for m in BRACKET.finditer(text)]
            if "(" in text:
                found += [(m.start(), m.end(), "stage_note", m[0], [], None) for m in STAGE_NOTE.finditer(text)]
            for oddity in oddities.get(turn, ()):
                found.append((*span(oddity["quote"], text), "sic", oddity["quote"], [], oddity["reading"]))
            turn_id = self._global(turn)
            for start, end, kind, surface, stands_for, reading in sorted(found):
                yield (
                    f"{turn_id}.{start}-{end}.{kind}",
                    self.id,
                    turn_id,
                    kind,
                    surface,
                    start,
                    end,
                    stands_for,
                    reading,
                )

    def _bracket(self, surface: str, stands_for: Any) -> tuple[str, str, list[str], None]:
        if isinstance(stands_for, dict):
            return stands_for["is"], surface, [], None
        names = [stands_for] if isinstance(stands_for, str) else stands_for or []
        return "redaction", surface, [self._holder(name) for name in names], None
