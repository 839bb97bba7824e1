"""What a release changes: the rows of `changes`, what they demand, and what must not be.

A row id is for ever. What was released once and is gone must have been retired in its record or withdrawn in
records/withdrawn.yaml; an id that was retired never comes to stand for anything else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from onbackground.corpus.corpus import WITHDRAWN
from onbackground.findings import shorten
from onbackground.release.compare import meaning, versions
from onbackground.release.compare.previous import Previous, Tombstone, briefing_ids
from onbackground.release.compare.rows import Change, compare
from onbackground.release.files.digests import ABOUT_RELEASES
from onbackground.release.tables import TABLES
from onbackground.release.tables.column import Row

LISTED = 100
"""How many changes of a kind are listed one by one for people; the table has all."""


class Ledger:
    """The changes since the release before, counted and listed as they are read.

    `retired` is what each record lists as retired (briefing id to local ids), `withdrawn` is records/withdrawn.yaml.
    `refusals` says in lines for people why this cannot be a release.
    """

    def __init__(
        self,
        version: str,
        previous: Previous | None,
        withdrawn: dict[str, dict[str, str]],
        retired: dict[str, frozenset[str]],
    ):
        self.version = version
        self.previous = previous
        self.withdrawn = withdrawn
        self.retired = retired
        self.counts: Counter[tuple[str, str]] = Counter()
        self.changed_rows: Counter[str] = Counter()
        self.listed: dict[str, list[Change]] = defaultdict(list)
        self.new_briefings: dict[str, Counter[str]] = {}
        self.refusals: list[str] = []

    def rows(self, folder: Path) -> Iterator[Row]:
        """The rows of `changes` for the release in `folder`."""
        before = self.previous.briefings if self.previous else set()
        now = briefing_ids(folder)
        graves = self.previous.tombstones if self.previous else {}
        if self.previous:
            self.new_briefings = {briefing: Counter() for briefing in sorted(now - before)}
            tables = [name for name in TABLES if name != ABOUT_RELEASES]
            last: tuple[str, str | None] | None = None
            for change in compare(self.previous.folder, folder, tables):
                kept = self._admit(change, graves, now)
                if kept:
                    self.counts[kept.table, kept.change] += 1
                    self.changed_rows[kept.table] += kept.change == "changed" and last != kept[:2]
                    last = kept[:2]
                    self._list(kept)
                    yield {"release": self.version, **kept._asdict()}
        for identifier, entry in self.withdrawn.items():
            if identifier not in before and ("briefings", identifier) not in graves:
                yield {
                    "release": self.version,
                    **Change("briefings", identifier, "withdrawn", "reason", None, entry["reason"])._asdict(),
                }
        yield from self._carried(graves, now)

    def _carried(self, graves: dict[tuple[str, str], Tombstone], now: set[str]) -> Iterator[Row]:
        for grave in graves.values():
            if grave.change == "withdrawn" and grave.id not in self.withdrawn and grave.id not in now:
                self.refusals.append(f"{WITHDRAWN}: {grave.id}, withdrawn in {grave.release}, is not listed any more")
            yield grave._asdict()

    def _admit(self, change: Change, graves: dict[tuple[str, str], Tombstone], now: set[str]) -> Change | None:
        """The change as it is to be recorded; None where it must not be. A tombstone is lifted where its id is back."""
        table, identifier = change.table, change.id or ""
        if change.change == "reused":
            self._refuse_meaning(identifier, change.old, change.new, "")
            return None
        if change.change == "added" and change.new is not None:
            grave = graves.pop((table, identifier), None)
            if grave and grave.old and not meaning.is_same(grave.old, change.new):
                self._refuse_meaning(identifier, grave.old, change.new, f", retired in {grave.release},")
                return None
        if change.change == "retired":
            return self._admit_retired(change, now)
        return change

    def _refuse_meaning(self, identifier: str, old: str | None, new: str | None, when: str) -> None:
        self.refusals.append(
            f"{identifier}{when} stood for {shorten(old or '')} and cannot stand for {shorten(new or '')}: "
            "retire the id and take the next free one"
        )

    def _admit_retired(self, change: Change, now: set[str]) -> Change:
        briefing, _, local = (change.id or "").partition(".")
        released = self.previous.version if self.previous else ""
        if change.table == "briefings":
            if briefing in self.withdrawn:
                return change._replace(change="withdrawn", field="reason", new=self.withdrawn[briefing]["reason"])
            self.refusals.append(
                f"{briefing}, released in {released}, is gone: say why in {WITHDRAWN}, or bring it back "
                "(a record that is a draft is not released)"
            )
        elif change.table in meaning.GIVEN and briefing in now and not self._is_retired(briefing, local):
            self.refusals.append(
                f"{change.id}, released in {released}, is gone: list {local} under `retired:` of its record"
            )
        return change

    def _is_retired(self, briefing: str, local: str) -> bool:
        retired = self.retired.get(briefing, frozenset())
        exchange = re.match(r"x\d+", local)
        return local in retired or bool(exchange and exchange[0] in retired)

    def _list(self, change: Change) -> None:
        briefing = (change.id or "").partition(".")[0]
        if change.change == "added" and briefing in self.new_briefings:
            self.new_briefings[briefing][change.table] += 1
        elif len(self.listed[change.change]) < LISTED:
            self.listed[change.change].append(change)

    @property
    def level(self) -> str:
        """What the changes demand: MAJOR, MINOR or PATCH."""
        return versions.level_of(change for _, change in self.counts)

    @property
    def demanded(self) -> str | None:
        """The smallest version that the changes allow; None for a first release."""
        return versions.bump(self.previous.version, self.level) if self.previous else None

    def count(self, change: str, table: str | None = None) -> int:
        """How many changes of a kind there are, in one table or in all."""
        return sum(n for (name, kind), n in self.counts.items() if kind == change and table in (None, name))

    def reasons(self) -> list[str]:
        """The changes that ask for the level, for people, the first ten of them."""
        asking = [
            change
            for kind, changes in self.listed.items()
            for change in changes
            if versions.level_of([kind]) == self.level
        ]
        lines = [in_words(change) for change in asking]
        if self.level == versions.MINOR:
            lines += [f"{briefing} is new" for briefing in self.new_briefings]
        total = sum(n for (_, kind), n in self.counts.items() if versions.level_of([kind]) == self.level)
        shown = lines[:10]
        return shown + ([f"and more: {total:,} such changes in all"] if len(lines) > 10 else [])


def in_words(change: Change) -> str:
    """A change as a line for people."""
    place = f"{change.table}: {change.id}" if change.id else change.table
    old, new = (shorten(text) if text is not None else "null" for text in (change.old, change.new))
    said = {
        "added": f"{place} is new",
        "retired": f"{place} is retired",
        "changed": f"{place}, {change.field}: {old} → {new}",
        "withdrawn": f"{place} is withdrawn: {change.new}",
        "column_added": f"{place} has a new column {change.field} ({new})",
        "column_dropped": f"{place} has no column {change.field} any more",
        "column_renamed": f"{place}: the column {old} is called {new}",
        "column_retyped": f"{place}: the column {change.field} was {old} and is {new}",
        "table_added": f"the table {place} is new",
        "table_dropped": f"the table {place} is gone",
    }
    return said[change.change]
