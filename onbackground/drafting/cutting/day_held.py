"""On which day a briefing was held: what the page prints, unless its own words or its own clock disprove that.

Pages are often dated by the day of their publication: a call that is held in the evening under an embargo appears on
the next day. The id of a record has its day for ever, so a doubt is put to the reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from onbackground.dates import MONTHS
from onbackground.drafting.cutting.turns import Turn
from onbackground.drafting.lines import not_speech
from onbackground.drafting.lines.label_words import ENGLISH

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SAID = re.compile(
    rf"\b(?P<relative>today|tonight|this (?:morning|afternoon|evening)|tomorrow|yesterday|last night)"
    rf"(?: (?:morning|afternoon|evening|night))?(?:(?:,| is| being|,? on|,? which is|,? that is) (?:on )?(?:the )?|"
    rf",? the )"
    rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\b,? ?(?:the )?)?"
    rf"(?:(?P<month>{_MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?"
    rf"(?P<month2>{_MONTH})\b)?",
    re.I,
)
_BESIDE = re.compile(rf"(?:today|tonight|tomorrow)(?: \w+)?, (?:{'|'.join(_WEEKDAYS)})(?:[,.;]|$| at \b)", re.I)
"""A weekday without a date counts only right beside the relative word: `until 5:00 a.m. tomorrow, Wednesday.`"""
_SHIFT = {"tomorrow": 1, "yesterday": -1, "last night": -1}
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.]?(?P<minute>\d\d)?\s*(?P<half>[ap])\.?\s?m\b\.?\s*,?\s*\(?(?P<zone>[A-Z]{2,5})?", re.I
)
_HOURS_FROM_UTC = {zone: int(hours) for zone, _, hours in (pair.partition("=") for pair in ENGLISH["hours_from_utc"])}
"""Zones as transcripts print them; where a name means several, the one of whoever travels with the press."""


@dataclass
class DayHeld:
    """The day that the record prints (None: open), the day that dates its id and where that is from, and doubts.

    Days are YYYY-MM-DD. `source` is None where the transcript prints the day.
    """

    printed: str | None
    day: str | None
    source: str | None
    questions: list[tuple[str, str]] = field(default_factory=list)


def day_held(
    printed: str | None,
    others: Iterable[tuple[str | None, str]],
    dated: Sequence[str],
    lines: Iterable[str],
    turns: list[Turn],
) -> DayHeld:
    """The day of a briefing. `printed` is the day in its header, `others` are days with where each is from, best first.

    `dated` are the page's metadata of its publication, `lines` those of the header, where a clock time may stand.
    """
    day, source = printed, None
    if day is None:
        day, source = next(((day, where) for day, where in others if day), (None, None))
    found = DayHeld(printed, day, source)
    if day is None or source == "command line":
        return found
    spoken = list(days_said(turns, day))
    said, quotes = Counter(meant for meant, _ in spoken), dict(reversed(spoken))
    published_at = _published_before(dated, day, lines)
    if published_at and day not in said:
        before = max((other for other in said if other < day), default=None) or _shifted(day, -1)
        _doubt(
            found, before, f"The page was published at {published_at[0]}, before {published_at[1]} of that day", quotes
        )
    elif said and day not in said:
        _doubt(found, said.most_common(1)[0][0], "A speaker’s words do not fit that day", quotes)
    elif len(said) > 1:
        told = "; ".join(f"“{quotes[other]}”" for other in sorted(said))
        found.questions.append(("date", f"The speakers’ words mean different days ({told}): is {day} right?"))
    return found


def _doubt(found: DayHeld, day: str, why: str, quotes: dict[str, str]) -> None:
    """Leave the date open, date the id by the day that the page shows instead, and ask."""
    quote = f" (“{quotes[day]}”)" if day in quotes else ""
    found.questions.append(
        (
            "date",
            f"The page is dated {found.day}, but its text does not fit. {why}{quote}: was the briefing held on {day}?",
        )
    )
    found.printed, found.day = None, day


def days_said(turns: list[Turn], near: str) -> Iterator[tuple[str, str]]:
    """The days of speaking (YYYY-MM-DD) that relative words beside a weekday or a date mean, and those words.

    `tomorrow, Wednesday, July 2nd` is said on 1 July; the year is the one that brings the day close to `near`.
    """
    about = date.fromisoformat(near)
    for turn in turns:
        for paragraph in turn.paragraphs:
            for match in _SAID.finditer(paragraph):
                if named := _named_day(match, about):
                    spoken = named - timedelta(days=_SHIFT.get(match["relative"].lower(), 0))
                    if abs((spoken - about).days) <= 7:
                        yield spoken.isoformat(), match.group().strip(" ,")


def _named_day(match: re.Match[str], about: date) -> date | None:
    month, number = match["month"] or match["month2"], match["day"] or match["day2"]
    if month:
        for year in (about.year, about.year + 1, about.year - 1):
            try:
                day = date(year, MONTHS[month.lower()], int(number))
            except ValueError:
                return None
            if abs((day - about).days) < 180:
                weekday = (match["weekday"] or "").lower()
                return day if not weekday or _WEEKDAYS[day.weekday()] == weekday else None
        return None
    if not match["weekday"] or not _BESIDE.match(match.string, match.start()):
        return None
    shift = _SHIFT.get(match["relative"].lower(), 0)
    wanted = _WEEKDAYS.index(match["weekday"].lower())
    return next(day for back in range(7) if (day := about + timedelta(days=shift - back)).weekday() == wanted)


def _published_before(dated: Sequence[str], day: str, lines: Iterable[str]) -> tuple[str, str] | None:
    """The clock times of publication and of the briefing, where both are of one day and the first is the earlier."""
    published = next((moment for text in dated if (moment := _moment(text))), None)
    clock = next((found for line in lines if not_speech.is_time_line(line) and (found := _CLOCK.search(line))), None)
    if published is None or clock is None or published.date().isoformat() != day:
        return None
    zone = (clock["zone"] or "").upper()
    hours = _HOURS_FROM_UTC.get(zone)
    offset = published.tzinfo if hours is None else timezone(timedelta(hours=hours))
    hour = int(clock["hour"]) % 12 + (12 if clock["half"].lower() == "p" else 0)
    held = datetime.fromisoformat(day).replace(hour=hour, minute=int(clock["minute"] or 0), tzinfo=offset)
    if published.tzinfo is None:
        held = held.replace(tzinfo=None)
    if published >= held:
        return None
    return published.strftime("%H:%M"), clock.group().strip(" ,(")


def _moment(text: str) -> datetime | None:
    """A day with its clock time, as metadata write it; None for a day alone."""
    if not re.match(r"\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment


def _shifted(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
