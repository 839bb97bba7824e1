"""A release compared with the one before: changes, the version that they demand, and ids that are for ever."""

import json
import shutil
from pathlib import Path

import pytest
from releases import LAKE, LAKE_RECORD, REPOSITORY, Desk, rows

from onbackground.release.compare import versions
from onbackground.release.compare.rows import Change
from onbackground.release.files.manifest import read as read_manifest
from onbackground.release.verify import verify


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "corpus")


@pytest.fixture
def first(desk: Desk) -> Path:
    return desk.release("v0.1.0")


@pytest.fixture
def second(desk: Desk, first: Path) -> Path:
    """The release with the second briefing."""
    desk.add_lake()
    desk.version("0.2.0")
    return desk.release("v0.2.0", "--against", first)


def changes(folder: Path) -> list[tuple]:
    """What a release changed, without the rows that say which releases there are."""
    return [
        (row["table"], row["id"], row["change"], row["field"], row["old"], row["new"])
        for row in rows(folder, "changes")
        if row["change"] != "released"
    ]


# --- The version ---------------------------------------------------------------------------------------------------


ROW = {"table": "replies", "id": "x.x01a"}
LEVELS = {
    "PATCH": [
        {"table": "replies", "id": "x.x01a", "change": "changed", "field": "why", "old": "a", "new": "b"},
        {"table": "briefings", "id": "x", "change": "changed", "field": "review_status", "old": "a", "new": "b"},
        {"table": "briefings", "id": "x", "change": "changed", "field": "source_url", "old": None, "new": "b"},
        {"table": "entities", "id": "x", "change": "changed", "field": "qid", "old": None, "new": "Q1"},
        {"table": "entities", "id": "x", "change": "changed", "field": "note", "old": "a", "new": "b"},
        {"table": "open_questions", "id": "x.q-1", "change": "added"},
        {"table": "open_questions", "id": "x.q-1", "change": "retired"},
        {"table": "codebook", "id": "replies.ask", "change": "changed", "field": "example", "old": "a", "new": "b"},
    ],
    "MINOR": [
        ROW | {"change": "added"},
        ROW | {"change": "retired"},
        ROW | {"change": "withdrawn"},
        ROW | {"change": "changed", "field": "reply", "old": "explicit", "new": "dodging"},
        ROW | {"change": "changed", "field": "of a later version", "old": "a", "new": "b"},
        {"table": "of a later version", "id": "x", "change": "changed", "field": "why", "old": "a", "new": "b"},
        {"table": "entities", "id": "x", "change": "changed", "field": "qid", "old": "Q2", "new": "Q1"},
        {"table": "topics", "id": "x", "change": "changed", "field": "definition", "old": "a", "new": "b"},
        {"table": "topics", "id": "x", "change": "replaced", "field": "replaced_by", "new": "y"},
        {"table": "codebook", "id": "x", "change": "changed", "field": "definition", "old": "a", "new": "b"},
        {"table": "codebook", "id": "x", "change": "added"},
        {"table": "replies", "id": None, "change": "column_added", "field": "x"},
        {"table": "x", "id": None, "change": "table_added"},
        {"table": None, "id": None, "change": "gate_changed", "old": "a", "new": None},
        {"table": None, "id": None, "change": "gate_changed", "old": "a", "new": "b"},
        {"table": None, "id": None, "change": "terms_changed", "old": "a", "new": "b"},
    ],
    "MAJOR": [
        {"table": "codebook", "id": "replies.reply.general", "change": "retired"},
        {"table": "replies", "id": None, "change": "column_dropped", "field": "why"},
        {"table": "replies", "id": None, "change": "column_renamed", "field": "why"},
        {"table": "replies", "id": None, "change": "column_retyped", "field": "why"},
        {"table": "replies", "id": None, "change": "table_dropped"},
        {"table": None, "id": None, "change": "license_changed", "old": "CC-BY-4.0", "new": "CC0-1.0"},
        {"table": None, "id": None, "change": "gate_changed", "old": None, "new": "a"},
    ],
}


