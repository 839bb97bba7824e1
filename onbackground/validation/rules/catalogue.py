"""OB92x: the catalogue of known briefings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from onbackground.corpus import catalogue
from onbackground.corpus.catalogue import Catalogue, Row
from onbackground.corpus.corpus import Corpus
from onbackground.findings import Placed, Problem, Unreadable, corpus_rule, did_you_mean
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.record.summary import Summary


def _read(corpus: Corpus) -> Catalogue | None:
    """The catalogue of a corpus, or None. One that cannot be read as text has a problem and no rows."""
    if not corpus.has(catalogue.FILE):
        return None
    try:
        text = strict.decode(corpus.read(catalogue.FILE))
    except Unreadable as error:
        return Catalogue([], error.problems, [])
    return catalogue.read(text, schema.columns("catalogue"))


def _cell(known: Catalogue, row: Row, column: str, message: str, hint: str | Callable[[], str] = "") -> Placed:
    return Placed(catalogue.FILE, Problem((), message, hint, position=known.position(row, column)))


@corpus_rule("OB921")
def catalogue_is_not_a_table(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """The catalogue is not a table with its columns.

    catalogue/briefings.csv has one line a transcript and the columns of schema/catalogue.schema.json, in their order. A
    cell with a comma stands in quotation marks.

    Wrong:
        2031-04-02-lake,2031-04-02,Briefing on Lakes, Rivers and Dams,…
    Right:
        2031-04-02-lake,2031-04-02,"Briefing on Lakes, Rivers and Dams",…
    """
    known = _read(corpus)
    for problem in known.problems if known else ():
        yield Placed(catalogue.FILE, problem)


@corpus_rule("OB922")
def catalogue_cell_has_wrong_form(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A cell of the catalogue does not have its form.

    Dates, addresses and country codes have a form, and some columns a closed list of values. Each is described in
    schema/catalogue.schema.json. The host is that of the address.

    Wrong:
        2031-04-02-lake,2 April 2031,…
    Right:
        2031-04-02-lake,2031-04-02,…
    """
    known = _read(corpus)
    if known is None:
        return
    wrong: set[int] = set()
    for problem in schema.check("catalogue", [row.cells for row in known.rows]):
        n, column = problem.at
        wrong.add(int(n))
        yield _cell(known, known.rows[int(n)], str(column), problem.message, problem.hint)
    for n, row in enumerate(known.rows):
        host = urlsplit(row.cells["url"]).hostname if n not in wrong else None
        if host and host != row.cells["host"]:
            yield _cell(known, row, "host", f"the host of the address is {host}", f"write {host}")


@corpus_rule("OB923")
def catalogue_row_twice(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """An address or an id is in the catalogue twice.

    Wrong:
        2031-04-02-lake,…,https://example.org/lake,…
        2031-04-02-lakes,…,https://example.org/lake,…
    Right:
        2031-04-02-lake,…,https://example.org/lake,…
    """
    known = _read(corpus)
    if not known:
        return
    for column in ("id", "url"):
        first: dict[str, Row] = {}
        for row in known.rows:
            earlier = first.setdefault(row.cells[column], row)
            if earlier is not row:
                hint = (
                    "one transcript, one row: remove one" if column == "url" else "give the later row an id of its own"
                )
                yield _cell(known, row, column, f"line {earlier.line} has the same {column}", hint)


@corpus_rule("OB924")
def catalogue_copy_disagrees(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A row names a copy of its transcript that does not name it, or has another date.

    Two rows for two copies of one transcript name each other, so that it can be counted once. A copy that has no row of
    its own is named by its address alone.

    Wrong:
        a,2031-04-02,…,https://example.org/a,…,https://example.org/b,…
        b,2031-04-02,…,https://example.org/b,…,,…
    Right:
        a,2031-04-02,…,https://example.org/a,…,https://example.org/b,…
        b,2031-04-02,…,https://example.org/b,…,https://example.org/a,…
    """
    known = _read(corpus)
    if not known:
        return
    rows = {row.cells["url"]: row for row in reversed(known.rows)}
    for url, row in rows.items():
        named = row.cells["same_transcript_as"]
        other = rows.get(named)
        if other is row:
            yield _cell(known, row, "same_transcript_as", "a row is not a copy of itself", "leave the cell empty")
        elif other and other.cells["same_transcript_as"] != url:
            yield _cell(
                known, row, "same_transcript_as", f"line {other.line} does not name this row", f"write {url} there"
            )
        elif other and other.cells["date"] != row.cells["date"] and other.line < row.line:
            yield _cell(known, row, "date", f"its copy in line {other.line} has the date {other.cells['date']}")


@corpus_rule("OB925", needs_all=True)
def catalogue_and_record_not_linked(corpus: Corpus, summaries: list[Summary]) -> Iterator[Placed]:
    """A row and the record of its transcript do not name each other.

    Where a record has the address of a row as its source, the row has the record's id. So the catalogue shows what is
    recorded and what is still to be done.

    Wrong:
        …,https://example.org/lake,…,          (state-2031-04-02-lake has this address as its source)
    Right:
        …,https://example.org/lake,…,state-2031-04-02-lake
    """
    known = _read(corpus)
    if not known or not all(summary.complete for summary in summaries):
        return
    recorded: dict[str, list[str]] = {}
    for summary in summaries:
        recorded.setdefault(summary.url, []).append(summary.id)
    ids = {summary.id for summary in summaries}
    for row in known.rows:
        named, due = row.cells["briefing_id"], recorded.get(row.cells["url"], [])
        if due and named not in due:
            yield _cell(known, row, "briefing_id", f"{due[0]} has this address as its source", f"write {due[0]}")
        elif named and named not in ids:
            yield _cell(known, row, "briefing_id", f"there is no record {named}", did_you_mean(named, ids))
