"""That nothing is lost: a written record, read back, accounts for every character of its source.

The check walks from the end of the source to its beginning and takes away what the record prints, piece by piece,
until only the header block is left; each line of that must be a header field or a declared skip.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onbackground.findings import shorten
from onbackground.record.record import fold_source
from onbackground.verbatim.header_block import fit_header
from onbackground.verbatim.reproduce import Piece, body_pieces, fold, label_forms


def what_is_lost(record: Mapping[str, Any], source: str) -> str | None:
    """What the record does not reproduce of the source, in a sentence; None where it reproduces all."""
    text = fold_source(source.encode()).text
    folded = fold(text)
    end = len(folded)
    for piece in reversed(list(body_pieces(dict(record)))):
        start = _start(piece, folded, end)
        if start is None:
            return f"the source has “{shorten(folded[max(0, end - 60) : end])}” where {_where(piece)} should end"
        end = max(0, start - 1)
    fit = fit_header(dict(record), text, end + 1 if end else 0)
    if fit.uncovered:
        return f"no field and no skip has the line “{shorten(fit.uncovered[0])}”"
    if fit.absent:
        return f"{fit.absent[0][0]} is not printed in the header"
    return None


def _start(piece: Piece, folded: str, end: int) -> int | None:
    """Where a piece that ends at `end` begins; None where the source does not have it there."""
    text = fold(piece.text)
    labels = label_forms(fold(piece.label)) if piece.label else ("",)
    for printed in dict.fromkeys(label + space + text for label in labels for space in (" " * bool(label), "")):
        start = end - len(printed)
        if start >= 0 and folded.startswith(printed, start) and (start == 0 or folded[start - 1] == " "):
            return start
    return None


def _where(piece: Piece) -> str:
    return piece.turn or "a skip"
