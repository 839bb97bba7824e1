"""The page of a briefing: its transcript, and beside each turn every row that is anchored there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import jinja2

from onbackground.release.files import digests, manifest
from onbackground.release.files.reading import Record, Release
from onbackground.release.site.lists import Book

ANCHORED = ("replies", "statements", "events", "mentions", "marks")
"""The tables whose rows are shown beside the turn that they quote, in this order."""
PLACED = {"briefings", "turns", *ANCHORED}


class Piece(NamedTuple):
    """A run of a turn's text, the tables whose spans cover it, and the ids of those rows on the page."""

    text: str
    tables: str
    ids: str


class Card(NamedTuple):
    """A row on the page: its id there, table, words, label and the page of that, what else it says, and its digest."""

    id: str
    table: str
    words: str
    label: str
    to: str
    says: list[tuple[str, str]]
    digest: str


class Turn(NamedTuple):
    """A turn with its pieces and cards."""

    id: str
    row: Record
    pieces: list[Piece]
    cards: list[Card]
    digest: str


def pages(release: Release, book: Book, environment: jinja2.Environment) -> Iterator[tuple[str, str]]:
    """The page of every briefing, and a tombstone for every one that was withdrawn."""
    template = environment.get_template("briefing.html.j2")
    layers = {
        name: release.by(name, "briefing_id")
        for name, columns in release.tables.items()
        if "briefing_id" in columns and "id" in columns and name != "catalogue"
    }
    proofs = _digests(release)
    retired: dict[str, list[Record]] = {}
    withdrawn: dict[str, Record] = {}
    for row in release.rows("changes"):
        if row["change"] == "withdrawn":
            withdrawn.setdefault((row["id"] or "").split(".")[0], row)
        elif row["change"] == "retired":
            retired.setdefault((row["id"] or "").split(".")[0], []).append(row)
    for name, briefing in book.briefings.items():
        own = {table: rows.get(name, []) for table, rows in layers.items()}
        yield (
            f"{name}.html",
            template.render(
                briefing=briefing,
                digest=proofs.get(name, ""),
                turns=list(_turns(name, own, proofs, book)),
                rest={table: rows for table, rows in own.items() if rows and table not in PLACED},
                differences=_differences(own.get("readings", [])),
                asks=own["replies"],
                retired=[row for row in retired.get(name, []) if row["id"] not in proofs],
                proofs=proofs,
                book=book,
                local=_local,
                up="",
            ),
        )
    for name, row in withdrawn.items():
        if name not in book.briefings:
            yield f"{name}.html", environment.get_template("tombstone.html.j2").render(name=name, row=row, up="")


def _differences(readings: list[Record]) -> list[list[Record]]:
    """The rows of readers for each label that was settled, in their order."""
    settled: dict[tuple[str, str], list[Record]] = {}
    for row in readings:
        if row["cause"]:
            settled.setdefault((row["unit"], row["field"]), []).append(row)
    return list(settled.values())


def _digests(release: Release) -> dict[str, str]:
    """The digest of every row by its id, as the folder `digests/` of the release holds it."""
    found: dict[str, str] = {}
    for name in release.tables:
        for path in manifest.data_files(release.folder, name):
            for batch in digests.batches(digests.path_of(path)):
                pairs = zip(batch.column("id").to_pylist(), batch.column("digest").to_pylist())
                found.update((row_id, digest.hex()) for row_id, digest in pairs if row_id)
    return found


def _local(row_id: str) -> str:
    """The id of a row on the page of its briefing."""
    return row_id.partition(".")[2]


def _turns(name: str, own: dict[str, list[Record]], proofs: dict[str, str], book: Book) -> Iterator[Turn]:
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    cards: dict[str, list[Card]] = {}
    for table in ANCHORED:
        for row in own[table]:
            places = _places(table, row)
            for turn, start, end in places:
                spans.setdefault(turn, []).append((start, end, table, _local(row["id"])))
            cards.setdefault(places[0][0], []).append(_card(table, row, proofs, book))
    for row in own["turns"]:
        pieces = list(_pieces(row["text"], spans.get(row["id"], [])))
        yield Turn(_local(row["id"]), row, pieces, cards.get(row["id"], []), proofs.get(row["id"], ""))


def _places(table: str, row: Record) -> list[tuple[str, int, int]]:
    """The turn, start and end of each span of a row."""
    if table == "replies":
        return [(row["ask_turn"], row["ask_start"], row["ask_end"])]
    if table == "events":
        return list(zip(row["turn_ids"], row["starts"], row["ends"]))
    return [(row["turn_id"], row["start"], row["end"])]


def _pieces(text: str, spans: list[tuple[int, int, str, str]]) -> Iterator[Piece]:
    """A text cut where any span begins or ends."""
    cuts = sorted({0, len(text), *(start for start, *_ in spans), *(end for _, end, *_ in spans)})
    for start, end in pairwise(cuts):
        over = [(table, local) for first, last, table, local in spans if first <= start and end <= last]
        tables = dict.fromkeys(table for table, _ in over)
        yield Piece(text[start:end], " ".join(tables), " ".join(local for _, local in over))


def _card(table: str, row: Record, proofs: dict[str, str], book: Book) -> Card:
    words, column = {
        "replies": ("ask", "reply"),
        "statements": ("quote", "kind"),
        "events": ("what", "status"),
        "mentions": ("surface", "entity"),
        "marks": ("surface", "kind"),
    }[table]
    label = row[column] or "not linked"
    to = f"entities/{label}.html" if table == "mentions" else f"labels/{table}-{column}-{label}.html"
    says = [(name, _plain(row[name], book)) for name in SAYS[table] if row.get(name) not in (None, [], False)]
    linked = row[column] if table != "mentions" else row[column] in book.entities
    return Card(_local(row["id"]), table, row[words], label, to if linked else "", says, proofs.get(row["id"], ""))


SAYS: dict[str, tuple[str, ...]] = {
    "replies": ("asked", "also", "why", "clarity", "follows", "question_turns", "answer_turns", "acceptable"),
    "statements": ("voice", "holders", "via", "target", "topic", "stance", "conditional", "hedged"),
    "events": ("kind", "actors", "date", "part", "basis", "source"),
    "mentions": (),
    "marks": ("stands_for", "reading"),
}
"""What a card says of its row beside words and label."""


def _plain(value: Any, book: Book) -> str:
    """A value in words: ids of this briefing in their short form, entities and topics by name."""
    if isinstance(value, list):
        return ", ".join(_plain(one, book) for one in value)
    if value is True:
        return "yes"
    text = str(value)
    if text in book.entities:
        return str(book.entities[text]["name"])
    briefing, dot, local = text.partition(".")
    return local if dot and briefing in book.briefings else text
