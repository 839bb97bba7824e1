"""How to cite one row of a release: text, BibTeX and CSL-JSON, with the digest that proves the row."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import yaml

from onbackground.corpus.dataset import CITATION_FILE, bibtex
from onbackground.findings import did_you_mean
from onbackground.release.compare.previous import Entry, Previous, column_values
from onbackground.release.files import digests, manifest

ABOUT_ROWS = ("changes", "codebook")
"""The tables whose ids are no rows to cite."""


class Unknown(Exception):
    """A release has no such row and never had; the message is one line for people."""


class Found(NamedTuple):
    """A row of a release: its table, and its digest as `digests/` of the release has it."""

    table: str
    digest: str


def citation(identifier: str, release: Previous) -> str:
    """The citation of a row, or its tombstone where it was retired or withdrawn. Raises Unknown."""
    found = _row(identifier, release)
    if found is None:
        return _tombstone(identifier, release)
    said = yaml.safe_load((release.folder / CITATION_FILE).read_text(encoding="utf-8"))
    names = [author["name"] for author in said["authors"]]
    locator = f"{found.table}, {identifier}"
    address = f"https://doi.org/{said['doi']}" if said.get("doi") else said["url"]
    note = f"row {locator}; digest {found.digest}"
    text = (
        f"{'; '.join(names)} ({release.date[:4]}). {said['title']} ({release.version}) [Data set]. "
        f"{locator}. {address} (digest {found.digest})"
    )
    key = f"{release.said['name']}-{release.version}"
    fields = {
        "title": f"{{{said['title']}}}",
        "author": " and ".join(f"{{{name}}}" for name in names),
        "year": release.date[:4],
        "month": str(int(release.date[5:7])),
        "version": release.version,
        "url": said["url"],
        **({"doi": said["doi"]} if said.get("doi") else {}),
        "note": note,
    }
    csl = json.dumps(_csl(key, said, names, release, note), ensure_ascii=False, indent=1)
    return "\n\n".join([text, bibtex(key, fields), csl])


def _csl(key: str, said: dict[str, Any], names: list[str], release: Previous, note: str) -> list[dict[str, Any]]:
    """The citation as CSL-JSON, which reference managers read."""
    return [
        {
            "id": key,
            "type": "dataset",
            "title": said["title"],
            "author": [{"literal": name} for name in names],
            "issued": {"date-parts": [[int(part) for part in release.date.split("-")]]},
            "version": release.version,
            "URL": said["url"],
            **({"DOI": said["doi"]} if said.get("doi") else {}),
            "note": note,
        }
    ]


def _row(identifier: str, release: Previous) -> Found | None:
    for table in release.said["tables"]:
        if table in ABOUT_ROWS:
            continue
        for path in manifest.data_files(release.folder, table):
            for batch in digests.batches(digests.path_of(path)):
                for name, digest in zip(*(batch.column(column).to_pylist() for column in ("id", "digest"))):
                    if name == identifier:
                        return Found(table, digest.hex())
    return None


def _tombstone(identifier: str, release: Previous) -> str:
    briefing = identifier.partition(".")[0]
    graves = {grave.id: grave for grave in release.tombstones.values()}
    grave: Entry | None = graves.get(identifier) or graves.get(briefing)
    if grave is None:
        raise Unknown(f"release {release.version} has no row {identifier}{_meant(identifier, release)}")
    why = f": {grave.why}" if grave.why else ""
    whose = f"{identifier}, of {grave.id}," if grave.id != identifier else identifier
    return f"{whose} was {grave.change} in release {grave.release} ({grave.date or 'no date'}){why}"


def _meant(identifier: str, release: Previous) -> str:
    """A hint: the id of the same briefing, or the briefing, that was probably meant."""
    tables = ("briefings", "replies", "turns", "statements", "events")
    known = [row["id"] for table in tables for row in column_values(release.folder, table, ["id"])]
    hint = did_you_mean(identifier, known)
    return f": {hint}" if hint.startswith("did you mean") else ""
