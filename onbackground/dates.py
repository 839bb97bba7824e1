"""Dates: as transcripts print them, and as EDTF (Extended Date/Time Format, ISO 8601-2:2019) writes them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from onbackground.languages import languages, words

MONTHS = {name: n for n, name in enumerate(languages()["en"]["months"], start=1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTHS_ANYWHERE = {
    name: n
    for language in languages().values()
    for n, name in enumerate(language.get("months", ()), start=1)
    if name not in MONTHS
}
"""Months of other languages, which follow the day: `12. Juni 2031`, `12 de junio de 2031`."""
_OTHER_MONTH = "|".join(sorted(_MONTHS_ANYWHERE, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<month>{_MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.)? (?P<month2>{_MONTH})\b\.?,? (?P<year2>\d{{4}})\b"
    rf"|\b(?P<day5>\d{{1,2}})(?:\.|er|º)?(?: de)? (?P<month5>{_OTHER_MONTH})(?: de)?,? (?P<year5>\d{{4}})\b"
    r"|\b(?P<month3>\d{1,2})/(?P<day3>\d{1,2})/(?P<year3>\d{4})\b"
    r"|\b(?P<year4>\d{4})-(?P<month4>\d{2})-(?P<day4>\d{2})\b",
    re.I,
)
_YEAR = re.compile(r"\d{4}")
_WEEKDAY = re.compile(
    rf"^(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun|{'|'.join(sorted(words('weekdays')))}),? ",
    re.I,
)


def printed_dates(line: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every date printed in a text, in order: its match and the day, YYYY-MM-DD."""
    for match in _DATE.finditer(line) if _YEAR.search(line) else ():
        parts = [
            match[f"year{n}"] and (match[f"year{n}"], match[f"month{n}"], match[f"day{n}"])
            for n in ("", "2", "3", "4", "5")
        ]
        year, month, day = next(part for part in parts if part)
        number = (
            MONTHS.get(month.lower()) or _MONTHS_ANYWHERE.get(month.lower()) or (int(month) if month.isdigit() else 0)
        )
        try:
            yield match, date(int(year), number, int(day)).isoformat()
        except ValueError:
            continue


def printed_date(line: str) -> str | None:
    """The day (YYYY-MM-DD) of a line that is nothing but a date as headers print it; else None."""
    bare = _WEEKDAY.sub("", line.strip("()[] .")).strip()
    for match, day in printed_dates(bare):
        if match.group() == bare:
            return day
    return None


# --- EDTF --------------------------------------------------------------------------------------------------

_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
_EDTF = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>0[1-9]|1[0-2]|2[1-4]|XX)(?:-(?P<day>0[1-9]|[12]\d|3[01]|XX))?)?[?~%]?\Z"
)


def edtf_bounds(text: str) -> tuple[str, str] | None:
    """The first and the last day (YYYY-MM-DD) that an EDTF text covers; None where it is no EDTF.

    Level 0 and level 1 of EDTF: days, months, years, seasons (21 spring to 24 winter, northern, winter ending in
    February of the next year), intervals A/B, unspecified digits (X), and the marks ? ~ %. An open or unknown
    end of an interval gives an empty string on that side.
    """
    if "/" in text:
        first, _, last = text.partition("/")
        open_ends = ("", "..")
        start = ("", "") if first in open_ends else edtf_bounds(first) if "/" not in first else None
        end = ("", "") if last in open_ends else edtf_bounds(last) if "/" not in last else None
        if start is None or end is None or (first in open_ends and last in open_ends):
            return None
        if start[0] and end[1] and end[1] < start[0]:
            return None
        return start[0], end[1]
    match = _EDTF.match(text)
    if not match:
        return None
    year, month, day = match["year"], match["month"], match["day"]
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first_year == 0 or ("X" in year and month not in (None, "XX")):
        return None
    if month in (None, "XX"):
        if day not in (None, "XX"):
            return None
        return f"{first_year:04}-01-01", f"{last_year:04}-12-31"
    number = int(month)
    if number > 12:
        if day:
            return None
        opens, closes = _SEASONS[number]
        last_year += closes < opens
        return f"{first_year:04}-{opens:02}-01", f"{last_year:04}-{closes:02}-{_days(last_year, closes):02}"
    if day in (None, "XX"):
        return f"{first_year:04}-{number:02}-01", f"{first_year:04}-{number:02}-{_days(first_year, number):02}"
    if int(day) > _days(first_year, number):
        return None
    exact = f"{first_year:04}-{number:02}-{day}"
    return exact, exact


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


