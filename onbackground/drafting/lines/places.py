"""Places as headers print them: `Geneva, Switzerland`, `Washington, DC`, `En Route to Kabul, Afghanistan`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onbackground.dates import printed_dates
from onbackground.drafting import limits
from onbackground.drafting.lines.label_words import ENGLISH
from onbackground.drafting.lines.tables import PHRASES, whole_is

_STATES = frozenset(name.replace("_", " ") for name in ENGLISH["states"])


class Place(NamedTuple):
    """A place line: the words as printed, and the city and country (ISO 3166-1 alpha-2) that they name, if any."""

    as_printed: str
    city: str | None
    country: str | None


@cache
def _gazetteer() -> tuple[dict[str, str], dict[str, str]]:
    """The ISO 3166-1 alpha-2 codes of countries by any of their names, and of well-known cities, in lower case."""
    codes: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for line in Path(__file__).with_name("countries.txt").read_text("utf-8").splitlines():
        code, names = line.split(" ", 1)
        for found, listed in zip(codes, names.lower().split(" > ")):
            found.update((name, code) for name in listed.split("|"))
    return codes


def read_place(line: str) -> Place | None:
    """The place that a header line names; None where the line is something else."""
    if len(line) > limits.LONGEST_LINE or line.endswith((":", "?", "!")):
        return None
    if whole_is("on the way", line):
        return Place(line, None, None)
    bare = line.strip(" .()")
    dated = next(printed_dates(bare), None)
    if dated:
        bare = (bare[: dated[0].start()] + bare[dated[0].end() :]).strip(" ,;|–—-/()")
    countries, cities = _gazetteer()
    parts = [part.strip() for part in bare.split(",")]
    city, last = parts[0], parts[-1].lower()
    if len(parts) == 1:
        if country := cities.get(last):
            return Place(line, _name(city), country)
        return Place(line, None, countries[last]) if last in countries else None
    if len(parts) > 4 or not all(part[:1].isupper() for part in parts) or re.search(r"\d", bare):
        return None
    if len(parts) > 2 and all(part.lower() in countries for part in parts):
        return None  # none of them is the city of another: `(Peru, Chad, Nepal)`
    state, country = _is_state(last), countries.get(last)
    if country == "GE" and state and city.lower() != "tbilisi":
        country = None
    if country:
        return (
            Place(line, _name(parts[-3] if len(parts) > 3 else city), country)
            if not is_venue(city)
            else Place(line, _name(parts[-2]) if len(parts) > 2 else None, country)
        )
    if state:
        return Place(line, _name(parts[-2]), "US")
    return None


def _is_state(name: str) -> bool:
    """Whether a name in lower case is one of a state: `texas`, `tx`, `tex.`, `d. c`."""
    closed = name.replace(" ", "")
    return not _STATES.isdisjoint((name, closed, f"{closed}."))


def _name(city: str) -> str:
    if city.lower() == "new york city":
        return "New York"
    return city.title() if city.isupper() else city


def is_call(line: str) -> bool:
    """`Via Teleconference`."""
    return whole_is("call", line.strip(" .()"))


def is_venue(line: str) -> bool:
    """`New York Palace Hotel`, `James S. Brady Press Briefing Room`: a building or a room, on a line of its own."""
    words = line.split()
    return (
        1 < len(words) <= 12
        and len(line) < limits.LONGEST_LINE
        and bool(PHRASES["venue"].search(line))
        and not line.endswith((".", "?", "!", ":"))
        and all(
            word[:1].isupper()
            or word[:1].isdigit()
            or word[:1] in "(“\"’'&-#"
            or word.lower() in ("of", "the", "and", "at", "in", "de", "for", "on")
            for word in words
        )
    )


def ends_in_room(line: str) -> bool:
    """Whether a line is the name of a room and no title, though it has a word such as briefing in it."""
    return bool(
        re.search(r"\b(?:room|area|cent(?:er|re)|auditorium|theat(?:er|re)|pressroom|hall|tent)\)?$", line, re.I)
    ) and not re.search(r"\bbriefing (?:by|on|with|in|at|from|to)\b", line, re.I)
