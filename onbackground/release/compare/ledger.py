"""What a release changes: the rows of `changes`, what they demand, and what must not be.

A row id never changes and is never reused. What was released once and is gone must have been retired in its record or
withdrawn in records/withdrawn.yaml; an id that was retired never comes to mean anything else. No words are repeated of
what was withdrawn, or retired because it could unmask somebody: a digest takes their place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from onbackground.corpus.corpus import WITHDRAWN
from onbackground.findings import printable, shorten
from onbackground.release.compare import meaning, versions
from onbackground.release.compare.previous import (
    RELEASED,
    TOMBSTONES,
    Entry,
    Previous,
    Terms,
    briefing_ids,
    reasons,
    successors,
)
from onbackground.release.compare.rows import Change, compare
from onbackground.release.files.digests import ABOUT_RELEASES
from onbackground.release.tables import TABLES
from onbackground.release.tables.column import Row

LISTED = 100
"""How many changes of a kind are listed one by one for people; the table has all."""

UNMASKS = "It could have told who a masked speaker is."
Graves = dict[tuple[str, str], Entry]


class Gone(NamedTuple):
    """What records say of ids that are gone, by briefing.

    `retired` has the ids that a record lists, `unmasking` those of them whose words must not be repeated, `withdrawn`
    the entry of records/withdrawn.yaml.
    """

    withdrawn: dict[str, dict[str, str]]
    retired: dict[str, frozenset[str]]
    unmasking: dict[str, frozenset[str]]


def gone_by(release: Previous) -> Gone:
    """The same as a release says it in its table `changes`."""
    withdrawn, unmasking = {}, defaultdict(set)
    for (table, identifier), grave in release.tombstones.items():
        briefing, _, local = identifier.partition(".")
        if table == "briefings" and grave.change == "withdrawn":
            withdrawn[identifier] = {"reason": grave.why or "", "date": grave.date or ""}
        elif grave.change == "retired" and meaning.is_digest(grave.old or ""):
            unmasking[briefing].add(local)
    return Gone(withdrawn, {}, {briefing: frozenset(ids) for briefing, ids in unmasking.items()})


class Ledger:
    """The changes since the release before, counted and listed as they are read.

    `why` has the reasons that the release manager gives, by id. Without `judging`, two releases are compared as they
    are: nothing is refused. `refusals` says in lines for people why this cannot be a release.
    """

    def __init__(
        self,
        version: str,
        date: str,
        terms: Terms,
        previous: Previous | None,
        gone: Gone,
        why: dict[str, str],
        judging: bool = True,
    ):
        self.version = version
        self.date = date
        self.terms = terms
        self.previous = previous
        self.gone = gone
        self.why = why
        self.judging = judging
        self.counts: Counter[tuple[str, str]] = Counter()
        self.changed_rows: Counter[str] = Counter()
        self.listed: dict[str, list[Change]] = defaultdict(list)
        self.asking: list[Change] = []
        self.new_briefings: dict[str, Counter[str]] = {}
        self.following: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.level = versions.PATCH
        self.hidden: set[str] = set()
        self._successors: dict[str, str] = {}
        self._hiding = False
        self._told: dict[str, str] = {}
        self._used: set[str] = set()

    def rows(self, folder: Path) -> Iterator[Row]:
        """The rows of `changes` for the release in `folder`."""
        for entry in self._entries(folder):
            yield entry._asdict()

    def _entries(self, folder: Path) -> Iterator[Entry]:
        graves = self.previous.tombstones if self.previous else {}
        yield Entry(self.version, self.date, None, None, RELEASED)
        before: set[str] = set()
        now = briefing_ids(folder)
        if self.previous:
            before = self.previous.briefings
            yield from self._changes(self.previous, folder, before, now, graves)
            yield from (entry for entry in self.previous.releases if entry.release != self.version)
        for identifier in self.gone.withdrawn:
            if identifier not in before and ("briefings", identifier) not in graves:
                yield self._entry(Change("briefings", identifier, "withdrawn"))
        yield from self._carried(graves, now)
        if self.previous and self.judging:
            self.refusals += [
                f"dataset.yaml gives a reason for {name}, which this release does not change: remove it"
                for name in self.why
                if name not in self._used
            ]

    def _changes(
        self, previous: Previous, folder: Path, before: set[str], now: set[str], graves: Graves
    ) -> Iterator[Entry]:
        """What changed since the release before: the release as a whole, then its tables."""
        self.new_briefings = {briefing: Counter() for briefing in sorted(now - before)}
        self._told = reasons(previous.folder, folder) | self.why
        self._successors = successors(folder)
        self._hiding = any(briefing in self.gone.withdrawn for briefing in before - now) or self._unmasks_more(previous)
        for change in self.terms.changes(Terms.of(previous)):
            yield self._count(change, last=None)
        last: tuple[str | None, str | None] | None = None
        tables = [name for name in TABLES if name != ABOUT_RELEASES]
        for change in compare(previous.folder, folder, tables):
            kept = self._admit(change, graves, now)
            if kept:
                entry = self._count(kept, last)
                last = kept[:2]
                if self._is_hidden(kept):
                    self.hidden.add(kept.id or "")
                else:
                    yield entry

    def _unmasks_more(self, previous: Previous) -> bool:
        """Whether this release retires something because it could unmask somebody."""
        known = gone_by(previous).unmasking
        return any(
            not any(one.startswith(local) for one in known.get(briefing, ()))
            for briefing, ids in self.gone.unmasking.items()
            for local in ids
        )

    def _count(self, change: Change, last: tuple[str | None, str | None] | None) -> Entry:
        table = change.table or ""
        self.counts[table, change.change] += 1
        self.changed_rows[table] += change.change in ("changed", "replaced") and last != change[:2]
        level = versions.level_of(change)
        if versions.highest((self.level, level)) != self.level:
            self.level = level
            self.asking.clear()
        if not self._is_hidden(change) and self._is_told(change):
            if level == self.level and len(self.asking) < LISTED:
                self.asking.append(change)
            is_new = change.change == "added" and _briefing(change) in self.new_briefings
            if not is_new and len(self.listed[change.change]) < LISTED:
                self.listed[change.change].append(change)
        return self._entry(change)

    def _entry(self, change: Change) -> Entry:
        withdrawn = self.gone.withdrawn.get(_briefing(change)) if change.change == "withdrawn" else None
        date = withdrawn["date"] if withdrawn else self.date
        return Entry(self.version, date, *change, why=self._reason(change))

    def _reason(self, change: Change) -> str | None:
        """Why a change was made: as the release manager, those who settled or read it again, or the record say."""
        briefing = _briefing(change)
        exchange = re.match(r".*\.x\d+", change.id or "")
        ids = [change.id or "", exchange[0] if exchange else ""]
        names = [f"{one}.{change.field}" for one in (change.table, *ids)] + ids + [briefing]
        self._used.update(name for name in names if name)
        if change.change == "withdrawn":
            return self.gone.withdrawn[briefing]["reason"]
        if change.change == "retired" and self._unmasks(change.id):
            return UNMASKS
        return next((self._told[name] for name in names if name in self._told), None)

    def _carried(self, graves: Graves, now: set[str]) -> Iterator[Entry]:
        """The tombstones of earlier releases. What was withdrawn since loses its words here too."""
        for grave in graves.values():
            briefing = (grave.id or "").partition(".")[0]
            forgotten = grave.change == "withdrawn" and briefing not in self.gone.withdrawn and briefing not in now
            if self.judging and forgotten and grave.id == briefing:
                self.refusals.append(f"{WITHDRAWN}: {grave.id}, withdrawn in {grave.release}, is not listed any more")
            withdrawn = self.gone.withdrawn.get(briefing)
            if withdrawn and grave.change == "retired":
                grave = grave._replace(change="withdrawn", why=withdrawn["reason"], date=withdrawn["date"])
            if grave.old and (withdrawn or self._unmasks(grave.id)) and not meaning.is_digest(grave.old):
                grave = grave._replace(old=meaning.digest(grave.old), why=grave.why or UNMASKS)
            yield grave

    # --- What may be, and what may be said ------------------------------------------------------------------------

    def _admit(self, change: Change, graves: Graves, now: set[str]) -> Change | None:
        """The change as it is to be recorded; None where it must not be. A tombstone is lifted where its id is back."""
        table, identifier = change.table or "", change.id or ""
        if change.change == "reused":
            self._refuse_meaning(identifier, change.old, change.new, "")
            return None
        if change.change == "added" and change.new is not None:
            grave = graves.pop((table, identifier), None)
            if grave and grave.old and not meaning.is_same(grave.old, change.new):
                self._refuse_meaning(identifier, grave.old, change.new, f", retired in {grave.release},")
                return None
        if change.change == "changed" and change.old and _briefing(change) in self.gone.unmasking and self._hiding:
            return change._replace(old=meaning.digest(change.old))
        return self._admit_gone(change, now) if change.change == "retired" else change

    def _refuse_meaning(self, identifier: str, old: str | None, new: str | None, when: str) -> None:
        if not self.judging:
            return
        was = "other words" if meaning.is_digest(old or "") else shorten(old or "")
        self.refusals.append(
            f"{identifier}{when} stood for {was} and cannot stand for {shorten(new or '')}: "
            "retire the id and take the next free one"
        )

    def _admit_gone(self, change: Change, now: set[str]) -> Change:
        briefing, _, local = (change.id or "").partition(".")
        released = self.previous.version if self.previous else ""
        if briefing in self.gone.withdrawn:
            return change._replace(change="withdrawn", old=meaning.digest(change.old) if change.old else None)
        if self._unmasks(change.id) and change.old:
            change = change._replace(old=meaning.digest(change.old))
        if not self.judging:
            return change
        if change.table == "briefings":
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
        retired = self.gone.retired.get(briefing, frozenset())
        exchange = re.match(r"x\d+", local)
        return local in retired or bool(exchange and exchange[0] in retired)

    def _unmasks(self, identifier: str | None) -> bool:
        briefing, _, local = (identifier or "").partition(".")
        ids = self.gone.unmasking.get(briefing, frozenset())
        exchange = re.match(r"x\d+", local)
        return local in ids or bool(exchange and exchange[0] in ids)

    def _is_hidden(self, change: Change) -> bool:
        """Whether a row that is gone is counted only: its id itself could say what must not be repeated.

        Ids of mentions end with an entity, ids of participants and entities are made of names.
        """
        if change.change not in TOMBSTONES or change.table in (*meaning.GIVEN, "briefings"):
            return False
        of_briefing = _briefing(change) in self.gone.withdrawn or _briefing(change) in self.gone.unmasking
        return self._hiding and (of_briefing or change.table in ("entities", "topics"))

    def is_silent(self, identifier: str) -> bool:
        """Whether nothing but its id may be said of a row: it was withdrawn, or its words could unmask somebody."""
        briefing = identifier.partition(".")[0]
        return briefing in self.gone.withdrawn or self._unmasks(identifier) or identifier in self.hidden

    # --- What is told ---------------------------------------------------------------------------------------------

    def _is_told(self, change: Change) -> bool:
        """Whether a change is told one by one: of what is new or withdrawn only the briefing, not each of its rows."""
        briefing = _briefing(change)
        if change.change == "added" and briefing in self.new_briefings:
            self.new_briefings[briefing][change.table or ""] += 1
            return change.table == "briefings"
        if change.change == "withdrawn":
            return change.table == "briefings"
        return not (change.change == "changed" and self._follows(change))

    def _follows(self, change: Change) -> bool:
        """Whether a value changed only because an entity or a topic in it was replaced."""
        if not self._successors or change.old is None or change.new is None:
            return False
        old, new = ((orjson.loads(text) if text.startswith("[") else [text]) for text in (change.old, change.new))
        if not all(isinstance(one, str) for one in (*old, *new)):
            return False
        replaced = {one for one in old if one in self._successors}
        if not replaced or [self._successors.get(one, one) for one in old] != new:
            return False
        self.following.update(replaced)
        return True

    @property
    def demanded(self) -> str:
        """The smallest version that the changes allow; of a first release, its own."""
        return versions.bump(self.previous.version, self.level) if self.previous else self.version

    def count(self, change: str, table: str | None = None) -> int:
        """How many changes of a kind there are, in one table or in all."""
        return sum(n for (name, kind), n in self.counts.items() if kind == change and table in (None, name))

    def reasons(self) -> list[str]:
        """The changes that ask for the level, for people, the first ten of them."""
        lines = [in_words(change) for change in self.asking]
        return lines[:10] + ([f"and more: {len(lines):,} such changes at least"] if len(lines) > 10 else [])

    def refused_version(self, version: str, date: str) -> list[str]:
        """Why a version and its date cannot follow the release before; an empty list where they can."""
        if self.previous is None:
            return []
        before = self.previous.version
        lines = []
        if versions.parse(version) < versions.parse(self.demanded):
            asking = self.reasons() or ["no row differs"]
            lines.append(
                f"dataset.yaml says version {version}; the changes since {before} need {self.demanded} ({self.level}):"
            )
            lines += [f"  {reason}" for reason in asking]
        elif version not in versions.successors(before):
            lines.append(
                f"dataset.yaml says version {version}, which skips: {before} is followed by "
                f"{', '.join(versions.successors(before)[:2])} or {versions.successors(before)[2]}"
            )
        if date < self.previous.date:
            lines.append(f"dataset.yaml says the date {date}, which is before that of {before}, {self.previous.date}")
        return lines


def _briefing(change: Change) -> str:
    return (change.id or "").partition(".")[0]


def in_words(change: Change) -> str:
    """A change as a line for people."""
    place = f"{change.table}: {change.id}" if change.id else change.table
    old, new = _apart(change.old, change.new)
    said = {
        "added": f"{place} is new",
        "retired": f"{place} is retired",
        "changed": f"{place}, {change.field}: {old} → {new}",
        "withdrawn": f"{place} is withdrawn",
        "replaced": f"{place} is replaced by {change.new}",
        "column_added": f"{place} has a new column {change.field} ({new})",
        "column_dropped": f"{place} has no column {change.field} any more",
        "column_renamed": f"{place}: the column {old} is called {new}",
        "column_retyped": f"{place}: the column {change.field} was {old} and is {new}",
        "table_added": f"the table {place} is new",
        "table_dropped": f"the table {place} is gone",
        "license_changed": f"the licence was {old} and is {new}",
        "gate_changed": f"what users must agree to was {old} and is {new}",
        "terms_changed": "the text of LICENSE-DATA is another",
    }
    return said[change.change]


def _apart(old: str | None, new: str | None) -> tuple[str, str]:
    return told_apart(old, new, 60)


def told_apart(old: str | None, new: str | None, width: int) -> tuple[str, str]:
    """Two values in at most about `width` characters each, cut so that the first difference shows; null for None."""
    if old is None or new is None:
        return shorten(old, width) if old is not None else "null", shorten(new, width) if new is not None else "null"
    same = next((n for n, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    start = max(0, same - width // 3) if max(len(old), len(new)) > width and same > width // 2 else 0
    mark = "…" if start else ""
    first, second = (mark + shorten(text[start:], width) for text in (old, new))
    if first == second:  # they differ in white space only, or right at the cut
        first, second = (mark + printable(text[start : same + width // 2]) for text in (old, new))
    return first, second
