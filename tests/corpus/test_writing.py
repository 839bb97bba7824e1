"""Writing into a corpus: whole or not at all, through no link, over nobody's change."""

import errno
import multiprocessing
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from repository import REPOSITORY

from onbackground.corpus import writing
from onbackground.corpus.writing import NotWritten, held, place, refuse_links, sweep, write, write_new


@pytest.fixture(params=["by descriptor", "by path"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write into, and beside it a file of the user's own. Both ways in which a system opens folders."""
    if request.param == "by path":
        monkeypatch.setattr(writing, "_HAS_DIR_FD", False)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.yaml").write_text("precious")
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_file_is_written_and_nothing_beside_it(root: Path) -> None:
    write(root, "records/2031/a.yaml", "Zoë\n")
    assert (root / "records/2031/a.yaml").read_bytes() == "Zoë\n".encode()
    write(root, "records/2031/a.yaml", b"other")
    assert (root / "records/2031/a.yaml").read_bytes() == b"other"
    assert everything(root) == {"records", "records/2031", "records/2031/a.yaml"}


def test_the_mode_of_a_file_is_kept_and_a_new_one_has_the_usual(root: Path) -> None:
    (root / "a").write_text("x")
    (root / "a").chmod(0o640)
    before = os.umask(0o022)
    try:
        write(root, "a", "y")
        write(root, "b", "y")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((root / name).stat().st_mode) for name in "ab"] == [0o640, 0o644]


def test_an_equal_file_stays_untouched(root: Path) -> None:
    write(root, "a", "x")
    before = (root / "a").stat()
    write(root, "a", "x")
    assert (root / "a").stat().st_mtime_ns == before.st_mtime_ns and (root / "a").stat().st_ino == before.st_ino


LINKS = {
    "the file": ("records/2031/a.yaml", "../../../own/a.yaml"),
    "a file that is not there": ("records/2031/a.yaml", "../../../own/none.yaml"),
    "its folder": ("records/2031", "../../own"),
    "the folder above": ("records", "../own"),
    "a folder of the corpus": ("records", "elsewhere"),
    "the new file beside it": ("records/2031/.a.yaml.new", "../../../own/a.yaml"),
}


@pytest.mark.parametrize("name", LINKS)
def test_nothing_is_written_through_a_link(root: Path, name: str) -> None:
    at, to = LINKS[name]
    (root / "elsewhere/2031").mkdir(parents=True)
    (root / at).parent.mkdir(parents=True, exist_ok=True)
    (root / at).symlink_to(to)
    before = everything(root.parent)
    for how in (write, write_new):
        with pytest.raises(NotWritten) as said:
            how(root, "records/2031/a.yaml", "x")
        assert str(said.value).isprintable() and "\n" not in str(said.value)
    assert (root.parent / "own/a.yaml").read_text() == "precious" and os.path.islink(root / at)
    assert everything(root.parent) == before


@pytest.mark.parametrize("path", ["../own/a.yaml", "/tmp/a", "", ".", "a/../../own/a.yaml", "a\0b"])
def test_nothing_is_written_outside(root: Path, path: str) -> None:
    with pytest.raises(NotWritten):
        write(root, path, "x")
    assert everything(root) == set()


@pytest.mark.parametrize("kind", ["folder", "pipe"])
@pytest.mark.parametrize("at", ["a.yaml", ".a.yaml.new"])
def test_what_is_not_a_file_is_refused_and_not_waited_for(root: Path, kind: str, at: str) -> None:
    (root / at).mkdir() if kind == "folder" else os.mkfifo(root / at)
    with pytest.raises(NotWritten):
        write(root, "a.yaml", "x")
    assert everything(root) == {at}


def test_a_change_that_somebody_made_meanwhile_is_never_lost(root: Path) -> None:
    write(root, "a", "one")
    for name, text in (("a", "an editor that knows nothing of locks"), ("b", "appeared")):
        with held(root, name) as file:
            (root / name).write_text(text)
            with pytest.raises(NotWritten, match="changed meanwhile"):
                file.replace(b"two")
    assert [(root / name).read_text() for name in "ab"] == ["an editor that knows nothing of locks", "appeared"]
    assert everything(root) == {"a", "b"}


def test_a_file_that_exists_is_never_overwritten_by_a_new_one(root: Path) -> None:
    write(root, "a", "one")
    with pytest.raises(NotWritten, match="exists"):
        write_new(root, "a", "two")
    assert (root / "a").read_text() == "one" and everything(root) == {"a"}


def test_a_failure_leaves_what_was_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, "a", "one")
    for name in ("write", "fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, lambda *_, **__: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left")))
            with pytest.raises(NotWritten, match="a cannot be written: No space left"):
                write(root, "a", "two")
        assert (root / "a").read_text() == "one" and everything(root) == {"a"}


