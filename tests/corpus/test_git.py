"""Questions to git about a tree that somebody else configured: nothing in it runs."""

import contextlib
import shutil
import subprocess
from pathlib import Path

import pytest
from edited import BASE, VALID

from onbackground.corpus.changed import changed_records
from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.corpus.git import Git, GitError
from onbackground.release.files.manifest import NO_COMMIT, UNCOMMITTED, source_commit
from onbackground.release.hub import _version_tags
from onbackground.review import changes


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """The valid corpus, committed on main, with a record that was touched since."""
    root = Path(shutil.copytree(VALID, tmp_path / "corpus"))
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    (root / BASE).write_bytes((root / BASE).read_bytes())  # git must look at it: its time differs
    return Corpus.at(root)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that leaves a file `ran` beside it."""
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\ncat\n")
    path.chmod(0o755)
    return path


def ask_everything(corpus: Corpus) -> None:
    """Every question that any command asks git."""
    for ref in ("", "HEAD"):
        with contextlib.suppress(UsageError):
            changed_records(corpus, corpus.record_paths(), ref)
    source_commit(corpus.root)
    _version_tags(corpus.root, "HEAD")
    with contextlib.suppress(UsageError):
        changes.render(corpus, BASE, "HEAD")


SETTINGS = {
    "a file system monitor": [("core.fsmonitor", "PROGRAM")],
    "hooks": [("core.hooksPath", "FOLDER")],
    "an external diff": [("diff.external", "PROGRAM")],
    "a diff driver": [("diff.any.command", "PROGRAM"), ("diff.any.textconv", "PROGRAM")],
    "a filter": [("filter.any.clean", "PROGRAM"), ("filter.any.smudge", "PROGRAM"), ("filter.any.required", "true")],
    "a filter with an odd name": [("filter.a=b.clean", "PROGRAM")],
    "a filter process": [("filter.any.process", "PROGRAM")],
    "a pager": [("core.pager", "PROGRAM"), ("pager.diff", "PROGRAM"), ("pager.status", "PROGRAM")],
    "an alias": [("alias.status", "!PROGRAM"), ("alias.diff", "!PROGRAM")],
    "a helper that fetches what is missing": [
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ext::PROGRAM"),
        ("protocol.ext.allow", "always"),
    ],
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_program_that_the_tree_configures_does_not_run(corpus: Corpus, program: Path, name: str) -> None:
    (corpus.root / ".gitattributes").write_text('* filter=any diff=any\nrecords/** filter="a=b c.D"\n')
    if "odd" in name:  # git takes no quoted names of filters: the plain ones must do
        (corpus.root / ".gitattributes").write_text("* filter=a=b\n")
    hooks = program.parent / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        (hooks / hook).symlink_to(program)
    for setting, value in SETTINGS[name]:
        git(corpus.root, "config", setting, value.replace("PROGRAM", str(program)).replace("FOLDER", str(hooks)))
    if "missing" in name:
        blob = git(corpus.root, "rev-parse", f"HEAD:{BASE}").strip()
        (corpus.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    ask_everything(corpus)
    assert not (program.parent / "ran").exists()


def test_the_attack_is_one(corpus: Corpus, program: Path) -> None:
    """Without the protection the monitor and the filters do run."""
    (corpus.root / ".gitattributes").write_text("* filter=a=b\n")
    for setting in ("core.fsmonitor", "filter.a=b.clean"):
        git(corpus.root, "config", setting, str(program))
        subprocess.run(["git", "-C", corpus.root, "diff", "HEAD"], capture_output=True, check=False)
        assert (program.parent / "ran").exists(), setting
        (program.parent / "ran").unlink()
        git(corpus.root, "config", "--unset", setting)


def test_a_corpus_that_is_a_git_directory_itself(corpus: Corpus, program: Path) -> None:
    """HEAD, config, objects and refs beside records/: git takes the folder for a bare repository."""
    for entry in (corpus.root / ".git").iterdir():
        shutil.move(str(entry), corpus.root / entry.name)
    (corpus.root / ".git").rmdir()
    with open(corpus.root / "config", "a") as file:
        file.write(f"[core]\n bare = false\n worktree = .\n fsmonitor = {program}\n")
    ask_everything(corpus)
    assert not (program.parent / "ran").exists()
    assert source_commit(corpus.root) == NO_COMMIT


def test_the_variables_of_git_lead_nowhere_else(corpus: Corpus, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = source_commit(corpus.root)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"):
        monkeypatch.setenv(name, "/nowhere")
    for name in ("GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS"):
        monkeypatch.setenv(name, str(program))
    assert source_commit(corpus.root) == clean
    assert len(clean) == 40
    ask_everything(corpus)
    assert not (program.parent / "ran").exists()


def test_settings_in_the_variables_are_kept(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "status.showUntrackedFiles")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "no")
    (corpus.root / "new").touch()
    assert source_commit(corpus.root) != UNCOMMITTED


@pytest.mark.parametrize(
    "ref", ["--output=stolen", "-h", "--all", "a\0b", "nowhere", "HEAD:records", "", " ", "é\udc80"]
)
def test_a_name_of_a_commit_is_never_an_option(corpus: Corpus, ref: str) -> None:
    with pytest.raises(GitError):
        Git(corpus.root).commit(ref)
    assert not (corpus.root / "stolen").exists()


def test_what_git_says_reaches_no_terminal_raw(corpus: Corpus) -> None:
    with pytest.raises(GitError) as said:
        Git(corpus.root).content("HEAD", "a\x1b[31mb")
    assert str(said.value).isprintable()


def test_a_file_of_a_commit(corpus: Corpus) -> None:
    before = (corpus.root / BASE).read_bytes()
    (corpus.root / BASE).write_bytes(b"other")
    here = Git(corpus.root)
    assert here.content(here.commit("HEAD"), BASE) == before
    assert here.changed(here.commit("main")) == {BASE}
    assert not here.is_clean()
    with pytest.raises(GitError):
        here.content(here.commit("HEAD"), "records/none.yaml")
