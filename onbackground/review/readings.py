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
from onbackground.record.readings import ADJUDICATION, folder_of, seal_of
from onbackground.record.record import Record
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
        raise NotFit(f"{data['by']} has a reading with these labels already")
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
        raise NotFit("a record with findings takes no reading", blocking or checked.findings)
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
        raise NotFit("it does not fit the record", blocking)
