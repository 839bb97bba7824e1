"""Which records a change touches, as git knows it."""

from __future__ import annotations

import subprocess
from typing import Any

from onbackground.corpus.corpus import VOCABULARIES, Corpus, UsageError
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
    base = _commit(corpus, ref) if ref else _merge_base(corpus)
    files = set(_git(corpus, "diff", "--name-only", "--no-renames", "--relative", "-z", base, "--", ".").split("\0"))
    files.update(_git(corpus, "ls-files", "--others", "--exclude-standard", "-z", "--", ".").split("\0"))
    names = {
        name
        for part, path in VOCABULARIES.items()
        if path in files
        for name in _changed_entries(corpus, base, part, path)
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
    except strict.Unreadable:
        return True
    return any(name.encode() in content for name in names)


def _changed_entries(corpus: Corpus, base: str, part: str, path: str) -> set[str]:
    """The ids of the vocabulary entries that are not as they were: a new one changes no record."""
    before = _entries(_git(corpus, "show", f"{base}:./{path}", missing=""), part)
    try:
        now = _entries(corpus.read(path).decode("utf-8", "replace"), part)
    except strict.Unreadable:
        now = {}
    return {name for name, entry in before.items() if now.get(name) != entry}


def _entries(text: str, part: str) -> dict[str, Any]:
    try:
        entries = strict.load(text).get(part)
    except strict.Unreadable:
        return {}
    return entries if isinstance(entries, dict) else {}


def _commit(corpus: Corpus, ref: str) -> str:
    if ref.startswith("-"):
        raise UsageError(f"--changed {ref}: that is no commit")
    try:
        return _git(corpus, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}").strip()
    except UsageError:
        _git(corpus, "rev-parse", "--git-dir")
        raise UsageError(f"--changed {ref}: git knows no such commit") from None


def _merge_base(corpus: Corpus) -> str:
    _git(corpus, "rev-parse", "--git-dir")
    for branch in DEFAULT_BRANCHES:
        base = _git(corpus, "merge-base", branch, "HEAD", missing="").strip()
        if base:
            return base
    raise UsageError("--changed: no default branch found (main, master, origin/HEAD); name a commit: --changed REF")


def _git(corpus: Corpus, *arguments: str, missing: str | None = None) -> str:
    """What git prints; `missing` instead where it fails, if given. Raises UsageError otherwise."""
    try:
        done = subprocess.run(["git", "-C", str(corpus.root), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise UsageError(f"--changed needs git: {error.strerror}") from None
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "surrogateescape")
    if missing is not None:
        return missing
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
    raise UsageError(f"--changed: {said or 'git ' + arguments[0] + ' failed'}")
