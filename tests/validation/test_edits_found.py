"""Two hundred edits that people make: how many are found, how near, and with how many findings each."""

import difflib

import examples
import pytest
import yaml
from edited import REAL, TESTS, VALID, check_all, edited

from onbackground.corpus.corpus import REPOSITORY

EDITS = yaml.safe_load((TESTS / "validation" / "edits.yaml").read_text(encoding="utf-8"))
FOUND, NEAR, FEW = 0.97, 0.9, 0.9
"""The shares that must be found at all, within one line of the edit, and with at most two findings."""


def tried(entry):
    """The number of findings of an edit, and how many lines the nearest is from it; a thousand for another file."""
    path = examples.FILES.get(entry["in"], entry["in"])
    root = REPOSITORY if path == REAL or entry.get("corpus") == "real" else VALID
    before = after = (root / path).read_text(encoding="utf-8")
    for edit in entry.get("edits") or [entry]:
        assert edit["replace"] in after, entry["what"]
        after = after.replace(edit["replace"], edit["by"], -1 if edit.get("everywhere") else 1)
    assert after != before
    blocks = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False).get_opcodes()
    touched = {line + 1 for kind, _, _, c, d in blocks if kind != "equal" for line in range(c, max(d, c + 1))}
    found = check_all(edited(root, {path: after.encode()}))
    distances = [min(abs(f.line - line) for line in touched) if f.path == path else 1000 for f in found]
    return len(found), min(distances, default=1000)


@pytest.fixture(scope="module")
def results():
    return {entry["what"]: tried(entry) for entry in EDITS}


def share(results, good):
    return sum(map(good, results.values())) / len(results)


def test_nearly_all_are_found(results):
    assert share(results, lambda one: one[0] > 0) >= FOUND, [name for name, one in results.items() if not one[0]]


def test_nine_in_ten_are_found_where_they_are(results):
    assert share(results, lambda one: one[1] <= 1) >= NEAR, [name for name, one in results.items() if one[1] > 1]


def test_nine_in_ten_are_found_once_or_twice(results):
    assert share(results, lambda one: 0 < one[0] <= 2) >= FEW, [name for name, one in results.items() if one[0] > 2]


def test_there_are_enough_of_them(results):
    assert len(results) == len(EDITS) >= 180
