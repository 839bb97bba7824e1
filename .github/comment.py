"""The comment on a pull request: what it changes, the findings and broken seals, the review pages.

Usage: comment.py FINDINGS.json CHANGES.md PAGES > COMMENT.md. GitHub takes 65,536 characters; what is cut is counted.
"""

import json
import sys
from pathlib import Path

LIMIT = 60_000
SEAL_BROKEN = "OB811"
SHOWN = 20


def lines_of(findings: list[dict[str, object]], title: str) -> list[str]:
    """A heading, the first findings as a list, and how many more there are."""
    if not findings:
        return []
    shown = [f"- `{one['path']}:{one['line']}` {one['code']}: {one['message']}" for one in findings[:SHOWN]]
    more = [f"- and {len(findings) - SHOWN:,} more"] if len(findings) > SHOWN else []
    return [f"### {title}", "", *shown, *more, ""]


def comment(findings: list[dict[str, object]] | None, changes: str, pages: list[str]) -> str:
    """The whole comment, cut to LIMIT characters. `findings` is None where the validator gave no answer."""
    seals = [one for one in findings or () if one["code"] == SEAL_BROKEN]
    others = [one for one in findings or () if one["code"] != SEAL_BROKEN]
    parts = ["## What this changes in the dataset", "", changes.strip() or "No row was compared: see the log.", ""]
    parts += lines_of(seals, "Seals broken") + lines_of(others, "Findings")
    if findings is None:
        parts += ["The validator gave no answer: see the log.", ""]
    if pages:
        parts += ["### Review pages", "", "In the artifact `told` of this run, under `pages/`:", ""]
        parts += [*(f"- `{name}`" for name in pages[:SHOWN]), f"- {len(pages):,} in all", ""]
    whole = "\n".join(parts)
    if len(whole) <= LIMIT:
        return whole
    kept = whole[: whole.rindex("\n", 0, LIMIT)]
    return f"{kept}\n\n{len(whole) - len(kept):,} more characters are left out here; the artifact `told` has all.\n"


def main() -> None:
    found, changed, pages = map(Path, sys.argv[1:4])
    try:
        findings = json.loads(found.read_text(encoding="utf-8"))["findings"]
    except (OSError, ValueError, KeyError):
        findings = None
    changes = changed.read_text(encoding="utf-8") if changed.is_file() else ""
    sys.stdout.write(comment(findings, changes, sorted(path.name for path in pages.glob("*.html"))))


if __name__ == "__main__":
    main()
