"""The cache of clean results: only what this user's own runs have written counts, and nothing in it can do harm."""

import logging
import os
import random
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from edited import BASE, VALID
from timing import at_most

from onbackground.corpus.corpus import Corpus
from onbackground.validation import batch, cache_file, check
from onbackground.validation.cache_file import APPLICATION, TABLES, path_of


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VALID, tmp_path / "corpus")).resolve()


def findings(root: Path, use_cache: bool = True) -> list[str]:
    corpus = Corpus.at(root)
    return [f"{one.path} {one.code}" for one in batch.check_all(corpus, corpus.record_paths(), use_cache=use_cache)]


def falsify(root: Path) -> None:
    """Put other words into the mouth of a speaker."""
    text = (root / BASE).read_text(encoding="utf-8")
    assert "fishing" in text
    (root / BASE).write_text(text.replace("fishing", "herring"), encoding="utf-8")


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_written_into_the_corpus(corpus: Path) -> None:
    before = everything(corpus)
    assert findings(corpus) == []
    assert everything(corpus) == before and path_of(corpus).is_file()
    assert path_of(corpus).parent.stat().st_mode & 0o077 == 0


def test_a_cache_that_came_with_the_checkout_makes_no_false_text_pass(corpus: Path, tmp_path: Path) -> None:
    """The attack: results of a validator that finds nothing, committed with a false record, wherever it may be read."""
    falsify(corpus)
    assert findings(corpus) != []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batch, "check_record", finds_nothing)
        assert findings(corpus) == []
    assert findings(corpus) == []  # the attacker's own machine believes it
    stolen = path_of(corpus)
    for place in (".cache/onbackground/clean.sqlite", ".cache/clean.sqlite", "clean.sqlite"):
        (corpus / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(stolen, corpus / place)
    shutil.rmtree(stolen.parent)
    assert findings(corpus) == findings(corpus, use_cache=False) != []


def finds_nothing(corpus: Corpus, path: str, select: tuple[str, ...]) -> check.Checked:
    checked = check.check_record(corpus, path, select)
    return checked._replace(findings=[], summary=checked.summary._replace(complete=True))


def test_a_cache_that_git_tracks_is_not_read(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(corpus / ".cache"))  # as a workflow may do
    assert findings(corpus) == []
    assert caplog.records == []
    for command in (["init", "-q"], ["add", "-Af", "."]):
        subprocess.run(["git", "-C", corpus, *command], check=True)
    before = path_of(corpus).read_bytes()
    assert findings(corpus) == []
    assert "tracked by git" in caplog.text and path_of(corpus).read_bytes() == before


HANGS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i"
VIEW = (
    f"CREATE VIEW clean AS {HANGS} AS key, i AS summary, i AS names, i AS entries, i AS vocabulary, i AS proof FROM n"
)


def database(path: Path, *statements: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    made = sqlite3.connect(path)
    for statement in statements:
        made.execute(statement)
    made.commit()
    made.close()


OURS = f"PRAGMA application_id = {APPLICATION}"
FOREIGN = {
    "another database": ["CREATE TABLE notes (text)", "INSERT INTO notes VALUES ('precious')"],
    "another database with a table of that name": ["CREATE TABLE clean (key)"],
    "a view that never ends": [VIEW],
}
TAMPERED = {
    "a view that never ends": [VIEW, OURS],
    "a trigger": [
        *TABLES.values(),
        "CREATE TRIGGER t AFTER INSERT ON clean BEGIN SELECT randomblob(1000000000); END",
        OURS,
    ],
    "another table": [*TABLES.values(), "CREATE TABLE more (x)", OURS],
    "a table of another shape": ["CREATE TABLE clean (key)", OURS],
    "a column that is computed": [
        TABLES["clean"].replace("summary BLOB NOT NULL", "summary AS (key) STORED"),
        *list(TABLES.values())[1:],
        OURS,
    ],
}


@pytest.mark.parametrize("name", FOREIGN)
def test_another_database_is_refused_and_left_alone(corpus: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    database(path_of(corpus), *FOREIGN[name])
    before = path_of(corpus).read_bytes()
    with at_most(5):
        assert findings(corpus) == []
    assert path_of(corpus).read_bytes() == before and "another database" in caplog.text
    falsify(corpus)
    assert findings(corpus) == findings(corpus, use_cache=False) != []


@pytest.mark.parametrize("name", TAMPERED)
def test_a_cache_with_anything_else_in_it_is_thrown_away(corpus: Path, name: str) -> None:
    database(path_of(corpus), *TAMPERED[name])
    with at_most(5):
        assert findings(corpus) == []
    opened = sqlite3.connect(path_of(corpus))
    assert sorted(opened.execute("SELECT name FROM sqlite_schema")) == [(name,) for name in sorted(TABLES)]
    assert opened.execute("SELECT count(*) FROM clean").fetchone() == (3,)
    opened.close()


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b"CREATE TABLE files", b"CREATE TABL\x84 files"),  # SQLite's message has the byte
        (b"tablefilesfiles", b"table\x84ilesfiles"),
        (b"SQLite format 3", b"SQLite format 4"),
    ],
)
def test_a_damaged_cache_is_thrown_away(corpus: Path, whole: bytes, broken: bytes) -> None:
    assert findings(corpus) == []
    content = path_of(corpus).read_bytes()
    assert whole in content
    path_of(corpus).write_bytes(content.replace(whole, broken))
    falsify(corpus)
    assert findings(corpus) == findings(corpus, use_cache=False) != []


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_a_cache_that_is_a_link_is_refused(corpus: Path, caplog: pytest.LogCaptureFixture, ending: str) -> None:
    own = corpus.parent / "own"
    own.write_bytes(b"precious")
    path_of(corpus).parent.mkdir(parents=True)
    Path(f"{path_of(corpus)}{ending}").symlink_to(own)
    assert findings(corpus) == []
    assert own.read_bytes() == b"precious" and "is not a file" in caplog.text


