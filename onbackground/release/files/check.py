"""Check the files, tables and rows of a release against its own manifest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from onbackground.release.files import digests, manifest

SHOWN = 20
"""How many rows of a table are named one by one."""


def differing_files(folder: Path) -> Iterator[str]:
    """The files that are missing, unknown, or other than their SHA-256 says."""
    listed: dict[str, str] = {}
    for name in (manifest.TAGS, manifest.PAYLOAD):
        try:
            listed |= manifest.read_digests(folder, name)
        except (OSError, ValueError) as error:
            yield f"{name}: {'missing' if isinstance(error, FileNotFoundError) else error}"
    present = {path.relative_to(folder).as_posix() for path in manifest.files_of(folder)} - {manifest.TAGS}
    for path in sorted(present | set(listed)):
        if path not in present:
            yield f"{path}: missing"
        elif path not in listed:
            yield f"{path}: no manifest names this file"
        elif manifest.sha256_of(folder / path) != listed[path]:
            yield f"{path}: its SHA-256 is not the one in the manifest"


def differing_tables(folder: Path, release: dict[str, Any]) -> Iterator[str]:
    """What differs between the tables of a release and its release.json, one line each."""
    for name, table in release["tables"].items():
        yield from _differing_table(folder, name, table)
    if (
        digests.release_digest({name: table["digest"] for name, table in release["tables"].items()})
        != release["digest"]
    ):
        yield f"{manifest.FILE}: the digest of the release is not that of its tables"


def _differing_table(folder: Path, name: str, said: dict[str, Any]) -> Iterator[str]:
    """What differs in one table: columns, rows by id, the number of rows, the digest."""
    rows = 0
    differing: list[str] = []
    readable = True
    for entry in said["files"]:
        path = folder / entry["path"]
        try:
            content = _read(path)
        except (OSError, pa.ArrowInvalid) as error:
            readable = False
            if path.is_file():
                yield f"{entry['path']}: table {name} cannot be read: {str(error).splitlines()[0]}"
            continue
        rows += content.num_rows
        if content.schema.names != list(said["columns"]):
            readable = False
            yield f"{entry['path']}: table {name} has the columns {', '.join(content.schema.names)}"
            continue
        try:
            expected = _read(digests.path_of(path))
        except (OSError, pa.ArrowInvalid):
            beside = digests.path_of(path).relative_to(folder).as_posix()
            yield f"{beside}: cannot be read: no row of {name} can be checked"
            continue
        lines = _differing_rows(_digests_of(content), expected)
        differing += [f"{entry['path']}: table {name}, row {line}" for line in lines]
    yield from differing[:SHOWN]
    if len(differing) > SHOWN:
        yield f"table {name}: and {len(differing) - SHOWN:,} more rows"
    if readable and rows != said["rows"]:
        yield f"table {name} has {rows:,} rows; {manifest.FILE} says {said['rows']:,}"
    files = [digests.path_of(folder / entry["path"]) for entry in said["files"]]
    if all(path.is_file() for path in files) and not differing and _digest_of(files) != said["digest"]:
        yield f"table {name}: its digest is not the one in {manifest.FILE}"


def _digests_of(content: pa.Table) -> pa.Table:
    return digests.row_digests(content.to_pylist())


def _read(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read()


def _digest_of(files: list[Path]) -> str:
    try:
        return digests.table_digest(files)
    except (OSError, pa.ArrowInvalid):
        return "unreadable"


def _differing_rows(found: pa.Table, expected: pa.Table) -> Iterator[str]:
    if found.equals(expected):
        return
    before = list(zip(*(expected.column(name).to_pylist() for name in digests.SCHEMA.names)))
    now = list(zip(*(found.column(name).to_pylist() for name in digests.SCHEMA.names)))
    if len(before) == len(now):
        for n, ((identifier, digest), (other, changed)) in enumerate(zip(before, now), start=1):
            if identifier != other:
                yield f"{n}: is {other}, was released as {identifier}"
            elif digest != changed:
                yield f"{identifier}: is not as it was released"
        return
    released, present = set(before), set(now)
    known = {identifier for identifier, _ in before}
    for identifier, digest in now:
        if (identifier, digest) not in released:
            yield f"{identifier}: {'is not as it was released' if identifier in known else 'was not released'}"
    found_ids = {identifier for identifier, _ in present}
    for identifier, _ in before:
        if identifier not in found_ids:
            yield f"{identifier}: is missing"
