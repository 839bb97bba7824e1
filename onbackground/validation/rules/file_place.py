"""OB11x: a record's id, its file and its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.corpus.corpus import date_of, year_of
from onbackground.findings import Problem, rule
from onbackground.record.record import Record
from onbackground.validation.rules.source import BODY, HEADER, header_fit


@rule("OB115")
def misplaced_file(path: str) -> Iterator[Problem]:
    """A file in records/ that is no record by its name or place.

    Records are read from records/YEAR/ID.yaml. A file elsewhere, or with another ending, would be passed over,
    and nobody would notice.

    Breaks:
        records/2031/state-2031-04-02-lake-commission.yml
    Mended:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    folders, name = path.split("/")[1:-1], path.rsplit("/", 1)[-1]
    if not name.endswith(".yaml"):
        yield Problem(
            (),
            f"“{name}” does not end in .yaml, so it is not read",
            "rename it, or move it out of records/",
            position=(1, 1),
        )
    elif not re.fullmatch(r"[a-z0-9-]+", name.removesuffix(".yaml")):
        yield Problem(
            (),
            f"“{name}” is no id with .yaml behind it",
            "publisher-date-slug.yaml: lower-case letters, digits and hyphens",
            position=(1, 1),
        )
    elif len(folders) != 1 or not re.fullmatch(r"[0-9]{4}", folders[0]):
        yield Problem(
            (),
            f"“{path}” is not in records/YEAR/",
            "the folder is the year of the briefing, and nothing else",
            position=(1, 1),
        )


@rule("OB116", reads=("id",))
def id_is_not_the_file_name(record: Record) -> Iterator[Problem]:
    """The id is not the name of the file.

    An id is given once and never changes; the file is found by it.

    Breaks:
        id: state-2031-04-02-lake          (in state-2031-04-02-lake-commission.yaml)
    Mended:
        id: state-2031-04-02-lake-commission
    """
    stem = stem_of(record.path)
    if record.id != stem:
        yield Problem(("id",), f"the id is “{record.id}”, the file is “{stem}.yaml”", f"id: {stem}, or rename the file")


@rule("OB117", reads=("id", "date", *HEADER, *BODY))
def id_has_another_date(record: Record) -> Iterator[Problem]:
    """The date in the id is not the date of the briefing.

    Breaks:
        id: state-2031-04-02-lake-commission
        date: "2031-04-03"
    Mended:
        id: state-2031-04-02-lake-commission
        date: "2031-04-02"
    """
    day = record.data["date"]
    if day is None or date_of(record.id) in ("", day) or record.id != stem_of(record.path):
        return
    fit = header_fit(record)
    if fit is None or not fit.other_dates:
        yield Problem(
            ("date",),
            f"the date is {day}, the id says {date_of(record.id)}",
            "the date as printed in the source is right; the id follows it",
        )


@rule("OB118", reads=("id",))
def folder_is_not_the_year(record: Record) -> Iterator[Problem]:
    """The folder is not the year of the briefing.

    Breaks:
        records/2030/state-2031-04-02-lake-commission.yaml
    Mended:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    folder = record.path.split("/")[-2]
    year = year_of(record.id)
    if year and folder != year and record.id == stem_of(record.path):
        yield Problem(("id",), f"the record is in records/{folder}/, the id says {year}", f"move it to records/{year}/")


def stem_of(path: str) -> str:
    """The name of a record's file without its ending."""
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")
