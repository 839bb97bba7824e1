"""A walk through the releases of a dataset: what each changes is told as somebody would tell it by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from releases import LAKE, LAKE_RECORD, Desk, rows

from onbackground.release import find
from onbackground.release.compare.ledger import told_apart
from onbackground.release.compare.previous import opened
from onbackground.release.files import manifest
from onbackground.release.tables import TABLES


def without(name: str, column: str) -> None:
    """A table without one of its columns."""
    table = TABLES[name]
    kept = {one: said for one, said in table.columns.items() if one != column}
    TABLES[name] = table._replace(
        columns=kept,
        rows=lambda view: ({key: value for key, value in row.items() if key != column} for row in table.rows(view)),
    )


def sections(text: str) -> dict[str, str]:
    """The text between the markers of each section of a CHANGELOG.md, without its table of counts, by version."""
    found = {}
    for version, body in re.findall(r"^## (\S+) - \S+\n(.*?)(?=^## |\Z)", text, re.M | re.S):
        block = body[body.index("-->") + 4 : body.index("<!-- /")].strip()
        found[version] = re.sub(r"^\|.*\n?", "", block, flags=re.M).strip()
    return found


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """0.1.0, then a record added, a label changed, a topic renamed, a column dropped, the record withdrawn."""
    base = tmp_path_factory.mktemp("walk")
    desk = Desk(base / "corpus")
    kept = {"0.1.0": desk.release("v0.1.0", "--against", "none")}

    def release(version: str) -> None:
        desk.version(version)
        kept[version] = desk.release(f"v{version}", "--against", list(kept.values())[-1])

    desk.add_lake()
    release("0.2.0")
    desk.change(LAKE_RECORD, "reply: partial, also: .explicit.", "reply: explicit, also: [partial]")
    desk.change("dataset.yaml", r"\Z", f"why:\n  {LAKE}.x01b: A reader wrote that they did agree.\n")
    release("0.3.0")
    desk.change("dataset.yaml", r"^why:\n.*\n", "")
    entry = '  shared-waters: {name: Shared waters, definition: "Agreements on shared rivers and lakes."}\n'
    desk.change(
        "vocabulary/topics.yaml",
        r"^  water-treaties: \{(.*)\}\n",
        rf"{entry}  water-treaties: {{\1, replaced_by: shared-waters}}\n",
    )
    desk.change(LAKE_RECORD, "water-treaties", "shared-waters")
    release("0.4.0")
    before = dict(TABLES)
    try:
        without("replies", "fold")
        release("0.5.0")
        desk.remove_lake(("water-treaties", "shared-waters"))
        (desk.folder / "records" / "withdrawn.yaml").write_text(
            f'schema: withdrawn/1\nwithdrawn:\n  {LAKE}: {{reason: The publisher took it back., date: "2031-05-01"}}\n'
        )
        release("0.6.0")
        yield kept
    finally:
        TABLES.update(before)


TOLD = {
    "0.1.0": "The first release.",
    "0.2.0": f"""Since 0.1.0: 20 rows added, 0 rows changed, 0 rows retired. This is a MINOR change: results may change, \
code goes on to work.

### New briefings

- `{LAKE}`: 2 replies, 4 turns, 3 participants, 2 statements, 2 events, 2 mentions, 1 marks

### Added

- `jane-roe` (entities)
- `li-wei` (entities)
- `water-treaties` (topics)""",
    "0.3.0": f"""Since 0.2.0: 0 rows added, 1 row changed, 0 rows retired. This is a MINOR change: results may change, \
code goes on to work.

### Changed

- `{LAKE}.x01b` (replies), reply: “partial” → “explicit”
- `{LAKE}.x01b` (replies), clarity: “ambivalent” → “clear_reply”
- `{LAKE}.x01b` (replies), also: “["explicit"]” → “["partial"]”

### Why

- `{LAKE}.x01b`: A reader wrote that they did agree.""",
    "0.4.0": """Since 0.3.0: 1 row added, 4 rows changed, 0 rows retired. This is a MINOR change: results may change, \
code goes on to work.

### Added

- `shared-waters` (topics)

### Replaced

- `water-treaties` (topics) is now `shared-waters`: 3 values follow""",
    "0.5.0": """Since 0.4.0: 0 rows added, 0 rows changed, 1 row retired. This is a breaking change (MAJOR): code that reads \
the dataset may break.

### Columns and tables

- replies has no column fold any more

### Retired

