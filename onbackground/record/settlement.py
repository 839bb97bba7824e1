"""What lies beside a record: the readings of it, and how their differences were settled. And whose name is whose."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple


class Reading(NamedTuple):
    """One reading: the name of its file without .yaml, the path of the file, and its data as the schema has them."""

    name: str
    path: str
    data: dict[str, Any]

    @property
    def is_blind(self) -> bool:
        """Whether the reader saw neither the record nor another reading."""
        return not {"record", "readings"} & set(self.data["saw"])


class Settlement(NamedTuple):
    """What lies beside a record: the readings that could be read, and the adjudication (None where there is none)."""

    readings: tuple[Reading, ...] = ()
    adjudication: dict[str, Any] | None = None
    path: str = ""

    def compared(self) -> list[Reading]:
        """The readings that the adjudication names, in its order; without one, each reader's newest."""
        by_name = {reading.name: reading for reading in self.readings}
        if self.adjudication is not None:
            return [by_name[name] for name in self.adjudication["readings"] if name in by_name]
        newest = {reader_key(reading.data["by"]): reading for reading in self.readings}
        return list(newest.values())


# --- Names of readers --------------------------------------------------------------------------------------------

_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝԍӏвкмнтοαερτυικνχϲɑıɡ01|",
    "aeopcyxijsdhqwglbkmhtoaeptuikvxcaigoll",
)
"""Letters and digits that look like a Latin letter, after case folding and NFKC: Cyrillic, Greek, 0 and 1."""


def reader_key(name: str) -> str:
    """What two spellings of one name have in common: case, spaces, hyphens, accents and lookalike letters are gone."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded.translate(_LOOKALIKES) if c.isalnum())
