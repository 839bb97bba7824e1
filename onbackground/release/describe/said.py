"""The documents of a release, and whether they say the same: version, title, licence and date."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from onbackground.corpus.dataset import CITATION_FILE, LICENSES
from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.release.describe import croissant
from onbackground.release.files import manifest

CARD = "README.md"
DATACITE = "datacite.json"
CHANGELOG = "CHANGELOG.md"
CHANGES = "changes.json"


class Said(NamedTuple):
    """What a document says of the release; None for what it does not speak of."""

    version: str | None = None
    title: str | None = None
    license: str | None = None
    date: str | None = None


def _card(text: str) -> Iterator[Said]:
    front = strict.load(text.split("---\n")[1])
    version, date = re.findall(r"^Release (\S+) of (\S+)\.$", text, re.M)[0]
    yield Said(version, front["pretty_name"], _license(front["license"], "identifier"), date)
    for config in front["configs"]:
        yield Said(version=config["version"])


def _citation(text: str) -> Iterator[Said]:
    said = strict.load(text)
    yield Said(said["version"], said["title"], said["license"], said["date-released"])


def _datacite(text: str) -> Iterator[Said]:
    said = json.loads(text)
    rights, date = said["rightsList"][0]["rightsIdentifier"], said["dates"][0]["date"]
    yield Said(said["version"], said["titles"][0]["title"], rights, date)


def _croissant(text: str) -> Iterator[Said]:
    said = json.loads(text)
    yield Said(said["version"], said["name"], _license(said["license"], "url"), said["datePublished"])


def _changelog(text: str) -> Iterator[Said]:
    version, date = re.findall(r"^## (\S+) - (\S+)$", text, re.M)[0]
    yield Said(version=version, date=date)


def _changes(text: str) -> Iterator[Said]:
    said = json.loads(text)
    yield Said(version=said["version"], date=said["date"])


def _bag(text: str) -> Iterator[Said]:
    info = dict(line.split(": ", 1) for line in text.splitlines())
    title, version = info["External-Description"].rsplit(", release ", 1)
    yield Said(version=version, title=title, date=info["Bagging-Date"])


def _license(said: str, form: str) -> str:
    """The SPDX identifier of a licence said in lower case or as an address; what was said where it is none."""
    known = {license_.url if form == "url" else name.lower(): name for name, license_ in LICENSES.items()}
    return known.get(said, said)


READERS: dict[str, Callable[[str], Iterator[Said]]] = {
    CARD: _card,
    CITATION_FILE: _citation,
    DATACITE: _datacite,
    croissant.FILE: _croissant,
    CHANGELOG: _changelog,
    CHANGES: _changes,
    "bag-info.txt": _bag,
}
"""The documents that speak of a release, and how each is read."""


def disagreements(folder: Path, release: dict[str, Any]) -> Iterator[str]:
    """Where a document of a release says other than its release.json, one line each."""
    for name, reader in READERS.items():
        try:
            for said in reader((folder / name).read_text(encoding="utf-8")):
                for field, value in said._asdict().items():
                    if value is not None and value != release[field]:
                        yield f"{name}: the {field} is {value}; {manifest.FILE} says {release[field]}"
        except FileNotFoundError:
            continue  # a missing file is named where the files are checked
        except (OSError, ValueError, LookupError, TypeError, Unreadable):
            yield f"{name}: does not say which release this is"
