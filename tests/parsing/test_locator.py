"""Every position is that of the very character, however the value is written."""

import re

import pytest
import yaml
from edited import BASE, DRAFT, ODD, REAL, text_of
from hypothesis import given
from hypothesis import strategies as st
from mutated import leaves

from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator

BLANK = " \n\t"


def stands_at(text, position, character):
    """Whether a character stands at a position of a text, as itself or as an escape."""
    line, column = position
    rest = text.split("\n")[line - 1][column - 1 :]
    escape = re.match(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8}))", rest)
    return rest.startswith((character, "\\" + character)) or (
        bool(escape) and chr(int(escape[1] or escape[2] or escape[3], 16)) == character
    )


def check_every_character(text, step=1):
    located = Locator(text)
    count = 0
    for at, value in leaves(strict.load(text)):
        if not isinstance(value, str):
            continue
        for offset in range(0, len(value), step):
            if value[offset] not in BLANK:
                assert stands_at(text, located.position(at, offset=offset), value[offset]), (at, offset)
                count += 1
    return count


@pytest.mark.parametrize(("path", "step"), [(BASE, 1), (ODD, 1), (DRAFT, 1), (REAL, 7)])
def test_every_character_of_a_record_is_located(path, step):
    assert check_every_character(text_of(path), step) > 400


LETTERS = st.text(st.sampled_from("ab’“–é漢😀e\u0301\"'\\:#,[]{}&*!|>%@`-? \n"), min_size=1, max_size=60)


@given(LETTERS, st.sampled_from(["'", '"', "|", ">", None]), st.integers(4, 80))
def test_every_character_is_located_in_every_style(value, style, width):
    text = yaml.dump({"a": {"b": value}}, default_style=style, allow_unicode=True, width=width)
    try:
        data = strict.load(text)
    except Unreadable:
        return  # a plain value that two parsers read differently
    assert data["a"]["b"] == value
    check_every_character(text)


@given(LETTERS, st.integers(20, 80))
def test_escapes_count_as_one_character(value, width):
    text = yaml.dump({"a": value}, default_style='"', allow_unicode=False, width=width)
    check_every_character(text)


def test_the_end_of_a_text_is_behind_its_last_character():
    text = "a: >-\n  one two\n  three\nb: x\n"
    assert Locator(text).position(("a",), offset=len("one two three")) == (3, 8)


def test_white_space_is_located_between_its_neighbours():
    text = "a: >-\n  one two\n  three\nb: x\n"
    located = Locator(text)
    assert located.position(("a",), offset=3) == (2, 6)
    assert located.position(("a",), offset=7) == (2, 10)  # the fold: behind the last letter of the line


def test_a_key_and_a_missing_path():
    text = "a:\n  b: [x, {c: 漢字}]\n"
    located = Locator(text)
    assert located.position(("a", "b"), key=True) == (2, 3)
    assert located.position(("a", "b", 1, "c"), offset=1) == (2, 15)
    assert located.position(("a", "nothing")) == (1, 1)
    assert located.position(("a", "b", 7)) == (2, 3)
