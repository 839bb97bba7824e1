"""Every row of every table of patterns finds its example and leaves its near miss alone."""

from __future__ import annotations

import pytest

from onbackground.drafting.lines.label import FORMS
from onbackground.drafting.lines.not_speech import FURNITURE
from onbackground.drafting.lines.tables import Row, whole_is
from onbackground.drafting.people import ground_rules
from onbackground.drafting.people.publishers import SIGNS

SEARCHED = {
    **{
        f"{name} {n}": row
        for name, rows in vars(ground_rules).items()
        if isinstance(rows, tuple) and rows and isinstance(rows[0], Row)
        for n, row in enumerate(rows)
    },
    **{f"publisher {n} {sign.publisher}": sign.row for n, sign in enumerate(SIGNS)},
}


@pytest.mark.parametrize("row", SEARCHED.values(), ids=SEARCHED)
def test_a_row_that_is_searched_for(row: Row) -> None:
    assert row.compiled.search(row.example)
    assert not row.compiled.search(row.not_this)


@pytest.mark.parametrize("row", FORMS.values(), ids=FORMS)
def test_a_row_of_what_labels_look_like(row: Row) -> None:
    assert row.compiled.match(row.example)
    assert not row.compiled.match(row.not_this)


@pytest.mark.parametrize("row", FURNITURE, ids=[row.example for row in FURNITURE])
def test_a_row_that_is_a_whole_line(row: Row) -> None:
    assert row.compiled.fullmatch(row.example)
    assert not whole_is(FURNITURE, row.not_this)
