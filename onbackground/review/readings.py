"""Taking in readings and adjudications: they are written only if everything that is checked about them holds."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.parsing.rewrite import rewrite
from onbackground.record import schema
from onbackground.record.differences import layers_of, units
from onbackground.record.readings import (
    ADJUDICATION,
    as_record,
    folder_of,
    layers_read,
    seal_of,
    turns_digest,
    units_of,
)
from onbackground.record.record import Record
from onbackground.record.settlement import Reading
from onbackground.review.agreement import Briefing, Labelled
from onbackground.review.keeping import guide_digest, path_for, text_of
from onbackground.review.settling import settled
from onbackground.review.signoff import READING_MENDS, NotFit
from onbackground.validation import check

# --- From files --------------------------------------------------------------------------------------------------


def add_reading(corpus: Corpus, path: str, file: Path, dry_run: bool) -> str:
    """Takes in a reading from a file, as a page or a person made it, and says where it is.

    What the file may leave out is filled in: `schema`, `guide`, and the `seal`. Raises UsageError for a file that
    cannot be read, NotFit where something is wrong with the reading.
    """
    record = _sound_record(corpus, path)
    data = _load(file)
    data = {"schema": "reading/1", "briefing": record.id, **data}
    if data.get("guide") is None:
        data["guide"] = guide_digest(corpus) if "guide" not in data else None
    data["seal"] = data.pop("seal", None) or seal_of(data)
    _check_form(corpus, data, "reading", file)
    target = path_for(corpus, record, data)
    if target is None:
        raise NotFit(f"{data['by']} already has a reading with these labels")
    text = text_of(data, "reading")
    _check_whole(corpus, path, {target: text.encode()})
    if dry_run:
        return text
    writing.write_new(corpus.root, target, text)
    return f"{target}: the reading of {data['by']} is kept"


def adjudicate(corpus: Corpus, path: str, file: Path, dry_run: bool) -> str:
    """Takes in an adjudication from a file, brings the record to what was settled, and says what is left to sign.

    The adjudication replaces an earlier one. Fields of the record get the settled values; a unit that only another
    reading has is copied from it under its new id, one that was dropped is removed and its id retired. Raises
    UsageError for a file that cannot be read, NotFit where record and adjudication would not fit.
    """
    record = _sound_record(corpus, path)
    data = {"schema": "adjudication/1", "briefing": record.id, **_load(file)}
    _check_form(corpus, data, "adjudication", file)
    target = f"{folder_of(record.id)}/{ADJUDICATION}.yaml"
    adjudication = text_of(data, "adjudication")
    with writing.held(corpus.root, path) as held:
        before = strict.decode(held.content or b"")
        settlement = record.settlement._replace(adjudication=data, path=target)
        after = rewrite(before, settled(record, settlement))
        _check_whole(corpus, path, {path: after.encode(), target: adjudication.encode()})
        if dry_run:
            lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
            return "".join(difflib.unified_diff(*lines, path, path)) or "the record says what was settled already"
        if after != before:
            held.replace(after.encode())
        writing.write(corpus.root, target, adjudication)
    return f"{target}: {len(data['settled'])} differences settled; now read the record again and sign it"


def _sound_record(corpus: Corpus, path: str) -> Record:
    checked = check.check_record(corpus, path)
    blocking = [finding for finding in checked.findings if finding.code not in READING_MENDS and finding.path == path]
    if checked.record is None or blocking:
        raise NotFit("a record with findings cannot take a reading: correct these first", blocking or checked.findings)
    return checked.record


def _load(file: Path) -> dict[str, Any]:
    try:
        data = strict.load(strict.decode(file.read_bytes()))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    except Unreadable as error:
        raise UsageError(f"{file}: {error}") from None
    return data


def _check_form(corpus: Corpus, data: dict[str, Any], schema_name: str, file: Path) -> None:
    problems = schema.check(schema_name, data, corpus.vocabulary.terms.words)
    if problems:
        said = "; ".join(
            problem.message + (f" ({problem.hint})" if isinstance(problem.hint, str) and problem.hint else "")
            for problem in problems[:5]
        )
        raise NotFit(f"{file}: {said}")


def _check_whole(corpus: Corpus, path: str, files: dict[str, bytes]) -> None:
    """Raises NotFit where the record, with these files, has findings that reading alone does not mend."""
    checked = check.check_record(corpus.with_files(files), path)
    blocking = [finding for finding in checked.findings if finding.code not in READING_MENDS]
    if blocking:
        raise NotFit("it does not fit the record: these findings would be new", blocking)


# --- For comparing -----------------------------------------------------------------------------------------------


def labelled(record: Record) -> dict[str, Labelled]:
    """The readings of a record to compare: those of its adjudication, or each reader's newest."""
    return {
        reading.name: Labelled(reading.data["kind"], units_of(reading, record), layers_read(reading))
        for reading in record.settlement.compared()
    }


def with_file(corpus: Corpus, record: Record, file: Path) -> dict[str, Labelled]:
    """The record as it stands, and another reading or record of the same briefing in a file.

    Raises UsageError for a file that is neither, or of another text, NotFit where a quote of it is not in its turn.
    """
    data = _load(file)
    kind = "reading" if data.get("schema") == "reading/1" else "briefing"
    problems = schema.check(kind, data, corpus.vocabulary.terms.words)
    if problems:
        raise UsageError(f"{file} breaks the format: {problems[0].message}")
    read = data["read"]["source"] if kind == "reading" else data["source"]["sha256"]
    if read != record.data["source"]["sha256"]:
        raise UsageError(f"{record.path} and {file} do not have the same source")
    if kind == "reading":
        reading = Reading(file.stem, str(file), data)
        other, layers, marked = as_record(reading, record), layers_read(reading), units_of(reading, record)
        same, who = data["read"]["turns"] == turns_digest(record.texts), data["kind"]
    else:
        other = Record(data, str(file), None, corpus.vocabulary)
        layers, marked, same = layers_of(data), units(other), other.texts == record.texts
        who = _signed_by(data)
    if not same:
        raise UsageError(f"{record.path} and {file} do not have the same turns")
    said = [
        f"“{one.text}” is not in {one.turn}" for one in other.quotes() if one.text not in other.texts.get(one.turn, "")
    ]
    said += [f"“{ask['quote']}” is not in a question" for _, _, ask, turn in other.asks() if turn is None]
    if said:
        raise NotFit(f"{file}: {'; '.join(said)}")
    return {
        "record": Labelled(_signed_by(record.data), units(record), layers_of(record.data)),
        file.stem if file.stem != record.id else "other": Labelled(who, marked, layers),
    }


def _signed_by(data: dict[str, Any]) -> str:
    """Whether a person or a model signed a record last; a record that nobody signed counts as a person's."""
    passes = data["review"]["passes"]
    return str(passes[-1]["kind"]) if passes else "human"


def briefing(record: Record, compared: dict[str, Labelled]) -> Briefing:
    """The readings of a record, with what comparing them needs of its turns."""
    exchanges = {
        turn: name
        for name, exchange in record.layer("exchanges").items()
        for turn in (*exchange["question"], *exchange["answer"])
    }
    lengths = {turn: len(text) for turn, text in record.texts.items()}
    return Briefing(record.id, lengths, exchanges, compared)