- `replies.fold` (codebook)""",
    "0.6.0": f"""Since 0.5.0: 0 rows added, 0 rows changed, 21 rows retired. This is a MINOR change: results may change, \
code goes on to work.

### Withdrawn

- `{LAKE}`, on 2031-05-01: The publisher took it back.""",
}
"""What somebody who made these releases would write, by hand."""


@pytest.mark.parametrize("version", TOLD)
def test_each_release_tells_its_changes(releases, version):
    told = sections((releases[version] / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert re.sub(r"\n\n\n", "\n\n", told[version]) == TOLD[version]


def test_earlier_sections_stay_but_for_what_was_withdrawn(releases):
    fifth, sixth = (sections((releases[version] / "CHANGELOG.md").read_text()) for version in ("0.5.0", "0.6.0"))
    assert list(sixth) == ["0.6.0", "0.5.0", "0.4.0", "0.3.0", "0.2.0", "0.1.0"]
    assert {version: sixth[version] == fifth[version] for version in fifth} == {
        "0.5.0": True,
        "0.4.0": False,
        "0.3.0": False,
        "0.2.0": False,
        "0.1.0": True,
    }
    assert "jane-roe" not in sixth["0.2.0"] and "### Added" not in sixth["0.2.0"]
    assert sixth["0.3.0"].count("its words are not repeated") == 3 and "### Why" not in sixth["0.3.0"]


def test_a_replaced_topic_is_linked_to_its_successor(releases):
    row = next(row for row in rows(releases["0.4.0"], "changes") if row["change"] == "replaced")
    assert (row["table"], row["id"], row["new"]) == ("topics", "water-treaties", "shared-waters")
    topics = {row["id"]: row["replaced_by"] for row in rows(releases["0.4.0"], "topics")}
    assert topics["water-treaties"] == "shared-waters" and topics["shared-waters"] is None


def test_a_reason_is_beside_every_change_that_it_explains(releases):
    changes = [row for row in rows(releases["0.3.0"], "changes") if row["change"] == "changed"]
    assert {row["why"] for row in changes if row["table"] == "replies"} == {"A reader wrote that they did agree."}


def test_any_two_releases_are_compared_without_a_corpus(releases, capsys):
    from onbackground.cli import build

    assert build.main(["--compare", str(releases["0.1.0"]), str(releases["0.4.0"])]) == 0
    said = capsys.readouterr().out
    assert "Since 0.1.0: 21 rows added, 0 rows changed, 0 rows retired." in said
    assert f"- `{LAKE}`: 2 replies" in said and said.endswith("needs version 0.2.0 or later; 0.4.0 was released.\n")
    assert build.main(["--compare", str(releases["0.2.0"]), str(releases["0.6.0"])]) == 0
    said = capsys.readouterr().out
    assert f"- `{LAKE}`, on 2031-05-01: The publisher took it back." in said and "fishing" not in said
    assert build.main(["--compare", str(releases["0.2.0"]), "nowhere"]) == 2


def test_a_comparison_of_two_is_what_the_build_said(releases):
    """Of neighbours, the same rows as the table `changes` of the later one."""
    names = list(releases)
    for before, now in pairwise(names):
        ledger = find.compared(opened(releases[before], before), opened(releases[now], now))
        found = [row for row in ledger.rows(releases[now]) if row["release"] == now and row["change"] != "released"]
        said = [row for row in rows(releases[now], "changes") if row["release"] == now and row["change"] != "released"]
        assert found == said


# --- Every column and every label -----------------------------------------------------------------------------------


def undescribed(release: Path) -> list[str]:
    """The columns, and the labels that occur, without a description: read from the release alone."""
    book = {}
    for path in (release / "data" / "codebook").glob("*.parquet"):
        book |= {(r["table"], r["column"], r["label"]): r["definition"] for r in pq.read_table(path).to_pylist()}
    labelled = {(table, column) for table, column, label in book if label is not None}
    missing = []
    for folder in sorted((release / "data").iterdir()):
        for path in folder.glob("*.parquet"):
            content = pq.read_table(path)
            for field in content.schema:
                if not (field.metadata or {}).get(b"description") or not book.get((folder.name, field.name, None)):
                    missing.append(f"{folder.name}.{field.name}")
                if (folder.name, field.name) in labelled:
                    values = content.column(field.name).to_pylist()
                    flat = {one for value in values for one in (value if isinstance(value, list) else [value])}
                    missing += [
                        f"{folder.name}.{field.name}: {one}"
                        for one in flat - {None}
                        if not book.get((folder.name, field.name, one))
                    ]
    return missing


def test_no_column_and_no_label_is_without_a_description(releases):
    assert [undescribed(folder) for folder in releases.values()] == [[]] * len(releases)


def test_a_column_without_a_description_is_refused(tmp_path, monkeypatch, capsys):
    desk = Desk(tmp_path / "corpus")
    columns = TABLES["turns"].columns
    silent = TABLES["turns"]._replace(columns=columns | {"n": columns["n"]._replace(means="")})
    monkeypatch.setitem(TABLES, "turns", silent)
    assert desk.build() == 1
    assert "build.py: these have no description: turns.n" in capsys.readouterr().out


def test_a_label_without_a_description_is_refused(tmp_path, monkeypatch, capsys):
    desk = Desk(tmp_path / "corpus")
    columns, labels = TABLES["turns"].columns, TABLES["turns"].columns["role"].labels
    fewer = labels._replace(labels={name: said for name, said in labels.labels.items() if name != "briefer"})
    known = TABLES["turns"]._replace(columns=columns | {"role": columns["role"]._replace(labels=fewer)})
    monkeypatch.setitem(TABLES, "turns", known)
    assert desk.build() == 1
    assert "turns.role has labels without a description: briefer" in capsys.readouterr().out


# --- Citing a row ---------------------------------------------------------------------------------------------------


def test_a_row_is_cited_with_the_digest_that_proves_it(releases, capsys):
    from onbackground.cli import build

    desk = releases["0.2.0"].parent / "corpus"
    row = f"{LAKE}.x01b"
    assert build.main(["--corpus", str(desk), "--cite", row, "--release", str(releases["0.2.0"])]) == 0
    text, bibtex, csl = capsys.readouterr().out.strip().split("\n\n")
    digest = next(
        one["digest"].hex()
        for path in manifest.data_files(releases["0.2.0"], "replies")
        for one in pq.read_table(str(path).replace("/data/", "/digests/")).to_pylist()
        if one["id"] == row
    )
    assert text.startswith("The On Background maintainers (2026). On Background (0.2.0) [Data set]. ")
    assert f"replies, {row}" in text and digest in text and digest in bibtex
    assert bibtex.startswith("@misc{onbackground-0.2.0,") and "version = {0.2.0}" in bibtex
    (cited,) = json.loads(csl)
    issued = list(map(int, manifest.read(releases["0.2.0"])["date"].split("-")))
    assert (cited["type"], cited["version"], cited["issued"]) == ("dataset", "0.2.0", {"date-parts": [issued]})
    assert cited["note"] == f"row replies, {row}; digest {digest}"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (LAKE, f"{LAKE} was withdrawn in release 0.6.0 (2031-05-01): The publisher took it back."),
        (f"{LAKE}.x01a", f"{LAKE}.x01a was withdrawn in release 0.6.0 (2031-05-01): The publisher took it back."),
        (f"{LAKE}.t09", f"{LAKE}.t09, of {LAKE}, was withdrawn in release 0.6.0 (2031-05-01): The publisher"),
    ],
)
def test_what_is_gone_prints_its_tombstone(releases, capsys, row, said):
    from onbackground.cli import build

    desk = releases["0.2.0"].parent / "corpus"
    assert build.main(["--corpus", str(desk), "--cite", row]) == 0
    assert capsys.readouterr().out.startswith(said)


def test_what_never_was_is_refused(releases, capsys):
    from onbackground.cli import build

    desk = releases["0.2.0"].parent / "corpus"
    asked = "state-2015-09-27-kerry-lavrov.t1"
    assert build.main(["--corpus", str(desk), "--cite", asked]) == 1
    assert f"build.py: release 0.6.0 has no row {asked}: did you mean" in capsys.readouterr().out
    assert build.main(["--corpus", str(desk), "--cite", LAKE, "--release", str(desk)]) == 2


# --- Old and new are told apart -------------------------------------------------------------------------------------


@given(st.text(), st.text(), st.integers(20, 100))
def test_two_values_are_never_cut_to_the_same_text(old, new, width):
    first, second = told_apart(old, new, width)
    assert (first == second) == (old == new)


def test_a_difference_far_behind_is_shown():
    old = "word " * 60 + "yes, they will"
    first, second = told_apart(old, old.replace("yes", "no"), 60)
    assert "yes, they will" in first and "no, they will" in second and max(map(len, (first, second))) <= 62
