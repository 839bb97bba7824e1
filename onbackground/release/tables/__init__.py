"""Record to rows: the tables of a release, their columns, and what they mean.

A row is a mapping from column to value. Ids are global: `BRIEFING.t04`, `BRIEFING.x01b`. Offsets count Unicode code
points of the turn's text: `turns[turn_id].text[start:end]` is the quote, in every table.

A new table is one `Table` in a module of this folder, with every column described, and its name in TABLES below. If
records feed it, its `rows` gives the rows of one record; else release/assemble.py hands its rows over.
"""

from __future__ import annotations

from typing import Any

from onbackground.corpus.terms import Terms
from onbackground.record.labels import with_terms
from onbackground.record.record import Record
from onbackground.release.tables.briefings import BRIEFINGS, OPEN_QUESTIONS, PARTICIPANTS
from onbackground.release.tables.catalogue import CATALOGUE
from onbackground.release.tables.changes import CHANGES
from onbackground.release.tables.codebook import CODEBOOK
from onbackground.release.tables.column import Row, Table
from onbackground.release.tables.readings import AGREEMENT, READINGS
from onbackground.release.tables.replies import REPLIES
from onbackground.release.tables.statements import EVENTS, STATEMENTS
from onbackground.release.tables.turns import MARKS, MENTIONS, TURNS
from onbackground.release.tables.view import View
from onbackground.release.tables.vocabulary import ENTITIES, TOPICS

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        REPLIES,
        BRIEFINGS,
        TURNS,
        PARTICIPANTS,
        STATEMENTS,
        EVENTS,
        MENTIONS,
        MARKS,
        ENTITIES,
        TOPICS,
        OPEN_QUESTIONS,
        READINGS,
        AGREEMENT,
        CATALOGUE,
        CODEBOOK,
        CHANGES,
    )
}
"""Every table, the default one first."""

DEFAULT = "replies"
RECORD_TABLES = tuple(name for name, table in TABLES.items() if table.rows)
"""The tables that records feed."""


def rows(record: Record) -> dict[str, list[Row]]:
    """The rows of one record in every table that records feed. A layer that was not read has no rows."""
    view = View(record)
    return {name: list(table.rows(view)) for name, table in TABLES.items() if table.rows}


def tables_with(terms: Terms) -> dict[str, Table]:
    """The tables with the labels that a corpus declares beside those of the schemas."""
    return {name: table.labelled(lambda labels: with_terms(labels, terms)) for name, table in TABLES.items()}


def is_released(record_data: dict[str, Any]) -> bool:
    """Whether a record is far enough read to go into a release."""
    return record_data["review"]["status"] in ("reviewed", "adjudicated")
