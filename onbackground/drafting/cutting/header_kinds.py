"""What each line of a header block is."""

from __future__ import annotations

import re

from onbackground.dates import printed_date
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.header_line import (
    has_leaders,
    is_byline,
    is_dated,
    is_index_entry,
    is_index_heading,
    is_name,
    is_office,
    is_post,
    series_of_line,
    title_weight,
)
from onbackground.drafting.lines.places import ends_in_room, is_call, is_venue, read_place

_MAIL_LINE = re.compile(r"(?:note|from|to|cc|contact)\s?: ", re.I)
"""Lines that a news wire or an archive puts above what it passes on."""


def kinds_of(lines: list[str]) -> list[str]:
    """The kind of every line of a header; lines of an index are known by those around them."""
    kinds: list[str] = []
    in_index = listed = titled = False
    for n, line in enumerate(lines):
        kind = _kind(line)
        if is_index_heading(line):
            in_index, listed, kind = True, False, "index"
        elif listed and kind in ("office", "release-line", "header-line", "series", "time-line"):
            in_index = listed = False  # below an index the header begins again
        elif in_index and (
            kind in ("other", "venue", "name", "post", "office")
            or (kind == "place" and n + 1 < len(lines))
            or line.isdigit()
        ):
            own = title_weight(line) and not (line.isupper() and "BRIEFING" not in line)
            entry = has_leaders(line) or (titled and listed and not ends_in_room(line))
            kind = kind if own and not entry else "index"
            listed = listed or kind == "index"
        elif kind in ("other", "venue") and is_index_entry(line):
            kind = "index"
        titled = (
            titled
            or kind == "series"
            or (kind == "other" and title_weight(line) > 1 and not line.lower().endswith("index"))
        )
        kinds.append(kind)
    return kinds


def _kind(line: str) -> str:
    if printed_date(line):
        return "date"
    if not_speech.is_time_line(line):
        return "time-line"
    if not_speech.is_release_line(line):
        return "release-line"
    if not_speech.is_issuer(line) or not_speech.is_begin_mark(line) or _MAIL_LINE.match(line):
        return "header-line"
    if is_dated(line):
        return "place" if read_place(line) else "header-line"
    if is_office(line):
        return "office"
    if series_of_line(line) is not None:
        return "series"
    if is_call(line):
        return "call"
    if read_place(line) and title_weight(line) < 3:
        return "place"
    if not_speech.is_rule(line) or not_speech.is_furniture(line):
        return "page-furniture"
    if is_byline(line):
        return "byline"
    if is_venue(line) and (title_weight(line) < 2 or ends_in_room(line)):
        return "venue"
    if is_post(line):
        return "post"
    return "name" if is_name(line) else "other"
