"""The codebook of an invented table, typed by hand, and what a table refuses."""

import pytest

from onbackground.record.labels import Label, LabelSet
from onbackground.release.tables.codebook import codebook_rows
from onbackground.release.tables.column import INT, STRING, STRINGS, Column, Table, Undescribed, refuse_unknown_labels

REPLY = LabelSet(
    "reply", "What the reply is.", {"partial": Label("Some of it.", "“Soon.”", "general, which gives none")}
)
LAKES = Table(
    "lakes",
    "one lake",
    {
        "id": Column(STRING, "The id."),
        "depth": Column(INT, "How deep it is.", unit="metres", null="nobody measured"),
        "replies": Column(STRINGS, "What was said.", labels=REPLY),
        "briefing": Column(STRING, "The briefing.", leads_to="briefings"),
        "row": Column(STRING, "The row.", leads_by="row_table"),
        "shore": Column({"length": Column(INT, "How long it is.", unit="kilometres")}, "The shore."),
        "boats": Column([{"name": Column(STRING, "Its name.")}], "The boats."),
    },
)
KEYS = ("id", "column", "label", "definition", "type", "unit", "leads_to", "null_means", "example", "taken_for")
ROWS = [
    ("lakes.id", "id", None, "The id.", "string", None, None, None, None, None),
    ("lakes.depth", "depth", None, "How deep it is.", "int32", "metres", None, "nobody measured", None, None),
    ("lakes.replies", "replies", None, "What was said.", "list of string", None, None, None, None, None),
    ("lakes.replies.partial", "replies", "partial", "Some of it.", *[None] * 4, "“Soon.”", "general, which gives none"),
    ("lakes.briefing", "briefing", None, "The briefing.", "string", None, "briefings", None, None, None),
    ("lakes.row", "row", None, "The row.", "string", None, "[row_table]", None, None, None),
    ("lakes.shore", "shore", None, "The shore.", "structure", None, None, None, None, None),
    ("lakes.shore.length", "shore.length", None, "How long it is.", "int32", "kilometres", None, None, None, None),
    ("lakes.boats", "boats", None, "The boats.", "list of structure", None, None, None, None, None),
    ("lakes.boats.name", "boats.name", None, "Its name.", "string", None, None, None, None, None),
]


def test_every_column_and_label_is_a_row():
    assert codebook_rows([LAKES]) == [{**dict(zip(KEYS, row)), "table": "lakes"} for row in ROWS]


def test_a_column_without_a_description_is_refused():
    silent = LAKES._replace(columns={**LAKES.columns, "age": Column(INT, " ")})
    with pytest.raises(Undescribed, match=r"^these have no description: lakes\.age$"):
        codebook_rows([silent])


def test_a_label_that_its_set_does_not_describe_is_refused():
    reply = Column(STRING, "The reply.", labels=REPLY, null="none")
    free = Column(STRING, "Any word.", labels=LabelSet("free", "Any.", {}))
    one = LAKES._replace(columns={"reply": reply, "replies": LAKES.columns["replies"], "word": free})
    known = {"reply": "partial", "replies": ["partial"], "word": "anything"}
    refuse_unknown_labels(one, [known, {**known, "reply": None, "replies": None}])
    for unknown in ({"reply": "dodging"}, {"replies": ["partial", "dodging"]}):
        with pytest.raises(Undescribed, match="has labels without a description: dodging"):
            refuse_unknown_labels(one, [{**known, **unknown}])
