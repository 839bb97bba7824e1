"""A CSV file of transcripts: a row a briefing, told by the names of its columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping

from onbackground.drafting.pages.blocks import blocks_of
from onbackground.drafting.pages.page import Page, Refused, decode, recordable

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "transcript", "body", "content", "full_text", "fulltext"),
    "title": ("title", "headline", "name"),
    "date": ("date", "day", "published", "datetime"),
    "url": ("url", "link", "address", "source_url"),
}
"""What a row says, and how columns that say it are called."""
LONGEST_CELL = 12 * 1024 * 1024


def read_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, each by the keys of COLUMNS. Raises Refused where it has no column of transcripts."""
    text, _ = decode(content)
    csv.field_size_limit(LONGEST_CELL)
    try:
        dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], ",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect, strict=True)
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        found = {key: names[name] for key, known in COLUMNS.items() for name in reversed(known) if name in names}
        if "text" not in found:
            raise Refused(
                "is a table without a column of transcripts: call that column “text”, and others “title”, “date”, “url”"
            )
        return [{key: (row[name] or "").strip() for key, name in found.items()} for row in reader]
    except csv.Error as error:
        raise Refused(f"is a table that cannot be read ({error}): save it as CSV, texts in quotation marks") from None


def page_of(row: Mapping[str, str]) -> Page:
    """A row as a page. Raises Refused for a row without a transcript."""
    if not row["text"]:
        raise Refused("has no text in this row")
    lost: Counter[str] = Counter()
    return Page(
        recordable(blocks_of(row["text"]), lost),
        titles=(row["title"],) if row.get("title") else (),
        dated=(row["date"],) if row.get("date") else (),
        url=row.get("url") or None,
        lost=tuple(lost.items()),
    )
