"""CHANGELOG.md and changes.json: what a release changes, for people and for machines.

A section of CHANGELOG.md is written by the build between two markers; what people write outside of them stays.
"""

from __future__ import annotations

import re
from typing import Any

from onbackground.corpus.dataset import Dataset
from onbackground.findings import shorten
from onbackground.release.compare import versions
from onbackground.release.compare.ledger import LISTED, Ledger, in_words
from onbackground.release.tables import TABLES

TITLE = """# Changelog

What each release changes, computed from its rows. The table `changes` of a release holds every change.
"""
_OPEN, _CLOSE = "<!-- written by build.py -->", "<!-- /written by build.py -->"
_SECTION = re.compile(r"^## (?P<version>\d+\.\d+\.\d+)\b.*?(?=^## |\Z)", re.M | re.S)
_BLOCK = re.compile(re.escape(_OPEN) + ".*?" + re.escape(_CLOSE), re.S)


def section(ledger: Ledger, rows: dict[str, int], first: bool) -> str:
    """What a release changes, as Markdown: counts first; then what was added, changed and retired."""
    lines = []
    if ledger.previous is None and not first:
        return "Not compared with the release before (built without `--against`)."
    if ledger.previous is None:
        lines += ["The first release.", "", "| table | rows |", "|---|---:|"]
        lines += [f"| {name} | {rows[name]:,} |" for name in TABLES]
        return "\n".join(lines)
    added, retired = ledger.count("added"), ledger.count("retired") + ledger.count("withdrawn")
    lines += [
        f"Since {ledger.previous.version}: {_rows(added)} added, {_rows(sum(ledger.changed_rows.values()))} changed, "
        f"{_rows(retired)} retired. This is a {ledger.level} change.",
        "",
    ]
    lines += ["| table | rows | added | changed | retired |", "|---|---:|---:|---:|---:|"]
    for name in TABLES:
        if name != "changes":
            lines.append(
                f"| {name} | {rows[name]:,} | {ledger.count('added', name):,} | {ledger.changed_rows[name]:,} "
                f"| {ledger.count('retired', name) + ledger.count('withdrawn', name):,} |"
            )
    columns = [
        change for kind, changes in ledger.listed.items() if kind.startswith(("column", "table")) for change in changes
    ]
    new = [
        f"- `{briefing}`: {', '.join(f'{n:,} {name}' for name, n in tables.items() if name != 'briefings')}"
        for briefing, tables in ledger.new_briefings.items()
    ]
    within_new = sum(sum(tables.values()) for tables in ledger.new_briefings.values())
    lines += _part("Columns and tables", [f"- {in_words(change)}" for change in columns], len(columns))
    lines += _part("New briefings", new[:LISTED], len(new))
    lines += _part("Added", [f"- `{c.id}` ({c.table})" for c in ledger.listed["added"]], added - within_new)
    lines += _part("Changed", [_changed(c) for c in ledger.listed["changed"]], ledger.count("changed"))
    lines += _part("Withdrawn", [f"- `{c.id}`: {c.new}" for c in ledger.listed["withdrawn"]], ledger.count("withdrawn"))
    lines += _part("Retired", [f"- `{c.id}` ({c.table})" for c in ledger.listed["retired"]], ledger.count("retired"))
    return "\n".join(lines)


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _changed(change: Any) -> str:
    old, new = ("null" if text is None else f"“{shorten(text, 100)}”" for text in (change.old, change.new))
    return f"- `{change.id}` ({change.table}), {change.field}: {old} → {new}"


def _part(title: str, lines: list[str], total: int) -> list[str]:
    if not lines:
        return []
    more = [f"- and {total - len(lines):,} more, in the table `changes`"] if total > len(lines) else []
    return ["", f"### {title}", "", *lines, *more]


def as_data(dataset: Dataset, ledger: Ledger, rows: dict[str, int]) -> dict[str, Any]:
    """The same as data: versions, counts by table, and the changes that the section lists."""
    previous = ledger.previous
    return {
        "version": dataset.version,
        "date": dataset.date,
        "previous": {"version": previous.version, "digest": previous.digest} if previous else None,
        "level": ledger.level if previous else None,
        "needs": ledger.demanded,
        "tables": {
            name: {
                "rows": rows[name],
                "added": ledger.count("added", name),
                "changed": ledger.changed_rows[name],
                "retired": ledger.count("retired", name) + ledger.count("withdrawn", name),
            }
            for name in TABLES
            if name != "changes"
        },
        "new_briefings": {briefing: dict(tables) for briefing, tables in ledger.new_briefings.items()},
        "changes": [change._asdict() for kind in sorted(ledger.listed) for change in ledger.listed[kind]],
        "listed_at_most": LISTED,
    }


def updated(before: str, dataset: Dataset, ledger: Ledger, rows: dict[str, int]) -> str:
    """CHANGELOG.md with the section of this release, the newest first.

    A section that is not released yet (its version is this one, or above that of the release before) is this
    release's: it gets its heading and its block, and keeps what people wrote in it.
    """
    heading = f"## {dataset.version} - {dataset.date}"
    text = before or TITLE
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


def has_earlier_release(text: str, version: str) -> bool:
    """Whether a CHANGELOG.md tells of a release before this version."""
    return any(versions.parse(match["version"]) < versions.parse(version) for match in _SECTION.finditer(text))
