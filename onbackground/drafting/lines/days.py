"""The day on which a page says that it was published."""

from __future__ import annotations

import re
from datetime import date

from onbackground.dates import printed_dates
from onbackground.verbatim.reproduce import fold

_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")


_NUMERIC = (
    re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?![\d.])"),
    re.compile(r"(?<![\d/])(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/])"),
    re.compile(r"\A\s*(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)\s*\Z"),
)


def iso_day(text: str | None) -> str | None:
    """The day (YYYY-MM-DD) that a page's metadata name, as ISO 8601 or as printed; None where they name none."""
    if not text:
        return None
    found = _ISO.match(text)
    if found:
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            return None
    return next((day for _, day in printed_dates(fold(text))), None)


def numeric_day(lines: list[str]) -> str | None:
    """The first day printed in numbers (YYYY-MM-DD), else None.

    `12/11/91`, month before day as American offices print it; `10.05.2021`, day before month as European ones do;
    `2010/04/14` and, on a line of its own, `20010313`.
    """
    for line in lines:
        for pattern in _NUMERIC:
            for found in pattern.finditer(line):
                if day := iso_day("{year}-{month:0>2}-{day:0>2}".format(**found.groupdict())):
                    return day
        for month, day, year in re.findall(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d\d)(?!\d)", line):
            century = "19" if int(year) > 50 else "20"
            if shown := iso_day(f"{century}{year}-{int(month):02}-{int(day):02}"):
                return shown
    return None


def long_date(day: str) -> str:
    """`2015-09-27` as `September 27, 2015`, in English whatever the machine's language."""
    year, month, number = map(int, day.split("-"))
    names = "January February March April May June July August September October November December".split()
    return f"{names[month - 1]} {number}, {year}"


def top_prints_date(lines: list[str]) -> bool:
    """Whether one of the short lines at the top of a page prints a full date."""
    return any(True for line in lines if len(line) < 250 for _ in printed_dates(line))
