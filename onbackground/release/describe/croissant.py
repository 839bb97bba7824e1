"""The Croissant description of a release: format 1.1, with the properties for responsible use (RAI 1.0)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from onbackground.corpus.dataset import LICENSES, Dataset
from onbackground.release.tables import TABLES

FILE = "croissant.json"
PARQUET = "application/x-parquet"

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context of the Croissant 1.1 specification."""

_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "bool": "sc:Boolean"}

RAI = {
    "collection": "rai:dataCollection",
    "annotation": "rai:dataAnnotationProtocol",
    "uses": "rai:dataUseCases",
    "limitations": "rai:dataLimitations",
    "biases": "rai:dataBiases",
    "social_impact": "rai:dataSocialImpact",
    "personal_information": "rai:personalSensitiveInformation",
    "maintenance": "rai:dataReleaseMaintenancePlan",
}
"""The keys of `responsible_use` in dataset.yaml, and the properties that they become."""


def describe(dataset: Dataset, tables: dict[str, Any], reader_kinds: Iterable[str]) -> dict[str, Any]:
    """The description of a release as JSON-LD. `tables` is what release.json says of them."""
    files = [entry for table in tables.values() for entry in table["files"]]
    readers = {"human": "Read by people.", "model": "Read by a language model."}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": dataset.title,
        "alternateName": dataset.name,
        "description": dataset.description,
        "version": dataset.version,
        "datePublished": dataset.date,
        "license": LICENSES[dataset.license].url,
        "url": dataset.homepage,
        "citeAs": dataset.bibtex,
        "inLanguage": dataset.language,
        "keywords": dataset.keywords,
        **({"identifier": f"https://doi.org/{dataset.doi}"} if dataset.doi else {}),
        "creator": [_creator(author) for author in dataset.authors],
        "publisher": [{"@type": "Organization", "name": name} for name in dataset.author_names],
        "rai:dataCollectionType": ["Secondary data analysis"],
        "rai:machineAnnotationTools": [readers[kind] for kind in sorted(set(reader_kinds))],
        **{name: dataset.responsible_use[key] for key, name in RAI.items() if key in dataset.responsible_use},
        "distribution": [_file_object(entry) for entry in files] + [_file_set(name) for name in tables],
        "recordSet": [_record_set(name) for name in tables],
    }


def _creator(author: dict[str, str]) -> dict[str, str]:
    if "orcid" in author:
        return {"@type": "Person", "name": author["name"], "url": author["orcid"]}
    return {"@type": "Organization", "name": author["name"]}


def _file_object(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry["path"],
        "name": entry["path"],
        "contentUrl": entry["path"],
        "contentSize": f"{entry['bytes']} B",
        "encodingFormat": PARQUET,
        "sha256": entry["sha256"],
    }


def _file_set(table: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{table}-files",
        "name": f"{table}-files",
        "description": f"The Parquet files of the table {table}.",
        "encodingFormat": PARQUET,
        "includes": f"data/{table}/train-*.parquet",
    }


def _record_set(table: str) -> dict[str, Any]:
    key = {"key": {"@id": f"{table}/id"}} if table != "changes" else {}
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": f"A record is {TABLES[table].row_is}.",
        **key,
        "field": [_field(table, name, kind) for name, kind in TABLES[table].types.items()],
    }


def _field(table: str, name: str, kind: Any) -> dict[str, Any]:
    field: dict[str, Any] = {"@type": "cr:Field", "@id": f"{table}/{name}", "name": name}
    source = {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": name}}
    if isinstance(kind, list):
        field |= {"isArray": True, "arrayShape": "-1"}
        kind = kind[0]
    if isinstance(kind, str):
        return field | {"dataType": _TYPES[kind], "source": source}
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"{table}/{name}/{part}",
            "name": part,
            **_part_type(inner),
            "source": source | {"transform": {"jsonPath": f"$.{part}"}},
        }
        for part, inner in kind.items()
    ]
    return field | {"subField": parts}


def _part_type(kind: Any) -> dict[str, Any]:
    if isinstance(kind, list):
        return {"isArray": True, "arrayShape": "-1", "dataType": _TYPES[kind[0]]}
    return {"dataType": _TYPES[kind]}
