"""A draft's ids get new numbers in the order in which they stand; nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from onbackground.cli.draft import main
from onbackground.drafting.pages.page import Refused
from onbackground.drafting.renumber import renumbered
from onbackground.parsing import strict

DRAFT = """id: x
turns:
  t01:
    speaker: low
    text: >-
      As t02 said, [t02, t03].
  t01b:
    speaker: press
    text: >-
      And?
  t02: {speaker: low, text: "Of t01b: no."}
skips:
  - {before: t02, text: "t02", reason: other}
exchanges:
  x02:
    question: [t01b]
    answer: [t02]
    follows: null
    asks:
      x02b: {quote: "And?", reply: , why: "t02 says so"}
events:
  e07: {what: "t02", anchors: [{turn: t01b, quote: "And?"}]}
statements:
  s09: {turn: t02, target: e07, quote: "t02"}
# mentions:
#   t01b: [[Low, low]]
review: {status: draft, passes: [], open: [{about: t02, question: "Who?"}]}
"""


def test_ids_follow_their_order() -> None:
    made = strict.load(renumbered(DRAFT))
    assert list(made["turns"]) == ["t01", "t02", "t03"]
    assert made["turns"]["t01"]["text"] == "As t02 said, [t02, t03]."
    assert made["turns"]["t03"]["text"] == "Of t01b: no."
    assert made["skips"] == [{"before": "t03", "text": "t02", "reason": "other"}]
    (exchange,) = made["exchanges"].values()
    assert list(made["exchanges"]) == ["x01"] and exchange["question"] == ["t02"] and exchange["answer"] == ["t03"]
    assert exchange["asks"] == {"x01a": {"quote": "And?", "reply": None, "why": "t02 says so"}}
    assert made["events"]["e01"]["anchors"] == [{"turn": "t02", "quote": "And?"}]
    assert made["statements"] == {"s01": {"turn": "t03", "target": "e01", "quote": "t02"}}
    assert made["review"]["open"][0]["about"] == "t03"
    assert "\n#   t02: [[Low, low]]\n" in renumbered(DRAFT)
    assert renumbered(renumbered(DRAFT)) == renumbered(DRAFT)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (DRAFT.replace("status: draft", "status: reviewed"), "not a draft"),
        (DRAFT.replace("passes: []", "passes: [{by: a}]"), "signed"),
        ("a: [", "YAML"),
        ("- a", "YAML"),
        (DRAFT.replace("turn: t01b, quote", "turn: 't01b', quote"), "plainly"),
    ],
)
def test_what_is_not_renumbered(text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        renumbered(text)


def test_the_command_changes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(DRAFT, encoding="utf-8")
    assert main(["--renumber", str(path)]) == 0
    assert path.read_text(encoding="utf-8") == renumbered(DRAFT)
    assert main(["--renumber", str(path)]) == 0
    path.write_text("- a", encoding="utf-8")
    assert main(["--renumber", str(path)]) == 1
    assert "in order" in capsys.readouterr().out and path.read_text(encoding="utf-8") == "- a"
    assert main(["--renumber", str(tmp_path / "none.yaml")]) == 2
