"""Signing what was read: a pass with its seal is added to the record, and nothing else in the file changes."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.findings import Finding, did_you_mean
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator
from onbackground.record.record import LAYERS
from onbackground.record.seal import present_layers, seals
from onbackground.validation import check

READING_MENDS = frozenset({"OB801", "OB811", "OB815"})
"""Findings that say only that more must be read. They do not stop a reader from signing what was read."""

KINDS = ("human", "model")


class NotFit(Exception):
    """The record cannot be signed; the message says why, and `findings` are what stands against it."""

    def __init__(self, reason: str, findings: list[Finding] | None = None):
        super().__init__(reason)
        self.findings = findings or []


class Signed(NamedTuple):
    """The new text of the record, the layers that were signed, and the findings that further reading must mend."""

    text: str
    layers: list[str]
    unread: list[Finding]


def sign(corpus: Corpus, path: str, by: str, kind: str, layers: list[str], day: str) -> Signed:
    """The record at `path` (relative to the corpus) with a pass of this reader over the layers; not yet written.

    Without layers, all that the record has. `day` is YYYY-MM-DD. Raises UsageError for a layer that does not exist
    or a name that cannot be written down, NotFit where the record has findings or the pass cannot be added.
    """
    for layer in layers:
        if layer not in LAYERS:
            raise UsageError(f"--layers {layer}: there is no such layer; {did_you_mean(layer, LAYERS)}")
    if not by.strip() or not by.isprintable():
        raise UsageError("--by: the name of the reader, on one line")
    if kind not in KINDS:
        raise UsageError(f"--kind {kind}: human or model")
    before = check.check_record(corpus, path)
    blocking = [finding for finding in before.findings if finding.code not in READING_MENDS]
    if before.record is None or blocking:
        raise NotFit("a record with findings cannot be signed", blocking or before.findings)
    text = strict.decode(corpus.read(path))
    data = strict.load(text)
    chosen = [layer for layer in LAYERS if layer in layers] or present_layers(data)
    signature = {
        "by": " ".join(by.split()),
        "kind": kind,
        "date": day,
        "layers": chosen,
        "seal": seals(data, chosen, corpus.vocabulary),
    }
    proposed = add_pass(text, signature)

    after = check.check_record(corpus.with_files({path: proposed.encode()}), path)
    blocking = [finding for finding in after.findings if finding.code not in READING_MENDS]
    if blocking:
        raise NotFit("; ".join(finding.message for finding in blocking))
    return Signed(proposed, chosen, after.findings)


def add_pass(text: str, signature: dict[str, Any]) -> str:
    """The text of a record with one pass more, every other byte as before.

    Raises NotFit where the pass cannot be added without changing what else the record says.
    """
    node = Locator(text).node(("review", "passes"))
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
    """The pass as it is written in a list: who and when, the layers, one digest a line; `column` is that of its brace."""
    inner = "\n" + " " * (column + 1)
    digests = f",{inner}{' ' * len('seal: {')}".join(
        f'{layer}: "{digest}"' for layer, digest in signature["seal"].items()
    )
    return (
        f'{{by: {_scalar(signature["by"])}, kind: {signature["kind"]}, date: "{signature["date"]}",{inner}'
        f"layers: [{', '.join(signature['layers'])}],{inner}seal: {{{digests}}}}}"
    )


def _flow(signature: dict[str, Any]) -> str:
    return re.sub(r",\n +", ", ", _block(signature, 0))


def _scalar(text: str) -> str:
    """A text as a YAML scalar: plain where every parser reads it as this text, else in quotation marks."""
    if re.fullmatch(r"[A-Za-z][\w .-]*[\w.]", text, re.A):
        data, problems = strict.read(f"by: {text}\n")
        if not problems and data == {"by": text}:
            return text
    return json.dumps(text, ensure_ascii=False)
