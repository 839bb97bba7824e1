"""Invented pages, one for each way in which transcripts are published, and what must be read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onbackground.corpus.corpus import Vocabulary
from onbackground.drafting.draft import Draft, draft
from onbackground.drafting.pages.kinds import read_page
from onbackground.drafting.pages.page import Refused
from onbackground.parsing import strict
from onbackground.verbatim.reproduce import printed_label

PAGES = Path(__file__).with_name("pages")
EXPECTED = sorted(PAGES.glob("*.expected.yaml"))


def page_of(expected: Path) -> Path:
    stem = expected.name.removesuffix(".expected.yaml")
    return next(path for path in PAGES.glob(f"{stem}.*") if path != expected)


def drafted(path: Path) -> Draft:
    return draft(read_page(path.name, path.read_bytes()), f"2090-01-02-{path.name}", Vocabulary())


def read(record: Any) -> dict[str, Any]:
    """What the expectations speak of, from a record."""
    turns, people = record["turns"].values(), record["participants"]
    skips = record.get("skips") or []
    return {
        **{
            key: record[key]
            for key in ("id", "title", "series", "byline", "date", "language", "venue", "place", "redactions")
        },
        "url": record["source"]["url"],
        "rights": record["source"]["rights"],
        "publisher": record["publisher"],
        "basis": (record["ground_rules"]["basis"] or {}).get("quote"),
        **{key: record["ground_rules"][key] for key in ("attribution", "attribute_to", "embargo")},
        "labels": [printed_label(turn, people) for turn in turns],
        "speakers": [turn["speaker"] for turn in turns],
        "paragraphs": [turn["text"].count("\n") + 1 for turn in turns],
        "reasons": [skip["reason"] for skip in skips],
        "waived": [waiver["at"] for waiver in record.get("waivers", [])],
        "roles": {name: one["role"] for name, one in people.items()},
        "names": {name: one["name"] for name, one in people.items() if "name" in one},
    }


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.yaml"))
def test_page(expected: Path) -> None:
    wanted = strict.load(expected.read_text("utf-8"))
    path = page_of(expected)
    if "refused" in wanted:
        with pytest.raises(Refused, match=wanted["refused"]):
            draft(read_page(path.name, path.read_bytes()), path.name, Vocabulary())
        return
    made = drafted(path)
    found = read(made.record)
    for start, turn in zip(wanted.pop("starts", []), made.record["turns"].values()):
        assert turn["text"].startswith(start)
    last = wanted.pop("last_skips", [])
    assert [skip["reason"] for skip in made.record.get("skips", []) if "after" in skip] == last or not last
    for words in wanted.pop("absent", []):
        assert words not in made.text
    asked = [(one["about"], one["question"]) for one in made.record["review"]["open"]]
    for about, words in wanted.pop("asked", {}).items():
        assert any(one == about and words in question for one, question in asked), asked
    for name, full in wanted.pop("names", {}).items():
        assert found["names"][name] == full
    assert {key: found[key] for key in wanted} == wanted
