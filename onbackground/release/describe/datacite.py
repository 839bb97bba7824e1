"""The DataCite record of a release (metadata schema 4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onbackground.corpus.dataset import LICENSES, Dataset


def record(dataset: Dataset, previous: str | None = None) -> dict[str, Any]:
    """What DataCite is told when a DOI is registered, as JSON data. `previous` is the version of the release before."""
    license_ = LICENSES[dataset.license]
    return {
        **({"doi": dataset.doi} if dataset.doi else {}),
        "url": dataset.homepage,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Annotated transcripts"},
        "creators": [_creator(author) for author in dataset.authors],
        "titles": [{"title": dataset.title, "lang": "en"}],
        "publisher": {"name": "; ".join(dataset.author_names)},
        "publicationYear": dataset.date[:4],
        "subjects": [{"subject": keyword} for keyword in dataset.keywords],
        "dates": [{"date": dataset.date, "dateType": "Issued"}],
        "language": dataset.language[0],
        "version": dataset.version,
        "rightsList": [
            {
                "rights": license_.name,
                "rightsUri": license_.url,
                "rightsIdentifier": dataset.license,
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "descriptions": [{"description": dataset.description, "descriptionType": "Abstract", "lang": "en"}],
        "relatedIdentifiers": list(_related(dataset, previous)),
        "formats": ["application/x-parquet"],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def _creator(author: dict[str, str]) -> dict[str, Any]:
    """An ORCID iD is given to people alone; of a name without one nothing more is known."""
    if "orcid" not in author:
        return {"name": author["name"]}
    return {
        "name": author["name"],
        "nameType": "Personal",
        "nameIdentifiers": [
            {"nameIdentifier": author["orcid"], "nameIdentifierScheme": "ORCID", "schemeUri": "https://orcid.org"}
        ],
    }


def _related(dataset: Dataset, previous: str | None) -> Iterator[dict[str, str]]:
    """The release as it is on the Hub, the release before, the code that built it, and the Hub's dataset."""
    if dataset.doi:
        yield _relation("IsIdenticalTo", f"{dataset.homepage}#{dataset.tag}")
    if previous in dataset.dois:
        yield _relation("IsNewVersionOf", dataset.dois[previous], "DOI")
    elif previous:
        yield _relation("IsNewVersionOf", f"{dataset.homepage}#v{previous}")
    if dataset.code:
        yield _relation("IsCompiledBy", dataset.code)
    yield _relation("IsVersionOf", dataset.homepage)


def _relation(kind: str, identifier: str, of: str = "URL") -> dict[str, str]:
    return {"relationType": kind, "relatedIdentifier": identifier, "relatedIdentifierType": of}