@pytest.mark.parametrize(("level", "change"), [(level, one) for level, every in LEVELS.items() for one in every])
def test_level_of_a_change(level, change):
    assert versions.level_of(Change(**change)) == level


def test_highest_level():
    assert versions.highest([]) == "PATCH"
    assert versions.highest(["MINOR", "MAJOR", "PATCH"]) == "MAJOR"


@pytest.mark.parametrize(
    ("version", "patch", "minor", "major"),
    [("1.2.3", "1.2.4", "1.3.0", "2.0.0"), ("0.2.3", "0.2.4", "0.3.0", "0.3.0")],
)
def test_bump(version, patch, minor, major):
    assert [versions.bump(version, level) for level in ("PATCH", "MINOR", "MAJOR")] == [patch, minor, major]
    assert {patch, minor, major} <= set(versions.successors(version))


def test_a_first_release_changes_nothing(first):
    assert [(row["release"], row["change"]) for row in rows(first, "changes")] == [("0.1.0", "released")]
    assert read_manifest(first)["previous"] is None
    assert "The first release." in (first / "CHANGELOG.md").read_text()


def test_a_second_briefing_demands_minor(desk, first, capsys):
    desk.add_lake()
    capsys.readouterr()
    assert desk.build("--against", first) == 1
    said = capsys.readouterr().out
    assert "dataset.yaml says version 0.1.0; the changes since 0.1.0 need 0.2.0 (MINOR)" in said
    assert f"{LAKE} is new" in said
    assert not changes(desk.out) and read_manifest(desk.out)["version"] == "0.1.0"  # the old release stays
    desk.version("0.2.0")
    assert desk.build("--against", first) == 0
    added = changes(desk.out)
    assert {change for _, _, change, *_ in added} == {"added"}
    assert ("replies", f"{LAKE}.x01b", "added", None, None, '{"ask":"will they meet?"}') in added
    assert len(added) == sum(
        len(rows(desk.out, table)) - len(rows(first, table))
        for table in read_manifest(first)["tables"]
        if table != "changes"
    )
    assert [row["release"] for row in rows(desk.out, "changes") if row["change"] == "released"] == ["0.2.0", "0.1.0"]
    assert {row["release"] for row in rows(desk.out, "changes") if row["change"] == "added"} == {"0.2.0"}
    assert read_manifest(desk.out)["previous"] == {"version": "0.1.0", "digest": read_manifest(first)["digest"]}


def test_a_changed_label_demands_minor(desk, second, capsys):
    desk.change(LAKE_RECORD, "reply: partial, also: .explicit.", "reply: explicit, also: [partial]")
    desk.version("0.2.1")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    said = capsys.readouterr().out
    assert "need 0.3.0 (MINOR)" in said
    assert f"replies: {LAKE}.x01b, reply: partial → explicit" in said
    desk.version("0.3.0")
    assert desk.build("--against", second) == 0
    assert [change for change in changes(desk.out) if change[0] == "replies"] == [
        ("replies", f"{LAKE}.x01b", "changed", "reply", "partial", "explicit"),
        ("replies", f"{LAKE}.x01b", "changed", "clarity", "ambivalent", "clear_reply"),
        ("replies", f"{LAKE}.x01b", "changed", "also", '["explicit"]', '["partial"]'),
    ]
    text = (desk.out / "CHANGELOG.md").read_text()
    assert f"- `{LAKE}.x01b` (replies), reply: “partial” → “explicit”" in text
    assert (
        "Since 0.2.0: 0 rows added, 1 row changed, 0 rows retired. This is a MINOR change: results may change" in text
    )
    said = json.loads((desk.out / "changes.json").read_text())
    assert (said["level"], said["needs"], said["tables"]["replies"]["changed"]) == ("MINOR", "0.3.0", 1)


def test_a_reworded_reason_demands_patch(desk, second):
    desk.change(LAKE_RECORD, "Says that quotas will not be discussed.", "Refuses to speak of quotas.")
    desk.version("0.2.1")
    assert desk.build("--against", second) == 0
    assert [change[3] for change in changes(desk.out)] == ["why"]


