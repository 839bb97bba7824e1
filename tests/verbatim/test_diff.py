"""The stretches in which two lists of words differ."""

import itertools
import random

import pytest

from onbackground.verbatim.diff import Change, changes


def applied(ours: list[str], theirs: list[str], found: list[Change]) -> list[str]:
    """Our words with each change made."""
    result, last = [], 0
    for a, b, c, d in found:
        result += [*ours[last:a], *theirs[c:d]]
        last = b
    return result + ours[last:]


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("a b c", "a b c", []),
        ("", "", []),
        ("a b c", "a x c", [(1, 2, 1, 2)]),
        ("a b c", "a c", [(1, 2, 1, 1)]),
        ("a c", "a b c", [(1, 1, 1, 2)]),
        ("", "a b", [(0, 0, 0, 2)]),
        ("a b", "", [(0, 2, 0, 0)]),
        ("a a a", "a a", [(2, 3, 2, 2)]),
        ("x one two three y", "z one two three w", [(0, 1, 0, 1), (4, 5, 4, 5)]),
    ],
)
def test_the_smallest_change(ours: str, theirs: str, found: list[Change]) -> None:
    assert changes(ours.split(), theirs.split()) == found


def test_words_that_stand_once_hold_the_rest_in_place() -> None:
    """A sentence that moved is taken out here and put in there; what stands between is equal."""
    first, second, third = (f"{word}1 {word}2 {word}3 {word}4".split() for word in "abc")
    found = changes([*first, *second, *third], [*second, *third, *first])
    assert found == [(0, 4, 0, 0), (12, 12, 8, 12)]


@pytest.mark.parametrize("seed", range(20))
def test_the_changes_make_one_list_of_the_other(seed: int) -> None:
    chosen = random.Random(seed)
    vocabulary = [f"w{n}" for n in range(chosen.choice((3, 30, 3000)))]
    ours = [chosen.choice(vocabulary) for _ in range(chosen.randrange(400))]
    theirs = list(ours)
    for _ in range(chosen.randrange(12)):
        at = chosen.randrange(len(theirs) + 1)
        theirs[at : at + chosen.randrange(9)] = [chosen.choice(vocabulary) for _ in range(chosen.randrange(9))]
    found = changes(ours, theirs)
    assert applied(ours, theirs, found) == theirs
    assert found == sorted(found) and all(a < b or c < d for a, b, c, d in found)
    assert all(before[1] <= after[0] and before[3] <= after[2] for before, after in itertools.pairwise(found))


def test_long_texts_without_a_word_in_common_take_no_time() -> None:
    ours, theirs = ([f"{name}{n % 7}" for n in range(20_000)] for name in "ab")
    assert changes(ours, theirs) == [(0, 20_000, 0, 20_000)]
