"""What review.py does for each of its options, between the corpus on disk and the modules beside this one."""

from __future__ import annotations

from pathlib import Path

import orjson

from onbackground.corpus import writing
from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.findings import counted, program
from onbackground.record.differences import differences, plain
from onbackground.review import agreement, agreement_report, changes, edits, page, readings, signoff
from onbackground.review.signoff import NotFit
from onbackground.validation import check


def one_record(corpus: Corpus, chosen: str) -> str:
    """The path of the one record that was named, relative to the corpus. Raises UsageError for none or several."""
    paths = corpus.record_paths([chosen])
    if len(paths) != 1:
        raise UsageError(f"{chosen} holds {len(paths)} records; {program('review')} takes one at a time")
    return paths[0]


def write_page(corpus: Corpus, path: str, called: list[str], since: str | None, out: str | None, mode: str = "") -> str:
    """Writes the page of a record, or of its changes since a commit, and returns where it is.

    With the mode `blind` the page shows no label of anybody, and what is done on it is a reading of its own; with
    `settle` it shows where the readings of the record differ. Raises NotFit where the record is too broken to be
    shown or has no two readings, UsageError where the page cannot be written.
    """
    if since is not None:
        html, name = changes.render(corpus, path, since), "changes"
    else:
        checked = check.check_record(corpus, path)
        if mode == "blind":
            content = page.blind_content(corpus, checked)
        elif mode == "settle":
            content = page.settle_content(corpus, checked)
        else:
            content = page.content(corpus, checked, called)
        html, name = page.render(content), mode
    name = ".".join(part for part in (Path(path).stem, name, "html") if part)
    folder, relative = writing.place(corpus.root, out or corpus.root / "review-pages" / name)
    if out and not folder.joinpath(relative).parent.is_dir():
        raise UsageError(f"{out} cannot be written: there is no such folder")
    writing.write(folder, relative, html)
    return str(folder / relative)


def apply(corpus: Corpus, path: str, file: str, unfinished: bool, dry_run: bool) -> str:
    """Makes the edits in a file, or shows what they would change, and says what must be read again."""
    wanted = edits.from_file(Path(file))
    if dry_run:
        return edits.propose(corpus, path, wanted, unfinished).diff().rstrip("\n")
    result = edits.apply(corpus, path, wanted, unfinished)
    lines = [f"{path}: {counted(len(wanted.edits), 'edit')} applied"]
    lines += [f"{name} changed too" for name in result.changed if name != path]
    lines += [f"to be read again: {finding.message}" for finding in result.unread]
    if result.findings:
        lines.append(f"{counted(len(result.findings), 'finding')} left: {corpus.command('validate', path)}")
    return "\n".join(lines)


def serve(corpus: Corpus, path: str, port: int) -> None:
    """Serves the page of a record until Ctrl-C. Raises UsageError where that needs packages that are not there."""
    try:
        from onbackground.review import serve as server
    except ImportError as error:
        raise UsageError(f"--serve needs {error.name}: pip install 'onbackground[review]'") from None
    served = server.Served(corpus, path)
    server.serve(served, port, lambda address: print(f"{address}\nCtrl-C ends it", flush=True))


def agree(corpus: Corpus, chosen: str, other: str | None, as_json: bool) -> str:
    """How far the readings of a record, or of all records in a folder, agree, and every difference; as text or JSON.

    With `other`, a reading or a record of the same briefing in a file anywhere, the record is compared with it. Raises
    UsageError where there is nothing to compare, NotFit where a record or a reading has findings.
    """
    briefings, listed = [], []
    for path in corpus.record_paths([chosen]):
        checked = check.check_record(corpus, path)
        blocking = [finding for finding in checked.findings if finding.code not in signoff.READING_MENDS]
        if checked.record is None or blocking:
            raise NotFit(
                "the readings of a record with findings cannot be compared: correct these first",
                blocking or checked.findings,
            )
        record = checked.record
        compared = readings.labelled(record) if other is None else readings.with_file(corpus, record, Path(other))
        if len(compared) > 1:
            briefings.append(readings.briefing(record, compared))
            units = {name: one.units for name, one in compared.items()}
            listed.append((record.id, differences(units, {name: one.layers for name, one in compared.items()})))
    if not briefings:
        adding = corpus.command("review", chosen, "--add-reading", "FILE")
        raise UsageError(f"{chosen} has no two readings to compare: {adding} adds one")
    found = agreement.agreement(briefings)
    if as_json:
        return orjson.dumps(agreement_report.as_data(found, listed), option=orjson.OPT_INDENT_2, default=plain).decode()
    return agreement_report.as_text(found, listed)