def test_a_file_system_without_second_names(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", lambda *_, **__: (_ for _ in ()).throw(OSError(errno.EPERM, "not permitted")))
    write_new(root, "a", "one")
    assert (root / "a").read_text() == "one" and everything(root) == {"a"}


def test_a_system_without_locks_still_compares(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "fcntl", None)
    write(root, "a", "one")
    write(root, "a", "two")
    assert (root / "a").read_text() == "two" and everything(root) == {"a"}


def add_a_line(root: Path, line: str) -> None:
    with held(root, "log") as file:
        time.sleep(0.001)
        file.replace((file.content or b"") + line.encode() + b"\n")


def test_of_many_changes_at_once_none_is_lost(root: Path) -> None:
    threads = [threading.Thread(target=add_a_line, args=(root, str(n))) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((root / "log").read_text().split(), key=int) == [str(n) for n in range(40)]
    assert everything(root) == {"log"}


def test_whoever_waits_too_long_is_told(root: Path) -> None:
    with held(root, "a"):
        with pytest.raises(NotWritten, match="another run"), held(root, "a", seconds=0.05):
            pass
        write(root, "b", "x")  # another file is not held
    write(root, "a", "x")


HOLD = """
import sys, time
from pathlib import Path
from onbackground.corpus.writing import held
with held(Path(sys.argv[1]), "records/a.yaml") as file:
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_run_leaves_behind_holds_nobody_up_and_is_removed(tmp_path: Path, how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, cwd=REPOSITORY) as run:
        assert run.stdout and run.stdout.readline() == b"held\n"
        sweep(tmp_path, "records")
        assert everything(tmp_path) == {"records", "records/.a.yaml.new"}  # it is held
        run.send_signal(how)
    (tmp_path / "records/.draft-abc12345").touch()
    (tmp_path / "records/.kept").touch()
    sweep(tmp_path, "records")
    assert everything(tmp_path) == {"records", "records/.kept"}
    (tmp_path / "records/.a.yaml.new").write_text("half a rec")
    write(tmp_path, "records/a.yaml", "whole")
    assert (tmp_path / "records/a.yaml").read_text() == "whole"


def test_sweeping_follows_no_link(root: Path) -> None:
    (root.parent / "own/.x.yaml.new").touch()
    (root / "sources").symlink_to("../own")
    sweep(root, "sources")
    sweep(root, "nowhere")
    (root / "records").mkdir()
    (root / "records/.y.yaml.new").symlink_to("../../own/a.yaml")
    sweep(root, "records")
    assert everything(root.parent / "own") == {"a.yaml", ".x.yaml.new"}


def test_links_on_the_way_to_a_folder_are_refused(root: Path) -> None:
    (root / "dist").mkdir()
    refuse_links(root, "dist/one")
    (root / "dist/two").symlink_to("../../own")
    for path in ("dist/two", "dist/two/three"):
        with pytest.raises(NotWritten, match="dist/two is a link"):
            refuse_links(root, path)


def test_a_path_that_was_named_is_held_to_the_corpus_where_it_is_in_it(root: Path, tmp_path: Path) -> None:
    assert place(root, root / "review-pages/a.html") == (root, "review-pages/a.html")
    assert place(root, root / "x/../a.html") == (root, "a.html")
    assert place(root, tmp_path / "own/a.html") == (tmp_path / "own", "a.html")
    (tmp_path / "alias").symlink_to("corpus")
    assert place(root, tmp_path / "alias/a.html") == (root, "a.html")


def _many(folder: Path, number: int) -> None:
    for n in range(10):
        add_a_line(folder, f"{number * 10 + n}")


def test_of_many_changes_by_processes_none_is_lost(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_many, args=(tmp_path, n)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert sorted(map(int, (tmp_path / "log").read_text().split())) == list(range(40))