def test_a_changed_licence_demands_major_and_is_told(desk, second, capsys):
    desk.change("dataset.yaml", "^license: .*$", "license: CC0-1.0")
    desk.version("0.2.1")
    assert desk.build("--against", second) == 1
    said = capsys.readouterr().out
    assert "need 0.3.0 (MAJOR):" in said and "the licence was CC-BY-4.0 and is CC0-1.0" in said
    desk.version("0.3.0")
    assert desk.build("--against", second) == 0
    assert (None, None, "license_changed", None, "CC-BY-4.0", "CC0-1.0") in changes(desk.out)
    text = (desk.out / "CHANGELOG.md").read_text()
    assert "This is a breaking change (MAJOR): code that reads the dataset may break." in text
    assert "### Terms\n\n- the licence was CC-BY-4.0 and is CC0-1.0\n" in text


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("0.0.9", "dataset.yaml says version 0.0.9; the changes since 0.1.0 need 0.2.0 (MINOR)"),
        ("0.4.0", "dataset.yaml says version 0.4.0, which skips: 0.1.0 is followed by 0.1.1, 0.2.0 or 1.0.0"),
        ("1.1.0", "which skips"),
        ("2.0.0", "which skips"),
    ],
)
def test_versions_that_go_backwards_or_skip_are_refused(desk, first, capsys, version, said):
    desk.add_lake()
    desk.version(version)
    assert desk.build("--against", first) == 1
    assert said in capsys.readouterr().out
    assert read_manifest(desk.out)["version"] == "0.1.0"


def test_a_release_may_be_more_than_its_changes_need(desk, first):
    desk.version("1.0.0")
    assert desk.build("--against", first) == 0


def test_an_earlier_date_is_refused(desk, first, capsys):
    before = read_manifest(first)["date"]
    desk.change("dataset.yaml", "^date: .*$", 'date: "2020-01-01"')
    desk.version("0.1.1")
    assert desk.build("--against", first) == 1
    said = f"dataset.yaml says the date 2020-01-01, which is before that of 0.1.0, {before}"
    assert said in capsys.readouterr().out


def test_a_reason_for_nothing_is_refused(desk, first, capsys):
    desk.change("dataset.yaml", r"\Z", "why: {state-2015-09-27-kerry-lavrow: Read again.}\n")
    desk.version("0.1.1")
    assert desk.build("--against", first) == 1
    assert "gives a reason for state-2015-09-27-kerry-lavrow, which this release does not" in capsys.readouterr().out


def test_a_comment_demands_patch(desk, first, capsys):
    desk.change("vocabulary/topics.yaml", r"\A", "# The topics.\n")
    capsys.readouterr()
    assert desk.build("--against", first) == 1
    assert "need 0.1.1 (PATCH):\n  no row differs" in capsys.readouterr().out
    desk.version("0.1.1")
    assert desk.build("--against", first) == 0
    before, now = read_manifest(first), read_manifest(desk.out)
    assert before["digest"] == now["digest"]
    same = {name for name, table in before["tables"].items() if table["digest"] == now["tables"][name]["digest"]}
    assert same == before["tables"].keys() - {"changes"}


def test_suggested_version_is_printed_and_nothing_written(desk, first, capsys):
    desk.add_lake()
    kept = (desk.out / "release.json").read_bytes()
    capsys.readouterr()
    assert desk.build("--against", first, "--suggest-version") == 0
    assert capsys.readouterr().out == "0.2.0\n"
    assert kept == (desk.out / "release.json").read_bytes() and not (desk.folder / "CHANGELOG.md").exists()


def test_summary_of_a_job_counts_first(desk, first, tmp_path, monkeypatch):
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    desk.add_lake()
    assert desk.build("--against", first, "--suggest-version") == 0
    text = summary.read_text()
    assert text.startswith("Since 0.1.0: ")
    assert text.index("| table | rows |") < text.index(f"- `{LAKE}`: ") < text.index("This needs version **0.2.0**.")


# --- Ids are for ever ----------------------------------------------------------------------------------------------


