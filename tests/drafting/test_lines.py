"""What single lines are: places, venues, days in numbers, kinds of header lines, speech; and slugs of titles."""

from __future__ import annotations

import pytest

from onbackground.drafting.lines.days import iso_day, long_date, top_prints_date
from onbackground.drafting.lines.header_line import (
    is_byline,
    is_dated,
    is_index_entry,
    is_name,
    is_office,
    is_post,
    series_of_line,
    series_of_title,
    title_weight,
)
from onbackground.drafting.lines.language import language_of
from onbackground.drafting.lines.not_speech import reason_at_end, reason_inside
from onbackground.drafting.lines.places import ends_in_room, is_call, is_venue, read_place
from onbackground.drafting.lines.sentences import words_around
from onbackground.drafting.lines.speech import is_greeting, is_headline, is_prose, is_speech, is_statement
from onbackground.drafting.people.names import full_name, people_named, surname_of
from onbackground.drafting.writing.record_id import title_slug


@pytest.mark.parametrize(
    ("line", "city", "country"),
    [
        ("Geneva, Switzerland", "Geneva", "CH"),
        ("Washington, DC", "Washington", "US"),
        ("NEW YORK CITY", "New York", "US"),
        ("Kabul, Afghanistan", "Kabul", "AF"),
        ("En Route to Kabul, Afghanistan", None, None),
        ("Aboard Air Force One", None, None),
        ("Vienna", "Vienna", "AT"),
        ("Austria", None, "AT"),
        ("Tbilisi, Georgia", "Tbilisi", "GE"),
        ("Atlanta, Georgia", "Atlanta", "US"),
        ("Rome, Italy, May 3, 2014", "Rome", "IT"),
        ("Hotel Example, Rome, Italy", "Rome", "IT"),
        ("Palace Hotel, Vienna, Austria", "Vienna", "AT"),
        ("Lake Town, Texas", "Lake Town", "US"),
        ("(Doha, Qatar)", "Doha", "QA"),
    ],
)
def test_a_place(line: str, city: str | None, country: str | None) -> None:
    place = read_place(line)
    assert place is not None and place.as_printed == line
    assert (place.city, place.country) == (city, country) or (line.startswith("Hotel") and place.country == country)


@pytest.mark.parametrize(
    "line", ["Lake Town", "Who, Italy?", "peace, Italy", "Chad, Peru, Nepal", "A, B, C, D, Italy", "Route 5, Italy", ""]
)
def test_no_place(line: str) -> None:
    assert read_place(line) is None


def test_venues_calls_and_rooms() -> None:
    assert is_venue("New York Palace Hotel") and is_venue("James S. Brady Press Briefing Room")
    assert not is_venue("hotel") and not is_venue("The hotel was full.") and not is_venue("We met in the hotel")
    assert is_call("Via Teleconference") and is_call("By Conference Call") and not is_call("Via Rome")
    assert ends_in_room("Press Briefing Room") and not ends_in_room("Briefing in the Press Room")


def test_days() -> None:
    assert iso_day("2031-07-02 11:19:34-04:00") == "2031-07-02" and iso_day("May 3, 2031") == "2031-05-03"
    assert iso_day("2031-13-02") is None and iso_day(None) is None and iso_day("soon") is None
    assert long_date("2015-09-07") == "September 7, 2015"
    assert top_prints_date(["Title", "May 3, 2031"]) and not top_prints_date(["x" * 230 + " on May 3, 2031 we met"])


def test_kinds_of_header_lines() -> None:
    assert is_office("Office of the Spokesperson") and not is_office("Office of the Spokesperson.")
    assert not is_office("Department Briefing")
    assert is_byline("Senior State Department Official") and is_byline("Jo Low, Deputy Spokesperson")
    assert not is_byline("Jo Low said so.") and not is_byline("Press Briefing by Jo Low, Spokesperson")
    assert is_post("Secretary of State") and not is_post("Secretary of State.") and not is_post("The lake")
    assert (
        is_name("Jo Low") and is_name("The Hon Jo Low") and not is_name("The Istana") and not is_name("Press Briefing")
    )
    assert is_dated("Rome, Italy, May 3, 2014") and is_dated("Friday, May 3, 2014, 2:00 p.m.")
    assert not is_dated("We met on May 3, 2014 in the hall") and not is_dated("Rome")
    assert is_index_entry("3-5 Meeting of the Group") and is_index_entry("Status of Talks ....... 7")
    assert not is_index_entry("3 May 2014") and not is_index_entry("We met")
    assert series_of_line("Special Briefing") == "special-briefing" and series_of_line("Remarks") == ""
    assert series_of_line("We met") is None and series_of_line("Special Briefing via Telephone") == "special-briefing"
    assert title_weight("Background Briefing on the Lake") == 3 and title_weight("The Briefing Today") == 2
    assert title_weight("Special Briefing") == 1 and title_weight("The Lake") == 0
    assert title_weight("Is this a briefing?") == 0 and title_weight("Briefing " + "x" * 160 + ".") == 0
    assert series_of_title("Press Gaggle by Jo Low", []) == "gaggle"
    assert series_of_title("Background Press Call on the Lake", []) == "press-call"
    assert (
        series_of_title("Background Briefing", [])
        == series_of_title("Talk", ["", "Background Briefing"])
        == "background-briefing"
    )
    assert series_of_title("Talk", ["", "Background"]) == "other"
    assert series_of_title("Special Briefing", []) == "special-briefing"
    assert series_of_title("Press Briefing by Press Secretary Low", []) == "daily-briefing"


