"""A release to compare with: what it holds, what it says, and what was retired up to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from onbackground.corpus.corpus import UsageError
from onbackground.release.compare import meaning
from onbackground.release.compare.rows import SUCCESSOR, Change
from onbackground.release.files import digests, manifest
from onbackground.release.files.check import differing_files
from onbackground.release.tables import TABLES
from onbackground.release.tables.changes import CHANGES

TOMBSTONES = ("retired", "withdrawn")
RELEASED = "released"
LICENSE_TEXT = "LICENSE-DATA"


class Entry(NamedTuple):
    """A row of the table `changes`."""

    release: str
    date: str | None
    table: str | None
    id: str | None
    change: str
    field: str | None = None
    old: str | None = None
    new: str | None = None
    why: str | None = None


assert Entry._fields == tuple(CHANGES.columns)


class Previous(NamedTuple):
    """A release that is compared with another."""

    folder: Path
    said: dict[str, Any]
    """What its release.json says."""

    @property
    def version(self) -> str:
        return str(self.said["version"])

    @property
    def digest(self) -> str:
        return str(self.said["digest"])

    @property
    def date(self) -> str:
        return str(self.said["date"])

    @property
    def briefings(self) -> set[str]:
        return briefing_ids(self.folder)

    @property
    def tombstones(self) -> dict[tuple[str, str], Entry]:
        """What was retired up to this release, by table and id. Ids that are derived from their place have none."""
        return {
            (entry.table, entry.id): entry
            for entry in self.entries()
            if entry.change in TOMBSTONES and entry.table in meaning.WORDS and entry.id
        }

    @property
    def releases(self) -> list[Entry]:
        """One entry for each release up to this one."""
        found = [entry for entry in self.entries() if entry.change == RELEASED]
        known = {entry.release for entry in found}
        return found if self.version in known else [*found, Entry(self.version, self.date, None, None, RELEASED)]

    def entries(self) -> Iterator[Entry]:
        """The rows of its table `changes`. A column that it does not have is null."""
        for row in column_values(self.folder, "changes", Entry._fields):
            yield Entry(**row)


class Terms(NamedTuple):
    """Under which terms a release comes: licence, gate, and a digest of the text of LICENSE-DATA."""

    license: str
    gate: str | None
    text: str | None

    @classmethod
    def of(cls, release: Previous) -> Terms:
        path = release.folder / LICENSE_TEXT
        text = f"sha256:{manifest.sha256_of(path)}" if path.is_file() else None
        return cls(release.said["license"], release.said.get("gate"), text)

    def changes(self, before: Terms) -> Iterator[Change]:
        """What differs from the terms of the release before."""
        for kind, old, new in zip(("license_changed", "gate_changed", "terms_changed"), before, self):
            if old != new:
                yield Change(None, None, kind, None, old, new)


def column_values(folder: Path, table: str, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Some columns of every row of a table; null where the table has no such column."""
    wanted = list(columns)
    for path in manifest.data_files(folder, table):
        present = [name for name in wanted if name in pq.read_schema(path).names]
        for batch in digests.batches(path, present):
            for row in batch.to_pylist():
                yield {name: row.get(name) for name in wanted}


def briefing_ids(folder: Path) -> set[str]:
    """The ids of the briefings in a release."""
    return {row["id"] for row in column_values(folder, "briefings", ["id"])}


def successors(folder: Path) -> dict[str, str]:
    """The entities and topics of a release that were replaced, each with what is used instead."""
    rows = (row for table in ("entities", "topics") for row in column_values(folder, table, ["id", SUCCESSOR]))
    return {row["id"]: row[SUCCESSOR] for row in rows if row[SUCCESSOR]}


def passes(folder: Path) -> dict[str, list[str]]:
    """The passes of every briefing of a release, each as canonical JSON."""
    rows = column_values(folder, "briefings", ["id", "passes"])
    return {row["id"]: [digests.canonical(one) for one in row["passes"] or ()] for row in rows}


def reasons(before: Path, now: Path) -> dict[str, str]:
    """Why something may be another than before, by the id of a briefing, or by that of a row with a field.

    Of briefings the reasons of passes, of fields those of adjudications, that one release has and the other has not.
    """
    known = passes(before)
    said = {}
    for briefing, those in passes(now).items():
        new = [json.loads(one).get("why") for one in those if one not in known.get(briefing, those)]
        if any(new):
            said[briefing] = " ".join(why for why in new if why)
    old = settled(before)
    return said | {place: why for place, why in settled(now).items() if old.get(place) != why}


def settled(folder: Path) -> dict[str, str]:
    """Why a field of a row was settled as it is, by ID.FIELD; by the row's id alone where no column is called so."""
    said: dict[str, str] = {}
    for row in column_values(folder, "readings", ["row", "row_table", "field", "because"]):
        if row["row"] and row["because"]:
            has_column = row["field"] in TABLES[row["row_table"].partition(".")[0]].columns
            said.setdefault(f"{row['row']}.{row['field']}" if has_column else row["row"], row["because"])
    return said


def opened(folder: Path, named: str) -> Previous:
    """The release in a folder, for a comparison. Raises UsageError where there is none, or where it is damaged."""
    try:
        said = manifest.read(folder)
    except ValueError as error:
        raise UsageError(f"{named}: {error}") from None
    damage = next(differing_files(folder), None)
    if damage:
        raise UsageError(f"{named}: the release is damaged: {damage}")
    return Previous(folder, said)
