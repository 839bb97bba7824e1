"""A release that somebody names: a folder, or a tag of a dataset on the Hub."""

from __future__ import annotations

import re
from pathlib import Path

from onbackground.corpus.corpus import UsageError
from onbackground.corpus.dataset import Dataset
from onbackground.release import hub
from onbackground.release.compare import versions
from onbackground.release.compare.ledger import Ledger, gone_by
from onbackground.release.compare.previous import Previous, Terms, opened

ON_THE_HUB = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)@(?P<tag>[\w.-]+)")


def find(named: str, option: str) -> Previous:
    """The release that `named` names, for an option: a folder, or ORG/NAME@TAG on the Hub.

    Raises UsageError where there is none, where it is damaged, or where the Hub has another one under that tag.
    """
    said = f"{option} {named}"
    if Path(named).is_dir():
        return opened(Path(named), said)
    match = ON_THE_HUB.fullmatch(named)
    if not match:
        raise UsageError(f"{said}: there is no such folder, and it is not ORG/NAME@TAG")
    release = opened(hub.download(match["repository"], match["tag"]), said)
    if release.version != match["tag"].removeprefix("v"):
        raise UsageError(f"{said}: what stands there is release {release.version}")
    return release


def chosen(named: str | None, built: Path, described: Dataset) -> Previous:
    """The release that a version, a folder or ORG/NAME@TAG names; without a name, the one that was built.

    Raises UsageError as `find` does, and for a version where dataset.yaml names no repository on the Hub.
    """
    if named is None:
        return opened(built, "--cite")
    version = named.removeprefix("v")
    if not versions.is_version(version) or Path(named).is_dir():
        return find(named, "--release")
    if not described.repository:
        raise UsageError(f"--release {named}: dataset.yaml names no repository: name a folder or ORG/NAME@TAG")
    return find(f"{described.repository}@v{version}", "--release")


def compared(old: Previous, new: Previous) -> Ledger:
    """What differs between two releases: read to the end, nothing refused, no corpus needed."""
    why = {entry.id: entry.why for entry in new.entries() if entry.id and entry.why and entry.release == new.version}
    ledger = Ledger(new.version, new.date, Terms.of(new), old, gone_by(new), why, judging=False)
    for _ in ledger.rows(new.folder):
        pass
    return ledger