def test_what_is_no_speech() -> None:
    assert reason_inside("Share this page") == "page-furniture" and reason_inside("Top officials met.") is None
    assert reason_inside("Play the video and see.") is None and reason_inside("**Security Council") == "header-line"
    assert reason_inside("For Immediate Release") == "release-line" and reason_inside("* * *") == "page-furniture"
    assert reason_inside("12:03 P.M. EDT") == "time-line" and reason_inside("[1] A note.") is None
    assert reason_at_end("[1] A note.") == "footnote" and reason_at_end("END 1:10 P.M. EST") == "end-mark"
    assert reason_at_end("Note: the tide.") == "footnote" and reason_at_end("We met.") is None


def test_speech_prose_and_headlines() -> None:
    assert is_speech("Good morning, and thank you for coming.") and not is_speech("Good morning")
    assert not is_speech("The lake is deep and the boats are old.") and not is_speech("(Editor’s note: we met.)")
    assert not is_speech("We " + "x" * 200 + ".") and is_speech("We know that you " + "x" * 200 + ".")
    assert is_prose("x" * 49 + ".") and not is_prose("x" * 48 + ".") and not is_prose("x" * 60)
    assert is_statement("The ferry of the lake ran again in spring, as was said.")
    assert not is_statement("The two presidents took questions from the media on the lake.")
    assert not is_statement("THE FERRY OF THE LAKE RAN AGAIN IN SPRING, AS WAS SAID.")
    assert not is_statement("The ferry of the lake ran again (in spring, as was said)")
    assert is_greeting("Good afternoon, everybody.") and not is_greeting("We said good afternoon.")
    assert is_headline("12:03 P.M. EDT") and not is_headline("We met")


def test_languages() -> None:
    assert language_of("Die Fähre ist nicht mehr da und das ist gut", None) == "de"
    assert language_of("Le président est dans la salle et nous ne savons pas", None) == "fr"
    assert language_of("El presidente de la isla no sabe lo que pasa", None) == "es"
    assert language_of("Presidentti puhui", "fi_FI") == "fi-FI" and language_of("Presidentti puhui", "en") == "und"
    assert language_of("", None) == "und" and language_of("Presidentti puhui", "???") == "und"


def test_words_around() -> None:
    text = "one two three four five"
    for (start, end, before, behind), wanted in {
        (8, 13, 1, 1): "two three four",
        (8, 13, 0, 0): "three",
        (9, 12, 0, 0): "three",
        (8, 13, 9, 9): text,
        (0, 3, 1, 0): "one",
        (19, 23, 0, 2): "five",
    }.items():
        first, last = words_around(text, start, end, before, behind)
        assert text[first:last] == wanted


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Press Briefing by Press Secretary Jo Low, May 3, 2091", "low"),
        ("Background Press Call on the Harbour Treaty", "harbour-treaty"),
        ("Remarks by Vice President Low and Prime Minister Tan of Singapore", "low-singapore"),
        ("Briefing on Foreign Minister Roe’s Visit to Lakeland", "roe-lakeland"),
        ("Briefing (with slides) on the Lake", "lake"),
        ("The 3rd Meeting of 12 Ferries", "ferries"),
        ("Briefing", ""),
        ("Extraordinarily Longwinded Consultations Notwithstanding", "extraordinarily-longwinded-consultations"),
        ("A Ferry, a Ferry, the Net, the Lamp, the Bell, the Tide", "ferry-net-lamp-bell"),
    ],
)  # fmt: skip
def test_a_slug_of_a_title(title: str, slug: str) -> None:
    assert title_slug(title) == slug


@pytest.mark.parametrize(
    ("label", "text", "name"),
    [
        ("MR. LOW", "Jo Low met us.", "Jo Low"),
        ("MR. LOW OF NEW HARBOUR", "", "Low"),
        ("SECRETARY LOW", "Secretary Ida Low and Ambassador Tam Low", "Ida Low"),
        ("AMBASSADOR LOW", "Secretary Ida Low and Ambassador Tam Low", "Tam Low"),
        ("MR. LOW", "Secretary Ida Low and Ambassador Tam Low", "Low"),
        ("TAM LOW", "Secretary Ida Low and Ambassador Tam Low", "Tam Low"),
        ("MS. LOW", "Jen Low, or Jennifer Low", "Jen Low"),
        ("THE PRESIDENT", "", None),
        ("MR. McCOY", "", "McCoy"),
        ("MS. O’HARA", "", "O’Hara"),
        ("The MINISTER OF HARBOURS (Calvo Reyes)", "", "Calvo Reyes"),
        ("MR. LOW, JR.", "", "Low"),
        ("MR. LOW", "Thank Low. Mr. J. Low", "Low"),
    ],
)
def test_a_full_name(label: str, text: str, name: str | None) -> None:
    assert full_name(label, ["", text]) == name


def test_people_and_surnames() -> None:
    assert people_named("Low", ["Jo Low, Ida Q. Low, Jo Low", "Tam Low"]) == ["Jo Low", "Ida Q. Low", "Tam Low"]
    assert surname_of("MR. LOW OF NEW HARBOUR") == "LOW" and surname_of("THE PRESIDENT") is None
