"""The lines above the first turn, in whatever order and with whatever missing."""

from __future__ import annotations

from typing import Any

import pytest

from onbackground.corpus.terms import Terms
from onbackground.drafting.cutting.header import read_header

HEADERS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "title, series, office, official, place, date": (
        [
            "Background Briefing on the Lake",
            "Special Briefing",
            "Office of the Spokesperson",
            "Senior State Department Official",
            "Geneva, Switzerland",
            "May 3, 2091",
        ],
        {
            "title": "Background Briefing on the Lake",
            "series": "special-briefing",
            "byline": "Senior State Department Official",
            "place": ("Geneva", "CH"),
            "date": "2091-05-03",
        },
    ),
    "office and official on one line": (
        [
            "Situation on the Lake",
            "Special Briefing",
            "Senior Administration Official, Office of the Spokesperson",
            "Washington, DC",
            "May 3, 2091",
        ],
        {
            "title": "Situation on the Lake",
            "byline": "Senior Administration Official, Office of the Spokesperson",
            "place": ("Washington", "US"),
        },
    ),
    "an official line like a sentence": (
        [
            "Background Briefing On the Lake",
            "Special Briefing",
            "Bureau of Public Affairs",
            "Background Briefing by Two Senior Administration Officials",
            "Washington, DC",
        ],
        {
            "title": "Background Briefing On the Lake",
            "byline": "Background Briefing by Two Senior Administration Officials",
        },
    ),
    "no official": (
        ["Background Briefing on the Lake", "Office of the Spokesperson", "Tunis, Tunisia", "May 3, 2091"],
        {"byline": "Office of the Spokesperson", "place": ("Tunis", "TN")},
    ),
    "series above the title": (
        [
            "Remarks",
            "Background Briefing by a Senior State Department Official",
            "The Hotel",
            "Moscow, Russia",
            "13 October 2091",
        ],
        {
            "title": "Background Briefing by a Senior State Department Official",
            "venue": "The Hotel",
            "date": "2091-10-13",
        },
    ),
    "the series is the title": (
        ["Daily Press Briefing", "Nora Vale, Spokesman", "Washington, DC", "January 9, 2091"],
        {"title": "Daily Press Briefing", "byline": "Nora Vale, Spokesman"},
    ),
    "title and date only": (
        ["A Preview of the Talks on the Lake", "June 2, 2091"],
        {"title": "A Preview of the Talks on the Lake", "place": None, "byline": None},
    ),
    "a person, not an event": (
        ["Senior Administration Officials on the Lake", "Via Teleconference", "June 2, 2091"],
        {"title": "Senior Administration Officials on the Lake", "place": (None, None), "venue": None},
    ),
    "call and city": (
        ["Background Briefing on the Lake", "via Teleconference", "New York City", "June 2, 2091"],
        {"venue": "via Teleconference", "place": ("New York", "US")},
    ),
    "a mission above the city": (
        ["Background Briefing on the Lake", "U.S. Mission in Geneva", "Geneva, Switzerland"],
        {"venue": "U.S. Mission in Geneva", "place": ("Geneva", "CH")},
    ),
    "on the way": (
        ["Background Briefing on the Lake", "en Route to Istanbul, Turkey", "June 2, 2091"],
        {"place": (None, None), "venue": None},
    ),
    "two lines of title": (
        [
            "THE WHITE HOUSE",
            "Office of the Press Secretary",
            "For Immediate Release      March 4, 2091",
            "PRESS BRIEFING BY",
            "HENRY TALLOW",
            "The Briefing Room",
            "1:40 P.M. EST",
        ],
        {
            "title": "PRESS BRIEFING BY HENRY TALLOW",
            "venue": "The Briefing Room",
            "date": "2091-03-04",
            "byline": None,
        },
    ),
    "a name above a post": (
        ["Press Availability on the Quota", "Paul Ember", "Deputy Secretary of State", "Rome, Italy", "June 1, 2091"],
        {"byline": "Paul Ember Deputy Secretary of State", "place": ("Rome", "IT")},
    ),
    "place and date on one line": (
        ["Briefing on the Lake", "Brussels, Belgium, June 4, 2091"],
        {"place": ("Brussels", "BE"), "date": "2091-06-04"},
    ),
    "weekday and time beside the date": (
        ["Briefing on the Lake", "Thursday, June 4, 2091 12:45 P.M."],
        {"date": "2091-06-04", "title": "Briefing on the Lake"},
    ),
    "captions": (
        [
            "Briefing on the Lake",
            "The two ministers on the shore of the lake",
            "The two ministers on the shore of the lake",
        ],
        {"reasons": ["caption", "caption"]},
    ),
    "capitals": (
        ["BRIEFING ON THE LAKE", "WASHINGTON, DC", "MAY 3, 2091"],
        {"place": ("Washington", "US"), "date": "2091-05-03"},
    ),
    "Georgia, the state": (["Press Gaggle on the Lake", "Atlanta, Georgia"], {"place": ("Atlanta", "US")}),
    "the district, with stops": (["Briefing on the Lake", "Washington, D.C."], {"place": ("Washington", "US")}),
    "the district, with a space": (["Briefing on the Lake", "WASHINGTON, D. C."], {"place": ("Washington", "US")}),
    "countries that it is about": (["Briefing on the Lake", "(Peru, Chad, Nepal)"], {"place": None}),
    "an index entry like a title": (
        [
            "U.S. DEPARTMENT OF STATE",
            "DAILY PRESS BRIEFING",
            "I N D E X",
            "Thursday, May 9, 2091",
            "Background Briefing on the Lake, Friday ...........   1",
            "Remarks by the Ferryman ...... 2",
            "DAILY PRESS BRIEFING",
            "DPB #7",
        ],
        {"title": "DAILY PRESS BRIEFING", "date": "2091-05-09"},
    ),
    "an index entry like remarks": (
        [
            "Daily Press Briefing",
            "Nora Vale, Spokesman",
            "INDEX:",
            "CANADA",
            "Nets and Lamps",
            "Remarks by Ambassador Birk",
            "IRAN",
            "TRANSCRIPT:",
        ],
        {"title": "Daily Press Briefing", "reasons": ["index", "header-line"]},
    ),
    "a series with a call": (
        ["Online Briefing with Envoy Nora Vale", "Special Briefing via Telephone", "June 9, 2091"],
        {"series": "special-briefing", "title": "Online Briefing with Envoy Nora Vale"},
    ),
    "a title that goes on in lower case": (
        ["Press conference", "by Secretary General Omar Vale after the talks", "(As delivered)"],
        {"title": "Press conference by Secretary General Omar Vale after the talks"},
    ),
    "a topic below a title in capitals": (
        ["PRESS CENTER BRIEFING WITH DORA VALE", "TOPIC: FERRIES", "MAY 3, 2091"],
        {"title": "PRESS CENTER BRIEFING WITH DORA VALE"},
    ),
    "a long title with place and day": (
        ["Foreign Minister Omar Vale’s answer to a media question on the ferry, Lake City, 22 March 2091"],
        {"title": "Foreign Minister Omar Vale’s answer to a media question on the ferry, Lake City, 22 March 2091"},
    ),
    "a title with a place": (
        ["Photo of Jo Low", "The Keeper's News Conference in Washington, D.C.", "June 2, 2091"],
        {"title": "The Keeper's News Conference in Washington, D.C.", "place": None},
    ),
    "the address of an office": (
        [
            "NASA OFFICE OF PUBLIC AFFAIRS",
            "30 E STREET, S.W.",
            "WASHINGTON, D.C. 20546",
            "(202) 555-0100",
            "PRESS CONFERENCE",
            "Beijing, China",
        ],
        {"title": "PRESS CONFERENCE", "place": ("Beijing", "CN")},
    ),
    "a title broken behind a preposition": (
        ["Background Briefing on", "The Lake Talks", "Special Briefing", "Geneva, Switzerland"],
        {"title": "Background Briefing on The Lake Talks", "series": "special-briefing", "place": ("Geneva", "CH")},
    ),
    "nothing": ([], {"title": None, "date": None, "place": None}),
}