_RELATIVE = re.compile(
    r"\b(?:(?P<today>today|tonight|this (?:morning|afternoon|evening))"
    r"|(?P<yesterday>yesterday|last night)|(?P<tomorrow>tomorrow))\b",
    re.I,
)
_PARTS = (
    ("morning", "morning"),
    ("afternoon", "afternoon"),
    ("evening", "evening"),
    ("tonight", "evening"),
    ("last night", "evening"),
)


def relative_day(words: str, spoken_on: str) -> tuple[str, str | None] | None:
    """The day (YYYY-MM-DD) and part of the day that the one relative word in a text means, said on a given day.

    None where the text has no such word, or several that mean different days.
    """
    found = {}
    for match in _RELATIVE.finditer(words):
        shift = 0 if match["today"] else -1 if match["yesterday"] else 1
        found[shift] = match
    if len(found) != 1:
        return None
    ((shift, match),) = found.items()
    behind = words[match.start() : match.end() + 12].lower()
    part = next((part for word, part in _PARTS if word in behind), None)
    return (date.fromisoformat(spoken_on) + timedelta(days=shift)).isoformat(), part


_SEASON_WORD = re.compile(
    r"\b(?:(?P<which>this|this coming|this past|next|last|past|coming)|later this|earlier this"
    r"|(?:in|by|until|before|of) the)"
    r"(?: (?:early|late|mid))? (?P<season>spring|summer|fall|autumn|winter)\b",
    re.I,
)
_SEASON_NUMBERS = {"spring": 21, "summer": 22, "fall": 23, "autumn": 23, "winter": 24}


def relative_season(words: str, spoken_on: str) -> list[tuple[str, str]]:
    """The first and last days that the one season in a text can mean, said on a given day: nearest first.

    “This fall” is the fall of that year, “this winter” the one that begins or ends in it. Empty where the text names no
    season from the moment of speaking, or several.
    """
    found = list(_SEASON_WORD.finditer(words))
    if len(found) != 1:
        return []
    which, number = (found[0]["which"] or "").lower(), _SEASON_NUMBERS[found[0]["season"].lower()]
    year = int(spoken_on[:4])
    seasons = [edtf_bounds(f"{year + shift}-{number}") for shift in (-2, -1, 0, 1, 2)]
    known = [bounds for bounds in seasons if bounds]
    if which in ("last", "past", "this past"):
        known = [bounds for bounds in known if bounds[1] < spoken_on][-2:]
    elif which in ("next", "coming", "this coming"):
        known = [bounds for bounds in known if bounds[0] > spoken_on][:2]
    else:
        known = [bounds for bounds in known if str(year) in (bounds[0][:4], bounds[1][:4])]
    return known


_WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_RELATIVE_WORD = re.compile(
    rf"\b(?:today|tonight|tomorrow|yesterday|now|ago|recent(?:ly)?|current(?:ly)?|already|just|soon|{_WEEKDAYS}s?"
    r"|(?:this|that|last|next|past|coming|same|later|earlier|following|previous|upcoming|late|early|end of|few"
    r"|couple of|\w+ (?:more|few)) (?:the |this )?(?:morning|afternoon|evening|night|day|week|weekend|month|quarter"
    r"|year|spring|summer|autumn|fall|winter|season|decade)s?"
    r"|(?:in|within|over) (?:the )?\w+ (?:hour|day|week|month|year)s?|since|until)\b",
    re.I,
)
_DATE_WORD = re.compile(rf"\b(?:{_MONTH})\b|\b(?:1[89]|20)\d\d\b|\d(?:st|nd|rd|th)\b|\d/\d", re.I)


def has_relative_word(text: str) -> bool:
    """Whether a text has a word that points to a day, a season or a year from the moment of speaking."""
    return _RELATIVE_WORD.search(text) is not None


def has_date_word(text: str) -> bool:
    """Whether a text names a month, a year or a day of the month."""
    return _DATE_WORD.search(text) is not None
