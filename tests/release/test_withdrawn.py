"""Withdrawn means gone: no byte of a later release holds the words, the quotes or the names of what was taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from releases import LAKE, LAKE_RECORD, Desk, rows

from onbackground.parsing import strict

REASON = "The publisher took it back."


def texts(value: Any) -> Iterator[str]:
    """Every text inside a value, keys included."""
    if isinstance(value, dict):
        yield from (text for pair in value.items() for one in pair for text in texts(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in texts(one))
    elif isinstance(value, bytes):
        yield value.decode(errors="ignore")
    elif isinstance(value, str):
        yield value
        if value[:1] in "{[":
            yield from texts(_json(value))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def everything(release: Path) -> str:
    """All that a release says: every file, Parquet decoded with its metadata."""
    said = []
    for path in sorted(release.rglob("*")):
        if path.suffix == ".parquet":
            said += texts(pq.read_table(path).to_pylist())
            said.append(str(pq.read_schema(path)))
        elif path.is_file():
            said.append(path.read_bytes().decode(errors="ignore"))
    return "\n".join(said).casefold()


def words_of(record: dict[str, Any], vocabulary: dict[str, Any]) -> set[str]:
    """What must not be said of a record any more: its title, turns sentence by sentence, quotes, and names."""
    said = {record["title"], record["venue"], *(vocabulary[name]["name"] for name in record["principals"])}
    said |= {line for turn in record["turns"].values() for line in turn["text"].replace("\n", ". ").split(". ")}
    said |= {ask["quote"] for exchange in record["exchanges"].values() for ask in exchange["asks"].values()}
    said |= {one["quote"] for one in record["statements"].values()}
    said |= {anchor["quote"] for event in record["events"].values() for anchor in event["anchors"]}
    said |= {event["what"] for event in record["events"].values()}
    said |= {turn["because"] for turn in record["turns"].values() if "because" in turn}
    said |= {f"{name}" for name in record["principals"]}
    return {text.casefold() for text in said if text and len(text) > 4}


def held(words: set[str], release: Path) -> list[str]:
    said = everything(release)
    return sorted(word for word in words if word in said)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "corpus")


@pytest.fixture
def lake(desk: Desk) -> set[str]:
    """The words of the second briefing, which the desk has now."""
    desk.add_lake()
    record = strict.load((desk.folder / LAKE_RECORD).read_text(encoding="utf-8"))
    entities = strict.load((desk.folder / "vocabulary/entities.yaml").read_text(encoding="utf-8"))["entities"]
    own = words_of(record, entities)
    desk.remove_lake()
    assert desk.build() == 0
    shared = held(own, desk.out)  # what another briefing, or the description of a column, says too
    desk.add_lake()
    return own - set(shared)


def withdraw(desk: Desk) -> None:
    desk.remove_lake()
    (desk.folder / "records" / "withdrawn.yaml").write_text(
        f'schema: withdrawn/1\nwithdrawn:\n  {LAKE}: {{reason: {REASON}, date: "2031-05-01"}}\n'
    )


def test_a_withdrawn_briefing_is_gone_from_every_later_release(desk, lake):
    """Added in 0.1.0, changed in 0.2.0, a row of it retired in 0.3.0, withdrawn in 0.4.0, and two releases after."""
    first = desk.release("v0.1.0", "--against", "none")
    assert len(lake) > 15 and len(held(lake, first)) == len(lake), "the test looks for words that the release never had"
    desk.change(LAKE_RECORD, r'quote: "will they meet\?"', 'quote: "and will they meet?"')
    desk.change(LAKE_RECORD, r"what: Roe–Li meeting", "what: Roe–Li talks")
    desk.version("0.2.0")
    second = desk.release("v0.2.0", "--against", first)
    desk.change(LAKE_RECORD, r"^  s02: .*\n.*\n", "")
    desk.change(LAKE_RECORD, r"^review:", "retired: [s02]\n\nreview:")
    desk.version("0.3.0")
    third = desk.release("v0.3.0", "--against", second)
    assert "I won’t get into quotas." in {
        json.loads(row["old"])["quote"] for row in rows(third, "changes") if row["change"] == "retired" and row["old"]
    }
    withdraw(desk)
    desk.version("0.4.0")
    fourth = desk.release("v0.4.0", "--against", third)
    desk.change("vocabulary/topics.yaml", r"\A", "# The topics.\n")
    desk.version("0.4.1")
    fifth = desk.release("v0.4.1", "--against", fourth)
    words = lake | {"and will they meet", "roe–li talks"}
    assert {release.name: held(words, release) for release in (fourth, fifth)} == {"v0.4.0": [], "v0.4.1": []}
    assert held(words, desk.folder) == []
    graves = {row["id"]: row for row in rows(fifth, "changes") if row["change"] == "withdrawn"}
    assert {graves[LAKE]["why"], graves[f"{LAKE}.s02"]["why"], graves[f"{LAKE}.x01b"]["why"]} == {REASON}
    assert {row["date"] for row in graves.values()} == {"2031-05-01"}
    for text in ((fourth / "CHANGELOG.md").read_text(), (fifth / "CHANGELOG.md").read_text()):
        assert text.count(f"- `{LAKE}`, on 2031-05-01: {REASON}") == 1


def test_a_row_that_could_unmask_somebody_is_retired_without_its_words(desk, lake):
    first = desk.release("v0.1.0", "--against", "none")
    desk.change(LAKE_RECORD, r"^  s01: .*\n.*\n", "")
    desk.change(LAKE_RECORD, r"^review:", "retired: [{id: s01, reason: could_unmask}]\n\nreview:")
    desk.version("0.2.0")
    second = desk.release("v0.2.0", "--against", first)
    desk.version("0.2.1")
    third = desk.release("v0.2.1", "--against", second)
    for release in (second, third):
        grave = next(row for row in rows(release, "changes") if row["id"] == f"{LAKE}.s01")
        assert (grave["change"], grave["why"]) == ("retired", "It could have told who a masked speaker is.")
        assert grave["old"].startswith("sha256:")
        assert "two ministers agreed" not in " ".join(texts(rows(release, "changes")))


def test_an_id_that_was_retired_may_lose_its_words_later(desk, lake):
    first = desk.release("v0.1.0", "--against", "none")
    desk.change(LAKE_RECORD, r"^  s01: .*\n.*\n", "")
    desk.change(LAKE_RECORD, r"^review:", "retired: [s01]\n\nreview:")
    desk.version("0.2.0")
    second = desk.release("v0.2.0", "--against", first)
    assert "two ministers agreed" in " ".join(texts(rows(second, "changes")))
    desk.change(LAKE_RECORD, r"^retired: .*$", "retired: [{id: s01, reason: could_unmask}]")
    desk.version("0.2.1")
    third = desk.release("v0.2.1", "--against", second)
    assert "two ministers agreed" not in " ".join(texts(rows(third, "changes")))


def test_a_withdrawn_id_does_not_come_back_with_other_words(desk, lake, capsys):
    first = desk.release("v0.1.0", "--against", "none")
    withdraw(desk)
    desk.version("0.2.0")
    second = desk.release("v0.2.0", "--against", first)
    (desk.folder / "records" / "withdrawn.yaml").unlink()
    desk.add_lake()
    desk.change(LAKE_RECORD, r'quote: "will they meet\?"', 'quote: "and will they meet?"')
    desk.version("0.3.0")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    assert f"{LAKE}.x01b, retired in 0.2.0, stood for other words and cannot stand for" in capsys.readouterr().out
    desk.change(LAKE_RECORD, r'quote: "and will they meet\?"', 'quote: "will they meet?"')
    assert desk.build("--against", second) == 0
