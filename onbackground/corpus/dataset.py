"""What dataset.yaml says: name, version, licence and authors of a dataset, said once, and how to cite it."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml

FILE = "dataset.yaml"
CITATION_FILE = "CITATION.cff"


class License(NamedTuple):
    """A licence: its full name and its address."""

    name: str
    url: str


LICENSES = {
    "CC-BY-4.0": License(
        "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"
    ),
    "CC-BY-SA-4.0": License(
        "Creative Commons Attribution Share Alike 4.0 International", "https://creativecommons.org/licenses/by-sa/4.0/"
    ),
    "CC0-1.0": License("Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
"""The licences that a dataset may have, by SPDX identifier."""


class Dataset(NamedTuple):
    """What dataset.yaml says, field by field; `says_gate` is true where it says anything of a gate, null included."""

    name: str
    title: str
    description: str
    version: str
    date: str
    license: str
    language: list[str]
    homepage: str
    repository: str | None
    authors: list[dict[str, Any]]
    doi: str | None
    keywords: list[str]
    gate: str | None
    says_gate: bool
    responsible_use: dict[str, str]
    why: dict[str, str]
    dois: dict[str, str]
    code: str | None

    @classmethod
    def of(cls, data: dict[str, Any]) -> Dataset:
        """The dataset of a dataset.yaml that satisfies its schema."""
        empty: dict[str, Any] = {"keywords": [], "responsible_use": {}, "why": {}, "dois": {}}
        values = {**empty, "says_gate": "gate" in data, **data}
        return cls._make(values.get(name) for name in cls._fields)

    @property
    def author_names(self) -> list[str]:
        return [author["name"] for author in self.authors]

    @property
    def tag(self) -> str:
        """The tag of this release, in git and on the Hub."""
        return f"v{self.version}"

    @property
    def bibtex(self) -> str:
        """The entry to cite this release with. Braces keep group names and capitals as they are."""
        fields = {
            "title": f"{{{self.title}}}",
            "author": " and ".join(f"{{{name}}}" for name in self.author_names),
            "year": self.date[:4],
            "month": str(int(self.date[5:7])),
            "version": self.version,
            "url": self.homepage,
            **({"doi": self.doi} if self.doi else {}),
        }
        return bibtex(f"{self.name}-{self.version}", fields)

    @property
    def citation_cff(self) -> str:
        """CITATION.cff, Citation File Format 1.2.0."""
        cff: dict[str, Any] = {
            "cff-version": "1.2.0",
            "message": "If you use this dataset, please cite the release that you used.",
            "type": "dataset",
            "title": self.title,
            "abstract": self.description,
            "authors": self.authors,
            "version": self.version,
            "date-released": self.date,
            "license": self.license,
            "url": self.homepage,
        }
        if self.doi:
            cff["doi"] = self.doi
        if self.keywords:
            cff["keywords"] = self.keywords
        written = yaml.safe_dump(cff, sort_keys=False, allow_unicode=True, width=100)
        return f"# Written by build.py from {FILE}.\n{written}"


def bibtex(key: str, fields: dict[str, str]) -> str:
    """An entry of a bibliography."""
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}\n}}"
