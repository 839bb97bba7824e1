"""--changed: the records whose verdict may differ from that at a commit."""

import shutil
import subprocess

import pytest
from edited import BASE, DRAFT, ODD, VALID
from repository import run

from onbackground.corpus.changed import changed_records
from onbackground.corpus.corpus import Corpus, UsageError


def git(folder, *arguments):
    return subprocess.run(
        ["git", "-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def corpus(tmp_path):
    """The valid corpus in a folder of a repository, committed on main, with a branch checked out."""
    root = shutil.copytree(VALID, tmp_path / "repository" / "corpus")
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "Begin")
    git(root.parent, "checkout", "-qb", "work")
    return Corpus.at(root)


def changed(corpus, ref="", **environment):
    return changed_records(corpus, corpus.record_paths(), ref, environment).paths


def compared(corpus, ref="", **environment):
    return changed_records(corpus, corpus.record_paths(), ref, environment).compared


def edit(corpus, path, old, new):
    text = (corpus.root / path).read_text(encoding="utf-8")
    assert old in text
    (corpus.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_where_nothing_was_compared_it_is_no_success(corpus):
    """Of a fork whose main has the change, and of a checkout of main, the default branch is this commit."""
    with pytest.raises(UsageError, match="nothing was compared"):
        changed(corpus)
    assert changed(corpus, "main") == []  # this commit was asked for
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    assert changed(corpus) == [BASE]


def test_a_commit_that_touches_no_record(corpus):
    (corpus.root / "notes.md").write_text("A note.\n")
    git(corpus.root, "add", "-A")
    git(corpus.root, "commit", "-qm", "Note")
    assert changed(corpus) == []


def test_a_fork_is_compared_with_its_upstream(corpus):
    """The fork's own main was pushed with the change in it: against origin, nothing would differ."""
    before = git(corpus.root, "rev-parse", "HEAD").strip()
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    git(corpus.root, "commit", "-qam", "Edit")
    git(corpus.root, "branch", "-f", "main")
    git(corpus.root, "update-ref", "refs/remotes/origin/main", "HEAD")
    with pytest.raises(UsageError, match="nothing was compared"):
        changed(corpus)
    git(corpus.root, "update-ref", "refs/remotes/upstream/main", before)
    assert changed(corpus) == [BASE]
    assert compared(corpus) == f"upstream/main ({before[:9]})"
    printed = run("validate.py", "--corpus", corpus.root, "--changed", "--format", "text", "--no-cache")
    assert printed.stdout.splitlines()[-1].startswith(f"1 record checked that differs from upstream/main ({before[:9]}")


def test_a_pull_request_is_compared_with_the_branch_it_is_meant_for(corpus):
    first = git(corpus.root, "rev-parse", "HEAD").strip()
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    git(corpus.root, "commit", "-qam", "Edit")
    git(corpus.root, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(corpus.root, "update-ref", "refs/remotes/origin/release-2", first)
    assert changed(corpus, GITHUB_BASE_REF="release-2") == [BASE]
    assert compared(corpus, GITHUB_BASE_REF="release-2").startswith("origin/release-2 (")
    with pytest.raises(UsageError, match="no-such"):
        changed(corpus, GITHUB_BASE_REF="no-such")


@pytest.mark.parametrize("depth", ["branch", "ref"])
def test_a_clone_of_depth_1_is_told_what_to_fetch(corpus, tmp_path, depth):
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    git(corpus.root, "commit", "-qam", "Edit")
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "work", f"file://{corpus.root.parent}", "clone")
    shallow = Corpus.at(tmp_path / "clone" / "corpus")
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        changed(shallow, "" if depth == "branch" else "HEAD~1")


def test_readings_and_words_of_the_corpus_touch_records(corpus):
    readings = corpus.root / "readings" / "2031" / BASE.rsplit("/", 1)[-1].removesuffix(".yaml")
    readings.mkdir(parents=True, exist_ok=True)
    (readings / "somebody.yaml").write_text("x: y\n")
    assert changed(corpus) == [BASE]
    (corpus.root / "vocabulary" / "terms.yaml").write_text("x: y\n")
    assert changed(corpus) == corpus.record_paths()


def test_edited_committed_and_untracked_records(corpus):
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    git(corpus.root, "commit", "-qam", "Edit")
    edit(corpus, ODD, "Is hope an answer?", "Is hope no answer?")
    new = BASE.replace("lake-commission", "lake-two")
    shutil.copy(corpus.root / BASE, corpus.root / new)
    assert changed(corpus) == sorted([BASE, ODD, new])
    assert changed(corpus, "HEAD") == sorted([ODD, new])


def test_a_record_whose_source_changed(corpus):
    edit(corpus, "sources/2031/state-2031-04-02-lake-commission.txt", "Geneva", "Vienna")
    assert changed(corpus) == [BASE]


def test_a_vocabulary_entry_that_changed_touches_the_records_that_name_it(corpus):
    edit(corpus, "vocabulary/entities.yaml", "Li Wei, type: person", "Li Wei, type: group")
    assert changed(corpus) == [BASE]
    edit(corpus, "vocabulary/topics.yaml", "  water-treaties:", "  water-treatises:")
    assert changed(corpus) == [BASE, ODD]


def test_a_new_vocabulary_entry_touches_no_record(corpus):
    edit(
        corpus,
        "vocabulary/entities.yaml",
        "  norland:",
        "  zembla: {name: Zembla, type: state, qid: null, qid_basis: null, checked: null}\n  norland:",
    )
    assert changed(corpus) == []


def test_what_main_did_meanwhile_is_no_change_of_ours(corpus):
    git(corpus.root, "checkout", "-q", "main")
    edit(corpus, DRAFT, "Grain moves.", "Grain moved.")
    git(corpus.root, "commit", "-qam", "Edit")
    git(corpus.root, "checkout", "-q", "work")
    edit(corpus, BASE, "Hotel Example", "Hotel Exampel")
    assert changed(corpus) == [BASE]


def test_record_rules_see_changed_records_and_corpus_rules_all(corpus):
    edit(corpus, DRAFT, "Grain moves.", "Grain moved.")
    git(corpus.root, "commit", "-qam", "Edit")
    git(corpus.root, "branch", "-f", "main")
    edit(corpus, BASE, "publisher: state-dept", "publisher: state-detp")
    printed = run("validate.py", "--corpus", corpus.root, "--changed", "--format", "text", "--no-cache")
    assert printed.returncode == 1 and printed.stdout.endswith("): 1 finding in 1 file\n")
    assert "OB908" in printed.stdout and "OB303" not in printed.stdout
    assert "OB303" in run("validate.py", "--corpus", corpus.root, "--format", "text", "--no-cache").stdout


def test_without_git_it_is_one_line(tmp_path):
    root = shutil.copytree(VALID, tmp_path / "corpus")
    with pytest.raises(UsageError):
        changed(Corpus.at(root))
    printed = run("validate.py", "--corpus", root, "--changed")
    assert printed.returncode == 2 and printed.stderr.count("\n") == 1 and "git" in printed.stderr


@pytest.mark.parametrize("ref", ["no-such-commit", "--output=x", "HEAD:corpus", "a b"])
def test_a_ref_that_is_no_commit(corpus, ref):
    with pytest.raises(UsageError, match="--changed"):
        changed(corpus, ref)


def test_no_default_branch(corpus):
    git(corpus.root, "branch", "-m", "main", "trunk")
    with pytest.raises(UsageError, match="name a commit"):
        changed(corpus)
    assert changed(corpus, "trunk") == []
