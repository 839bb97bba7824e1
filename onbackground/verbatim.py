"""The verbatim rule: header and turns, in order, reproduce the source.

'Reproduce' means equal after Unicode NFC, no-break spaces read as spaces, and runs of white space folded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from onbackground.dates import printed_dates
from onbackground.findings import Path


def fold(text: str) -> str:
    """Text under the verbatim rule: NFC, every run of white space (no-break spaces too) one space, none at the ends."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


class Piece(NamedTuple):
    """A stretch of the source that the record accounts for: where it stands in the record, and its folded text.

    `label` is the printed speaker label in front of it, without colon; `whole` the record's own text, unfolded.
    """

    at: Path
    text: str
    label: str | None
    turn: str


class Difference(NamedTuple):
    """Where record and source part: the place in the record, the character there, and both sides from there on."""

    at: Path
    offset: int | None
    record: str
    source: str
    kind: str


def printed_label(turn: dict[str, Any], participants: dict[str, Any]) -> str | None:
    """The label that a turn is printed with, without colon; None where it is printed without one."""
    if "label" in turn:
        return turn["label"]
    return participants.get(turn["speaker"], {}).get("label")


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
        elif "paragraph" in skip or skip["before"] != first:
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
            for number, paragraph in enumerate(turn["text"].split("\n"), start=1):
                for n, skip in here:
                    if skip.get("paragraph") == number:
                        yield Piece(("skips", n, "text"), skip["text"], None, "")
                yield Piece(at, paragraph, label if number == 1 else None, turn_id)
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
        if skip.get("before") == first and "paragraph" not in skip:
            yield ("skips", n, "text"), skip["text"]


def header_length(record: dict[str, Any], source: str) -> int | None:
    """How many characters of the folded source stand before the first turn, if the rest is reproduced exactly.

    None where the rest differs: `differences` says where.
    """
    parts = []
    colons: dict[str, str] = {}
    for piece in body_pieces(record):
        if piece.label:
            printed = colons.get(piece.label)
            if printed is None:
                label = fold(piece.label)
                printed = colons[piece.label] = label + ":" if label + ":" in source else label
            parts.append(printed)
        parts.append(piece.text)
    body = fold(" ".join(parts))
    if source.endswith(body):
        length = len(source) - len(body)
        if length == 0 or source[length - 1] == " ":
            return length
    return None


def _printed(piece: Piece, source: str, start: int) -> str:
    """The piece as the source prints it at `start`: label with or without its colon, then the text."""
    text = fold(piece.text)
    if not piece.label:
        return text
    label = fold(piece.label)
    colon = ":" if source.startswith(label + ":", start) or not source.startswith(label + " ", start) else ""
    return f"{label}{colon} {text}" if text else label + colon


def differences(record: dict[str, Any], source: str) -> Iterator[Difference]:
    """Every place at which the body of the record and the folded source part; nothing if they agree."""
    pieces = list(body_pieces(record))
    start = _start_of_body(record, pieces, source)
    n = 0
    while n < len(pieces):
        piece = pieces[n]
        printed = _printed(piece, source, start)
        end = start + len(printed)
        if source.startswith(printed, start) and (end == len(source) or source[end] == " " or not printed):
            start = min(end + 1, len(source)) if printed else start
            n += 1
            continue
        elsewhere = _piece_at(pieces, n, source, start)
        follow = _next_found(pieces, n, source, start, printed)
        if elsewhere is not None and (follow is None or follow[0] >= elsewhere):
            kind = "order" if _find(_probe(piece), source, start) >= 0 else "extra"
            yield Difference(piece.at, 0, printed, source[start:], kind)
            if kind == "extra":
                n += 1
                continue
            return
        yield _first_difference(piece, printed, source, start, follow[1] if follow else len(source))
        if follow is None:
            return
        n, start = follow
    if start < len(source):
        yield Difference(pieces[-1].at, None, "", source[start:], "missing")


def _first_difference(piece: Piece, printed: str, source: str, start: int, end: int) -> Difference:
    same = 0
    theirs = source[start:end].rstrip()
    while same < len(printed) and same < len(theirs) and printed[same] == theirs[same]:
        same += 1
    label = len(printed) - len(fold(piece.text))
    if same < label:
        offset: int | None = None
    else:
        offset = _unfolded_offset(piece.text, same - label)
    kind = "label" if offset is None else "text"
    window = max(0, same - 20)
    return Difference(piece.at, offset, printed[window : same + 40], theirs[window : same + 40], kind)


def _unfolded_offset(text: str, folded_offset: int) -> int:
    """The offset in the text of a character counted in its folded form (exact for text that is NFC)."""
    seen = 0
    in_space = True
    for index, character in enumerate(text):
        if character.isspace():
            if not in_space:
                seen += 1
            in_space = True
            continue
        in_space = False
        if seen >= folded_offset:
            return index
        seen += 1
    return max(len(text) - 1, 0)


PROBE = 40


def _probe(piece: Piece) -> str:
    """Enough of the beginning of a piece to find it again."""
    text = fold(piece.text)[:PROBE]
    return f"{fold(piece.label)}: {text}" if piece.label else text


def _find(probe: str, source: str, start: int) -> int:
    """Where a probe stands in the source from `start` on, its label with or without colon; -1 where nowhere."""
    if not probe:
        return -1
    found = source.find(probe, start)
    return found if found >= 0 else source.find(probe.replace(": ", " ", 1), start)


def _piece_at(pieces: list[Piece], n: int, source: str, start: int) -> int | None:
    """Which later or earlier piece stands where piece n is expected."""
    for m, other in enumerate(pieces):
        if m != n and len(_probe(other)) > 8 and _find(_probe(other), source[start : start + 200], 0) == 0:
            return m
    return None


def _next_found(
    pieces: list[Piece], n: int, source: str, start: int, printed: str
) -> tuple[int, int] | None:
    """The next piece behind n whose beginning is found in the source behind `start`, and where.

    Among the next pieces the one nearest to where it should stand: a short turn such as “Yes.” is found in
    many places, and must not carry the search away.
    """
    best: tuple[int, int, int] | None = None
    expected = start + len(printed) + 1
    for m in range(n + 1, min(n + 6, len(pieces))):
        found = _find(_probe(pieces[m]), source, start)
        if found > start or (found == start and m > n + 1):
            distance = abs(found - expected) + (m - n - 1) * 10
            if best is None or distance < best[0]:
                best = (distance, m, found)
        expected += len(_printed(pieces[m], source, 0)) + 1
    return (best[1], best[2]) if best else None


def _start_of_body(record: dict[str, Any], pieces: list[Piece], source: str) -> int:
    """Where the first turn begins in a source that the record does not reproduce exactly."""
    found = _find(_probe(pieces[0]), source, 0)
    if found >= 0:
        return found
    text = fold(pieces[0].text)
    for cut in (30, 20, 12):
        middle = text[cut : cut + 30]
        found = source.find(middle) if len(middle) > 10 else -1
        if found >= 0:
            lead = len(_printed(pieces[0], source, 0)) - len(text) + cut
            return max(found - lead, 0)
    end = 0
    for _, value in header_fields(record):
        found = source.find(fold(value))
        if found >= 0:
            end = max(end, found + len(fold(value)) + 1)
    for match, _ in printed_dates(source[: end + 60]):
        end = max(end, match.end() + 1)
    return min(end, len(source))