def withdraw(desk: Desk) -> None:
    desk.remove_lake()
    (desk.folder / "records" / "withdrawn.yaml").write_text(
        f'schema: withdrawn/1\nwithdrawn:\n  {LAKE}: {{reason: The publisher took it back., date: "2031-05-01"}}\n'
    )


def test_a_record_does_not_vanish(desk, second, capsys):
    desk.remove_lake()
    desk.version("1.0.0")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    assert f"{LAKE}, released in 0.2.0, is gone: say why in records/withdrawn.yaml" in capsys.readouterr().out


def test_a_record_does_not_fall_back_to_a_draft(desk, second, capsys):
    desk.change(LAKE_RECORD, "status: reviewed", "status: draft")
    desk.version("1.0.0")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    assert f"{LAKE}, released in 0.2.0, is gone" in capsys.readouterr().out


def test_a_withdrawn_record_leaves_a_tombstone_for_ever(desk, second, capsys):
    withdraw(desk)
    desk.version("1.0.0")
    third = desk.release("v1.0.0", "--against", second)
    graves = [row for row in rows(third, "changes") if row["change"] == "withdrawn"]
    assert {row["id"] for row in graves} == {
        LAKE,
        *(f"{LAKE}.{local}" for local in ("t01", "t02", "t03", "t04", "x01a", "x01b", "s01", "s02", "e01", "e02")),
    }
    for row in graves:
        assert (row["release"], row["date"], row["why"]) == ("1.0.0", "2031-05-01", "The publisher took it back.")
        assert row["old"].startswith("sha256:") and row["new"] is None
    desk.version("1.0.1")
    fourth = desk.release("v1.0.1", "--against", third)
    kept = rows(fourth, "changes")
    assert [row for row in kept if row["change"] == "withdrawn"] == graves
    assert [row["release"] for row in kept if row["change"] == "released"] == ["1.0.1", "1.0.0", "0.2.0", "0.1.0"]
    assert read_manifest(fourth)["digest"] == read_manifest(third)["digest"]
    (desk.folder / "records" / "withdrawn.yaml").unlink()
    desk.version("1.0.2")
    capsys.readouterr()
    assert desk.build("--against", fourth) == 1
    assert f"records/withdrawn.yaml: {LAKE}, withdrawn in 1.0.0, is not listed any more" in capsys.readouterr().out


def test_withdrawn_and_present_is_a_finding(desk, second, capsys):
    (desk.folder / "records" / "withdrawn.yaml").write_text(
        f'schema: withdrawn/1\nwithdrawn:\n  {LAKE}: {{reason: Gone., date: "2031-05-01"}}\n'
    )
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    assert (
        f"records/withdrawn.yaml:3:3 OB913 {LAKE_RECORD} is there, although it is withdrawn" in capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('schema: withdrawn/1\nwithdrawn: {x: {date: "2031-05-01"}}\n', "OB202"),
        ("schema: withdrawn/1\nwithdrawn: {x: {reason: Gone., date: 2031-05-01}}\n", "OB108"),
        ('schema: withdrawn/1\nwithdrawn: {X y: {reason: Gone., date: "2031-05-01"}}\n', "OB201"),
    ],
)
def test_withdrawn_is_checked(desk, capsys, text, code):
    (desk.folder / "records" / "withdrawn.yaml").write_text(text)
    assert desk.build() == 1
    assert code in capsys.readouterr().out


def test_a_withdrawn_record_may_come_back_as_itself_only(desk, second, capsys):
    withdraw(desk)
    desk.version("1.0.0")
    third = desk.release("v1.0.0", "--against", second)
    (desk.folder / "records" / "withdrawn.yaml").unlink()
    desk.add_lake()
    desk.version("1.1.0")
    back = desk.release("v1.1.0", "--against", third)
    assert {change for _, _, change, *_ in changes(back)} <= {"added"} | {"retired"}
    assert not [change for change in changes(back) if change[2] == "retired" and change[1].startswith(LAKE)]
    desk.change(LAKE_RECORD, r'quote: "Did they settle the fishing quota"', 'quote: "and will they meet"')
    desk.change(LAKE_RECORD, r'quote: "will they meet\?"', 'quote: "Did they settle"')
    capsys.readouterr()
    assert desk.build("--against", third) == 1
    said = capsys.readouterr().out
    assert f"{LAKE}.x01a, retired in 1.0.0, stood for" in said and "take the next free one" in said


