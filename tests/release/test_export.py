"""Exports: what each receiver's tool reads is what the release says."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from releases import Desk

from onbackground.cli import build
from onbackground.release.export import FORMATS
from onbackground.release.export.csv_files import cell
from onbackground.release.export.questions import VIEWS
from onbackground.release.export.sqlite import FILE
from onbackground.release.files.reading import Release

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    desk = Desk(tmp_path_factory.mktemp("export") / "corpus")
    desk.add_lake()
    return Release.at(desk.release("release"))


@pytest.fixture(scope="module")
def exported(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exported")
    for name in FORMATS:
        out = folder / name
        assert build.main(["--export", name, "--from", str(release.folder), "--out", str(out)]) == 0
    return {name: folder / name for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_twice(name: str, release: Release, exported: dict[str, Path], tmp_path: Path) -> None:
    FORMATS[name](release, tmp_path)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == sorted(path.name for path in exported[name].iterdir())
    assert all((tmp_path / file).read_bytes() == (exported[name] / file).read_bytes() for file in files)


def test_a_folder_in_use_and_a_release_that_is_none_are_refused(
    release: Release, exported: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["--export", "csv", "--from", str(release.folder), "--out", str(exported["csv"])]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert build.main(["--export", "csv", "--from", str(tmp_path), "--out", str(tmp_path / "new")]) == 2
    assert "is not a release" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


# --- CSV ---------------------------------------------------------------------------------------------------------


def test_csv_reads_back_as_the_rows(release: Release, exported: dict[str, Path]) -> None:
    for name, columns in release.tables.items():
        with open(exported["csv"] / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        expected = release.rows(name)
        assert len(rows) == len(expected)
        for row, right in zip(rows, expected, strict=True):
            assert list(row) == list(columns)
            for column, kind in columns.items():
                text, value = row[column], right[column]
                if value is None:
                    assert text == ""
                elif isinstance(kind, (list, dict)):
                    assert json.loads(text) == value
                elif kind == "bool":
                    assert text == ("true" if value else "false")
                else:
                    assert text.removeprefix("'") == str(value).removeprefix("'")


def test_csv_is_never_a_formula() -> None:
    assert [cell(text) for text in ("=1+1", "+1", "-1", "@A1", "\tx", "plain", "'quoted")] == [
        "'=1+1",
        "'+1",
        "'-1",
        "'@A1",
        "'\tx",
        "plain",
        "'quoted",
    ]
    assert cell(-1) == "-1"


# --- SQLite ------------------------------------------------------------------------------------------------------


@pytest.fixture
def base(exported: dict[str, Path]) -> sqlite3.Connection:
    return sqlite3.connect(exported["sqlite"] / FILE)


def test_sqlite_has_every_row_and_no_broken_key(release: Release, base: sqlite3.Connection) -> None:
    base.execute("PRAGMA foreign_keys = ON")
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert base.execute("PRAGMA foreign_key_list(turns)").fetchall()
    for name in release.tables:
        assert base.execute(f"SELECT count(*) FROM {name}").fetchone()[0] == len(release.rows(name))
    also = {(row["id"], label) for row in release.rows("replies") for label in row["also"]}
    assert set(base.execute("SELECT row, value FROM replies_also")) == also


def test_sqlite_finds_words(release: Release, base: sqlite3.Connection) -> None:
    query = """SELECT turns.id FROM turns_search JOIN turns ON turns.rowid = turns_search.rowid
        WHERE turns_search MATCH 'moderating'"""
    found = {row[0] for row in base.execute(query)}
    assert found == {row["id"] for row in release.rows("turns") if "moderating" in row["text"]}


def test_sqlite_views_answer_as_pandas(release: Release, base: sqlite3.Connection) -> None:
    """Each view against the same question asked of data frames."""
    import pandas as pd

    names = ("replies", "briefings", "turns", "statements", "events", "mentions", "marks")
    replies, briefings, turns, statements, events, mentions, marks = (
        pd.DataFrame(release.rows(name), columns=list(release.tables[name])) for name in names
    )
    pairs = mentions.merge(mentions, on="turn_id").query("entity_x < entity_y")
    pairs = pairs.drop_duplicates(["turn_id", "entity_x", "entity_y"]).value_counts(["entity_x", "entity_y"])
    masks = marks[marks.kind == "redaction"].groupby("briefing_id").size()
    shares = masks.reindex(briefings.id, fill_value=0) / turns.groupby("briefing_id").size().reindex(briefings.id)
    topical = statements.groupby(["topic", "stance"]).size()
    commitments = statements[statements.kind == "commitment"].explode("holders")
    expected = {
        "clarity_by_ground_rule": replies.groupby("attribution").clarity.value_counts(normalize=True),
        "reply_mix": replies.reply.value_counts(),
        "replies_followed_up": replies[replies.exchange_id.isin(replies.follows)].reply.value_counts(),
        "stance_by_topic": topical,
        "named_together": pairs,
        "event_status": events.status.value_counts(),
        "talk_by_role": turns.text.str.len().groupby(turns.role).sum() / turns.text.str.len().sum(),
        "masks_per_turn": shares,
        "readers_by_kind": briefings.explode("passes").passes.dropna().str["kind"].value_counts(),
    }
    for view, series in expected.items():
        keys = [key if isinstance(key, tuple) else (key,) for key in series.index]
        right = {key: pytest.approx(value) for key, value in zip(keys, series, strict=True)}
        rows = base.execute(f"SELECT * FROM {view}").fetchall()
        assert {row[:-1]: row[-1] for row in rows} == right, view
    listed = {
        "replies_labelled_otherwise": replies.explode("also").dropna(subset="also")[["id", "ask", "reply", "also"]],
        "commitments_by_holder": commitments[["holders", "quote"]],
        "premises_by_topic": statements[statements.voice == "premise"].dropna(subset="topic")[["topic", "quote"]],
        "announced_to_be_withheld": statements[statements.kind == "nondisclosure"][["turn_id", "quote"]],
        "announced_not_done": events[events.status.isin(["scheduled", "tentative"])][["what", "date", "status"]],
    }
    for view, frame in listed.items():
        right_rows = sorted(
            map(str, frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))
        )
        assert sorted(map(str, base.execute(f"SELECT * FROM {view}"))) == right_rows, view
    assert {*expected, *listed} == set(VIEWS)


# --- TEI ---------------------------------------------------------------------------------------------------------


def test_tei_has_the_words_of_every_turn_and_every_pointer_leads_somewhere(
    release: Release, exported: dict[str, Path]
) -> None:
    turns = {row["id"]: row["text"] for row in release.rows("turns")}
    quotes = {row["id"]: row["ask"] for row in release.rows("replies")}
    quotes |= {row["id"]: row["quote"] for row in release.rows("statements")}
    seen: set[str] = set()
    for path in sorted(exported["tei"].glob("*.xml")):
        tree = ET.parse(path)
        ids = [element.get(ID) for element in tree.iter() if element.get(ID)]
        assert len(ids) == len(set(ids))
        for spoken in tree.iter(f"{TEI}u"):
            paragraphs = ["".join(segment.itertext()) for segment in spoken]
            assert "\n\n".join(paragraphs) == turns[spoken.get(ID)]
            assert spoken.get("who", "#").removeprefix("#") in ids
            seen.add(spoken.get(ID, ""))
        for element in tree.iter(f"{TEI}rs"):
            assert element.get("ref") is None or element.get("ref", "").removeprefix("#") in ids
        for span in tree.iter(f"{TEI}span"):
            where = re.fullmatch(r"string-range\(#(.+),(\d+),(\d+)\)", span.get("target", ""))
            assert where
            start = int(where[2])
            assert turns[where[1]][start : start + int(where[3])] == span.text
            seen.add(span.get(ID, ""))
    assert set(turns) | set(quotes) <= seen


def test_tei_is_valid_parla_clarin(exported: dict[str, Path], pytestconfig: pytest.Config) -> None:
    schema = pytestconfig.getoption("--tei-schema")
    if not schema:
        pytest.skip("give the RELAX NG schema of Parla-CLARIN with --tei-schema FILE (needs jing)")
    checked = subprocess.run(["jing", schema, *exported["tei"].glob("*.xml")], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


# --- ConvoKit ----------------------------------------------------------------------------------------------------


def test_convokit_files_hold_together(release: Release, exported: dict[str, Path]) -> None:
    folder = exported["convokit"]
    speakers, conversations, index = (
        json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("speakers", "conversations", "index")
    )
    utterances = [json.loads(line) for line in (folder / "utterances.jsonl").read_text(encoding="utf-8").splitlines()]
    before: dict[str, set[str]] = {name: set() for name in conversations}
    for one in utterances:
        known = before[one["conversation_id"]]
        assert (one["reply-to"] in known) if known else one["reply-to"] is None
        assert one["speaker"] in speakers
        assert set(one["meta"]) == set(index["utterances-index"])
        known.add(one["id"])
    assert [one["text"] for one in utterances] == [row["text"] for row in release.rows("turns")]
    asked = [ask["id"] for one in utterances for ask in one["meta"]["asks"]]
    assert sorted(asked) == sorted(row["id"] for row in release.rows("replies"))
    assert set(conversations) == {row["id"] for row in release.rows("briefings")}


LOADED = """
import sys
from convokit import Corpus
corpus = Corpus(filename=sys.argv[1])
assert all(one.check_integrity(verbose=False) for one in corpus.iter_conversations())
corpus.dump("again", base_path=sys.argv[2])
again = Corpus(filename=sys.argv[2] + "/again")
assert again.get_utterance_ids() == corpus.get_utterance_ids()
print(len(corpus.get_utterance_ids()), len(corpus.get_conversation_ids()))
"""


def test_convokit_loads_it(
    release: Release, exported: dict[str, Path], pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    python = pytestconfig.getoption("--convokit")
    if not python:
        pytest.skip("give a Python that has ConvoKit with --convokit PYTHON; `make test-exports` does")
    corpus = shutil.copytree(exported["convokit"], tmp_path / "corpus")
    home = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    loaded = subprocess.run(
        [python, "-c", LOADED, corpus, tmp_path], capture_output=True, text=True, env=home, timeout=300
    )
    assert loaded.returncode == 0, loaded.stderr
    counts = [len(release.rows(name)) for name in ("turns", "briefings")]
    assert loaded.stdout.split()[-2:] == list(map(str, counts))
