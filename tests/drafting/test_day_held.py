"""The day of a briefing, and what disproves the day of a page."""

from __future__ import annotations

from typing import Any

import pytest

from onbackground.drafting.cutting.day_held import day_held
from onbackground.drafting.cutting.turns import Turn

DAY = "2031-07-02"  # a Wednesday


def held(*said: str, dated: str = DAY, clock: str = "Lake Town", printed: Any = DAY, others: Any = ()) -> Any:
    return day_held(printed, others, (dated,), [clock], [Turn("MR. LOW", paragraphs=list(said))])


@pytest.mark.parametrize(
    "said",
    [
        "It is embargoed until tomorrow, Wednesday, July 2nd.",
        "It is embargoed until 5:00 a.m. tomorrow, July 2.",
        "It is embargoed until tomorrow, Wednesday.",
        "Good evening. Today is Tuesday, July 1st.",
        "Good evening. Today, July 1, we met.",
        "We met yesterday, Monday, June 30th.",
        "They meet tomorrow, the 2nd of July.",
    ],
)
def test_words_that_disprove_the_day(said: str) -> None:
    found = held(said)
    assert (found.printed, found.day) == (None, "2031-07-01")
    ((about, question),) = found.questions
    assert about == "date" and DAY in question and "held on 2031-07-01" in question


@pytest.mark.parametrize(
    "said",
    [
        "It is embargoed until tomorrow, Thursday, July 3rd.",
        "Today is Wednesday, July 2nd.",
        "Yesterday, on Tuesday, we met.",
        "We met yesterday, Sunday.",
        "Tomorrow, Friday, July 2nd, nobody meets.",
        "Today, September 9, is far away.",
        "Tomorrow, February 30, is no day.",
        "We meet tomorrow.",
    ],
)
def test_words_that_disprove_nothing(said: str) -> None:
    found = held(said)
    assert (found.printed, found.day, found.source, found.questions) == (DAY, DAY, None, [])


@pytest.mark.parametrize(
    ("dated", "clock", "disproved"),
    [
        ("2031-07-02T11:19:34-04:00", "5:02 P.M. EDT", True),
        ("2031-07-02 11:19:34-04:00", "11:20 A.M. EDT", True),
        ("2031-07-02 11:19:34-04:00", "11:19 A.M. EDT", False),
        ("2031-07-02 11:19:34-04:00", "12:05 A.M. EDT", False),
        ("2031-07-02 11:19:34-04:00", "12:05 P.M. EDT", True),
        ("2031-07-02 11:19:34-04:00", "5:02 P.M. CEST", False),
        ("2031-07-02 11:19:34-04:00", "5:30 P.M. CEST", True),
        ("2031-07-02 11:19:34-04:00", "5:02 P.M.", True),
        ("2031-07-02 11:19:34", "5:02 P.M. EDT", True),
        ("2031-07-03 11:19:34-04:00", "5:02 P.M. EDT", False),
        ("2031-07-02 00:00:00", "5:02 P.M. EDT", False),
        ("2031-07-02", "5:02 P.M. EDT", False),
        ("2031-07-02 25:00", "5:02 P.M. EDT", False),
        ("2031-07-02 11:19:34-04:00", "We met at 5:02 P.M. EDT and spoke", False),
    ],
)
def test_a_page_published_before_its_own_clock_time(dated: str, clock: str, disproved: bool) -> None:
    found = held("Yes.", dated=dated, clock=clock)
    assert (found.printed is None, found.day == "2031-07-01", bool(found.questions)) == (disproved,) * 3


def test_words_that_fit_the_day_beat_the_clock() -> None:
    found = held("Today is Wednesday, July 2nd.", dated="2031-07-02 11:19:34-04:00", clock="5:02 P.M. EDT")
    assert found.printed == DAY and found.questions == []


def test_words_that_mean_several_days_are_asked_about() -> None:
    found = held("Today is Wednesday, July 2nd.", "Today is Tuesday, July 1st.")
    assert found.printed == DAY and "different days" in found.questions[0][1]


def test_the_year_turns() -> None:
    found = day_held("2032-01-01", (), (), [], [Turn("MR. LOW", paragraphs=["Today is Wednesday, December 31st."])])
    assert found.day == "2031-12-31"


def test_other_places_tell_the_day_where_the_header_does_not() -> None:
    others = ((None, "command line"), ("2031-07-05", "address"), ("2031-07-06", "file name"))
    found = held("Yes.", printed=None, others=others)
    assert (found.printed, found.day, found.source) == (None, "2031-07-05", "address")
    assert held("Yes.", printed=None).day is None
    told = held("It is embargoed until tomorrow, July 5th.", printed=None, others=((DAY, "command line"),))
    assert (told.day, told.questions) == (DAY, [])