def retire_x01b(desk: Desk, listed: bool) -> None:
    desk.change(LAKE_RECORD, r"^      x01b: .*\n", "")
    if listed:
        desk.change(LAKE_RECORD, r"^review:", "retired: [x01b]\n\nreview:")


def test_an_id_in_a_record_is_retired_not_dropped(desk, second, capsys):
    retire_x01b(desk, listed=False)
    desk.version("1.0.0")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    said = capsys.readouterr().out
    assert f"{LAKE}.x01b, released in 0.2.0, is gone: list x01b under `retired:` of its record" in said
    desk.change(LAKE_RECORD, r"^review:", "retired: [x01b]\n\nreview:")
    assert desk.build("--against", second) == 0
    assert ("replies", f"{LAKE}.x01b", "retired", None, '{"ask":"will they meet?"}', None) in changes(desk.out)


def test_a_retired_id_does_not_come_back_for_something_else(desk, second, capsys):
    retire_x01b(desk, listed=True)
    desk.version("1.0.0")
    third = desk.release("v1.0.0", "--against", second)
    desk.change(LAKE_RECORD, r"^retired: .*\n\n", "")
    other = '      x01b: {quote: "Did they settle", reply: declining, why: "Refused."}'
    desk.change(LAKE_RECORD, r"^outside_exchanges:", f"{other}\noutside_exchanges:")
    desk.change(LAKE_RECORD, r'quote: "Did they settle the fishing quota"', 'quote: "the fishing quota"')
    desk.version("2.0.0")
    capsys.readouterr()
    assert desk.build("--against", third) == 1
    assert f"{LAKE}.x01b, retired in 1.0.0, stood for" in capsys.readouterr().out


def test_an_id_does_not_move_on_to_something_else(desk, second, capsys):
    desk.change(LAKE_RECORD, r'quote: "I won’t get into quotas."', 'quote: "They agreed to try."')
    desk.version("1.0.0")
    capsys.readouterr()
    assert desk.build("--against", second) == 1
    said = capsys.readouterr().out
    assert f"{LAKE}.s02 stood for" in said and "retire the id and take the next free one" in said


def test_a_lengthened_quote_keeps_its_id(desk, second):
    desk.change(LAKE_RECORD, r'quote: "will they meet\?"', 'quote: "and will they meet?"')
    desk.version("1.0.0")
    assert desk.build("--against", second) == 0
    fields = {field for table, _, change, field, *_ in changes(desk.out) if change == "changed"}
    assert {"ask", "ask_start"} <= fields


# --- What the release before can be --------------------------------------------------------------------------------


def test_no_release_to_compare_with(desk, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    for named, reason in {
        "nowhere": "there is no such folder, and it is not ORG/NAME@TAG",
        str(tmp_path / "empty"): "is not a release",
    }.items():
        assert desk.build("--against", named) == 2
        said = capsys.readouterr().err
        assert reason in said and said.count("\n") == 1
    assert desk.build("--suggest-version", "--against", tmp_path) == 2


def test_a_damaged_release_is_not_compared_with(desk, first, capsys):
    file = next((first / "data" / "turns").glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert desk.build("--against", first) == 2
    assert "the release is damaged: data/turns/train-00000-of-00001.parquet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{}",
        "[1]",
        '{"format": "release/1", "version": 1, "digest": "", "tables": {}}',
        '{"format": "release/1", "version": "1.0.0", "digest": "", "tables": {"turns": 3}}',
    ],
)
def test_a_manifest_that_is_none(desk, tmp_path, broken, capsys):
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "release.json").write_text(broken)
    assert desk.build("--against", tmp_path / "before") == 2
    assert "is damaged, or of another format" in capsys.readouterr().err


