from __future__ import annotations

import pytest

from onbackground.drafting.lines.sentences import sentences, words_around


@pytest.mark.parametrize(
    "lines",
    [
        ["Mr. Quill met Dr. Moss.", "Then they left."],
        ["The U.S. Embassy is open.", "We are in the U.S.", "The rest is not."],
        ["We land at 3 p.m.", "That is all.", "At 5:00 p.m. the Secretary speaks."],
        ["Well … I think so.", "It was … fine.", "Right?", "Yes!"],
        ["“Is it done?”", "“No.”", "He said, “We go.”", "(Laughter.)", "And then?"],
        ["No. 5 is the boat.", "No.", "Yes."],
        ["It is -- it was -- no.", "I mean – 5 of them – yes."],
        ["John F. Tallow spoke.", "Plan B.", "And so on."],
        ["I have it, e.g. the map, i.e. the chart.", "H.R. 1 is law."],
        ["[The Official] spoke.", "[Moderator], please."],
        ["In 2081.", "25 boats."],
        ["Thank you, Sen. Vale.", "St. Lucia is small, vs. Ms. Ito’s island."],
        ["Is it?", "Mr. Low?", "It is Mr. Low!", "So it goes."],
        ["…and so it went.", "What?!", "Nothing..."],
    ],
)
def test_one_sentence_a_line(lines: list[str]) -> None:
    assert sentences(" ".join(lines)) == lines


def test_words_around_a_stretch_are_whole() -> None:
    assert words_around("“Go now, all", 1, 3, 0, 0) == (0, 3)
    assert words_around("Go now, all", 4, 5, 0, 0) == (3, 7) and words_around("Go now, all", 3, 6, 1, 1) == (0, 11)


def test_no_character_is_changed() -> None:
    text = "A.  B".replace("  ", " ") + " (c.) “D.” e? F! g… H. I. J.K. L -- m."
    assert " ".join(sentences(text)) == text
