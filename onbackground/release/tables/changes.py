"""What a release changed."""

from __future__ import annotations

from onbackground.release.tables.column import STRING, Column, Table

_NO_VALUE = "there is no such value"

CHANGES = Table(
    "changes",
    "one changed row since the release before",
    {
        "release": Column(STRING, "The release that made the change."),
        "table": Column(STRING, "The table."),
        "id": Column(STRING, "The id of the row in that table.", null="the change is of a column or of a whole table"),
        "change": Column(STRING, "What kind of change it is.", labels="change"),
        "field": Column(STRING, "The column that changed.", null="the change is of a whole row or table"),
        "old": Column(STRING, "What stood there before: text as it is, anything else as JSON.", null=_NO_VALUE),
        "new": Column(STRING, "What stands there now: text as it is, anything else as JSON.", null=_NO_VALUE),
    },
)