# --- CHANGELOG.md --------------------------------------------------------------------------------------------------


def test_changelog_keeps_what_people_write(desk):
    path = desk.folder / "CHANGELOG.md"
    assert desk.build("--against", "none") == 0
    desk.change("CHANGELOG.md", r"^## 0\.1\.0 - (.*)$", r"## 0.1.0 - \1\n\nThe first one, with thanks.")
    first = desk.release("first", "--against", "none")
    before = path.read_text()
    assert "The first one, with thanks." in before and before.count("## 0.1.0") == 1
    desk.add_lake()
    desk.version("0.2.0")
    assert desk.build("--against", first) == 0
    desk.change("CHANGELOG.md", r"^## 0\.2\.0 - (.*)$", r"## 0.2.0 - \1\n\nA lake.")
    desk.version("1.0.0")  # the section was not released: it moves on with the version
    assert desk.build("--against", first) == 0
    text = path.read_text()
    assert text.index("## 1.0.0") < text.index("A lake.") < text.index("## 0.1.0") and "0.2.0" not in text
    assert text[text.index("## 0.1.0") :] == before[before.index("## 0.1.0") :]
    assert desk.build() == 0  # without --against, nothing is known of the changes
    assert path.read_text() == text
    assert "Not compared with the release before" in (desk.out / "CHANGELOG.md").read_text()
    assert verify(desk.out) == []


def test_a_build_that_is_not_a_release_leaves_the_documents_of_the_corpus(desk):
    shutil.copy(REPOSITORY / "DATASHEET.md", desk.folder)
    documents = {path.name: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    desk.add_lake()
    assert desk.build() == 0
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()} == documents
    assert desk.build("--against", "none") == 0
    assert "<!-- figure: briefings -->2<!-- /figure -->" in (desk.folder / "DATASHEET.md").read_text()
    assert {"CHANGELOG.md", "CITATION.cff"} <= {path.name for path in desk.folder.iterdir()}


def test_the_changelog_goes_on_from_the_release_before_where_the_corpus_has_none(desk, second):
    text = (second / "CHANGELOG.md").read_text()
    assert text.index("## 0.2.0") < text.index("## 0.1.0")


def test_what_is_left_out_is_said(desk, capsys):
    desk.add_lake()
    desk.change(LAKE_RECORD, "status: reviewed", "status: draft")
    assert desk.build() == 0
    assert "\n1 draft left out: sign it off, or use --include-drafts\n" in capsys.readouterr().out
    assert desk.build("--include-drafts") == 0
    assert "left out" not in capsys.readouterr().out


def test_a_release_of_no_rows_is_refused(desk, capsys):
    desk.change("records/2015/state-2015-09-27-kerry-lavrov.yaml", "status: (reviewed|adjudicated)", "status: draft")
    assert desk.build() == 1
    said = capsys.readouterr().out
    assert said == (
        "build.py: there is nothing to release: no record is reviewed\n1 draft left out: sign it off, or use --include-drafts\n"
    )
    assert not desk.out.exists()


def test_no_lock_is_left_beside_the_release(desk):
    assert desk.build() == 0
    assert [path.name for path in desk.out.parent.iterdir()] == [desk.out.name]


def test_drafts_do_not_reach_the_changelog(desk):
    desk.add_lake()
    desk.change(LAKE_RECORD, "status: reviewed", "status: draft")
    assert desk.build("--include-drafts") == 0
    assert not (desk.folder / "CHANGELOG.md").exists()
    assert len(rows(desk.out, "briefings")) == 2 and read_manifest(desk.out)["include_drafts"] is True


def test_out_is_not_written_over_anything_else(desk, tmp_path, capsys):
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.txt").write_text("mine")
    assert desk.build("--out", thesis) == 2
    assert "is not a release" in capsys.readouterr().err
    assert [path.name for path in thesis.iterdir()] == ["chapter.txt"]
    shutil.rmtree(thesis)
    thesis.mkdir()
    assert desk.build("--out", thesis) == 0
