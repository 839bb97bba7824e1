"""OB308: the paragraphs of the turns against those of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.findings import Problem, record_rule
from onbackground.record.record import Record, Source
from onbackground.verbatim.reproduce import Piece, body_pieces, fold, label_forms


@record_rule("OB308", reads=("turns", "participants", "skips"), waivable=True)
def paragraphs_differ(record: Record) -> Iterator[Problem]:
    """A turn has other paragraphs than the source.

    A blank line in a `>-` block begins a paragraph, and so does one in the source. Each line of a `|` block is a
    paragraph of its own: that is mostly a slip for `>-`. A source that breaks lines in odd places (a page ends
    inside a sentence) is waived on the turn.

    Wrong:
        t02: {speaker: sdo, text: "They agreed. That has not been scheduled."}      (a blank line between the two)
    Right:
        t02:
          speaker: sdo
          text: >-
            They agreed.

            That has not been scheduled.
    """
    alignment = record.alignment
    if (
        alignment is None
        or alignment.exact
        or alignment.differences
        or None in record.speakers.values()
        or list(record.turns) != sorted(record.turns, key=lambda turn: int(turn[1:]))
    ):
        return
    assert record.source is not None  # it was aligned with
    pieces = list(body_pieces(record.data))
    printed = record.source.paragraphs
    typed = [paragraph for piece in pieces for paragraph in _folded(piece)]
    if printed[-len(typed) :] == typed:
        return
    yield from _misplaced(record, record.source, pieces, alignment.header)


def _folded(piece: Piece) -> list[str]:
    """The paragraphs of a piece."""
    typed = f"{piece.label}: {piece.text}" if piece.label else piece.text
    return [fold(paragraph) for paragraph in typed.split("\n")]


def _misplaced(record: Record, whole: Source, pieces: list[Piece], header: int) -> Iterator[Problem]:
    """The first paragraph of each turn that does not begin where one begins in the source, or the other way round."""
    begins: dict[int, bool] = {}
    seen, after_blank = 0, True
    for line in whole.text.split("\n"):
        folded = fold(line)
        if folded:
            begins[seen] = after_blank
            seen += len(folded) + 1
        after_blank = not folded
    at, source = header, whole.folded
    reported = set()
    for piece in pieces:
        if piece.label:
            printed = next((form for form in label_forms(fold(piece.label)) if source.startswith(form, at)), None)
            if printed is None:
                return  # a skip in the wrong place: another rule says so
            at += len(printed)
            at += source.startswith(" ", at)
        first = True
        for match in re.finditer(r"(\n?)[^\S\n]*(\S+)", piece.text):
            is_start = bool(match[1])
            if not first and piece.turn and piece.turn not in reported:
                place = Problem(piece.at, "", offset=piece.start + match.start(2))
                if is_start and at not in begins:
                    reported.add(piece.turn)
                    yield place._replace(
                        message=f"a paragraph of {piece.turn} begins here, but not in the source",
                        hint="text: >- with one sentence a line; a blank line only where the source has one",
                    )
                elif not is_start and begins.get(at):
                    reported.add(piece.turn)
                    yield place._replace(
                        message="the source begins a paragraph here", hint="put a blank line before this sentence"
                    )
            first = False
            at += len(fold(match[2])) + 1
