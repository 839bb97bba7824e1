"""Which entities a record names."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from onbackground.record.record import Record


@lru_cache(maxsize=100_000)
def namesake_id(surface: str) -> str:
    """The id that an entity of that name has by custom: “Norland” is norland, “New York City” new-york-city."""
    plain = unicodedata.normalize("NFKD", surface).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())


def named_entities(record: Record) -> set[str]:
    """The ids of `_entity_references`, each once."""
    names = {entity for _, entity in record.links}
    names.update(record.data.get("principals") or ())
    for event in record.layer("events").values():
        names.update(event["actors"])
    for mentions in record.layer("mentions").values():
        for surface, entity in mentions:
            if type(entity) is list and isinstance(surface, str):
                names.update(entity)
    return names
