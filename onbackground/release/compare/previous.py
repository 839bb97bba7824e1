"""The release before: what it holds, and what was retired up to it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from onbackground.corpus.corpus import UsageError
from onbackground.release.compare import meaning
from onbackground.release.files import digests, manifest
from onbackground.release.files.check import differing_files

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


def opened(folder: Path, named: str) -> Previous:
    """The release in a folder, for a comparison. Raises UsageError where there is none, or where it is damaged."""
    try:
        said = manifest.read(folder)
    except ValueError as error:
        raise UsageError(f"{named}: {error}") from None
    damage = next(differing_files(folder), None)
    if damage:
        raise UsageError(f"{named}: the release is damaged: {damage}")
    return Previous(folder, said["version"], said["digest"])
