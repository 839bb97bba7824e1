"""Which records a change touches, as git knows it."""

from __future__ import annotations

from typing import Any

from onbackground.corpus.corpus import VOCABULARIES, Corpus, UsageError
from onbackground.corpus.git import Git, GitError
from onbackground.findings import Unreadable
from onbackground.parsing import strict

DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "main", "origin/master", "master")


def changed_records(corpus: Corpus, paths: list[str], ref: str = "") -> list[str]:
    """Those of the paths whose verdict may differ from that at `ref`.

    A record counts as changed where it or its source differs from `ref` in the work tree, untracked files
    included, or where it names a vocabulary entry that was changed or removed. Without `ref`: the commit at which
    this branch left the default branch. Raises UsageError where git cannot tell.
    """
    if not corpus.is_local:
        raise UsageError("--changed: a corpus that is not on this machine has no work tree")
    git = Git(corpus.root)
    try:
        return _touched(corpus, paths, git, git.commit(ref) if ref else _merge_base(git))
    except GitError as error:
        raise UsageError(f"--changed {ref}: {error}" if ref else f"--changed: {error}") from None


def _touched(corpus: Corpus, paths: list[str], git: Git, base: str) -> list[str]:
    files = git.changed(base)
    names = {
        name
        for part, path in VOCABULARIES.items()
        if path in files
        for name in _changed_entries(corpus, git, base, part, path)
    }
    return [
        path
        for path in paths
        if path in files or corpus.source_path(_stem(path)) in files or _names_any(corpus, path, names)
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


def _merge_base(git: Git) -> str:
    """The commit at which this branch left the default branch."""
    git.ask("rev-parse", "--git-dir")  # raises where there is no repository
    for branch in DEFAULT_BRANCHES:
        try:
            return git.text("merge-base", branch, "HEAD").strip()
        except GitError:
            continue
    raise GitError("no default branch found (main, master, origin/HEAD); name a commit: --changed REF")
