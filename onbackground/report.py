"""Findings to text for people, GitHub annotations, JSON and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable

from onbackground import strict_yaml
from onbackground.corpus import Corpus
from onbackground.findings import Finding

BOLD, RED, BLUE, DIM, PLAIN = "\033[1m", "\033[31m", "\033[36m", "\033[2m", "\033[0m"
WIDTH = 100


def as_text(corpus: Corpus, findings: list[Finding], records: int, color: bool = False) -> str:
    """`path:line:column CODE message`, the line itself, a caret under the column, the hint; last, a count."""
    paint: Callable[[str, str], str] = (lambda code, text: f"{code}{text}{PLAIN}") if color else (lambda code, text: text)
    blocks = []
    lines: dict[str, list[str]] = {}
    for finding in findings:
        if finding.path not in lines:
            lines = {finding.path: _lines(corpus, finding.path)}
        block = [f"{paint(BOLD, f'{finding.path}:{finding.line}:{finding.column}')} {paint(RED, finding.code)} {finding.message}"]
        shown = lines[finding.path]
        if finding.line <= len(shown) and shown[finding.line - 1].strip():
            line, column = _window(shown[finding.line - 1], finding.column)
            block += [f"    {paint(DIM, line)}", f"    {' ' * (column - 1)}{paint(RED, '^')}"]
        if finding.hint:
            block.append(f"    {paint(BLUE, finding.hint)}")
        blocks.append("\n".join(block) + "\n")
    blocks.append(_count(findings, records))
    return "\n".join(blocks) + "\n"


def _lines(corpus: Corpus, path: str) -> list[str]:
    try:
        return corpus.read(path).decode("utf-8", errors="replace").split("\n")
    except strict_yaml.Unreadable:
        return []


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it. Control characters are shown as dots."""
    line = "".join(character if character.isprintable() or character == " " else "·" for character in line)
    if len(line) <= WIDTH:
        return line, column
    start = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
    cut = line[start : start + WIDTH]
    if start:
        cut = "…" + cut[1:]
    if start + WIDTH < len(line):
        cut = cut[:-1] + "…"
    return cut, column - start


def _count(findings: list[Finding], records: int) -> str:
    checked = f"{records:,} record{'' if records == 1 else 's'} checked"
    if not findings:
        return f"{checked}: no findings"
    files = len({finding.path for finding in findings})
    return f"{checked}: {len(findings):,} finding{'' if len(findings) == 1 else 's'} in {files:,} file{'' if files == 1 else 's'}"


def as_github(corpus: Corpus, findings: list[Finding], records: int) -> str:
    """Workflow commands that GitHub shows as annotations on the diff, then the count."""
    lines = []
    for finding in findings:
        text = finding.message + (f"\n{finding.hint}" if finding.hint else "")
        properties = f"file={_property(finding.path)},line={finding.line},col={finding.column},title={_property(finding.code)}"
        lines.append(f"::{finding.level} {properties}::{_message(text)}")
    return "\n".join([*lines, _count(findings, records)]) + "\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def as_json(corpus: Corpus, findings: list[Finding], records: int) -> str:
    """`{"findings": [{path, line, column, code, level, message, hint}], "records": N}`."""
    rows = [{"path": f.path, "line": f.line, "column": f.column, "code": f.code, "level": f.level,
             "message": f.message, "hint": f.hint} for f in findings]
    return json.dumps({"findings": rows, "records": records}, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Corpus, list[Finding], int], str]] = {"text": as_text, "github": as_github, "json": as_json}
