"""The tables of what readers saw and how far they agree, against values typed by hand from the valid corpus."""

import shutil
from pathlib import Path

import examples
import pytest
from datasets import load_dataset
from edited import ODD, VALID
from releases import rows
from test_golden import DATASET

from onbackground.cli import build
from onbackground.record.differences import FIELDS
from onbackground.release.tables import TABLES
from onbackground.release.tables.readings import READINGS
from onbackground.release.tables.view import View
from onbackground.validation import readings
from onbackground.validation.check import survey

DUES = "state-2031-05-06-harbour-dues"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("readings") / "corpus"
    shutil.copytree(VALID, corpus)
    (corpus / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    assert build.main(["--corpus", str(corpus), "--include-drafts"]) == 0
    return corpus / "dist" / "lakes"


def test_each_label_of_each_reader_is_a_row(release: Path) -> None:
    found = rows(release, "readings")
    assert {row["briefing_id"] for row in found} == {DUES}
    per_reader = {name: [row for row in found if row["reader"] == name] for name in {row["reader"] for row in found}}
    units = {"exchange": 2, "ask": 3, "statement": 4, "event": 6, "mention": 10}
    assert len(per_reader["some-maintainer"]) == sum(n * len(FIELDS[kind]) for kind, n in units.items())
    left_out = {"statement": 1, "mention": 1}
    assert len(per_reader["another-maintainer"]) == len(per_reader["some-maintainer"]) - sum(
        n * len(FIELDS[kind]) for kind, n in left_out.items()
    )
    assert len({row["id"] for row in found}) == len(found)


def test_a_settled_reply(release: Path) -> None:
    (row,) = [row for row in rows(release, "readings") if row["id"] == f"{DUES}.another-maintainer.x02a.reply"]
    assert row == {
        "id": f"{DUES}.another-maintainer.x02a.reply",
        "briefing_id": DUES,
        "reader": "another-maintainer",
        "kind": "human",
        "model": None,
        "model_version": None,
        "blind": True,
        "date": "2031-05-08",
        "layer": "exchanges",
        "unit": "x02a",
        "row": f"{DUES}.x02a",
        "row_table": "replies",
        "turn_id": f"{DUES}.t06",
        "start": 0,
        "end": 30,
        "quote": "Will Norland join this autumn?",
        "field": "reply",
        "labels": ["partial"],
        "also": [],
        "why": "Says what is hoped for, not what will be.",
        "settled": ["general"],
        "cause": "guide",
        "because": "Nothing of what was asked is given: hope is no part of it.",
    }


TOLD = ("row", "row_table", "turn_id", "start", "end", "quote", "labels", "also", "why", "settled", "cause", "because")
NOT_MARKED = (None, None, None, None)
READ = {
    "readings of the header, and the record has another language": {
        "some-maintainer.header.language": ("", "briefings", *NOT_MARKED, ["fr"], [], None, ["en"], None, None),
        "some-maintainer.x02.answer": (
            "x02",
            "replies.exchange_id",
            "t06",
            0,
            61,
            "t06",
            ["t07", "t08"],
            [],
            None,
            ["t07", "t08"],
            None,
            None,
        ),
        "another-maintainer.e04.status": (
            "e04",
            "events",
            "t08",
            71,
            93,
            "may meet again in June",
            ["tentative"],
            [],
            None,
            ["possible"],
            "slip",
            "“May” is not an intention.",
        ),
        "some-maintainer.s04.conditional": (
            "s04",
            "statements",
            "t06",
            0,
            17,
            "Will Norland join",
            ["true"],
            [],
            None,
            ["true"],
            "guide",
            "Both ends of the question are marked.",
        ),
    },
    "settled as dropped, and what differed in it is not asked for": {
        "some-maintainer.e04.kind": (
            None,
            None,
            "t08",
            71,
            93,
            "may meet again in June",
            ["consult"],
            [],
            None,
            [],
            "slip",
            "Nothing is said of it.",
        ),
        "some-maintainer.x02b.reply": (
            "x02b",
            "replies",
            "t06",
            35,
            61,
            "does [name withheld] know?",
            ["ignorance"],
            ["declining", "dodging"],
            "Says “don’t know”.",
            ["ignorance"],
            None,
            None,
        ),
    },
}


def record_of(what):
    """The record of an example with its readings."""
    corpus = next(one for one in examples.load("examples") if one.what == what).corpus()
    record = survey(corpus, ODD)[1]
    record.settlement = readings.load(corpus, DUES)[0]
    return record


@pytest.mark.parametrize("what", READ)
def test_what_a_reader_says_and_what_was_settled(what: str) -> None:
    found = {row["id"].removeprefix(f"{DUES}."): row for row in READINGS.rows(View(record_of(what)))}
    for name, typed in READ[what].items():
        row, table, turn, *rest = typed
        wanted = (row if row is None else f"{DUES}.{row}".rstrip("."), table, turn and f"{DUES}.{turn}", *rest)
        assert tuple(found[name][column] for column in TOLD) == wanted, name


def test_sets_flags_and_nulls_are_lists_of_words(release: Path) -> None:
    found = {row["id"].removeprefix(f"{DUES}.some-maintainer."): row for row in rows(release, "readings")}
    assert found["s03.holder"]["labels"] == ["norland"]
    assert found["s01.hedged"]["labels"] == ["true"] and found["s03.hedged"]["labels"] == ["false"]
    assert found["s05.target"]["labels"] == [] and found["s05.target"]["settled"] == []
    assert found["x02b.also"]["labels"] == ["declining", "dodging"] and found["x02b.also"]["cause"] == "both"


def test_every_row_leads_to_one_of_the_release(release: Path) -> None:
    ids = {
        table: {row["id"] for row in rows(release, table)} for table in ("replies", "statements", "events", "mentions")
    }
    ids["replies.exchange_id"] = {row["exchange_id"] for row in rows(release, "replies")}
    found = rows(release, "readings")
    assert found and all(row["row"] in ids[row["row_table"]] for row in found)


def test_agreement_is_a_row_a_field(release: Path) -> None:
    found = {row["id"]: row for row in rows(release, "agreement")}
    reply = found["human-human.ask.reply"]
    assert reply["readers"] == ["another-maintainer, some-maintainer"] or reply["readers"] == [
        "some-maintainer, another-maintainer"
    ]
    assert (reply["first"], reply["second"], reply["overlapping"], reply["exact"], reply["n"]) == (3, 3, 3, 3, 3)
    assert (reply["equal"], reply["acceptable"]) == (0.6667, 0.6667)
    assert reply["kappa"] is reply["alpha"] is None  # three labels are too few
    assert found["human-human.statement.stance"]["f1"] == pytest.approx(2 * 3 / 7, abs=1e-4)


def test_both_load(release: Path, tmp_path: Path) -> None:
    for table in ("readings", "agreement"):
        loaded = load_dataset(str(release), table, split="train", cache_dir=str(tmp_path))
        assert len(loaded) == len(rows(release, table)) > 0


def test_a_reason_of_the_adjudication_is_beside_the_change(release: Path, tmp_path: Path, monkeypatch) -> None:
    """The release before had the other reader's label, and nothing was settled."""
    corpus = shutil.copytree(release.parents[1], tmp_path / "corpus")
    before = tmp_path / "before"
    replies, readings = TABLES["replies"], TABLES["readings"]
    with monkeypatch.context() as then:
        then.setitem(
            TABLES,
            "replies",
            replies._replace(rows=lambda view: ({**row, "reply": "partial"} for row in replies.rows(view))),
        )
        then.setitem(
            TABLES,
            "readings",
            readings._replace(rows=lambda view: ({**row, "because": None} for row in readings.rows(view))),
        )
        assert build.main(["--corpus", str(corpus), "--out", str(before)]) == 0
    dataset = corpus / "dataset.yaml"
    dataset.write_text(dataset.read_text(encoding="utf-8").replace('"0.1.0"', '"0.2.0"'), encoding="utf-8")
    assert build.main(["--corpus", str(corpus), "--against", str(before)]) == 0
    told = {(row["id"], row["field"]): row["why"] for row in rows(corpus / "dist" / "lakes", "changes")}
    assert told[f"{DUES}.x02a", "reply"] == "Nothing of what was asked is given: hope is no part of it."
    assert told[f"{DUES}.x02b", "reply"] is None
