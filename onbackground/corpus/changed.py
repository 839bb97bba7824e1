"""Which records a change touches, as git knows it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from onbackground.corpus import terms
from onbackground.corpus.corpus import READERS, VOCABULARIES, Corpus, UsageError
from onbackground.corpus.git import Git, GitError
from onbackground.findings import Unreadable
from onbackground.parsing import strict

REMOTES = ("upstream", "origin")
"""Where the default branch is looked for: in a fork, `origin` is the fork itself."""
BRANCHES = ("HEAD", "main", "master")


class Changed(NamedTuple):
    """The records that were changed, and what they were compared with: a branch and its commit."""

    paths: list[str]
    compared: str


def changed_records(
    corpus: Corpus, paths: list[str], ref: str = "", environment: Mapping[str, str] = os.environ
) -> Changed:
    """Those of the paths whose verdict may differ from that at `ref`.

    A record counts as changed where it, its source or one of its readings differs from `ref` in the work tree,
    untracked files included, or where it names a vocabulary entry that was changed or removed. Without `ref`: the
    commit at which this branch left the branch that it is meant for, which a pull request on GitHub names
    (GITHUB_BASE_REF), else the default branch. Raises UsageError where git cannot tell, and where nothing was compared.
    """
    if not corpus.is_local:
        raise UsageError("--changed: a corpus that is not on this machine has no work tree")
    git = Git(corpus.root)
    try:
        if ref:
            commit = git.commit(ref)
            return Changed(_touched(corpus, paths, git, commit), f"{ref} ({commit[:9]})")
        name, commit = _base(git, environment.get("GITHUB_BASE_REF", ""))
        files = git.changed(commit)
        if not files and commit == git.commit("HEAD"):
            raise GitError(
                f"this is the commit of {name} ({commit[:9]}), and no file differs from it, so nothing was compared; "
                "name an earlier commit (--changed REF), or check all records" + _shallow(git)
            )
        return Changed(_touched(corpus, paths, git, commit), f"{name} ({commit[:9]})")
    except GitError as error:
        hint = _shallow(git) if "no such commit" in str(error) else ""
        raise UsageError(f"--changed {ref}: {error}{hint}" if ref else f"--changed: {error}") from None


def _base(git: Git, target: str) -> tuple[str, str]:
    """The branch that this one is compared with, and the commit at which the two parted."""
    git.ask("rev-parse", "--git-dir")  # raises where there is no repository
    names = [f"{remote}/{branch}" for remote in REMOTES for branch in BRANCHES] + list(BRANCHES[1:])
    if target:
        names = [f"origin/{target}", f"upstream/{target}", f"refs/heads/{target}"]
    for name in names:
        try:
            commit = git.text("merge-base", name, "HEAD").strip()
        except GitError:
            continue
        return name, commit
    looked_for = target or "main, master, origin/HEAD"
    raise GitError(f"no branch to compare with was found ({looked_for}); name a commit: --changed REF" + _shallow(git))


def _shallow(git: Git) -> str:
    """What to do where the clone has only some commits."""
    if git.text("rev-parse", "--is-shallow-repository").strip() != "true":
        return ""
    return "; this clone has only its last commits: in a workflow, give actions/checkout `fetch-depth: 0`"


def _touched(corpus: Corpus, paths: list[str], git: Git, base: str) -> list[str]:
    files = git.changed(base)
    if terms.FILE in files:  # words that every record may use
        return paths
    names = {
        name
        for part, path in {**VOCABULARIES, "readers": READERS}.items()
        if path in files
        for name in _changed_entries(corpus, git, base, part, path)
    }
    with_readings = {path.split("/")[2] for path in files if path.startswith("readings/") and path.count("/") > 2}
    return [
        path
        for path in paths
        if path in files
        or corpus.source_of(path) in files
        or _stem(path) in with_readings
        or _names_any(corpus, path, names)
    ]


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")


def _names_any(corpus: Corpus, path: str, names: set[str]) -> bool:
    """Whether one of the names stands in a file; true of a file that cannot be read."""
    if not names:
        return False
    try:
        content = corpus.read(path)
    except Unreadable:
        return True
    return any(name.encode() in content for name in names)


def _changed_entries(corpus: Corpus, git: Git, base: str, part: str, path: str) -> set[str]:
    """The ids of the vocabulary entries that are not as they were: a new one changes no record."""
    try:
        before = _entries(git.content(base, path).decode("utf-8", "replace"), part)
    except GitError:
        return set()  # there was no such file
    try:
        now = _entries(corpus.read(path).decode("utf-8", "replace"), part)
    except Unreadable:
        now = {}
    return {name for name, entry in before.items() if now.get(name) != entry}


def _entries(text: str, part: str) -> dict[str, Any]:
    try:
        entries = strict.load(text).get(part)
    except Unreadable:
        return {}
    return entries if isinstance(entries, dict) else {}
