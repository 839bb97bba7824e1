"""Every column of every row of every table of the valid corpus, compared with values that were typed by hand."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml
from edited import VALID
from releases import LAKE, Desk, rows

from onbackground.cli import build
from onbackground.release.files.parquet import to_arrow
from onbackground.release.tables import TABLES

GOLDEN = yaml.safe_load(Path(__file__).with_name("golden.yaml").read_text(encoding="utf-8"))
DATASET = """schema: dataset/1
name: lakes
title: Lakes
description: Invented briefings.
version: "0.1.0"
date: "2031-07-01"
license: CC-BY-4.0
language: [en]
homepage: https://example.org/lakes
authors: [{name: The lake people}]
doi: null
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("golden") / "corpus"
    shutil.copytree(VALID, corpus)
    (corpus / "dataset.yaml").write_text(DATASET, encoding="utf-8")
    assert build.main(["--corpus", str(corpus), "--include-drafts"]) == 0
    return corpus / "dist" / "lakes"


def test_every_table_is_there() -> None:
    """A new table needs its rows in golden.yaml. What readers saw is in test_readings_tables.py."""
    assert set(GOLDEN) == TABLES.keys() - {"codebook", "readings", "agreement"}


@pytest.mark.parametrize("table", GOLDEN)
def test_every_column_of_every_row(release: Path, table: str) -> None:
    found = rows(release, table)
    assert [row["id"] for row in found] == [row["id"] for row in GOLDEN[table]]
    for row, typed in zip(found, GOLDEN[table]):
        assert row == typed


SPANS = {
    "replies": [("ask_turn", "ask", "ask_start", "ask_end")],
    "briefings": [("attribution_turn", "attribution_quote", "attribution_start", "attribution_end")],
    "turns": [("id", "because", "because_start", "because_end")],
    "statements": [("turn_id", "quote", "start", "end")],
    "mentions": [("turn_id", "surface", "start", "end")],
    "marks": [("turn_id", "surface", "start", "end")],
}


def assert_spans(release: Path) -> None:
    texts = {row["id"]: row["text"] for row in rows(release, "turns")}
    for table, spans in SPANS.items():
        for row in rows(release, table):
            for turn, quote, start, end in spans:
                if row[quote] is not None:
                    assert texts[row[turn]][row[start] : row[end]] == row[quote], row["id"]
    for row in rows(release, "events"):
        for turn, quote, start, end in zip(row["turn_ids"], row["quotes"], row["starts"], row["ends"]):
            assert texts[turn][start:end] == quote, row["id"]


def leads(release: Path) -> list[str]:
    """The ids that lead nowhere: for every column that holds ids, the rows of the table that it leads to."""
    keys = {name: {row["id"] for row in rows(release, name)} for name in TABLES if name != "changes"}
    keys["replies.exchange_id"] = {row["exchange_id"] for row in rows(release, "replies")}
    lost = []
    for name, table in TABLES.items():
        for column, said in table.columns.items():
            for row in rows(release, name) if said.leads_to or said.leads_by else ():
                ids = row[column] if isinstance(row[column], list) else [row[column]]
                named = said.leads_to or row[said.leads_by]
                tables = named if isinstance(named, list) else [named] * len(ids)
                lost += [
                    f"{name}.{column}: {one}"
                    for one, target in zip(ids, tables, strict=True)
                    if one is not None and one not in keys[target]
                ]
    return lost


def test_spans_and_ids(release: Path) -> None:
    assert_spans(release)
    assert leads(release) == []


def test_an_ask_in_a_second_question_turn_and_a_statement_that_is_relayed(tmp_path: Path) -> None:
    """What the valid corpus does not have: x01 asked in two turns, its asks in the second of them."""
    desk = Desk(tmp_path / "corpus")
    desk.add_lake()
    record, source = (f"{folder}/2031/{LAKE}.{end}" for folder, end in (("records", "yaml"), ("sources", "txt")))
    desk.change(source, "QUESTION: Did they", "QUESTION: One more on the lake.\n\nQUESTION: Did they")
    digest = hashlib.sha256((desk.folder / source).read_bytes()).hexdigest()
    for pattern, replacement in {
        r"^  sha256: .*$": f"  sha256: {digest}",
        r"\bt04\b": "t05",
        r"\bt03\b": "t04",
        r"^  t04:$": "  t03: {speaker: press, text: One more on the lake.}\n  t04:",
        r"question: \[t04\]": "question: [t03, t04]",
        r"x01b: \{quote": 'x01b: {asked: "Will the two meet?", quote',
        r"holder: \[jane-roe, li-wei\]": "holder: [li-wei], via: [jane-roe]",
    }.items():
        desk.change(record, pattern, replacement)
    assert desk.build() == 0
    assert_spans(desk.out)
    assert leads(desk.out) == []
    ask = next(row for row in rows(desk.out, "replies") if row["id"] == f"{LAKE}.x01b")
    assert (ask["ask_turn"], ask["asked"]) == (f"{LAKE}.t04", "Will the two meet?")
    assert (ask["ask_start"], ask["ask_end"]) == (39, 54)
    assert ask["question"].startswith("One more on the lake.\nDid they settle")
    told = next(row for row in rows(desk.out, "statements") if row["id"] == f"{LAKE}.s01")
    assert (told["holders"], told["via"], told["via_tables"]) == (["li-wei"], ["jane-roe"], ["entities"])


@pytest.mark.parametrize(
    ("change", "said"),
    [({"id": None}, "has no column 'id'"), ({"colour": "red"}, "has a column that the table does not have")],
)
def test_a_row_with_other_columns_is_refused(change: dict[str, str | None], said: str) -> None:
    row: dict[str, str | None] = dict.fromkeys(TABLES["topics"].columns, "a") | change
    with pytest.raises(ValueError, match=said):
        to_arrow("topics", [{name: value for name, value in row.items() if value is not None}])


NOTES = {
    "replies": ("asked", "why", "labels", "n_readers", "soft_reply", "acceptable"),
    "briefings": ("source_url", "source_retrieved", "source_sha256", "review_status", "passes", "layers"),
    "turns": ("because", "because_start", "because_end"),
    "events": ("source",),
    "entities": ("aliases", "qid_basis", "checked", "note"),
    "codebook": ("unit", "leads_to", "null_means", "example", "taken_for"),
}
"""The columns of reasons, remarks, review and provenance: a change of them is a PATCH."""


def test_which_columns_change_nobodys_results() -> None:
    found = {
        name: tuple(column for column, said in table.columns.items() if said.note) for name, table in TABLES.items()
    }
    assert {name: columns for name, columns in found.items() if columns} == NOTES
    filled = {(name, column) for name, table in TABLES.items() for column, said in table.columns.items() if said.filled}
    assert filled == {("entities", "qid"), ("mentions", "qid")}
    assert [name for name, table in TABLES.items() if table.note] == ["open_questions", "readings", "agreement"]
