"""The briefings that are known, recorded or not: the rows of catalogue/briefings.csv."""

from __future__ import annotations

from collections.abc import Container

from onbackground.corpus import catalogue
from onbackground.corpus.corpus import Corpus
from onbackground.record import schema
from onbackground.record.labels import label_set
from onbackground.release.tables.column import STRING, STRINGS, Column, Row, Table

_FIELDS = schema.text("catalogue")["items"]["properties"]
CLOSED = ("mode", "occasion", "date_basis", "title_basis")
"""The columns with a closed set of labels."""
_NULL = {
    "same_transcript_as": "no other copy is known",
    "note": "nothing needs to be said",
    "briefing_id": "the briefing is not in this release",
}


def _column(name: str) -> Column:
    means = _FIELDS[name]["description"].split(" `")[0]
    if name == "countries":
        return Column(STRINGS, means)
    labels = label_set(name) if name in CLOSED else None
    return Column(STRING, means, labels, leads_to="briefings" if name == "briefing_id" else None, null=_NULL.get(name))


CATALOGUE = Table("catalogue", "one known briefing, recorded or not", {name: _column(name) for name in _FIELDS})


def catalogue_rows(corpus: Corpus, released: Container[str]) -> list[Row]:
    """The rows of a corpus' catalogue, in its order; `released` are the ids of the briefings in the release."""
    if not corpus.has(catalogue.FILE):
        return []
    known = catalogue.read(corpus.read(catalogue.FILE).decode("utf-8"), list(_FIELDS))
    return [_row(row.cells, released) for row in known.rows]


def _row(cells: dict[str, str], released: Container[str]) -> Row:
    row: Row = {name: value or None for name, value in cells.items()}
    row["countries"] = cells["countries"].split(";") if cells["countries"] else []
    row["briefing_id"] = row["briefing_id"] if row["briefing_id"] in released else None
    return row
