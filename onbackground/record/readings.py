"""Readings of a record, and how they were settled: files beside it, readings/YEAR/ID/READER.yaml.

A reading is what one reader saw, kept as it was signed. Its seal is a digest over everything else in its file.
"""

from __future__ import annotations

import re
from typing import Any

from onbackground.corpus.corpus import Vocabulary, year_of
from onbackground.record.differences import LAYER_OF, Unit, units
from onbackground.record.record import LAYERS, Record
from onbackground.record.seal import digest
from onbackground.record.settlement import Reading

FOLDER = "readings"
ADJUDICATION = "adjudication"
"""The name of the file that says how the readings were settled: no reader can have it."""

LABELLED = ("exchanges", "statements", "events", "mentions")
"""The layers that hold labels: an adjudicated record has two readings of each that it has."""

_OWN = ("schema", "id", "date", "source", "turns")
"""The keys that a reading has otherwise: its own format and date, the briefing, and the text by its digests."""

LAYER_KEYS = tuple(key for keys in LAYERS.values() for key in keys if key not in _OWN)
"""The keys of a record that a reading may have too."""

FILE_NAME = re.compile(r"(?P<reader>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.[0-9]+)?\.yaml")


def folder_of(record_id: str) -> str:
    """Where the readings of a record lie."""
    return f"{FOLDER}/{year_of(record_id)}/{record_id}"


def in_order(names: list[str]) -> list[str]:
    """Names of files of readings, each reader's in the order they were made: li.yaml, li.2.yaml, li.10.yaml."""
    return sorted(sorted(names), key=lambda name: [int(part) for part in name.split(".")[1:2] if part.isdigit()])


def turns_digest(texts: dict[str, str]) -> str:
    """The digest of the turns that a reader read: over their ids and texts."""
    return digest(texts)


def seal_of(data: dict[str, Any]) -> str:
    """The seal of a reading: a digest over everything in it but the seal."""
    return digest({key: value for key, value in data.items() if key != "seal"})


def layers_read(reading: Reading) -> list[str]:
    """The layers of a reading, in the order of the format."""
    return [layer for layer, keys in LAYERS.items() if any(key in reading.data for key in keys if key in LAYER_KEYS)]


def units_of(reading: Reading, record: Record) -> dict[str, Unit]:
    """What a reading labels, in the layers that were read."""
    overlaid = as_record(reading, record)
    overlaid.data["participants"] = reading.data.get("participants", {})
    read = layers_read(reading)
    return {name: unit for name, unit in units(overlaid).items() if LAYER_OF[unit.kind] in read}


def as_record(reading: Reading, record: Record) -> Record:
    """The record as it would be with the labels of a reading: its turns and participants are the record's."""
    own = {key: value for key, value in reading.data.items() if key in LAYER_KEYS and key != "participants"}
    kept = {key: value for key, value in record.data.items() if key not in _OF_LABELS}
    return Record({**kept, **own}, reading.path, None, record.vocabulary)


_OF_LABELS = {*(key for layer in LABELLED for key in LAYERS[layer]), "waivers", "retired"}


def known_reader(vocabulary: Vocabulary, by: str) -> tuple[str, dict[str, Any]] | None:
    """The reader whom a name means, exactly as the list has it, by id or name; None where it has none, or none such."""
    for reader, entry in (vocabulary.readers or {}).items():
        if by in (reader, entry["name"]):
            return reader, entry
    return None
