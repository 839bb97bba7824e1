"""Mistakes of YAML that people make: where they are said to be, and what to do about them."""

import pytest
from edited import BASE, text_of

from onbackground.parsing import strict

TEXT = text_of(BASE)

MISTAKES = {
    "a no-break space after a key": ("venue: Hotel", "venue:\u00a0Hotel", 0, 7, "U+00A0"),
    "an indent of no-break spaces": ("\n  basis:", "\n\u00a0\u00a0basis:", 1, 1, "plain spaces"),
    "a full-width colon": ("venue: Hotel", "venue：Hotel", 0, 6, "U+FF1A"),
    "a full-width colon above a key": ("    speaker: sdo", "    speaker：sdo", 0, 12, "U+FF1A"),
    "a quotation inside a quotation": (
        'quote: "This is on background."',
        'quote: "This is "on" background."',
        0,
        39,
        "is inside a quotation",
    ),
    "a quotation mark in a title": ('"Background Briefing', '"Background "Briefing', 0, 21, "is inside a quotation"),
    "an apostrophe between apostrophes": (
        "venue: Hotel Example",
        "venue: 'Hotel's Example'",
        0,
        15,
        "an apostrophe ends the text",
    ),
    "a brace not closed at the end of its line": ("identity: withheld}", "identity: withheld", 0, 8, "not closed"),
    "a bracket not closed before an empty line": ("[water-treaties]", "[water-treaties", 0, 9, "not closed"),
    "a bracket not closed in braces": ("holder: [sdo]", "holder: [sdo", 0, 61, "not closed"),
    "a quotation mark not closed in a title": ('(April 2)"', "(April 2)", 0, 8, "close the quotation mark"),
    "a quotation mark not closed in braces": (
        '"This is on background."}',
        '"This is on background.}',
        0,
        29,
        "close the quotation mark",
    ),
    "a comma missing": ("{role: moderator,", "{role: moderator", 0, None, "a comma is missing"),
    "a colon in unquoted text": ("text: Did they settle", "text: Did they: settle", 0, None, "must be quoted"),
    "no space after a colon": ("venue: Hotel", "venue:Hotel", 0, 7, "a space belongs after “venue:”"),
    "no colon": ("    speaker: sdo\n    text", "    speaker sdo\n    text", 0, 12, "a colon and a space belong after"),
    "a space too few": ("\n    speaker: mod", "\n   speaker: mod", 2, 10, "4 spaces, not 3"),
    "a space too many": ("\n  t02:", "\n   t02:", 1, 4, "indent this line by 2 spaces"),
    "a dash before a key": ("turns:\n  t01:", "turns:\n  - t01:", 1, 3, "keys have none"),
    "text that begins with @": ("venue: Hotel", "venue: @Hotel", 0, 8, "quote text that starts with"),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_is_found_at_its_place_with_what_to_do(what: str) -> None:
    old, new, further, column, hint = MISTAKES[what]
    assert old in TEXT
    line = TEXT[: TEXT.index(old)].count("\n") + 1 + further
    _, problems = strict.read(TEXT.replace(old, new, 1))
    assert len(problems) == 1, problems
    place, said = problems[0].position, f"{problems[0].message}; {problems[0].hint}"
    assert place and place[0] == line and column in (None, place[1]), (place, line, column)
    assert hint in said, said


@pytest.mark.parametrize(
    "text",
    ["a: [b", 'a: "b', "a: {b: c", "a: [b\n\n\n", "- a\nb", "a", "a: b: c", "a:\n- b\n c: d", "%", "@"],
)
def test_every_place_is_in_the_text(text: str) -> None:
    _, problems = strict.read(text)
    lines = text.rstrip("\n").split("\n")
    for problem in problems:
        assert problem.position and 1 <= problem.position[0] <= len(lines)
        assert 1 <= problem.position[1] <= len(lines[problem.position[0] - 1]) + 1
    assert problems
