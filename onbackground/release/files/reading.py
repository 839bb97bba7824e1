"""A release folder as rows: what exports, the site and comparisons read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from onbackground.corpus.corpus import UsageError
from onbackground.corpus.dataset import CITATION_FILE
from onbackground.release.files import manifest

Record = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """A release folder, this or an earlier one, built here or downloaded. Tables are read as they are asked for."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> Release:
        """The release in a folder. Raises UsageError where there is none."""
        try:
            manifest.read(folder)
        except ValueError as error:
            raise UsageError(str(error)) from None
        return cls(folder)

    @cached_property
    def about(self) -> Record:
        """What release.json says."""
        about: Record = json.loads((self.folder / manifest.FILE).read_text(encoding="utf-8"))
        return about

    @cached_property
    def citation(self) -> Record:
        """What CITATION.cff of the release says."""
        cited: Record = yaml.safe_load((self.folder / CITATION_FILE).read_text(encoding="utf-8"))
        return cited

    @property
    def version(self) -> str:
        return str(self.about["version"])

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """The columns of each table and their types, as release.json declares them."""
        return {name: table["columns"] for name, table in self.about["tables"].items()}

    def table(self, name: str) -> pa.Table:
        """A table in full. Raises KeyError where the release does not have it."""
        schema_only = self.about["tables"][name]
        files = [self.folder / entry["path"] for entry in schema_only["files"]]
        return pa.concat_tables([pq.read_table(path) for path in files])

    def rows(self, name: str) -> list[Record]:
        """The rows of a table, each as a dict by column."""
        rows: list[Record] = self.table(name).to_pylist()
        return rows

    def by(self, name: str, column: str) -> dict[str, list[Record]]:
        """The rows of a table, in their order, by the value of a column."""
        found: dict[str, list[Record]] = {}
        for row in self.rows(name):
            found.setdefault(row[column], []).append(row)
        return found
