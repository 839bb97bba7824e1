"""What a release changed."""

from __future__ import annotations

from onbackground.record.labels import Label, LabelSet
from onbackground.release.tables.column import STRING, Column, Table

_NO_VALUE = "there is no such value"

KINDS = LabelSet(
    "change",
    "What kind of change it is.",
    {
        "released": Label("a release came out", "the first row of every release", None),
        "added": Label("a row is new", "a briefing that was not in the release before"),
        "changed": Label("a value of a row changed; field says which", "a reply that was read again"),
        "retired": Label(
            "a row is gone, and its id is never used again; old says what it was", "an ask that was found to be none"
        ),
        "withdrawn": Label(
            "a briefing or a row of it is gone with all its words; old is a digest, why the reason",
            "a transcript that its publisher took back",
            "`retired`: that keeps the words",
        ),
        "replaced": Label(
            "an entity or a topic is called something else from now on; new says what", "a renamed topic"
        ),
        "column_added": Label("a column is new; new is its type", "a column for the model that read"),
        "column_dropped": Label("a column is gone; old is its type", "a column that nobody used"),
        "column_renamed": Label("a column has another name", "status, now called state"),
        "column_retyped": Label("a column has another type", "a number that became text"),
        "table_added": Label("a table is new", "a table of participants"),
        "table_dropped": Label("a table is gone", "a table that became two"),
        "license_changed": Label("the licence of the annotations changed", "from CC-BY-4.0 to CC0-1.0"),
        "gate_changed": Label("what users must agree to changed; null where there is no gate", "a gate that was added"),
        "terms_changed": Label("the text of LICENSE-DATA changed; old and new are digests", "a reworded sentence"),
    },
)

CHANGES = Table(
    "changes",
    "one change by a release; rows about what is gone are carried forward",
    {
        "release": Column(STRING, "The release that made the change."),
        "date": Column(
            STRING, "The day of that release; for what was withdrawn, the day of the withdrawal.", unit="ISO 8601 date"
        ),
        "table": Column(STRING, "The table.", null="the change is of the release as a whole"),
        "id": Column(
            STRING,
            "The id of the row in that table.",
            leads_by="table",
            null="the change is of a column, a table, or the release as a whole",
        ),
        "change": Column(STRING, "What kind of change it is.", labels=KINDS),
        "field": Column(STRING, "The column that changed.", null="no single column changed"),
        "old": Column(
            STRING,
            "What stood there before: text as it is, anything else as JSON. For what was withdrawn, a digest.",
            null=_NO_VALUE,
        ),
        "new": Column(STRING, "What stands there now: text as it is, anything else as JSON.", null=_NO_VALUE),
        "why": Column(STRING, "Why, in one sentence.", null="nobody said"),
    },
)