@pytest.mark.parametrize("name", HEADERS)
def test_header(name: str) -> None:
    lines, wanted = HEADERS[name]
    header = read_header(lines)
    found = {
        "place": header.place and (header.place.city, header.place.country),
        "reasons": [reason for _, reason in header.skips],
        **{key: getattr(header, key) for key in ("title", "series", "byline", "venue", "date")},
    }
    assert {key: found[key] for key in wanted} == wanted


def test_every_line_is_in_a_field_or_a_skip() -> None:
    for lines, _ in HEADERS.values():
        header = read_header(lines)
        told = " ".join(
            [
                *filter(None, (header.title, header.byline, header.venue, header.place and header.place.as_printed)),
                *(text for text, _ in header.skips),
            ]
        )
        assert sorted(" ".join(" ".join(lines).split()).split()) == sorted(
            (
                told
                + " "
                + " ".join(
                    line for line in lines if header.date and line not in told and " ".join(line.split()) not in told
                )
            ).split()
        )


def test_a_series_of_the_corpus_is_known_by_its_words() -> None:
    terms = Terms(meanings={"series": {"rate-decision": "After a decision on rates."}})
    assert (
        read_header(["Briefing on the Rate Decision of May", "Daily Press Briefing"], terms=terms).series
        == "rate-decision"
    )
    assert read_header(["Briefing on the Ferry", "Daily Press Briefing"], terms=terms).series == "daily-briefing"


def test_the_day_of_the_transcript_comes_before_that_of_the_page() -> None:
    header = read_header(["Call on the Harbor", "June 3, 2092", "(June 2, 2092)"], "Call on the Harbor", "2092-06-03")
    assert header.date == "2092-06-02"
    assert [about for about, _ in header.questions] == ["date"]
    assert ("June 3, 2092", "header-line") in header.skips
