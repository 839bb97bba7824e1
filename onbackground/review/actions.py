"""What review.py does for each of its options, between the corpus on disk and the modules beside this one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from onbackground.corpus import writing
from onbackground.corpus.corpus import READERS, Corpus, UsageError
from onbackground.findings import counted, program
from onbackground.parsing import strict
from onbackground.record.differences import differences, plain
from onbackground.record.seal import present_layers
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


def sign_off(
    corpus: Corpus,
    path: str,
    by: str,
    kind: str,
    layers: list[str],
    day: str,
    model: dict[str, str | None] | None = None,
    saw: list[str] | None = None,
) -> str:
    """Adds a pass to the record, keeps what was read, and says what was signed and what still must be read."""
    with writing.held(corpus.root, path) as file:
        signed = signoff.sign(corpus.with_files({path: file.content}), path, by, kind, layers, day, model, saw)
        for target, text in signed.kept.items():
            writing.write_new(corpus.root, target, text)
        if signed.newcomer:
            with writing.held(corpus.root, READERS) as readers:
                listed = signoff.with_reader(strict.decode(readers.content or b""), signed.newcomer)
                readers.replace(listed.encode())
        file.replace(signed.text.encode())
    lines = [f"{path}: {', '.join(signed.layers)} signed by {by} ({kind}) on {day}"]
    lines += [f"new in {READERS}: {signed.newcomer['name']}"] if signed.newcomer else []
    lines += [f"kept as a reading: {target}" for target in signed.kept]
    lines += [f"still to be read: {finding.message}" for finding in signed.unread]
    return "\n".join([*lines, _next_step(corpus, path, strict.load(signed.text))])


def _next_step(corpus: Corpus, path: str, data: dict[str, Any]) -> str:
    """What is to be done with a record that was just signed."""
    review = data["review"]
    signed = {layer for one in review["passes"] if one.get("seal") for layer in one["layers"]}
    left = [layer for layer in present_layers(data) if layer not in signed]
    if left:
        return f"Next: {', '.join(left)}: nobody has signed {'it' if len(left) == 1 else 'them'} yet"
    if review["status"] == "draft":
        return f"Next: every layer is signed: set status: reviewed in {path}, then {corpus.command('validate', path)}"
    return f"Next: {corpus.command('validate', path)}, then open a pull request"


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
    served = server.Served(corpus, path, sign_off)
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
            raise NotFit("readings of a record with findings cannot be compared", blocking or checked.findings)
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
