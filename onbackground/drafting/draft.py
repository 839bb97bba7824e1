"""The whole way of one source: page, turns, header, participants, record, YAML; and the check that nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onbackground.corpus.corpus import UsageError, Vocabulary
from onbackground.drafting.cutting.day_held import day_held
from onbackground.drafting.cutting.doubts import share_skipped
from onbackground.drafting.cutting.extract import Transcript, transcript_of
from onbackground.drafting.cutting.header import read_header
from onbackground.drafting.cutting.refusals import no_transcript
from onbackground.drafting.cutting.turns import Segments, segment
from onbackground.drafting.lines.days import iso_day, numeric_day
from onbackground.drafting.lossless import what_is_lost
from onbackground.drafting.pages.page import Page, Refused
from onbackground.drafting.people import publishers
from onbackground.drafting.people.ground_rules import read_ground_rules
from onbackground.drafting.people.participants import cast
from onbackground.drafting.writing.open_questions import open_questions
from onbackground.drafting.writing.proposals import propose
from onbackground.drafting.writing.record_data import PageReading, record_of
from onbackground.drafting.writing.record_id import record_id as id_of
from onbackground.drafting.writing.record_text import write
from onbackground.findings import Unreadable
from onbackground.parsing import strict

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ID = re.compile(rf"{_SLUG.pattern}-{_DAY.pattern}(?:-[a-z0-9]+)+")


@dataclass(frozen=True)
class Chosen:
    """What the person who drafts has decided; None leaves it to the page. Raises UsageError for a malformed value."""

    id: str | None = None
    publisher: str | None = None
    date: str | None = None

    def __post_init__(self) -> None:
        for name, value, form, said in (
            ("--id", self.id, _ID, "publisher-YYYY-MM-DD-slug, in lower case"),
            ("--publisher", self.publisher, _SLUG, "a short name such as state-dept"),
            ("--date", self.date, _DAY, "a day such as 2031-04-02"),
        ):
            if value is not None and not (form.fullmatch(value) and (form is not _DAY or iso_day(value))):
                raise UsageError(f"{name} {value}: that is not {said}")


@dataclass(frozen=True)
class Draft:
    """A draft record as written and as data, the bytes of its source, and the share of its words in skips.

    `lost` is how much of what the page shows is not in the source, by what it is.
    """

    id: str
    text: str
    record: Mapping[str, Any]
    source: bytes
    skipped: float = 0.0
    lost: tuple[tuple[str, int], ...] = ()


def draft(
    page: Page,
    name: str,
    vocabulary: Vocabulary,
    chosen: Chosen = Chosen(),
    retrieved: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Draft:
    """The draft record of a page. `name` is the file name or address of the source, `retrieved` the day it was fetched.

    `links` are words that other records link, with their entity.

    Raises Refused where the page is no transcript, where no id can be given, or where the record would not
    reproduce the source.
    """
    transcript = transcript_of(page)
    segments = segment(transcript)
    reason = no_transcript(segments, transcript)
    if segments is None or reason:
        raise Refused(reason)
    found = _read(transcript, segments, name, vocabulary, chosen, retrieved)
    declared = found.publisher.declared
    begins = declared.prefix if declared else found.publisher.name or "unknown"
    record_id = chosen.id or id_of(begins, found.held.day or "", found.header.title, found.header.series)
    record = record_of(record_id, found, vocabulary)
    record["review"]["open"] = open_questions(found, record["language"])
    text = write(record, propose(record, vocabulary.entities, links, vocabulary.topics))
    return Draft(
        record_id,
        text,
        _read_back(text, transcript),
        transcript.content,
        share_skipped(found.header.skips, segments, transcript.text),
        transcript.lost,
    )


def _read(
    transcript: Transcript, segments: Segments, name: str, vocabulary: Vocabulary, chosen: Chosen, retrieved: str | None
) -> PageReading:
    header = read_header(segments.header, transcript.title, transcript.date, vocabulary.terms)
    address = publishers.usable_url(transcript.page.url or (name if "://" in name else None))
    declared = vocabulary.terms.publishers
    publisher = publishers.publisher_of(
        address, " ".join(segments.header), transcript.around, _first_words(segments), declared
    )
    if chosen.publisher:
        publisher = publishers.Publisher(chosen.publisher, True, declared.get(chosen.publisher))
    held = day_held(
        header.date,
        (
            (chosen.date, "command line"),
            (transcript.date, "page's metadata"),
            (numeric_day(segments.header), "header's numbers"),
            (publishers.date_in_address(transcript.page.url or ""), "address"),
            (publishers.date_in_address(name), "file name"),
        ),
        transcript.page.dated,
        segments.header,
        segments.turns,
    )
    if held.day is None:
        raise Refused("prints no date, and neither does its address or file name; give it with --date")
    rules = read_ground_rules(segments.turns, segments.header, header.title)
    people = cast(segments.turns, "\n".join(segments.header), set(vocabulary.entities))
    masked = [one.label for one in people.participants if one.role == "briefer" and one.identity == "withheld"]
    if masked and rules.attribution == "on_record":
        rules.leave_open(
            f"On the record is announced, but {masked[0]} has no name: which ground rules apply, and to whom?"
        )
    return PageReading(transcript, segments, header, rules, people, publisher, address, retrieved, held)


def _first_words(segments: Segments) -> str:
    """The words of a transcript below its header that show best who published it: its labels, its first turn."""
    labels = dict.fromkeys(turn.label for turn in segments.turns if turn.label)
    return " ".join((*labels, *segments.turns[0].paragraphs))


def _read_back(text: str, transcript: Transcript) -> Mapping[str, Any]:
    """The record as any reader will get it. Raises Refused where it would lose a character of the source."""
    try:
        record = strict.load(text)
    except Unreadable as error:
        raise Refused(f"not written: the draft would not be readable YAML ({error})") from None
    lost = what_is_lost(record, transcript.text)
    if lost:
        raise Refused(f"not written: {lost}")
    return record
