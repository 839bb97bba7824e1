"""release.json and the BagIt files: what a release holds, and the digests that prove it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from platform import python_version_tuple
from typing import Any

import pyarrow.parquet as pq

from onbackground.corpus.dataset import Dataset
from onbackground.corpus.git import Git, GitError
from onbackground.findings import command
from onbackground.release.files import digests
from onbackground.release.tables import TABLES

FILE = "release.json"
FORMAT = "release/1"
RECORD_SCHEMA = "briefing/2"
PACKAGES = ("pyarrow", "PyYAML")
"""The packages whose version shows in the bytes of a release."""
UNCOMMITTED = "uncommitted changes"
NO_COMMIT = "unknown"

PAYLOAD = "manifest-sha256.txt"
TAGS = "tagmanifest-sha256.txt"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def data_files(folder: Path, table: str = "*") -> list[Path]:
    """The Parquet files of a release, or of one of its tables, sorted by path."""
    return sorted((folder / "data").glob(f"{table}/*.parquet"))


def source_commit(root: Path) -> str:
    """The git commit of a corpus; UNCOMMITTED where files differ from it, NO_COMMIT where there is none."""
    git = Git(root)
    try:
        return git.commit("HEAD") if git.is_clean() else UNCOMMITTED
    except GitError:
        return NO_COMMIT


def tables_of(folder: Path) -> dict[str, Any]:
    """Per table of a release folder: rows, columns, digest over canonical rows, files with their SHA-256."""
    tables = {}
    for name, table in TABLES.items():
        files = data_files(folder, name)
        entries = [
            {
                "path": path.relative_to(folder).as_posix(),
                "rows": pq.read_metadata(path).num_rows,
                "bytes": path.stat().st_size,
                "sha256": sha256_of(path),
            }
            for path in files
        ]
        tables[name] = {
            "rows": sum(entry["rows"] for entry in entries),
            "columns": table.types,
            "digest": digests.table_digest(map(digests.path_of, files)),
            "files": entries,
        }
    return tables


def describe(
    dataset: Dataset, tables: dict[str, Any], commit: str, previous: dict[str, str] | None, include_drafts: bool
) -> dict[str, Any]:
    """What release.json says. `previous` is the version and digest of the release that this one was compared with."""
    return {
        "format": FORMAT,
        "name": dataset.name,
        "title": dataset.title,
        "version": dataset.version,
        "date": dataset.date,
        "license": dataset.license,
        **({"gate": dataset.gate} if dataset.says_gate else {}),
        "source_commit": commit,
        "schema": RECORD_SCHEMA,
        "packages": {"Python": ".".join(python_version_tuple()[:2]), **{name: version(name) for name in PACKAGES}},
        "include_drafts": include_drafts,
        "previous": previous,
        "digest": digests.release_digest({name: table["digest"] for name, table in tables.items()}),
        "tables": tables,
    }


def read(folder: Path) -> dict[str, Any]:
    """release.json of a folder. Raises ValueError, one line for people, where there is none that can be read."""
    path = folder / FILE
    if not path.is_file():
        raise ValueError(f"{folder} is not a release: it has no {FILE}; {command('build')} builds one")
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT or not all(isinstance(said[key], str) for key in ("version", "digest")):
            raise ValueError
        for table in said["tables"].values():
            kinds = isinstance(table["rows"], int), isinstance(table["digest"], str), isinstance(table["columns"], dict)
            if not all(kinds) or not all(isinstance(entry["path"], str) for entry in table["files"]):
                raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{path} is damaged, or of another format than {FORMAT}") from None
    return said


def as_json(value: Any) -> str:
    """JSON for people and machines: indented, UTF-8, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write_bag(folder: Path, dataset: Dataset) -> None:
    """Make a BagIt bag (RFC 8493) of a release folder whose other files are all written."""
    payload = data_files(folder)
    size = sum(path.stat().st_size for path in payload)
    info = {
        "Bagging-Date": dataset.date,
        "External-Description": f"{dataset.title}, release {dataset.version}",
        "External-Identifier": dataset.doi or f"{dataset.homepage}#{dataset.tag}",
        "Payload-Oxum": f"{size}.{len(payload)}",
        "Source-Organization": "; ".join(dataset.author_names),
    }
    (folder / "bagit.txt").write_text(
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", encoding="utf-8", newline="\n"
    )
    (folder / "bag-info.txt").write_text(
        "".join(f"{label}: {text}\n" for label, text in info.items()), encoding="utf-8", newline="\n"
    )
    write_digests(folder, PAYLOAD, payload)
    write_digests(folder, TAGS, (path for path in files_of(folder) if path not in set(payload)))


def write_digests(folder: Path, name: str, files: Iterable[Path]) -> None:
    lines = "".join(f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / name).write_text(lines, encoding="utf-8", newline="\n")


def read_digests(folder: Path, name: str) -> dict[str, str]:
    """The lines of a manifest: path to SHA-256. Raises ValueError for a line that is none."""
    listed = {}
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        digest, gap, path = line.partition("  ")
        if not gap or path.startswith(("/", "~")) or ".." in Path(path).parts:
            raise ValueError(f"{name} holds a line that names no file of the release: {line}")
        listed[path] = digest
    return listed


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of a release, sorted by path. What begins with a dot (.git, .gitattributes) is none of its files."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from files_of(path)
        else:
            yield path
