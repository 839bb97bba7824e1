"""What the records speak of: the entries of the vocabulary that released records use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onbackground.release.tables.column import STRING, Column, Row, Table

_NO_QID = "the Wikidata id is not known"

ENTITIES = Table(
    "entities",
    "one entity",
    {
        "id": Column(STRING, "The id of the entity."),
        "name": Column(STRING, "The usual name in English."),
        "type": Column(STRING, "What kind of entity it is.", labels="entity"),
        "qid": Column(STRING, "The Wikidata id.", null="not known"),
        "qid_basis": Column(STRING, "How the Wikidata id is known.", null=_NO_QID, note=True),
        "checked": Column(
            STRING,
            "The day on which the Wikidata id was looked up.",
            unit="ISO 8601 date",
            null="it was not looked up",
            note=True,
        ),
        "note": Column(STRING, "What tells it from others.", null="nothing needs to be said", note=True),
    },
)


def entity_rows(entities: dict[str, dict[str, Any]], used: Iterable[str]) -> list[Row]:
    """The rows of `entities`: the entries that the released records use, by id."""
    return [
        {"id": name, **{column: entry.get(column) for column in ENTITIES.columns if column != "id"}}
        for name in sorted(set(used))
        if (entry := entities.get(name))
    ]
