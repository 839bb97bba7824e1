"""The ground rules that a text announces: never a guess towards the record."""

from __future__ import annotations

from typing import Any

import pytest

from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.people.ground_rules import GroundRules, embargo_in, read_ground_rules


def rules(*texts: str, header: str = "Briefing on the Ferry", title: str | None = None) -> GroundRules:
    return read_ground_rules([Turn("MODERATOR", paragraphs=text.split("\n")) for text in texts], [header], title)


@pytest.mark.parametrize(
    "said",
    [
        "This call is on the record.",
        "As a reminder, today’s call is on the record, and with that I will turn it over.",
        "So we are on the record.",
        "Everything is on the record.",
        "It’s on the record.",
        "Welcome to this on-the-record briefing.",
        "This briefing will be all on the record.",
    ],
)
def test_on_the_record(said: str) -> None:
    found = rules(said)
    assert (found.attribution, found.basis) == ("on_record", (0, said.rstrip()))
    assert not found.mixed


@pytest.mark.parametrize(
    "said",
    [
        "We have the lowest rate on record.",
        "It was the hottest summer on record, and this call is about it.",
        "He said so on the record.",
        "Can we get that on the record?",
        "Let me say for the record that we met.",
        "I am happy to go on the record later.",
        "This is not on the record.",
        "If we were on the record, I would say so.",
        "The President is on the record as favoring this.",
        "We did a background call on this yesterday.",
        "There will be a background briefing at 3:00.",
        "There is a background call later today.",
        "At three there will be a call on background with a senior administration official.",
        "We’ll host another briefing on background with a senior official.",
        "He has a background in shipping.",
        "This is the background of the talks.",
        "They run on background checks.",
        "Could you say that on background?",
        "On background, I can say a little more.",
        "On the record, we have no comment.",
        "A senior official told reporters on background.",
    ],
)
def test_no_rule_of_this_briefing(said: str) -> None:
    found = rules(said)
    assert found.attribution is None and found.basis is None
    assert found.questions == ["Neither the header nor the opening announces ground rules: what are they?"]


@pytest.mark.parametrize(
    ("said", "attribute_to"),
    [
        (
            "This call is on background, attributable to a “senior administration official.”",
            "senior administration official",
        ),
        ("So we’re on background, Senior State Department Officials.", "Senior State Department Officials"),
        (
            "We’ll do this on background, attributed to a senior administration official.",
            "senior administration official",
        ),
        ("Good morning, everybody, on background.", None),
        ("This will be strictly background.", None),
    ],
)
def test_on_background(said: str, attribute_to: str | None) -> None:
    found = rules(said)
    assert (found.attribution, found.attribute_to) == ("background", attribute_to)
    assert found.basis == (0, said) and bool(found.questions) == (attribute_to is None)


def test_words_that_no_rule_announces_are_nobodys_name() -> None:
    """The attribution is null, or stands where a reader finds it: else the draft would not be valid."""
    said = "Please attribute this to a senior official. This call is on background."
    assert rules(said).attribute_to == "senior official"
    away = rules("This call is on background.", "As a reminder, it is attributable to a senior official.")
    assert (away.attribution, away.attribute_to) == ("background", None)


def test_the_rule_is_the_basis_and_not_the_greeting() -> None:
    found = rules("Thank you for joining today’s background call.\nThis call is on background.")
    assert found.basis == (0, "This call is on background.")
    assert rules("Thank you for joining today’s background call.").basis == (
        0,
        "Thank you for joining today’s background call.",
    )


def test_deep_background_and_off_the_record() -> None:
    assert rules("This is on deep background.").attribution == "deep_background"
    assert rules("This conversation is off the record.").attribution == "off_record"


@pytest.mark.parametrize(
    "texts",
    [
        ("We start with on-the-record remarks from the director.", "Then we are on background."),
        ("Our opening remarks are on the record.", "The rest of this call is on background."),
        ("This call is on the record.", *["Yes."] * 9, "As a reminder, this was on background."),
        ("The first half of this call is on the record.",),
    ],
)
def test_rules_for_parts_are_asked_about(texts: tuple[str, ...]) -> None:
    found = rules(*texts)
    assert found.attribution is None and found.mixed and "to whom" in found.questions[0]


def test_a_rule_of_the_closing_turn_is_read() -> None:
    found = rules(*["Yes."] * 12, "As a reminder, this call was on background, embargoed until 5:00 p.m. today.")
    assert (found.attribution, found.embargo, found.basis and found.basis[0]) == (
        "background",
        "embargoed until 5:00 p.m. today",
        12,
    )


def test_what_the_title_says() -> None:
    assert rules("Good morning.", title="Background Press Call").attribution == "background"
    assert rules("Good morning.", title=None).attribution is None


@pytest.mark.parametrize(
    ("header", "said", "attribution", "mixed"),
    [
        ("Background Press Call", "Good morning.", "background", False),
        ("Background Press Call", "This call is on the record.", None, True),
        ("ON-THE-RECORD BRIEFING", "Good morning.", "on_record", False),
        ("On-the-Record Briefing", "We are on background.", None, True),
        ("Background of the Talks", "Good morning.", None, False),
        ("On the Record and on Background", "Good morning.", None, False),
    ],
)
def test_what_the_header_says(header: str, said: str, attribution: Any, mixed: bool) -> None:
    found = rules(said, header=header)
    assert (found.attribution, found.mixed) == (attribution, mixed)
    assert found.questions


def test_a_rule_taken_back_leaves_its_question() -> None:
    found = GroundRules("on_record", basis=(0, "x"), questions=["to whom attributed?", "other"])
    found.leave_open("Who?")
    assert (found.attribution, found.basis, found.questions) == (None, None, ["other", "Who?"])


@pytest.mark.parametrize(
    ("said", "embargo"),
    [
        ("It is embargoed until 10:00 a.m. Geneva time, 4:00 a.m. U.S. Eastern time, on Tuesday.",
         "embargoed until 10:00 a.m. Geneva time, 4:00 a.m. U.S. Eastern time, on Tuesday"),
        ("This is embargoed until 5:00 a.m., and the contents will be attributed to us.", "embargoed until 5:00 a.m."),
        ("It is embargoed until the end of the call.", "embargoed until the end of the call"),
        ("The embargo will lift at 5:00 p.m. Eastern.", "embargo will lift at 5:00 p.m. Eastern"),
        ("It is under embargo until the President and the Premier have spoken; please hold it.",
         "embargo until the President and the Premier have spoken"),
        ("The embargo has been lifted.", None),
        ("They broke the oil embargo.", None),
        ("We met until noon.", None),
    ],
)  # fmt: skip
def test_the_words_of_an_embargo(said: str, embargo: str | None) -> None:
    assert embargo_in(said) == embargo
