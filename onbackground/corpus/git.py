"""The only way to git: questions about a work tree, asked so that nothing in the tree can run.

A repository can name programs in its own configuration: a file system monitor, hooks, filters, a pager, a helper to
fetch what is missing. Whoever sends a corpus chooses that configuration, so every such setting is switched off here.
"""

from __future__ import annotations

import os
import re
import subprocess
from functools import cached_property
from pathlib import Path

from onbackground.findings import printable

SECONDS = 60
"""How long one question may take."""

_SWITCHED_OFF = {
    "safe.bareRepository": "explicit",  # a folder that looks like a git directory is a folder
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "diff.external": "",
    "protocol.allow": "never",  # nothing is fetched, whatever is missing
}
_NAMES_A_PROGRAM = re.compile(r"(?:filter\..+\.(?:clean|smudge|process|required)|diff\..+\.(?:command|textconv))", re.S)
"""Settings of a driver, which has a name of its own: each is switched off by that name."""

_KEPT = re.compile(r"GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|CEILING_DIRECTORIES)")
"""The variables of git that say whom the user trusts. The others could lead to another repository or program."""


class GitError(Exception):
    """git is not there, does not answer, or says no; the message is one line for people."""


class Git:
    """The work tree that a folder is in."""

    def __init__(self, folder: Path):
        self._folder = folder

    def ask(self, *arguments: str) -> bytes:
        """What `git ARGUMENTS` prints. Raises GitError where it fails."""
        return self._run(arguments, _SWITCHED_OFF | self._drivers)

    def text(self, *arguments: str) -> str:
        """As `ask`, as text; bytes that are not UTF-8 as surrogates, as in names of files."""
        return self.ask(*arguments).decode("utf-8", "surrogateescape")

    def commit(self, ref: str) -> str:
        """The id of the commit that a branch, tag or other name stands for. Raises GitError where there is none."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").strip()
        except GitError:
            self.ask("rev-parse", "--git-dir")  # raises where there is no repository at all
            raise GitError("there is no such commit") from None

    def content(self, commit: str, path: str) -> bytes:
        """A file, relative to the folder, as a commit (its id) has it. Raises GitError where it has none."""
        return self.ask("cat-file", "blob", f"{commit}:./{path}")

    def changed(self, commit: str) -> set[str]:
        """The files under the folder, relative to it, that differ from a commit, untracked ones included."""
        differ = self.text(
            "diff", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty",
            "--name-only", "--no-renames", "--relative", "-z", commit, "--", ".",
        )  # fmt: skip
        new = self.text("ls-files", "--others", "--exclude-standard", "-z", "--", ".")
        return {path for path in f"{differ}\0{new}".split("\0") if path}

    def is_clean(self) -> bool:
        """Whether the whole work tree is as its commit."""
        return not self.ask("status", "--porcelain", "--ignore-submodules=dirty")

    @cached_property
    def _drivers(self) -> dict[str, str]:
        """What switches off the drivers that the repository's own configuration names."""
        try:
            listed = self._run(("config", "--list", "--name-only", "--show-scope", "-z"), _SWITCHED_OFF)
        except GitError:
            return {}  # not a repository: the question itself will say so
        fields = listed.decode("utf-8", "surrogateescape").split("\0")
        return {
            name: "false" if name.endswith(".required") else ""
            for scope, name in zip(fields[::2], fields[1::2])
            if scope in ("local", "worktree") and _NAMES_A_PROGRAM.fullmatch(name)
        }

    def _run(self, arguments: tuple[str, ...], settings: dict[str, str]) -> bytes:
        command = ["git", "--no-pager", "-C", str(self._folder), *arguments]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                check=False,
                timeout=SECONDS,
                env=_environment(settings),
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git does not answer within {SECONDS} seconds") from None
        except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
            raise GitError(f"git cannot be run: {getattr(error, 'strerror', None) or error}") from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1].removeprefix("fatal: ")
            raise GitError(printable(said) or f"git {arguments[0]} failed")
        return done.stdout


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """The variables that git is run with: the settings come last, so they win over those of every file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    first = int(count) if (count := kept.get("GIT_CONFIG_COUNT", "")).isdecimal() else 0
    for n, (name, value) in enumerate(settings.items(), start=first):
        kept |= {f"GIT_CONFIG_KEY_{n}": name, f"GIT_CONFIG_VALUE_{n}": value}
    return kept | {
        "GIT_CONFIG_COUNT": str(first + len(settings)),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "LC_ALL": "C.UTF-8",
    }
