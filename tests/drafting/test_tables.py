"""Every row of every table of patterns finds its example and leaves its near miss alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from onbackground.drafting.lines import tables
from onbackground.drafting.lines.label import FORMS
from onbackground.drafting.lines.tables import Row, read_tables, whole_is
from onbackground.drafting.people import ground_rules
from onbackground.drafting.people.publishers import SIGNS


def read(name: str) -> dict[str, tuple[Row, ...]]:
    return read_tables(Path(tables.__file__).with_name(f"{name}.tsv"))


SEARCHED = {
    **{
        f"{name} {n}": row for name, rows in (ground_rules.ROWS | read("phrases")).items() for n, row in enumerate(rows)
    },
    **{f"publisher {n} {sign.publisher}": sign.row for n, sign in enumerate(SIGNS)},
}
WHOLE = [(name, row) for name, rows in read("whole_lines").items() for row in rows]


@pytest.mark.parametrize("row", SEARCHED.values(), ids=SEARCHED)
def test_a_row_that_is_searched_for(row: Row) -> None:
    assert row.compiled.search(row.example)
    assert not row.compiled.search(row.not_this)


@pytest.mark.parametrize("row", FORMS.values(), ids=FORMS)
def test_a_row_of_what_labels_look_like(row: Row) -> None:
    assert row.compiled.match(row.example)
    assert not row.compiled.match(row.not_this)


@pytest.mark.parametrize(("name", "row"), WHOLE, ids=[f"{name} {row.example}" for name, row in WHOLE])
def test_a_row_that_is_a_whole_line(name: str, row: Row) -> None:
    assert row.compiled.fullmatch(row.example)
    assert not whole_is(name, row.not_this)
