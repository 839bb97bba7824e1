"""The ids of asks."""

from __future__ import annotations

from onbackground.record.ids import letters_of


def test_the_letters_of_asks_go_on_behind_z() -> None:
    assert [letters_of(n) for n in (0, 1, 25, 26, 27, 51, 52)] == ["a", "b", "z", "aa", "ab", "az", "ba"]
