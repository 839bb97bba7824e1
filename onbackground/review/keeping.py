"""Keeping what a reader saw: the labels of a record as a reading, its text, and where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onbackground.corpus.corpus import Corpus, sha256
from onbackground.parsing import strict
from onbackground.parsing.yaml_text import flow, scalar
from onbackground.record.readings import ADJUDICATION, LAYER_KEYS, folder_of, known_reader, seal_of, turns_digest
from onbackground.record.record import LAYERS, Record
from onbackground.record.references import namesake_id
from onbackground.record.settlement import reader_key

GUIDE = "docs/annotation-guide.md"
SAW = ("source", "turns", "record", "readings")


def reading_of(
    corpus: Corpus, record: Record, signature: Mapping[str, Any], layers: Iterable[str], saw: Iterable[str]
) -> dict[str, Any]:
    """The labels of a record as one reader's reading: `signature` has by, kind, model and date, as a pass has them."""
    keys = [key for layer in layers for key in LAYERS[layer] if key in LAYER_KEYS and key in record.data]
    data = {
        "schema": "reading/1",
        "briefing": record.id,
        **{key: signature.get(key) for key in ("by", "kind", "model", "date")},
        "guide": guide_digest(corpus),
        "saw": [one for one in SAW if one in set(saw)],
        "read": {"source": record.data["source"]["sha256"], "turns": turns_digest(record.texts)},
        **{key: record.data[key] for key in keys},
    }
    return {**data, "seal": seal_of(data)}


def guide_digest(corpus: Corpus) -> str | None:
    """The digest of the annotation guide as it is now; None in a corpus that has none."""
    if not corpus.has(GUIDE):
        return None
    return f"sha256:{sha256(corpus.read(GUIDE))}"


def text_of(data: Mapping[str, Any], schema_name: str) -> str:
    """A reading or an adjudication as YAML: one entry a line, strict YAML of the project."""
    lines = [f"# yaml-language-server: $schema=../../../schema/{schema_name}.schema.json"]
    for key, value in data.items():
        if isinstance(value, dict) and value and all(isinstance(one, dict) for one in value.values()):
            lines.append(f"{key}:")
            for name, one in value.items():
                nested = {inner: part for inner, part in one.items() if inner == "asks"}
                lines.append(f"  {scalar(name)}:" if nested else f"  {scalar(name)}: {flow(one)}")
                if nested:
                    lines += [f"    {inner}: {flow(part)}" for inner, part in one.items() if inner != "asks"]
                    lines += ["    asks:", *(f"      {ask}: {flow(part)}" for ask, part in one["asks"].items())]
        elif isinstance(value, dict) and value and key in ("mentions", "readings"):
            lines += [f"{key}:", *(f"  {scalar(name)}: {flow(one)}" for name, one in value.items())]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{key}:", *(f"  - {flow(one)}" for one in value)]
        else:
            lines.append(f"{key}: {flow(value)}")
    text = "\n".join(lines) + "\n"
    assert strict.load(text) == data
    return text


def path_for(corpus: Corpus, record: Record, data: Mapping[str, Any]) -> str | None:
    """Where a reading goes: the reader's next free file. None where the reader's newest has the same labels."""
    found = known_reader(record.vocabulary, data["by"])
    reader = found[0] if found else namesake_id(data["by"]) or "reader"
    folder = folder_of(record.id)
    own = [
        reading
        for reading in record.settlement.readings
        if reader_key(reading.name.split(".")[0]) == reader_key(reader)
    ]
    if own and _labels(own[-1].data) == _labels(data):
        return None
    taken = {reading.name for reading in record.settlement.readings}
    number = 1
    while (name := reader if number == 1 else f"{reader}.{number}") in taken or name == ADJUDICATION:
        number += 1
    return f"{folder}/{name}.yaml"


def _labels(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key in LAYER_KEYS or key == "read"}
