"""dataset.yaml: the name, version, licence and authors of a dataset, said once."""

from __future__ import annotations

from typing import Any, NamedTuple

from onbackground.check import check_file
from onbackground.corpus import Corpus
from onbackground.findings import Finding

FILE = "dataset.yaml"
LICENSE_NAMES = {"CC-BY-4.0": "Creative Commons Attribution 4.0 International",
                 "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0 International",
                 "CC0-1.0": "Creative Commons Zero 1.0 Universal"}


class Dataset(NamedTuple):
    """What dataset.yaml says, field by field."""

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

    @property
    def author_names(self) -> list[str]:
        return [author["name"] for author in self.authors]

    @property
    def bibtex(self) -> str:
        """The entry to cite this release with. Braces keep group names and capitals as they are."""
        fields = {
            "title": f"{{{self.title}}}", "author": " and ".join(f"{{{name}}}" for name in self.author_names),
            "year": self.date[:4], "month": str(int(self.date[5:7])), "version": self.version,
            "url": self.homepage, **({"doi": self.doi} if self.doi else {}),
        }
        lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items())
        return f"@misc{{{self.name}-{self.version},\n{lines}\n}}"


def load(corpus: Corpus) -> tuple[Dataset | None, list[Finding]]:
    """The dataset of a corpus, and what is wrong with its dataset.yaml; None where anything is."""
    data, findings = check_file(corpus, FILE, "dataset")
    if data is None or findings:
        return None, findings
    return Dataset(**{name: data.get(name, [] if name == "keywords" else None) for name in Dataset._fields}), []
