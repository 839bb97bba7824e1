"""Sources into a corpus: draft each, put record and source in their places, never overwrite, go on after a bad one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TextIO

from onbackground.corpus import catalogue, writing
from onbackground.corpus.corpus import Corpus, UsageError, sha256, year_of
from onbackground.corpus.writing import NotWritten
from onbackground.drafting.draft import Chosen, Draft, draft
from onbackground.drafting.links import links_of
from onbackground.drafting.pages.csv_rows import page_of, read_rows
from onbackground.drafting.pages.fetch import fetch, is_address
from onbackground.drafting.pages.kinds import KINDS, read_page, too_large
from onbackground.drafting.pages.page import MAX_BYTES, Page, Refused
from onbackground.findings import Unreadable, printable
from onbackground.record import schema
from onbackground.validation.check import check_record

FOLDERS = ("records", "sources")
"""The folders that drafts are written into."""


_ROW = re.compile(r"(?P<file>.+\.(?:csv|tsv))#(?P<row>[1-9]\d*)", re.I | re.S)


class Outcome(NamedTuple):
    """What became of a source: `drafted` (then `detail` is the id), `refused` or `skipped` (then it is the reason).

    `note` says what else to know of it, `lost` how much of what the page shows is not in its source.
    """

    source: str
    result: str
    detail: str
    note: str = ""
    lost: tuple[tuple[str, int], ...] = ()


@dataclass
class Intake:
    """Drafts sources into one corpus and remembers what it holds."""

    corpus: Corpus
    chosen: Chosen = field(default_factory=Chosen)
    _digests: dict[str, str] = field(default_factory=dict)
    _drafted: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.corpus.is_local:
            raise UsageError("drafts are written into a folder; --corpus names an address")
        for path in self.corpus.listing("sources"):
            record = path.replace("sources/", "records/", 1).removesuffix(".txt") + ".yaml"
            if path.endswith(".txt") and self.corpus.has(record):
                with suppress(Unreadable):  # validate.py says what is wrong with it
                    self._digests.setdefault(sha256(self.corpus.read(path)), PurePosixPath(path).stem)
        for folder in {str(PurePosixPath(path).parent) for part in FOLDERS for path in self.corpus.listing(part)}:
            writing.sweep(self.corpus.root, folder)

    @cached_property
    def _links(self) -> dict[str, str]:
        return links_of(self.corpus)

    def take(self, source: str) -> Outcome:
        """Draft one file or address and put it into the corpus. Never raises for what a source holds."""
        try:
            made = self._take(source)
            return Outcome(source, "drafted", made.id, f"{made.skipped:.0%} of its words in skips", made.lost)
        except (Refused, NotWritten, Unreadable) as refusal:
            return Outcome(source, "refused", str(refusal))
        except OSError as error:
            return Outcome(source, "refused", f"cannot be read or written: {error.strerror or error}")
        except Exception as error:  # no page may end a run: the other sources are drafted
            said = " ".join(str(error).split())[:120]
            return Outcome(
                source,
                "refused",
                f"is a page that draft.py cannot read; please report it ({type(error).__name__}: {said})",
            )

    def _take(self, source: str) -> Draft:
        page, fetched = self.page(source), is_address(source)
        name, retrieved = (source, date.today().isoformat()) if fetched else (Path(source).name, None)
        made = self._draft(page, name, retrieved)
        self._place(made, source)
        self._link(made)
        return made

    def page(self, source: str) -> Page:
        """The page at an address, in a file, or in a row of a table (FILE#2). Raises Refused and OSError."""
        if is_address(source):
            answer = fetch(source)
            return read_page(source, answer.content, answer.url, answer.charset)
        row = _ROW.fullmatch(source)
        if row is None or os.path.lexists(source):
            return read_page(source, _read_file(Path(source)))
        rows = read_rows(_read_file(Path(row["file"])))
        if self.chosen.date and len(rows) > 1:
            raise Refused(
                f"is one of {len(rows)} briefings in this table: leave --date out, each row has a date of its own"
            )
        return page_of(rows[int(row["row"]) - 1])

    def _link(self, made: Draft) -> None:
        """Write the id of the record into the row of the catalogue that has its address."""
        url = made.record["source"]["url"]
        if url and self.corpus.has(catalogue.FILE):
            with writing.held(self.corpus.root, catalogue.FILE) as file:
                columns = schema.columns("catalogue")
                linked = catalogue.linked((file.content or b"").decode("utf-8"), columns, url, made.id)
                if linked is not None:
                    file.replace(linked.encode("utf-8"))

    def _draft(self, page: Page, name: str, retrieved: str | None) -> Draft:
        made = draft(page, name, self.corpus.vocabulary, self.chosen, retrieved, self._links)
        if recorded := self._digests.get(sha256(made.source)):
            raise Refused(f"is already recorded as {recorded}: the same text, byte for byte")
        return made

    def _place(self, made: Draft, source: str) -> None:
        """Check the draft, then write source and record, each whole or not at all."""
        record, text = f"records/{year_of(made.id)}/{made.id}.yaml", self.corpus.source_path(made.id)
        if made.id in self._drafted:
            raise Refused(
                f"would have the id {made.id}, which {self._drafted[made.id]} has: draft one of them alone with --id"
            )
        if os.path.lexists(self.corpus.root / record):
            raise Refused(f"would become {made.id}, and that record exists: choose another id with --id")
        new_source = not os.path.lexists(self.corpus.root / text)
        if not new_source and self.corpus.read(text) != made.source:
            raise Refused(
                f"would become {made.id}, but sources/ has another text of that name (choose another id with --id)"
            )
        self._validate(made)
        if new_source:
            writing.write_new(self.corpus.root, text, made.source)
        try:
            writing.write_new(self.corpus.root, record, made.text)
        except BaseException:
            if new_source:
                (self.corpus.root / text).unlink(missing_ok=True)
            raise
        self._drafted[made.id] = source
        self._digests[sha256(made.source)] = made.id

    def _validate(self, made: Draft) -> None:
        """Refuse a draft that `validate.py` would complain about, before it stands in the corpus."""
        record = f"records/{year_of(made.id)}/{made.id}.yaml"
        staged = {record: made.text.encode("utf-8"), self.corpus.source_path(made.id): made.source}
        findings = check_record(self.corpus.with_files(staged), record).findings
        if findings:
            first = findings[0]
            raise Refused(
                f"not written: the draft would not be valid ({first.code}, line {first.line}: {first.message})"
            )


def _read_file(path: Path) -> bytes:
    if not path.is_file():
        raise Refused("is not a file")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Refused(too_large(size))
    return path.read_bytes()


def sources_of(arguments: Iterable[str], corpus: Corpus) -> Iterator[tuple[str, str | None]]:
    """Every file and address that is meant, in a fixed order, with the reason where one is passed over.

    A folder stands for the files in it, at any depth, a table for its rows (FILE#1, FILE#2, …), and the id of a row of
    the catalogue for its address. Raises UsageError for what does not exist.
    """
    known = {row.cells["id"]: row.cells for row in _catalogue(corpus)}
    for argument in arguments:
        row = None if os.path.lexists(argument) else known.get(argument)
        if row:
            done = row["briefing_id"]
            yield row["url"], f"{argument} is recorded as {done}" if done else None
        else:
            for source, passed_over in _files_of(argument):
                yield from [(source, passed_over)] if passed_over else ((one, None) for one in _rows_of(source))


def _catalogue(corpus: Corpus) -> list[catalogue.Row]:
    if not corpus.has(catalogue.FILE):
        return []
    text = corpus.read(catalogue.FILE).decode("utf-8", "replace")
    return catalogue.read(text, schema.columns("catalogue")).rows


def _rows_of(source: str) -> list[str]:
    """The rows of a table, each as a source; any other source as it is, and a table that cannot be read."""
    if is_address(source) or KINDS.get(os.path.splitext(source)[1].lower()) != "csv":
        return [source]
    try:
        return [f"{source}#{n}" for n, _ in enumerate(read_rows(_read_file(Path(source))), start=1)]
    except (Refused, OSError):
        return [f"{source}#1"]  # drafting it says why


def _files_of(argument: str) -> Iterator[tuple[str, str | None]]:
    """The files and addresses that an argument names."""
    if is_address(argument):
        yield argument, None
    elif "://" in argument:
        raise UsageError(f"{argument}: only http and https addresses are fetched")
    elif os.path.isdir(argument):
        for path in sorted(Path(argument).rglob("*")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(argument).parts):
                known = path.suffix.lower() in KINDS
                yield (
                    str(path),
                    None if known else f"files ending in {path.suffix or 'nothing'} are not read from a folder",
                )
    elif os.path.lexists(argument):
        yield argument, None
    else:
        raise UsageError(f"{argument}: no such file or folder, and no id of {catalogue.FILE}")


def take_all(intake: Intake, sources: list[tuple[str, str | None]], terminal: TextIO | None = None) -> list[Outcome]:
    """The outcome of every source, in order; a terminal sees how far it is."""
    outcomes: list[Outcome] = []
    for source, passed_over in sources:
        if terminal:
            terminal.write(f"\r\033[K{len(outcomes) + 1}/{len(sources)} {_short(source)}")
            terminal.flush()
        outcomes.append(Outcome(source, "skipped", passed_over) if passed_over else intake.take(source))
    if terminal:
        terminal.write("\r\033[K")
    return outcomes


def table(outcomes: list[Outcome]) -> str:
    """What became of every source, a line each, below it what of its page was not taken over, and the sums."""
    width = min(max((len(_short(outcome.source)) for outcome in outcomes), default=0), 60)
    lines = []
    for outcome in outcomes:
        note = f" ({outcome.note})" if outcome.note else ""
        lines.append(f"{outcome.result:8} {_short(outcome.source):{width}}  {printable(outcome.detail)}{note}")
        lines += [f"         not in the draft: {count:,} {what}" for what, count in outcome.lost]
    counts = {
        result: sum(outcome.result == result for outcome in outcomes) for result in ("drafted", "refused", "skipped")
    }
    return "\n".join([*lines, ", ".join(f"{count} {result}" for result, count in counts.items())]) + "\n"


def _short(source: str) -> str:
    name = printable(source if is_address(source) else os.path.basename(source))
    return name if len(name) <= 60 else "…" + name[-59:]
