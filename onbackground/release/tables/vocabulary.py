"""What the records speak of: the entries of the vocabulary that released records use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onbackground.record.labels import label_set
from onbackground.release.tables.column import STRING, STRINGS, Column, Row, Table

_NO_QID = "the Wikidata id is not known"

ENTITIES = Table(
    "entities",
    "one entity",
    {
        "id": Column(STRING, "The id of the entity."),
        "name": Column(STRING, "The usual name in English."),
        "aliases": Column(STRINGS, "Other words in which briefings name it.", note=True),
        "type": Column(STRING, "What kind of entity it is.", labels=label_set("entity")),
        "qid": Column(STRING, "The Wikidata id.", null="not known", filled=True),
        "qid_basis": Column(STRING, "How the Wikidata id is known.", null=_NO_QID, note=True),
        "checked": Column(
            STRING,
            "The day on which the Wikidata id was looked up.",
            unit="ISO 8601 date",
            null="it was not looked up",
            note=True,
        ),
        "note": Column(STRING, "What tells it from others.", null="nothing needs to be said", note=True),
        "replaced_by": Column(
            STRING, "The entity that is used instead from now on.", leads_to="entities", null="it is in use"
        ),
    },
)

TOPICS = Table(
    "topics",
    "one topic",
    {
        "id": Column(STRING, "The id of the topic."),
        "name": Column(STRING, "The name of the topic."),
        "definition": Column(STRING, "What belongs to it, in one sentence."),
        "replaced_by": Column(
            STRING, "The topic that is used instead from now on.", leads_to="topics", null="it is in use"
        ),
    },
)


def vocabulary_rows(table: Table, entries: dict[str, dict[str, Any]], used: Iterable[str]) -> list[Row]:
    """The rows of a vocabulary, by id: the entries that released records use, and those that they replaced."""
    wanted = set(used) & entries.keys()
    wanted |= {name for name in entries if _successor(entries, name) in wanted}
    columns = [column for column in table.columns if column != "id"]
    lists = {column for column in columns if table.columns[column].type == STRINGS}
    return [
        {"id": name} | {column: entries[name].get(column, [] if column in lists else None) for column in columns}
        for name in sorted(wanted)
    ]


def _successor(entries: dict[str, dict[str, Any]], name: str) -> str:
    """The entry that is used in the place of one that was replaced, however often; the entry itself otherwise."""
    seen = {name}
    while (following := entries.get(name, {}).get("replaced_by")) and following not in seen:
        name = following
        seen.add(name)
    return name
