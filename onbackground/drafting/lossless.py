"""That nothing is lost: a written record, read back, accounts for every character of its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onbackground.findings import shorten
from onbackground.record.record import fold_source
from onbackground.verbatim.header_block import fit_header
from onbackground.verbatim.reproduce import fold, header_length


def what_is_lost(record: Mapping[str, Any], source: str) -> str | None:
    """What the record does not reproduce of the source, in a sentence; None where it reproduces all."""
    text = fold_source(source.encode()).text
    length = header_length(dict(record), fold(text))
    if length is None:
        return "turns and skips do not reproduce the source"
    fit = fit_header(dict(record), text, length)
    if fit.uncovered:
        return f"no field and no skip has the line “{shorten(fit.uncovered[0])}”"
    if fit.absent:
        return f"{fit.absent[0][0]} is not printed in the header"
    return None
