"""Places as headers print them: `Geneva, Switzerland`, `Washington, DC`, `En Route to Kabul, Afghanistan`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onbackground.dates import printed_dates
from onbackground.drafting import limits

_STATES = """
    Alabama AL|Alaska AK|Arizona AZ|Arkansas AR|California CA|Colorado CO|Connecticut CT|Delaware DE|
    Florida FL|Georgia GA|Hawaii HI|Idaho ID|Illinois IL|Indiana IN|Iowa IA|Kansas KS|Kentucky KY|
    Louisiana LA|Maine ME|Maryland MD|Massachusetts MA|Michigan MI|Minnesota MN|Mississippi MS|
    Missouri MO|Montana MT|Nebraska NE|Nevada NV|New Hampshire NH|New Jersey NJ|New Mexico NM|
    New York NY|North Carolina NC|North Dakota ND|Ohio OH|Oklahoma OK|Oregon OR|Pennsylvania PA|
    Rhode Island RI|South Carolina SC|South Dakota SD|Tennessee TN|Texas TX|Utah UT|Vermont VT|
    Virginia VA|Washington WA|West Virginia WV|Wisconsin WI|Wyoming WY|District of Columbia DC"""
_CITIES = {
    "new york city": "US",
    "new york": "US",
    "washington": "US",
    "camp david": "US",
    "los angeles": "US",
    "chicago": "US",
    "london": "GB",
    "paris": "FR",
    "berlin": "DE",
    "munich": "DE",
    "rome": "IT",
    "geneva": "CH",
    "vienna": "AT",
    "brussels": "BE",
    "moscow": "RU",
    "beijing": "CN",
    "tokyo": "JP",
    "seoul": "KR",
    "jerusalem": "IL",
    "tel aviv": "IL",
    "cairo": "EG",
    "baghdad": "IQ",
    "kabul": "AF",
    "riyadh": "SA",
    "doha": "QA",
    "abu dhabi": "AE",
    "dubai": "AE",
    "new delhi": "IN",
    "islamabad": "PK",
    "kyiv": "UA",
    "kiev": "UA",
    "istanbul": "TR",
    "ankara": "TR",
    "amman": "JO",
    "hong kong": "HK",
    "mexico city": "MX",
    "ottawa": "CA",
    "the hague": "NL",
    "warsaw": "PL",
    "prague": "CZ",
    "madrid": "ES",
    "lisbon": "PT",
    "athens": "GR",
    "nairobi": "KE",
    "addis ababa": "ET",
    "manila": "PH",
    "jakarta": "ID",
    "bangkok": "TH",
    "hanoi": "VN",
    "lausanne": "CH",
    "montreux": "CH",
    "davos": "CH",
    "helsinki": "FI",
    "stockholm": "SE",
    "oslo": "NO",
    "copenhagen": "DK",
    "dublin": "IE",
    "kuwait city": "KW",
    "panama city": "PA",
    "guatemala city": "GT",
    "singapore": "SG",
    "vatican city": "VA",
    "luxembourg": "LU",
}
_ON_THE_WAY = re.compile(
    r"(?:aboard (?:air force (?:one|two)|.{0,40}(?:plane|aircraft))\b.*|en ?route\b.*|"
    r"in flight\b.*|on (?:board|the plane).*)",
    re.I,
)
_CALL = re.compile(
    r"(?:via|by)\s+(?:\w+\s+){0,2}(?:tele(?:conference|phone)?|(?:conference|video)\s*call|video\s?conference|"
    r"phone|video|zoom|webex|webcast|conference call)\b.{0,30}"
    r"|tele(?:conference|phonic)|conference call|virtual(?:ly)?",
    re.I,
)
_VENUE = re.compile(
    r"\b(?:hotel|palace|embassy|mission|consulate|residence|residency|room|building|ministry|hall|airport|air base|"
    r"airbase|base|center|centre|club|ballroom|"
    r"auditorium|library|lawn|garden|terrace|lobby|office building|executive office|chancery|filing cent(?:er|re)|"
    r"hangar|tarmac|pavilion|resort|university|institute|"
    r"press briefing area|briefing area|waldorf[- ]astoria|hilton|marriott|sheraton|hyatt|intercontinental|"
    r"inter-continental|ritz|house|headquarters|ranch|theater|theatre|castle|villa|compound|station|stadium|church|"
    r"school|foreign press cent(?:er|re)|camp \w+|fort \w+|driveway|colonnade|portico|cabinet room|oval office|"
    r"pressroom)\b",
    re.I,
)


class Place(NamedTuple):
    """A place line: the words as printed, and the city and country (ISO 3166-1 alpha-2) that they name, if any."""

    as_printed: str
    city: str | None
    country: str | None


@cache
def countries() -> dict[str, str]:
    """The ISO 3166-1 alpha-2 code of a country by any of its names in lower case."""
    codes: dict[str, str] = {}
    for line in Path(__file__).with_name("countries.txt").read_text("utf-8").splitlines():
        code, names = line.split(" ", 1)
        codes.update((name.lower(), code) for name in names.split("|"))
    return codes


@cache
def _states() -> frozenset[str]:
    names = {part for entry in re.split(r"\|\s*", _STATES.strip()) for part in entry.rsplit(" ", 1)}
    return frozenset(name.lower() for name in names) | {
        "d.c.",
        "n.y.",
        "calif.",
        "mass.",
        "fla.",
        "va.",
        "md.",
        "tex.",
        "ill.",
        "pa.",
        "mich.",
        "n.j.",
        "conn.",
        "ga.",
        "wash.",
    }


def read_place(line: str) -> Place | None:
    """The place that a header line names; None where the line is something else."""
    if len(line) > limits.LONGEST_LINE or line.endswith((":", "?", "!")):
        return None
    if _ON_THE_WAY.fullmatch(line):
        return Place(line, None, None)
    bare = line.strip(" .()")
    dated = next(printed_dates(bare), None)
    if dated:
        bare = (bare[: dated[0].start()] + bare[dated[0].end() :]).strip(" ,;|–—-/()")
    parts = [part.strip() for part in bare.split(",")]
    city, last = parts[0], parts[-1].lower()
    if len(parts) == 1:
        if bare.lower() in _CITIES:
            return Place(line, _name(city), _CITIES[bare.lower()])
        return Place(line, None, countries()[bare.lower()]) if bare.lower() in countries() else None
    if len(parts) > 4 or not all(part[:1].isupper() for part in parts) or re.search(r"\d", bare):
        return None
    if _lists_countries(parts):
        return None
    state, country = _is_state(last), countries().get(last)
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
    return bool({name, closed, f"{closed}."} & _states())


def _lists_countries(parts: list[str]) -> bool:
    """Whether a line names countries, none of them the city of another: `(Peru, Chad, Nepal)`."""
    return len(parts) > 2 and all(part.lower() in countries() for part in parts)


def _name(city: str) -> str:
    if city.lower() == "new york city":
        return "New York"
    return city.title() if city.isupper() else city


def is_call(line: str) -> bool:
    """`Via Teleconference`."""
    return bool(_CALL.fullmatch(line.strip(" .()")))


def is_venue(line: str) -> bool:
    """`New York Palace Hotel`, `James S. Brady Press Briefing Room`: a building or a room, on a line of its own."""
    words = line.split()
    return (
        1 < len(words) <= 12
        and len(line) < limits.LONGEST_LINE
        and bool(_VENUE.search(line))
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
