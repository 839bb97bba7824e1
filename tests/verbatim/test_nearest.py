"""Hints about a quote that is not in its turn: what is most like it there, and what differs."""

import pytest

from onbackground.verbatim.nearest import MOST, called, nearest, same_letters, what_differs

TURN = "I won’t get into quotas. They agreed to try — and to meet again tomorrow."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("I won't get", "the turn has a curly apostrophe (U+2019), the quote a straight apostrophe (U+0027)"),
        ("i won’t get", "the turn has “I”, the quote “i”"),
        ("to try - and", "the turn has an em dash (U+2014), the quote a hyphen (U+002D)"),
        ("They  agreed", "the white space differs: the turn has “a”"),
        ("They agreed to", ""),
        ("They agreed try", "“to” is missing in the quote"),
        ("They never agreed to try", "“never” is not in the turn"),
        ("They refused to try", "the turn has “agreed”, the quote “refused”"),
    ],
)
def test_the_first_difference_is_named(words: str, said: str) -> None:
    hint = nearest(words, [TURN])
    assert hint.startswith(f"{said}; the turn reads “" if said else "the turn reads “"), hint


def test_the_nearest_of_several_texts_is_shown() -> None:
    hint = nearest("They agreed to meet", ["Nothing of the kind.", TURN], "the words", "the source")
    assert hint.endswith("the source reads “They agreed to try”") or "agreed to" in hint
    assert "Nothing" not in hint


@pytest.mark.parametrize("texts", [[], ["Nothing of the kind."], [""], ["quotas " * MOST]])
def test_where_nothing_is_like_it_that_is_said(texts: list[str]) -> None:
    assert nearest("Xanadu Kubla Khan", texts) == "nothing in the turn is like it"


def test_a_text_of_the_longest_length_is_still_read() -> None:
    text = "x" * (MOST - len("They agreed.") - 1) + " They agreed."
    assert len(text) == MOST and "They agreed" in nearest("They Agreed", [text])
    assert nearest("They Agreed", [text + "."]) == "nothing in the turn is like it"


def test_equal_texts_do_not_differ() -> None:
    assert what_differs("a b", "a b", "one", "other") == what_differs("", "", "one", "other") == ""


def test_typography_alone_tells_these_apart() -> None:
    assert same_letters("“So” – they’d say…") == same_letters('"So" - they\'d say...')
    assert same_letters("a — b") == same_letters("a--b") != same_letters("a b")
    assert called("x") == "“x”" and called("\u00a0") == "a no-break space (U+00A0)"


def test_a_word_too_much_is_named_as_a_word() -> None:
    assert what_differs("Do they go up?", "Do they go? Up", "one", "other") == "other has “go? Up”, one “go up?”"
    assert what_differs("a-b", "a–b", "one", "other") == "other has an en dash (U+2013), one a hyphen (U+002D)"
    assert what_differs("a b", "a\u00a0b", "one", "other").endswith("a no-break space (U+00A0)")
