"""The Croissant description of a release: format 1.1, with the properties for responsible use (RAI 1.0)."""

from __future__ import annotations

from typing import Any

from onbackground.corpus.dataset import LICENSES, Dataset
from onbackground.record.labels import LabelSet
from onbackground.release.describe.card import Readers
from onbackground.release.describe.columns import label_sets
from onbackground.release.tables.column import TABLE_NAMES, Column, Table

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

_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "bool": "sc:Boolean", "float64": "cr:Float64"}

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


def describe(dataset: Dataset, tables: dict[str, Any], who: Readers, described: dict[str, Table]) -> dict[str, Any]:
    """The description of a release as JSON-LD. `tables`: as release.json has them, `described`: their columns."""
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
        "rai:machineAnnotationTools": [readers[kind] for kind in who.kinds],
        **{name: dataset.responsible_use[key] for key, name in RAI.items() if key in dataset.responsible_use},
        "distribution": [_file_object(entry) for entry in files] + [_file_set(name) for name in tables],
        "recordSet": [*(_record_set(described[name]) for name in tables), *map(_label_set, label_sets(described))],
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


def _record_set(table: Table) -> dict[str, Any]:
    key = {"key": {"@id": f"{table.name}/id"}} if table.name != "changes" else {}
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"A record is {table.row_is}.",
        **key,
        "field": [_field(table.name, name, column) for name, column in table.columns.items()],
    }


def _field(table: str, name: str, column: Column) -> dict[str, Any]:
    field = {"@type": "cr:Field", "@id": f"{table}/{name}", "name": name, "description": _meaning(column)}
    source = {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": name}}
    if not column.parts:
        return field | _type(column) | {"source": source} | _references(column)
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"{table}/{name}/{part}",
            "name": part,
            "description": _meaning(inner),
            **_type(inner),
            "source": source | {"transform": {"jsonPath": f"$.{part}"}},
        }
        for part, inner in column.parts.items()
    ]
    return field | _array(column) | {"subField": parts}


def _meaning(column: Column) -> str:
    """What a column means, and which record set has its labels."""
    if column.labels and column.labels.labels and column.labels.name != TABLE_NAMES:
        return f"{column.means} One of the labels in labels-{column.labels.name}."
    return column.means


def _array(column: Column) -> dict[str, Any]:
    return {"isArray": True, "arrayShape": "-1"} if isinstance(column.type, list) else {}


def _type(column: Column) -> dict[str, Any]:
    inner = column.type[0] if isinstance(column.type, list) else column.type
    return _array(column) | {"dataType": _TYPES[inner]}


def _references(column: Column) -> dict[str, Any]:
    """The column of a table that the ids of a column are from.

    It is named by the table's files. mlcroissant (1.1) joins what is named by its field: it fails where two tables
    refer to each other, as a briefing and its event do, and cannot read a table again that it has joined.
    """
    if not column.leads_to:
        return {}
    table, _, named = column.leads_to.partition(".")
    return {"references": {"fileSet": {"@id": f"{table}-files"}, "extract": {"column": named or "id"}}}


def _label_set(labels: LabelSet) -> dict[str, Any]:
    """A closed set of labels as a record set that holds its data."""
    name = f"labels-{labels.name}"
    fields = {"label": "The label.", "definition": "What it means."}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": labels.about,
        "dataType": "cr:Enumeration",
        "key": {"@id": f"{name}/label"},
        "field": [
            {"@type": "cr:Field", "@id": f"{name}/{field}", "name": field, "description": means, "dataType": "sc:Text"}
            for field, means in fields.items()
        ],
        "data": [
            {f"{name}/label": label, f"{name}/definition": said.definition} for label, said in labels.labels.items()
        ],
    }
