"""CHANGELOG.md and changes.json: what a release changes, for people and for machines.

A section of CHANGELOG.md is written by the build between two markers; what people write outside of them stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from onbackground.corpus.dataset import Dataset
from onbackground.findings import counted
from onbackground.release.compare import versions
from onbackground.release.compare.ledger import LISTED, Ledger, in_words, told_apart
from onbackground.release.compare.rows import Change
from onbackground.release.files.digests import ABOUT_RELEASES

TITLE = """# Changelog

What each release changes, computed from its rows. The table `changes` of a release holds every change.
"""
_OPEN, _CLOSE = "<!-- written by build.py -->", "<!-- /written by build.py -->"
_SECTION = re.compile(r"^## (?P<version>\d+\.\d+\.\d+)\b.*?(?=^## |\Z)", re.M | re.S)
_BLOCK = re.compile(re.escape(_OPEN) + ".*?" + re.escape(_CLOSE), re.S)


def section(ledger: Ledger, rows: dict[str, int], first: bool) -> str:
    """What a release changes, as Markdown: counts, what was added, changed, replaced and retired, and why."""
    if ledger.previous is None and not first:
        return "Not compared with the release before (built without `--against`)."
    if ledger.previous is None:
        counts = [f"| {name} | {rows[name]:,} |" for name in rows]
        return "\n".join(["The first release.", "", "| table | rows |", "|---|---:|", *counts])
    added, gone = ledger.count("added"), ledger.count("retired") + ledger.count("withdrawn")
    breaking = "breaking change (MAJOR)" if ledger.level == versions.MAJOR else f"{ledger.level} change"
    lines = [
        f"Since {ledger.previous.version}: {counted(added, 'row')} added, "
        f"{counted(sum(ledger.changed_rows.values()), 'row')} changed, "
        f"{counted(gone, 'row')} retired. This is a {breaking}: {versions.MEANS[ledger.level]}.",
        "",
        "| table | rows | added | changed | retired |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, count in _counts(ledger, rows).items():
        lines.append(f"| {name} | {' | '.join(f'{number:,}' for number in count.values())} |")
    for title, listed, total in _parts(ledger):
        if listed:
            more = [f"- and {total - len(listed):,} more, in the table `changes`"] if total > len(listed) else []
            lines += ["", f"### {title}", "", *listed, *more]
    return "\n".join(lines)


def _counts(ledger: Ledger, rows: dict[str, int]) -> dict[str, dict[str, int]]:
    """For each table but `changes`: its rows, and how many were added, changed and retired."""
    return {
        name: {
            "rows": count,
            "added": ledger.count("added", name),
            "changed": ledger.changed_rows[name],
            "retired": ledger.count("retired", name) + ledger.count("withdrawn", name),
        }
        for name, count in rows.items()
        if name != ABOUT_RELEASES
    }


def _parts(ledger: Ledger) -> Iterator[tuple[str, list[str], int]]:
    """The parts of a section: heading, its lines, and how many there would be in all."""
    listed = ledger.listed
    terms = [change for kind in ("license_changed", "gate_changed", "terms_changed") for change in listed[kind]]
    yield "Terms", [f"- {in_words(change)}" for change in terms], len(terms)
    columns = [change for kind in listed if kind.startswith(("column", "table")) for change in listed[kind]]
    yield "Columns and tables", [f"- {in_words(change)}" for change in columns], len(columns)
    new = [
        f"- `{briefing}`: {', '.join(f'{n:,} {name}' for name, n in tables.items() if name != 'briefings')}"
        for briefing, tables in ledger.new_briefings.items()
    ]
    yield "New briefings", new[:LISTED], len(new)
    within_new = sum(sum(tables.values()) for tables in ledger.new_briefings.values())
    yield "Added", [f"- `{c.id}` ({c.table})" for c in listed["added"]], ledger.count("added") - within_new
    replaced = [_replaced(change, ledger) for change in listed["replaced"]]
    yield "Replaced", replaced, ledger.count("replaced")
    following = sum(ledger.following.values())
    yield "Changed", [_changed(change) for change in listed["changed"]], ledger.count("changed") - following
    withdrawn = [_withdrawn(change, ledger) for change in listed["withdrawn"]]
    yield "Withdrawn", withdrawn, ledger.count("withdrawn", "briefings")
    retired = [f"- `{c.id}` ({c.table})" for c in listed["retired"]]
    yield "Retired", retired, ledger.count("retired")
    why = [f"- `{name}`: {reason}" for name, reason in sorted(ledger.why.items())]
    yield "Why", why, len(why)


def _changed(change: Change) -> str:
    cut = told_apart(change.old, change.new, 100)
    old, new = ("null" if value is None else f"“{text}”" for value, text in zip((change.old, change.new), cut))
    return f"- `{change.id}` ({change.table}), {change.field}: {old} → {new}"


def _replaced(change: Change, ledger: Ledger) -> str:
    follow = ledger.following[change.id or ""]
    values = f": {follow:,} value{' follows' if follow == 1 else 's follow'}" if follow else ""
    return f"- `{change.id}` ({change.table}) is now `{change.new}`{values}"


def _withdrawn(change: Change, ledger: Ledger) -> str:
    said = ledger.gone.withdrawn[change.id or ""]
    return f"- `{change.id}`, on {said['date']}: {said['reason']}"


def as_data(dataset: Dataset, ledger: Ledger, rows: dict[str, int]) -> dict[str, Any]:
    """The same as data: versions, counts by table, and the changes that the section lists."""
    previous = ledger.previous
    return {
        "version": dataset.version,
        "date": dataset.date,
        "previous": {"version": previous.version, "digest": previous.digest} if previous else None,
        "level": ledger.level if previous else None,
        "needs": ledger.demanded,
        "tables": _counts(ledger, rows),
        "new_briefings": {briefing: dict(tables) for briefing, tables in ledger.new_briefings.items()},
        "changes": [change._asdict() for kind in sorted(ledger.listed) for change in ledger.listed[kind]],
        "why": dict(sorted(ledger.why.items())),
        "listed_at_most": LISTED,
    }


def updated(before: str, dataset: Dataset, ledger: Ledger, rows: dict[str, int]) -> str:
    """CHANGELOG.md with the section of this release, the newest first.

    A section that is not released yet (its version is this one, or above that of the release before) is this
    release's: it gets its heading and its block, and keeps what people wrote in it. Of what was withdrawn since, the
    blocks of earlier releases lose the words.
    """
    heading = f"## {dataset.version} - {dataset.date}"
    text = _BLOCK.sub(lambda block: _without_words(block[0], ledger), before) or TITLE
    block = f"{_OPEN}\n{section(ledger, rows, not has_earlier_release(before, dataset.version))}\n{_CLOSE}"
    this = versions.parse(dataset.version)
    known = [versions.parse(match["version"]) for match in _SECTION.finditer(text)]
    earlier = max((version for version in known if version < this), default=None)
    released = versions.parse(ledger.previous.version) if ledger.previous else earlier
    for match in _SECTION.finditer(text):
        version = versions.parse(match["version"])
        if version == this or released is None or version > released:
            body = match[0].partition("\n")[2]
            body = _BLOCK.sub(lambda _: block, body, count=1) if _BLOCK.search(body) else f"\n{block}\n{body}"
            return text[: match.start()] + f"{heading}\n{body}" + text[match.end() :]
    first = _SECTION.search(text)
    at = first.start() if first else len(text)
    return text[:at].rstrip("\n") + f"\n\n{heading}\n\n{block}\n" + ("\n" + text[at:] if first else "")


def _without_words(block: str, ledger: Ledger) -> str:
    """A block of an earlier release without the words of what was withdrawn, or retired as unmasking, since."""
    lines: list[str] = []
    in_why = False
    for line in block.split("\n"):
        named = re.match(r"- `([^`]+)`(?: \((\w+)\))?", line)
        if named and ledger.is_silent(named[1]):
            is_reason = not named[2] and in_why
            if named[2] in HIDDEN_TABLES or is_reason:
                continue
            line = re.sub(r": [“n].*→.*", ": its words are not repeated", line)
        in_why = line == "### Why" or (in_why and not line.startswith("### "))
        lines.append(line)
    return re.sub(r"\n### [^\n]+\n\n(?=\n###|<!-- /)", "", "\n".join(lines))


HIDDEN_TABLES = ("entities", "topics", "participants", "mentions", "marks", "open_questions")
"""The tables whose ids could themselves say what must not be repeated."""


def tells_of(text: str, version: str) -> bool:
    """Whether a CHANGELOG.md has a section on a version."""
    return any(match["version"] == version for match in _SECTION.finditer(text))


def has_earlier_release(text: str, version: str) -> bool:
    """Whether a CHANGELOG.md tells of a release before this version."""
    return any(versions.parse(match["version"]) < versions.parse(version) for match in _SECTION.finditer(text))
