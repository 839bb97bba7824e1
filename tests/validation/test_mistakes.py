"""What a tired curator does is found, once, on the line where it was done."""

import pytest
from edited import BASE, DRAFT, ODD, TESTS, findings, text_of

from onbackground.parsing import strict

FILES = {"base": BASE, "odd": ODD, "draft": DRAFT}
MISTAKES = strict.load((TESTS / "validation" / "mistakes.yaml").read_text(encoding="utf-8"))["mistakes"]


def edited(mistake):
    """The text with the mistake in it. The words to replace stand there once, or the first of them is meant."""
    text = text_of(FILES[mistake.get("in", "base")])
    assert text.count(mistake["replace"]) == 1 or mistake.get("count") == "first" or mistake["replace"] in text
    by = (
        mistake["by"].replace("<CR>", "\r").replace("<BOM>", "\ufeff").replace("<TAB>", "\t")
    )  # which no YAML of ours may hold
    return text.replace(mistake["replace"], by, 1)


def line_of(mistake, text):
    if "line" in mistake:
        assert mistake["line"] in text
        return text.count("\n", 0, text.index(mistake["line"])) + 1
    before = text_of(FILES[mistake.get("in", "base")]).split("\n")
    return next(n for n, (old, new) in enumerate(zip(before, text.split("\n")), start=1) if old != new)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["what"])
def test_a_mistake_is_found_once_on_its_line(mistake):
    text = edited(mistake)
    found = findings(FILES[mistake.get("in", "base")], text)
    assert [(finding.code, finding.line) for finding in found] == [(mistake["expect"], line_of(mistake, text))]


def test_there_are_enough_of_them():
    assert len(MISTAKES) >= 40 and len({mistake["what"] for mistake in MISTAKES}) == len(MISTAKES)
