"""The header block of a source against the header fields of its record, line by line."""

from typing import Any

import pytest

from onbackground.verbatim.header_block import HeaderFit, fit_header, header_lines
from onbackground.verbatim.reproduce import fold

HEADER = "Briefing on the Lakes\n\nJane Roe, Spokesperson\nPier House\nGeneva\nApril 2, 2031\n"
BODY = "\nQUESTION: Is there a ferry?\n"
RECORD: dict[str, Any] = {
    "title": "Briefing on the Lakes",
    "byline": "Jane Roe, Spokesperson",
    "venue": "Pier House",
    "date": "2031-04-02",
    "place": {"as_printed": "Geneva", "city": "Geneva", "country": "CH"},
    "participants": {},
    "turns": {"t01": {"speaker": "press", "text": "Is there a ferry?"}},
}


def fit(record: dict[str, Any], header: str = HEADER) -> HeaderFit:
    return fit_header(record, header + BODY, len(fold(header)) + 1)


def test_every_line_is_accounted_for() -> None:
    assert fit(RECORD) == HeaderFit([], [], [])


def test_lines_may_stand_in_any_order_and_a_field_over_several_lines() -> None:
    header = "April 2, 2031\nGeneva\nPier House\nJane Roe,\nSpokesperson\nBriefing on\nthe Lakes\n"
    assert fit(RECORD, header) == HeaderFit([], [], [])


@pytest.mark.parametrize(
    ("key", "value", "absent", "uncovered"),
    [
        ("title", "Briefing on the Lake", ["title"], ["Briefing on the Lakes"]),
        ("byline", None, [], ["Jane Roe, Spokesperson"]),
        ("venue", "Pier", ["venue"], ["Pier House"]),
        ("place", None, [], ["Geneva"]),
    ],
)
def test_a_field_that_is_not_printed_and_a_line_that_is_no_field(
    key: str, value: str | None, absent: list[str], uncovered: list[str]
) -> None:
    assert fit(RECORD | {key: value}) == HeaderFit([(name,) for name in absent], uncovered, [])


def test_another_date_and_none() -> None:
    assert fit(RECORD | {"date": "2031-04-03"}) == HeaderFit([], [], ["April 2, 2031"])
    undated = HEADER.replace("April 2, 2031\n", "")
    assert fit(RECORD, undated) == HeaderFit([("date",)], [], [])
    titled = RECORD | {"title": "Briefing of April 2, 2031"}
    assert fit(titled, undated.replace("on the Lakes", "of April 2, 2031")) == HeaderFit([], [], [])


def test_a_skip_covers_its_line_once() -> None:
    skipped = RECORD | {"skips": [{"before": "t01", "text": "For release", "reason": "header-line"}]}
    assert fit(skipped, HEADER + "For release\n") == HeaderFit([], [], [])
    assert fit(skipped, HEADER + "For release\nFor release\n") == HeaderFit([], ["For release"], [])
    assert fit(skipped) == HeaderFit([("skips", 0, "text")], [], [])


def test_the_lines_end_where_the_first_turn_begins_on_the_same_line() -> None:
    assert header_lines("A  title\n\n\nA date MR. LOW: Yes.\n", len("A title A date ")) == ["A title", "A date"]
    assert header_lines("A title\nMR. LOW: Yes.\n", 0) == []
