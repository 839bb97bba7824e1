"""The work that is open in a corpus, in a stable order: what to read, to sign again, to settle, and to draft next."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from onbackground.corpus import catalogue
from onbackground.corpus.corpus import Corpus
from onbackground.findings import counted, printable
from onbackground.record import schema
from onbackground.record.differences import differences
from onbackground.record.readings import layers_read, units_of
from onbackground.record.record import Record
from onbackground.record.seal import present_layers, seals
from onbackground.validation.check import check_record

KINDS = {
    "findings": "records with findings",
    "seal": "layers that changed after they were signed",
    "unread": "layers that nobody has read",
    "differs": "differences between readings that are not settled",
    "open": "open questions",
    "known": "known briefings without a record",
}
"""The kinds of work, in the order of the list."""


class Task(NamedTuple):
    """One piece of work: its kind, the file it is in, what it is about there, and what to do in words."""

    kind: str
    path: str
    about: str
    what: str


def queue(corpus: Corpus) -> list[Task]:
    """The open work of a corpus: by kind, then by file, then in the order of the file."""
    tasks = [task for path in corpus.record_paths() for task in _of_record(corpus, path)]
    tasks += _known(corpus)
    order = list(KINDS)
    return sorted(tasks, key=lambda task: (order.index(task.kind), task.path))


def _of_record(corpus: Corpus, path: str) -> Iterator[Task]:
    checked = check_record(corpus, path)
    if checked.findings:
        yield Task(
            "findings", path, "", f"{counted(len(checked.findings), 'finding')}: {corpus.command('validate', path)}"
        )
    record = checked.record
    if record is None or not isinstance(record.data.get("review"), dict):
        return
    present = present_layers(record.data)
    signed, stale = _signed(record, present)
    if stale:
        yield Task(
            "seal",
            path,
            ", ".join(stale),
            f"read again what changed, and sign it: {corpus.command('review', path)} --since REF",
        )
    unread = [layer for layer in present if layer not in signed]
    if unread:
        yield Task("unread", path, ", ".join(unread), f"read and sign: {corpus.command('review', path)}")
    yield from _unsettled(record, corpus.command("review", path, "--adjudicate"))
    for question in record.data["review"].get("open", ()):
        yield Task("open", path, question["about"], question["question"])


def _unsettled(record: Record, command: str) -> Iterator[Task]:
    """What readings say differently and nobody has settled. What an adjudication leaves out is a finding."""
    compared = record.settlement.compared()
    if record.settlement.adjudication is None and len(compared) > 1:
        units = {reading.name: units_of(reading, record) for reading in compared}
        for one in differences(units, {reading.name: layers_read(reading) for reading in compared}):
            said = "; ".join(f"{name}: {value}" for name, value in one.was.items())
            yield Task("differs", record.path, f"{one.unit} {one.field}", f"{said}: {command}")


def _signed(record: Record, present: list[str]) -> tuple[set[str], list[str]]:
    """The layers that some pass covers, and those whose seals do not hold any more."""
    passes = record.data["review"]["passes"]
    signed = {layer for one in passes for layer in one["layers"]}
    digests: dict[str, set[str]] = {}
    for one in passes:
        for layer, digest in (one["seal"] or {}).items():
            digests.setdefault(layer, set()).add(digest)
    now = seals(record.data, [layer for layer in present if layer in digests], record.vocabulary)
    return signed, [layer for layer, digest in now.items() if digest not in digests[layer]]


def _known(corpus: Corpus) -> Iterator[Task]:
    if corpus.has(catalogue.FILE):
        text = corpus.read(catalogue.FILE).decode("utf-8", "replace")
        columns = schema.columns("catalogue")
        for row in catalogue.read(text, columns).rows:
            if not row.cells["briefing_id"]:
                about = f"{row.cells['date']} {row.cells['title']}"
                yield Task(
                    "known", catalogue.FILE, row.cells["id"], f"{about}: {corpus.command('draft', row.cells['id'])}"
                )


def as_text(tasks: list[Task]) -> str:
    """The list for people: a heading a kind with its count, a line a task."""
    lines: list[str] = []
    for kind, heading in KINDS.items():
        some = [task for task in tasks if task.kind == kind]
        if some:
            lines.append(f"{heading} ({len(some)})")
            lines += [f"  {task.path}{f' {task.about}' if task.about else ''}: {task.what}" for task in some]
    return "".join(f"{printable(line)}\n" for line in lines) or "no open work\n"


def as_json(tasks: list[Task]) -> str:
    """`{"queue": [{kind, path, about, what}]}`."""
    return json.dumps({"queue": [task._asdict() for task in tasks]}, ensure_ascii=False, indent=1) + "\n"
