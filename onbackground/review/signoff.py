"""Signing what was read: a pass with its seal is added to the record, and nothing else in the file changes."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import yaml

from onbackground.corpus.corpus import READERS, Corpus, UsageError
from onbackground.findings import Finding, did_you_mean
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator
from onbackground.parsing.rewrite import rewrite
from onbackground.parsing.yaml_text import flow
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


class Signed(NamedTuple):
    """The new text of the record, the layers that were signed, what must still be read, and what to keep beside it.

    `kept` are readings by path; `newcomer` is the entry of a reader who was not on the list.
    """

    text: str
    layers: list[str]
    unread: list[Finding]
    kept: dict[str, str]
    newcomer: dict[str, Any] | None = None


def sign(
    corpus: Corpus,
    path: str,
    by: str,
    kind: str,
    layers: list[str],
    day: str,
    model: dict[str, str | None] | None = None,
    saw: list[str] | None = None,
) -> Signed:
    """The record at `path` (relative to the corpus) with a pass of this reader over the layers; not yet written.

    Without layers, all that the record has. `day` is YYYY-MM-DD. The labels that are signed are kept as a reading of
    this reader, unless the reader has one with the same labels or settled the readings. `saw` is what the reader
    saw: by default source and turns, and the record where somebody signed a layer before. Raises UsageError for a
    layer that does not exist or a name that cannot be written down, NotFit where the record has findings or the pass
    cannot be added.
    """
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
        raise NotFit("a record with findings cannot be signed", blocking or before.findings)
    text = strict.decode(corpus.read(path))
    data = strict.load(text)
    chosen = [layer for layer in LAYERS if layer in layers] or present_layers(data)
    signature: dict[str, Any] = {"by": " ".join(by.split()), "kind": kind}
    if kind == "model":
        signature["model"] = model or _listed_model(corpus, signature["by"])
    signature |= {"date": day, "layers": chosen, "seal": seals(data, chosen, corpus.vocabulary)}
    signature["marks"] = marks(data, chosen, corpus.vocabulary)
    proposed = add_pass(text, signature)
    kept = _kept(corpus, record, signature, saw)

    files = {path: proposed.encode(), **{name: content.encode() for name, content in kept.items()}}
    newcomer = _newcomer(corpus, signature)
    if newcomer:
        files[READERS] = with_reader(strict.decode(corpus.read(READERS)), newcomer).encode()
    after = check.check_record(corpus.with_files(files), path)
    blocking = [finding for finding in after.findings if finding.code not in READING_MENDS]
    if blocking:
        raise NotFit("; ".join(finding.message for finding in blocking), blocking)
    return Signed(proposed, chosen, after.findings, kept, newcomer)


def _newcomer(corpus: Corpus, signature: dict[str, Any]) -> dict[str, Any] | None:
    """The entry for a reader whom the list does not have; None where there is no list, or a name on it is alike."""
    readers = corpus.vocabulary.readers
    if readers is None:
        return None
    known = {reader_key(name) for reader, entry in readers.items() for name in (reader, entry["name"])}
    if reader_key(signature["by"]) in known or not namesake_id(signature["by"]):
        return None
    return {"name": signature["by"], "kind": signature["kind"], "model": signature.get("model")}


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


def _kept(corpus: Corpus, record: Record, signature: dict[str, Any], saw: list[str] | None) -> dict[str, str]:
    """The reading to keep with a pass: its path and text; none where the reader's labels are there already."""
    settlement = record.settlement
    if settlement.adjudication and reader_key(settlement.adjudication["by"]) == reader_key(signature["by"]):
        return {}
    before = [one for one in record.data["review"]["passes"] if set(one["layers"]) & set(signature["layers"])]
    seen = saw or ["source", "turns", *(["record"] if before else [])]
    data = reading_of(corpus, record, signature, signature["layers"], seen)
    target = path_for(corpus, record, data)
    return {} if target is None else {target: text_of(data, "reading")}


def add_pass(text: str, signature: dict[str, Any]) -> str:
    """The text of a record with one pass more, every other byte as before.

    Raises NotFit where the pass cannot be added without changing what else the record says.
    """
    node = Locator(text).node(("review", "passes"))
    if not isinstance(node, yaml.SequenceNode):
        raise NotFit("review.passes is not a list", [])
    start, end = node.start_mark.index, node.end_mark.index
    if node.flow_style and text[start:end] == "[]" and _starts_line(text, start, "passes:"):
        indent = start - len("passes: ") - text.rfind("\n", 0, start) - 1 + 2
        proposed = text[:start].rstrip(" ") + f"\n{' ' * indent}- {_block(signature, indent + 2)}" + text[end:]
    elif node.flow_style and not node.value:
        proposed = text[: start + 1] + _flow(signature) + text[start + 1 :]
    elif node.flow_style:
        last = node.value[-1].end_mark.index
        proposed = text[:last] + ", " + _flow(signature) + text[last:]
    else:
        indent = node.start_mark.column
        line_end = text.find("\n", _last_character(text, node))
        line_end = len(text) if line_end < 0 else line_end
        proposed = text[:line_end] + f"\n{' ' * indent}- {_block(signature, indent + 2)}" + text[line_end:]

    wanted = strict.load(text)
    wanted["review"]["passes"].append(signature)
    found, problems = strict.read(proposed)
    if problems or found != wanted:
        raise NotFit("the pass cannot be added to `passes` as it is written; write it as a list with one pass a line")
    return proposed


def _starts_line(text: str, start: int, key: str) -> bool:
    """Whether nothing but spaces and the key stands on the line before this character."""
    return text[text.rfind("\n", 0, start) + 1 : start].strip(" ") == key


def _last_character(text: str, node: Any) -> int:
    """The index behind the last character of a block node: of its last scalar, or of the bracket that ends it."""
    while isinstance(node.value, list) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return len(text[: node.end_mark.index].rstrip())


def _block(signature: dict[str, Any], column: int) -> str:
    """The pass as it is written in a list: who, when, the layers, a digest a line; `column` is that of its brace."""
    inner = "\n" + " " * (column + 1)
    model = f" model: {flow(signature['model'])},{inner[:-1]}" if signature.get("model") else ""
    digests = f",{inner}{' ' * len('seal: {')}".join(
        f'{layer}: "{digest}"' for layer, digest in signature["seal"].items()
    )
    return (
        f'{{by: {_scalar(signature["by"])}, kind: {signature["kind"]},{model} date: "{signature["date"]}",{inner}'
        f"layers: [{', '.join(signature['layers'])}],{inner}seal: {{{digests}}}{_marks(signature, inner)}}}"
    )


def _marks(signature: dict[str, Any], inner: str) -> str:
    """The marks of a pass, a layer a line; nothing where it has none."""
    if "marks" not in signature:
        return ""
    lines = f",{inner}{' ' * len('marks: {')}".join(f'{layer}: "{mark}"' for layer, mark in signature["marks"].items())
    return f",{inner}marks: {{{lines}}}"


def _flow(signature: dict[str, Any]) -> str:
    return re.sub(r",\n +", ", ", _block(signature, 0))


def _scalar(text: str) -> str:
    """A text as a YAML scalar: plain where every parser reads it as this text, else in quotation marks."""
    if re.fullmatch(r"[A-Za-z][\w .-]*[\w.]", text, re.A):
        data, problems = strict.read(f"by: {text}\n")
        if not problems and data == {"by": text}:
            return text
    return json.dumps(text, ensure_ascii=False)