def test_pages_that_lead_round_in_circles_end(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of a database is interrupted, whatever keeps it busy."""
    monkeypatch.setattr(cache_file, "SECONDS", 0.2)
    opened = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), cache_file.bounded(opened):
        opened.execute(f"{HANGS} FROM n WHERE i < 0").fetchall()
    opened.close()


def test_a_folder_that_cannot_be_written_is_no_error(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert findings(corpus) == []
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert findings(corpus) == []


def test_what_was_not_used_for_long_is_removed(corpus: Path, cache_home: Path) -> None:
    old, new = cache_home / "onbackground" / "old", cache_home / "onbackground" / "new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "clean.sqlite").touch()
    os.utime(old, (0, 0))
    assert findings(corpus) == []
    assert not old.exists() and new.exists()


def test_a_mutated_cache_changes_no_verdict(corpus: Path, mutations: int, caplog: pytest.LogCaptureFixture) -> None:
    """A fuzz target: bytes of the database changed, cut and swapped; the verdict is that of a run without it."""
    caplog.set_level(logging.CRITICAL)
    chosen = random.Random(13)
    assert findings(corpus) == []
    whole = path_of(corpus).read_bytes()
    falsify(corpus)
    truth = findings(corpus, use_cache=False)
    kept = 0
    for _ in range(mutations // 10):
        content = bytearray(whole)
        for _ in range(chosen.randrange(1, 20)):
            at = chosen.randrange(len(content))
            content[at : at + chosen.choice((1, 1, 4, 100))] = chosen.randbytes(chosen.choice((1, 1, 4, 100)))
        cache_file.throw_away(corpus)
        path_of(corpus).write_bytes(content[: chosen.choice((None, None, chosen.randrange(len(content))))])
        with at_most(5):
            assert findings(corpus) == truth
        kept += path_of(corpus).exists()
    assert kept
