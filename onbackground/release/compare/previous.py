"""The release before: a folder, or a tag of a dataset on the Hub."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from onbackground.corpus.corpus import UsageError
from onbackground.release.compare import meaning
from onbackground.release.files import digests, manifest
from onbackground.release.files.verify import differing_files, read_manifest

ON_THE_HUB = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+)@(?P<tag>[\w.-]+)")
TOMBSTONES = ("retired", "withdrawn")


class Tombstone(NamedTuple):
    """An id that was released once and is not any more: when it went, how, and what it stood for."""

    release: str
    table: str
    id: str
    change: str
    field: str | None
    old: str | None
    new: str | None


class Previous(NamedTuple):
    """A release to compare with."""

    folder: Path
    version: str
    digest: str

    @property
    def briefings(self) -> set[str]:
        return briefing_ids(self.folder)

    @property
    def tombstones(self) -> dict[tuple[str, str], Tombstone]:
        """What was retired up to this release, by table and id. Ids that are derived from their place have none."""
        found = {}
        for path in manifest.data_files(self.folder, "changes"):
            for batch in digests.batches(path, list(Tombstone._fields)):
                for row in batch.to_pylist():
                    if row["change"] in TOMBSTONES and row["table"] in meaning.WORDS:
                        found[row["table"], row["id"]] = Tombstone(**row)
        return found


def briefing_ids(folder: Path) -> set[str]:
    """The ids of the briefings in a release."""
    return {
        identifier
        for path in manifest.data_files(folder, "briefings")
        for batch in digests.batches(path, ["id"])
        for identifier in batch.column("id").to_pylist()
    }


def find(named: str) -> Previous:
    """The release that `named` names: a folder, or ORG/NAME@TAG on the Hub.

    Raises UsageError where there is none, where it is damaged, or where the Hub has another one under that tag.
    """
    match = ON_THE_HUB.fullmatch(named)
    if Path(named).is_dir():
        folder, tag = Path(named), None
    elif match:
        from onbackground.release import hub

        folder, tag = hub.download(match["repository"], match["tag"]), match["tag"]
    else:
        raise UsageError(f"--against {named}: neither a folder nor ORG/NAME@TAG")
    try:
        said = read_manifest(folder)
    except ValueError as error:
        raise UsageError(f"--against {named}: {error}") from None
    if tag is not None and said["version"] != tag.removeprefix("v"):
        raise UsageError(f"--against {named}: what stands there is release {said['version']}")
    damage = next(differing_files(folder), None)
    if damage:
        raise UsageError(f"--against {named}: the release is damaged: {damage}")
    return Previous(folder, said["version"], said["digest"])
