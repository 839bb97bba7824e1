"""Dates as transcripts print them, and as EDTF writes them."""

import pytest

from onbackground.dates import edtf_bounds, has_date_word, has_relative_word, printed_date, printed_dates, relative_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031-04-02", "2031-04-02", "2031-04-02"),
        ("2031-04", "2031-04-01", "2031-04-30"),
        ("2032-02", "2032-02-01", "2032-02-29"),
        ("2031", "2031-01-01", "2031-12-31"),
        ("2031-XX", "2031-01-01", "2031-12-31"),
        ("2031-04-XX", "2031-04-01", "2031-04-30"),
        ("203X", "2030-01-01", "2039-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2031-21", "2031-03-01", "2031-05-31"),
        ("2031-22", "2031-06-01", "2031-08-31"),
        ("2031-23", "2031-09-01", "2031-11-30"),
        ("2031-24", "2031-12-01", "2032-02-29"),
        ("2031-04-02?", "2031-04-02", "2031-04-02"),
        ("2031-04~", "2031-04-01", "2031-04-30"),
        ("2031-04-02/2031-05", "2031-04-02", "2031-05-31"),
        ("2031-04/2031-04", "2031-04-01", "2031-04-30"),
        ("2031-04-02/..", "2031-04-02", ""),
        ("../2031-04-02", "", "2031-04-02"),
        ("2031-04-02/", "2031-04-02", ""),
    ],
)
def test_edtf_covers_these_days(text: str, first: str, last: str) -> None:
    assert edtf_bounds(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "31-04-02", "2031-13", "2031-25", "2031-20", "2031-04-31", "2031-02-29", "2031-00", "2031-04-00",
        "2031-XX-02", "203X-04", "0000", "2031-21-02", "2031-05/2031-04", "/", "../..", "2031/2032/2033",
        "2031-04-02 ", "2031-4-2", "2031-04-02T10:00", "2031-04-02??",
    ],
)  # fmt: skip
def test_what_is_no_edtf(text: str) -> None:
    assert edtf_bounds(text) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("April 2, 2031", "2031-04-02"),
        ("Wednesday, April 2nd, 2031", "2031-04-02"),
        ("2 April 2031", "2031-04-02"),
        ("(Sept. 15, 2031)", "2031-09-15"),
        ("04/02/2031", "2031-04-02"),
        ("2031-04-02", "2031-04-02"),
        ("Geneva, April 2, 2031", None),
        ("April 31, 2031", None),
        ("April 2031", None),
        ("", None),
    ],
)
def test_a_line_that_is_nothing_but_a_date(line: str, day: str | None) -> None:
    assert printed_date(line) == day


def test_every_date_of_a_text_in_order() -> None:
    text = "Updated 3 May 2031; first published April 2, 2031, not February 30, 2031."
    assert [(match.group(), day) for match, day in printed_dates(text)] == [
        ("3 May 2031", "2031-05-03"),
        ("April 2, 2031", "2031-04-02"),
    ]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("We meet again tomorrow", ("2032-01-01", None)),
        ("tomorrow morning", ("2032-01-01", "morning")),
        ("as I said yesterday afternoon", ("2031-12-30", "afternoon")),
        ("last night", ("2031-12-30", "evening")),
        ("tonight", ("2031-12-31", "evening")),
        ("this morning", ("2031-12-31", "morning")),
        ("earlier today", ("2031-12-31", None)),
        ("today, and today again", ("2031-12-31", None)),
        ("today or tomorrow", None),
        ("on Monday", None),
        ("todays", None),
    ],
)
def test_the_day_that_a_relative_word_means(words: str, meant: tuple[str, str | None] | None) -> None:
    """Said on the last day of a year, so that the next day is another month and year."""
    assert relative_day(words, "2031-12-31") == meant


@pytest.mark.parametrize(
    ("text", "relative", "dated"),
    [
        ("next week", True, False),
        ("three days ago", True, False),
        ("over the coming months", True, False),
        ("on Tuesday", True, False),
        ("in April", False, True),
        ("in 2031", False, True),
        ("on the 3rd", False, True),
        ("in room 3100", False, False),
        ("by the lake", False, False),
    ],
)
def test_words_about_time(text: str, relative: bool, dated: bool) -> None:
    assert (has_relative_word(text), has_date_word(text)) == (relative, dated)
