"""Signing what was read: a pass with its seal is added to the record, and nothing else in the file changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from onbackground.corpus import writing
from onbackground.corpus.corpus import READERS, Corpus, UsageError
from onbackground.findings import Finding, did_you_mean
from onbackground.parsing import strict
from onbackground.parsing.rewrite import CannotRewrite, rewrite
from onbackground.record.readings import known_reader
from onbackground.record.record import LAYERS, Record
from onbackground.record.references import namesake_id
from onbackground.record.seal import marks, present_layers, seals
from onbackground.record.settlement import reader_key
from onbackground.review.keeping import path_for, reading_of, text_of
from onbackground.validation import check

READING_MENDS = frozenset({"OB801", "OB811", "OB815"})
"""Findings that say only that more must be read. They do not stop a reader from signing what was read."""

KINDS = ("human", "model")

PLACEHOLDER = "NAME"
"""What stands for the reader's name in commands that are shown as examples: nobody signs with it."""


class NotFit(Exception):
    """The record cannot be signed; the message says why, and `findings` are what stands against it."""

    def __init__(self, reason: str, findings: list[Finding] | None = None):
        super().__init__(reason)
        self.findings = findings or []


class Signature(NamedTuple):
    """Who signs: the reader's name, human or model, the layers (none: all that the record has), the day YYYY-MM-DD.

    `model` is the name and version of a model; without it, the list of readers says which. `saw` is what the reader
    saw; by default source and turns, and the record where somebody signed a layer before.
    """

    by: str
    kind: str
    layers: list[str]
    day: str
    model: dict[str, str | None] | None = None
    saw: list[str] | None = None


class Signed(NamedTuple):
    """The new text of the record, the layers that were signed, what must still be read, and what to keep beside it.

    `kept` are readings by path; `newcomer` is the entry of a reader who was not on the list.
    """

    text: str
    layers: list[str]
    unread: list[Finding]
    kept: dict[str, str]
    newcomer: dict[str, Any] | None = None


def sign_off(corpus: Corpus, path: str, signature: Signature) -> str:
    """Adds a pass to the record, keeps what was read, and says what was signed and what is next. Raises as `sign`."""
    with writing.held(corpus.root, path) as file:
        signed = sign(corpus.with_files({path: file.content}), path, signature)
        for target, text in signed.kept.items():
            writing.write_new(corpus.root, target, text)
        if signed.newcomer:
            with writing.held(corpus.root, READERS) as readers:
                readers.replace(with_reader(strict.decode(readers.content or b""), signed.newcomer).encode())
        file.replace(signed.text.encode())
    lines = [f"{path}: {', '.join(signed.layers)} signed by {signature.by} ({signature.kind}) on {signature.day}"]
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


def sign(corpus: Corpus, path: str, signature: Signature) -> Signed:
    """The record at `path` (relative to the corpus) with a pass over the layers; not yet written.

    The labels that are signed are kept as a reading of this reader, unless the reader has one with the same labels or
    settled the readings. Raises UsageError for a layer that does not exist or a name that cannot be written down,
    NotFit where the record has findings or the pass cannot be added.
    """
    by, kind, layers, day, model, saw = signature
    for layer in layers:
        if layer not in LAYERS:
            raise UsageError(f"--layers {layer}: there is no such layer; {did_you_mean(layer, LAYERS)}")
    if not by.strip() or not by.isprintable():
        raise UsageError("--by: the name of the reader, on one line")
    if by.strip() == PLACEHOLDER:
        raise UsageError(f"--by {PLACEHOLDER}: put the name of the reader in its place")
    if kind not in KINDS:
        raise UsageError(f"--kind {kind}: human or model")
    before = check.check_record(corpus, path)
    record = before.record
    blocking = [finding for finding in before.findings if finding.code not in READING_MENDS]
    if record is None or blocking:
        raise NotFit("a record with findings cannot be signed: correct these first", blocking or before.findings)
    text = strict.decode(corpus.read(path))
    data = strict.load(text)
    chosen = [layer for layer in LAYERS if layer in layers] or present_layers(data)
    entry: dict[str, Any] = {"by": " ".join(by.split()), "kind": kind}
    if kind == "model":
        entry["model"] = model or _listed_model(corpus, entry["by"])
    entry |= {"date": day, "layers": chosen, "seal": seals(data, chosen, corpus.vocabulary)}
    entry["marks"] = marks(data, chosen, corpus.vocabulary)
    proposed = add_pass(text, entry)
    kept = _kept(corpus, record, entry, saw)

    files = {path: proposed.encode(), **{name: content.encode() for name, content in kept.items()}}
    newcomer = _newcomer(corpus, entry)
    if newcomer:
        files[READERS] = with_reader(strict.decode(corpus.read(READERS)), newcomer).encode()
    after = check.check_record(corpus.with_files(files), path)
    blocking = [finding for finding in after.findings if finding.code not in READING_MENDS]
    if blocking:
        raise NotFit("; ".join(finding.message for finding in blocking), blocking)
    return Signed(proposed, chosen, after.findings, kept, newcomer)


def _newcomer(corpus: Corpus, entry: dict[str, Any]) -> dict[str, Any] | None:
    """The entry for a reader whom the list does not have; None where there is no list, or a name on it is alike."""
    readers = corpus.vocabulary.readers
    if readers is None:
        return None
    known = {reader_key(name) for reader, entry in readers.items() for name in (reader, entry["name"])}
    if reader_key(entry["by"]) in known or not namesake_id(entry["by"]):
        return None
    return {"name": entry["by"], "kind": entry["kind"], "model": entry.get("model")}


def with_reader(text: str, entry: dict[str, Any]) -> str:
    """The text of vocabulary/readers.yaml with one reader more, unless it has one of that id."""
    data = strict.load(text)
    readers = {namesake_id(entry["name"]): entry, **data["readers"]}
    return rewrite(text, {**data, "readers": dict(sorted(readers.items()))})


def _listed_model(corpus: Corpus, by: str) -> dict[str, str | None]:
    """Which model a reader is, by the list of readers; else that nobody said so."""
    found = known_reader(corpus.vocabulary, by)
    if found and isinstance(found[1].get("model"), dict):
        return dict(found[1]["model"])
    return {"name": None, "version": None, "because": "Not given when it was signed."}


def _kept(corpus: Corpus, record: Record, entry: dict[str, Any], saw: list[str] | None) -> dict[str, str]:
    """The reading to keep with a pass: its path and text; none where the reader's labels are there already."""
    settlement = record.settlement
    if settlement.adjudication and reader_key(settlement.adjudication["by"]) == reader_key(entry["by"]):
        return {}
    before = [one for one in record.data["review"]["passes"] if set(one["layers"]) & set(entry["layers"])]
    seen = saw or ["source", "turns", *(["record"] if before else [])]
    data = reading_of(corpus, record, entry, entry["layers"], seen)
    target = path_for(corpus, record, data)
    return {} if target is None else {target: text_of(data, "reading")}


def add_pass(text: str, entry: dict[str, Any]) -> str:
    """The text of a record with one pass more, every other byte as before. Raises NotFit where that cannot be."""
    data = strict.load(text)
    data["review"]["passes"].append(entry)
    try:
        return rewrite(text, data)
    except CannotRewrite:
        raise NotFit(
            "the pass cannot be added to `passes` as it is written: put each pass on a line, after “- ”"
        ) from None
