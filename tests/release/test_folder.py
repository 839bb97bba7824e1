"""A release folder checks itself: BagIt, SHA-256, and build.py --verify, which names file, table and row."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bagit_utils import Bag
from releases import REPOSITORY, Desk, git, rows

from onbackground.cli import build
from onbackground.release.files import digests, manifest
from onbackground.release.tables import TABLES
from onbackground.release.verify import verify
from onbackground.validation import report

TURNS = "data/turns/train-00000-of-00001.parquet"
TURN = "state-2015-09-27-kerry-lavrov.t04"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    desk = Desk(tmp_path_factory.mktemp("folder") / "corpus")
    desk.add_lake()
    return desk.release("release")


@pytest.fixture
def release(built: Path, tmp_path: Path) -> Path:
    """A copy of the release to damage."""
    return shutil.copytree(built, tmp_path / "release")


def test_a_valid_bag(built):
    report = Bag(built).validate()
    assert report.valid, [issue.message for issue in report.issues]


def test_no_bag_once_a_byte_differs(release):
    with open(release / TURNS, "ab") as file:
        file.write(b"x")
    assert not Bag(release).validate().valid


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_sha256sum_agrees(built):
    asked = subprocess.run(
        ["sha256sum", "--check", "--strict", "manifest-sha256.txt", "tagmanifest-sha256.txt"],
        cwd=built,
        capture_output=True,
        text=True,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.count(": OK") == len(list(manifest.files_of(built))) - 1  # all but the tag manifest itself


def test_what_the_manifest_says(built):
    said = manifest.read(built)
    assert list(said["tables"]) == list(TABLES)
    for name, table in said["tables"].items():
        content = rows(built, name)
        assert table["rows"] == len(content) == sum(entry["rows"] for entry in table["files"])
        assert table["columns"] == TABLES[name].types
        assert all(entry["sha256"] == manifest.sha256_of(built / entry["path"]) for entry in table["files"])
    assert said["schema"] == "briefing/2" and said["packages"]["pyarrow"] == pa.__version__


def test_digests_are_what_they_are_said_to_be(built):
    """The definition in digests.py, written out a second time with the standard library."""
    import hashlib

    said = manifest.read(built)
    lines = []
    for name in sorted(TABLES):
        whole = hashlib.sha256()
        for row in rows(built, name):
            text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            whole.update(hashlib.sha256(text.encode()).digest()[:16])
        assert said["tables"][name]["digest"] == whole.hexdigest(), name
        lines += [f"{name} {whole.hexdigest()}\n"] if name != "changes" else []
    assert said["digest"] == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_source_commit_is_honest(tmp_path):
    desk = Desk(tmp_path / "corpus")
    assert manifest.source_commit(desk.folder) == manifest.NO_COMMIT
    desk.commit()
    assert desk.build() == 0
    assert manifest.read(desk.out)["source_commit"] == git(desk.folder, "rev-parse", "HEAD")
    assert desk.build("--against", "none") == 0  # writes CITATION.cff and CHANGELOG.md
    assert manifest.read(desk.out)["source_commit"] == manifest.UNCOMMITTED
    desk.commit()
    assert desk.build("--against", "none") == 0
    assert manifest.read(desk.out)["source_commit"] == git(desk.folder, "rev-parse", "HEAD")
    desk.change("dataset.yaml", r"\Z", "# a note\n")
    assert desk.build() == 0
    assert manifest.read(desk.out)["source_commit"] == manifest.UNCOMMITTED


# --- --verify ------------------------------------------------------------------------------------------------------


def test_verify_passes(built, capsys):
    assert build.main(["--verify", str(built)]) == 0
    assert capsys.readouterr().out == f"{built}: as it was released\n"


def rewrite(release: Path, change) -> None:
    content = pq.read_table(release / TURNS)
    pq.write_table(pa.Table.from_pylist(change(content.to_pylist()), schema=content.schema), release / TURNS)


def changed(turns):
    return [row | {"text": row["text"].replace("the", "a")} if row["id"] == TURN else row for row in turns]


def test_verify_names_file_table_and_row(release, capsys):
    rewrite(release, changed)
    assert build.main(["--verify", str(release)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{TURNS}: its SHA-256 is not the one in the manifest",
        f"{TURNS}: table turns, row {TURN}: is not as it was released",
        f"{release}: 2 differences",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda turns: [row for row in turns if row["id"] != TURN], f"row {TURN}: is missing"),
        (lambda turns: [*turns, turns[0] | {"id": "new.t01"}], "row new.t01: was not released"),
        (
            lambda turns: [row | {"id": "other.t04"} if row["id"] == TURN else row for row in turns],
            f"row 4: is other.t04, was released as {TURN}",
        ),
        (lambda turns: changed(turns)[1:], f"row {TURN}: is not as it was released"),
    ],
)
def test_verify_names_rows_that_came_and_went(release, change, line):
    rewrite(release, change)
    found = verify(release)
    assert f"{TURNS}: table turns, {line}" in found
    assert f"{TURNS}: its SHA-256 is not the one in the manifest" in found


def test_verify_finds_a_row_whose_manifests_were_all_mended(release):
    """Somebody changes a row and every digest beside it, but not the digest of the table and of the release."""
    rewrite(release, changed)
    digests.write(release / TURNS, pq.read_table(release / TURNS).to_pylist())
    (release / "tagmanifest-sha256.txt").unlink()
    manifest.write_digests(release, manifest.PAYLOAD, manifest.data_files(release))
    payload = set(manifest.data_files(release))
    manifest.write_digests(release, manifest.TAGS, [path for path in manifest.files_of(release) if path not in payload])
    assert verify(release) == ["table turns: its digest is not the one in release.json"]


def test_a_release_with_other_columns_than_now_is_checked_all_the_same(release):
    """As releases before or after this version of the library have them."""
    said = json.loads((release / "release.json").read_text())
    content = pq.read_table(release / TURNS).drop_columns("n")
    pq.write_table(content, release / TURNS)
    del said["tables"]["turns"]["columns"]["n"]
    columns = digests.row_digests(content.to_pylist())
    pq.write_table(columns, digests.path_of(release / TURNS))
    said["tables"]["turns"]["digest"] = digests.table_digest([digests.path_of(release / TURNS)])
    said["digest"] = digests.release_digest({name: table["digest"] for name, table in said["tables"].items()})
    (release / "release.json").write_text(json.dumps(said))
    found = verify(release)
    assert found and all(line.endswith("its SHA-256 is not the one in the manifest") for line in found)


def test_many_rows_are_not_all_named(release):
    rewrite(release, lambda turns: [row | {"n": row["n"] + 1} for row in turns])
    found = verify(release)
    assert len(found) == 22 and found[-1] == f"table turns: and {len(rows(release, 'turns')) - 20:,} more rows"


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        (lambda r: (r / "CITATION.cff").unlink(), "CITATION.cff: missing"),
        (lambda r: (r / "notes.txt").write_text("hello"), "notes.txt: no manifest names this file"),
        (lambda r: (r / TURNS).unlink(), f"{TURNS}: missing"),
        (lambda r: (r / TURNS).write_bytes(b"PAR1"), f"{TURNS}: table turns cannot be read"),
        (lambda r: digests.path_of(r / TURNS).unlink(), "digests/turns/train-00000-of-00001.parquet: missing"),
        (lambda r: (r / "manifest-sha256.txt").unlink(), "manifest-sha256.txt: missing"),
        (
            lambda r: (r / "manifest-sha256.txt").write_text("0000  ../../etc/passwd\n"),
            "manifest-sha256.txt: manifest-sha256.txt holds a line",
        ),
        (
            lambda r: pq.write_table(pq.read_table(r / TURNS).drop_columns("n"), r / TURNS),
            f"{TURNS}: table turns has the columns id, briefing_id, date",
        ),
        (
            lambda r: (r / "release.json").write_text(
                (r / "release.json").read_text().replace('"digest": "', '"digest": "0', 1)
            ),
            "release.json: the digest of the release is not that of its tables",
        ),
    ],
)
def test_verify_names_what_is_damaged(release, damage, line):
    damage(release)
    assert [found for found in verify(release) if found.startswith(line)], verify(release)


def test_what_hubs_and_git_add_is_no_difference(release):
    (release / ".gitattributes").write_text("*.parquet filter=lfs\n")
    (release / ".git").mkdir()
    (release / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert verify(release) == []


def test_verify_of_something_else(tmp_path, capsys):
    assert build.main(["--verify", str(tmp_path)]) == 2
    assert "is not a release" in capsys.readouterr().err
    assert build.main(["--verify", str(tmp_path / "nowhere")]) == 2


def test_build_py_is_the_command(built):
    asked = subprocess.run(
        [sys.executable, REPOSITORY / "build.py", "--verify", built], capture_output=True, text=True, cwd="/"
    )
    assert (asked.returncode, asked.stdout, asked.stderr) == (0, f"{built}: as it was released\n", "")


def test_progress_on_a_terminal_only(capsys, monkeypatch):
    report.progress(sys.stderr)(200, 200)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for done, of in ((100, 200), (200, 200), (1, 1)):
        report.progress(sys.stderr)(done, of)
    assert capsys.readouterr().err == "\r100 of 200 records\r200 of 200 records\n"


@pytest.mark.parametrize(
    "words", [["--jobs", "0"], ["--jobs", "many"], ["--suggest-version"], ["--dry-run"], ["--nonsense"]]
)
def test_words_that_make_no_sense(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        build.main(words)
    assert stopped.value.code == 2 and "build.py: error: " in capsys.readouterr().err
