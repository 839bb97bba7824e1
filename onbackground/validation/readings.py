"""The readings of a record and their adjudication, as far as they can be read, and what is wrong with the files."""

from __future__ import annotations

from typing import Any

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Placed, Unreadable
from onbackground.parsing import strict
from onbackground.record import schema
from onbackground.record.readings import ADJUDICATION, FILE_NAME, folder_of, in_order
from onbackground.record.settlement import Reading, Settlement


def load(corpus: Corpus, record_id: str) -> tuple[Settlement, list[Placed]]:
    """What lies in the folder of a record's readings, and the problems of files that cannot be read as they should.

    Files of other names are left to the rule about the corpus.
    """
    readings: list[Reading] = []
    placed: list[Placed] = []
    settlement = Settlement()
    for path in files_of(corpus, record_id):
        stem = path.rsplit("/", 1)[-1].removesuffix(".yaml")
        data, problems = _read(corpus, path, ADJUDICATION if stem == ADJUDICATION else "reading")
        placed += [Placed(path, problem) for problem in problems]
        if data is None:
            continue
        if stem == ADJUDICATION:
            settlement = settlement._replace(adjudication=data, path=path)
        else:
            readings.append(Reading(stem, path, data))
    return settlement._replace(readings=tuple(readings)), placed


def files_of(corpus: Corpus, record_id: str) -> list[str]:
    """The readings of a record and their adjudication: their paths, each reader's in the order they were made."""
    folder = folder_of(record_id)
    names = [path.removeprefix(f"{folder}/") for path in corpus.listing(folder)]
    return [f"{folder}/{name}" for name in in_order([name for name in names if FILE_NAME.fullmatch(name)])]


def _read(corpus: Corpus, path: str, schema_name: str) -> tuple[dict[str, Any] | None, list[Any]]:
    try:
        data, problems = strict.read(strict.decode(corpus.read(path)))
    except Unreadable as error:
        return None, error.problems
    if not problems and data is not None:
        problems = schema.without_echoes(schema.check(schema_name, data, corpus.vocabulary.terms.words))
    return (None if problems else data), problems
