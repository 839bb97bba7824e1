"""Ids and publishers, from addresses, file names and the words of a page."""

from __future__ import annotations

import pytest

from onbackground.drafting.lines.days import numeric_day
from onbackground.drafting.people.names import names_outlet
from onbackground.drafting.people.publishers import date_in_address, publisher_of
from onbackground.drafting.writing.record_id import record_id


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("press-gaggle-vale-061591.html", "1991-06-15"),
        ("https://example.org/briefings/gaggle-vale-123190/", "1990-12-31"),
        ("910615.txt", "1991-06-15"),
        ("2091-06-15-vale.md", "2091-06-15"),
        ("vale-991599.txt", None),
    ],
)
def test_the_day_of_an_address(address: str, day: str | None) -> None:
    assert date_in_address(address) == day


def test_the_day_in_numbers_of_a_header() -> None:
    assert numeric_day(["Briefing #7, Wednesday, 3/9/91"]) == "1991-03-09"
    assert numeric_day(["Pages 30/31/32", "1/2", "03/10/17"]) == "2017-03-10"
    assert numeric_day(["3/9/1991", "no day"]) is None
    assert numeric_day(["Brussels, 18.07.2091"]) == "2091-07-18"
    assert numeric_day(["2091/4/14"]) == "2091-04-14"
    assert numeric_day(["20910313"]) == "2091-03-13"
    assert numeric_day(["20911313", "Release 20910313", "1.2.2091.4"]) is None


def test_what_an_opening_says_of_other_offices_is_no_publisher() -> None:
    assert publisher_of(None, "Briefing on the ferry", "", "The Secretary of Defense has called.").name is None


def test_a_gaggle_is_told_from_the_briefing_of_the_same_day() -> None:
    briefing = record_id("white-house", "2091-06-15", "Press Briefing by Jo Low", "other")
    gaggle = record_id("white-house", "2091-06-15", "Press Gaggle by Jo Low", "gaggle")
    assert (briefing, gaggle) == ("white-house-2091-06-15-jo-low", "white-house-2091-06-15-jo-low-gaggle")


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("Daily Press Briefing Washington, DC MS. VALE QUESTION", "state-dept"),
        ("Daily Press Briefing by Press Secretary Jo Low", "white-house"),
        ("Pentagon Press Secretary Jo Low", "defense-dept"),
        ("Daily Press Briefing by the Office of the Spokesperson for the Secretary-General", "united-nations"),
        ("Special Briefing Office of the Spokesperson Senior Administration Officials", "state-dept"),
        ("Background Press Call by Senior Administration Officials", "white-house"),
        ("Remarks Jo Low, Secretary of State Lake City", "state-dept"),
        ("Press conference by NATO Secretary General Jo Low", "nato"),
        ("NASA Press Secretary Jo Low", "nasa"),
        ("Secretary of Defense Jo Low", "defense-dept"),
        ("Press Conference of Secretary of the Treasury Jo Low", "treasury-dept"),
        ("CDC Media Telebriefing", "cdc"),
        ("Transcript of Press Briefing by USTR Jo Low", "ustr"),
        ("the Federal Open Market Committee met", "federal-reserve"),
        ("Briefing on the ferry", None),
    ],
)
def test_the_publisher_by_the_words_of_a_page(text: str, publisher: str | None) -> None:
    assert publisher_of(None, text).name == publisher


def test_the_header_tells_the_publisher_before_the_first_words_do() -> None:
    assert publisher_of(None, "U.S. Mission to the Lake", "", "The White House has said so.").name == "us-mission"
    assert publisher_of(None, "Remarks on the ferry", "", "The White House has said so.").name == "white-house"


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.lake-news.com", "lake-news"),
        ("ferry.co.uk", "ferry"),
        ("lake.int", "lake"),
        ("10.0.0.1", None),
        ("lake.fr", "lake"),
    ],
)
def test_a_publisher_that_nobody_knows_is_called_by_its_host(host: str, name: str | None) -> None:
    assert publisher_of(f"https://{host}/a", "", "", "").name == name


def test_an_american_host_leaves_the_header_its_say_and_a_foreign_one_does_not() -> None:
    header = "Daily Press Briefing by Press Secretary Jo Low"
    assert publisher_of("https://lake.org/a", header, "", "").name == "white-house"
    assert publisher_of("https://lake.us/a", header, "", "").name == "white-house"
    assert publisher_of("https://lake.fr/a", header, "", "").name == "lake"


def test_a_label_in_brackets_names_a_paper_or_how_somebody_speaks() -> None:
    assert names_outlet("Jo Low (HBC)") and not names_outlet("Jo Low (via interpreter)")
    assert names_outlet("Jo Low, Harbour Daily") and not names_outlet("Jo Low")
