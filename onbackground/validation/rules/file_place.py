"""OB11x: a record's id, its file and its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onbackground.corpus.corpus import date_of, year_of
from onbackground.findings import Problem, Stage, reader_problem, record_rule
from onbackground.record.record import Record
from onbackground.validation.rules.source import BODY, HEADER, header_fit


@reader_problem("OB115", stage=Stage.FILE)
def misplaced_file(message: str, hint: str) -> Problem:
    """A file in records/ whose name or place is not that of a record.

    Records are read from records/YEAR/ID.yaml. A file elsewhere, or with another ending, would be passed over,
    and nobody would notice.

    Wrong:
        records/2031/state-2031-04-02-lake-commission.yml
    Right:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    return Problem((), message, hint, position=(1, 1))


def place_of_file(path: str) -> list[Problem]:
    """What is wrong with the name and the folder of a record's file: one problem, or none."""
    folders, name = path.split("/")[1:-1], path.rsplit("/", 1)[-1]
    if not name.endswith(".yaml"):
        return [
            misplaced_file(
                f"“{name}” does not end in .yaml, so it is not read", "rename it, or move it out of records/"
            )
        ]
    if not re.fullmatch(r"[a-z0-9-]+", name.removesuffix(".yaml")):
        hint = "publisher-date-slug.yaml: lower-case letters, digits and hyphens"
        return [misplaced_file(f"“{name}” is not a record id followed by .yaml", hint)]
    if len(folders) != 1 or not re.fullmatch(r"[0-9]{4}", folders[0]):
        hint = "the folder is the year of the briefing, and nothing else"
        return [misplaced_file(f"“{path}” is not in records/YEAR/", hint)]
    return []


@record_rule("OB116", reads=("id",), stage=Stage.FILE)
def id_is_not_the_file_name(record: Record) -> Iterator[Problem]:
    """The id is not the name of the file.

    An id is given once and never changes; the file is found by it.

    Wrong:
        id: state-2031-04-02-lake          (in state-2031-04-02-lake-commission.yaml)
    Right:
        id: state-2031-04-02-lake-commission
    """
    stem = stem_of(record.path)
    if record.id != stem:
        said, hint = f"the id is “{record.id}”, the file is “{stem}.yaml”", f"id: {stem}, or rename the file"
        yield Problem(("id",), said, hint, doubts=(("id",),))


@record_rule("OB117", reads=("id", "date", *HEADER, *BODY), stage=Stage.FILE)
def id_has_another_date(record: Record) -> Iterator[Problem]:
    """The date in the id is not the date of the briefing.

    Wrong:
        id: state-2031-04-02-lake-commission
        date: "2031-04-03"
    Right:
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
            doubts=(("date",),),
        )


@record_rule("OB118", reads=("id",), stage=Stage.FILE)
def folder_is_not_the_year(record: Record) -> Iterator[Problem]:
    """The folder is not the year of the briefing.

    Wrong:
        records/2030/state-2031-04-02-lake-commission.yaml
    Right:
        records/2031/state-2031-04-02-lake-commission.yaml
    """
    folder = record.path.split("/")[-2]
    year = year_of(record.id)
    if folder != year and record.id == stem_of(record.path):
        yield Problem(("id",), f"the record is in records/{folder}/, the id says {year}", f"move it to records/{year}/")


def stem_of(path: str) -> str:
    """The name of a record's file without its ending."""
    return path.rsplit("/", 1)[-1].removesuffix(".yaml")
