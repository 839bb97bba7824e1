"""The verbatim rule: header and turns, in order, reproduce the source.

'Reproduce' means equal after Unicode NFC, no-break spaces read as spaces, and runs of white space folded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from onbackground.findings import Path


def fold(text: str) -> str:
    """Text under the verbatim rule: NFC, every run of white space (no-break spaces too) one space, none at the ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


class Piece(NamedTuple):
    """A stretch of the source that the record accounts for: where it stands in the record, and its text.

    `label` is the printed speaker label in front of it, without colon; `turn` is empty for a skip; `start` is where
    the text begins in the value at `at`.
    """

    at: Path
    text: str
    label: str | None
    turn: str
    start: int = 0


def printed_label(turn: dict[str, Any], participants: dict[str, Any]) -> str | None:
    """The label that a turn is printed with, without colon; None where it is printed without one."""
    label: str | None = turn["label"] if "label" in turn else participants.get(turn["speaker"], {}).get("label")
    return label


def label_forms(label: str) -> tuple[str, str, str]:
    """The forms in which a source may print a label: with its colon, with the colon apart, without one."""
    return label + ":", label + " :", label


def body_pieces(record: dict[str, Any]) -> Iterator[Piece]:
    """The turns in order, and the skips where they stand, but for those of the header block."""
    turns, participants = record["turns"], record["participants"]
    skips = list(enumerate(record.get("skips") or ()))
    first = next(iter(turns))
    inside: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    behind: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for n, skip in skips:
        if "after" in skip:
            behind.setdefault(skip["after"], []).append((n, skip))
        elif not _in_header(skip, first):
            inside.setdefault(skip["before"], []).append((n, skip))
    for turn_id, turn in turns.items():
        at: Path = ("turns", turn_id, "text")
        label = printed_label(turn, participants)
        here = inside.get(turn_id)
        if here is None:
            yield Piece(at, turn["text"], label, turn_id)
        else:
            for n, skip in here:
                if "paragraph" not in skip:
                    yield Piece(("skips", n, "text"), skip["text"], None, "")
            start = 0
            for number, paragraph in enumerate(turn["text"].split("\n"), start=1):
                for n, skip in here:
                    if skip.get("paragraph") == number:
                        yield Piece(("skips", n, "text"), skip["text"], None, "")
                yield Piece(at, paragraph, label if number == 1 else None, turn_id, start)
                start += len(paragraph) + 1
        for n, skip in behind.get(turn_id, ()):
            yield Piece(("skips", n, "text"), skip["text"], None, "")


def header_fields(record: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The header fields that are printed as they are typed: title, byline, venue, place."""
    for name in ("title", "byline", "venue"):
        if record.get(name):
            yield (name,), record[name]
    if record.get("place"):
        yield ("place", "as_printed"), record["place"]["as_printed"]


def header_skips(record: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """The skips of the header block: those before the first turn."""
    first = next(iter(record["turns"]))
    for n, skip in enumerate(record.get("skips") or ()):
        if _in_header(skip, first):
            yield ("skips", n, "text"), skip["text"]


def _in_header(skip: dict[str, Any], first: str) -> bool:
    """Whether a skip stands in the header block: before the first turn, or before one that should come earlier."""
    return "before" in skip and "paragraph" not in skip and int(skip["before"][1:]) <= int(first[1:])


def header_length(record: dict[str, Any], source: str) -> int | None:
    """How many characters of the folded source stand before the first turn, if the rest is reproduced exactly.

    None where the rest differs: `alignment` says where.
    """
    pieces = list(body_pieces(record))
    body = fold(body_text(pieces, source))
    length = len(source) - len(body)
    if source.endswith(body) and (length == 0 or source[length - 1] == " "):
        return length
    return _length_before(pieces, source)


def body_text(pieces: Iterable[Piece], source: str) -> str:
    """The pieces, each on a line of its own and behind its label, in the form in which the source prints that."""
    lines = []
    labels: dict[str, str] = {}
    for _, text, label, _, _ in pieces:
        if label:
            printed = labels.get(label)
            if printed is None:
                forms = label_forms(fold(label))
                printed = labels[label] = next((form for form in forms if form in source), forms[-1])
            lines.append(f"{printed} {text}")
        else:
            lines.append(text)
    return "\n".join(lines)


def _length_before(pieces: list[Piece], source: str) -> int | None:
    """As `header_length`, turn by turn: for a source that prints a label in one form here and in another there, or
    glues it to the text."""
    start = len(source) + 1
    for piece in reversed(pieces):
        end = max(start - 1, 0)
        text = fold(piece.text)
        if not source.endswith(text, 0, end):
            return None
        start = end - len(text)
        if piece.label:
            end = start - (start > 0 and source[start - 1] == " ")
            forms = label_forms(fold(piece.label))
            printed = next((form for form in forms if source.endswith(form, 0, end)), None)
            if printed is None:
                return None
            start = end - len(printed)
        if start > 0 and source[start - 1] != " ":
            return None
    return start
