"""Findings to text for people, GitHub annotations, JSON and SARIF."""

from __future__ import annotations

import hashlib
import json
import os
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from onbackground.corpus.corpus import Corpus
from onbackground.findings import HOMEPAGE, RULES, VERSION, Finding, Rule, Unreadable, counted

BOLD, RED, BLUE, DIM, PLAIN = "\033[1m", "\033[31m", "\033[36m", "\033[2m", "\033[0m"
WIDTH = 100
MOST_ANNOTATIONS = 10
"""GitHub shows no more errors of one step on the diff."""
MOST_SUMMARY_BYTES = 900_000
"""GitHub takes 1 MiB of summary from a step."""
MOST_RESULTS = 25_000
"""GitHub takes no more results of a SARIF file."""


def wants_color(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to color what goes to a stream: on a terminal, but for NO_COLOR (no-color.org) and TERM=dumb."""
    return stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


# --- Text --------------------------------------------------------------------------------------------------------


def as_text(corpus: Corpus, findings: list[Finding], records: int, color: bool = False, compared: str = "") -> str:
    """`path:line:column CODE message`, the line itself, a caret under the column, the hint; last, a count."""
    paint: Callable[[str, str], str] = (
        (lambda code, text: f"{code}{text}{PLAIN}") if color else (lambda code, text: text)
    )
    blocks = []
    lines: dict[str, list[str]] = {}
    for finding in findings:
        if finding.path not in lines:
            lines = {finding.path: _lines(corpus, finding.path)}
        place = paint(BOLD, f"{finding.path}:{finding.line}:{finding.column}")
        block = [f"{place} {paint(RED, finding.code)} {finding.message}"]
        shown = lines[finding.path]
        if finding.line <= len(shown) and shown[finding.line - 1].strip():
            line, before = _window(shown[finding.line - 1], finding.column)
            block += [f"    {paint(DIM, line)}", f"    {' ' * before}{paint(RED, '^')}"]
        if finding.hint:
            block.append(f"    {paint(BLUE, finding.hint)}")
        blocks.append("\n".join(block) + "\n")
    blocks.append(_count(findings, records, compared))
    return "\n".join(blocks) + "\n"


def _lines(corpus: Corpus, path: str) -> list[str]:
    """The lines of a file of the corpus, to show one of them; none where it cannot be read, or is no file of ours."""
    try:
        return corpus.read(path).decode("utf-8", errors="replace").split("\n")
    except (Unreadable, ValueError):
        return []


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and how many terminal cells stand before it there.

    Characters that cannot be shown are dots; wide ones (East Asian) take two cells, combining ones none.
    """
    line = "".join(c if c.isprintable() or c == " " else "·" for c in line)
    start = 0
    if len(line) > WIDTH:
        start = max(0, min(column - 1 - WIDTH // 2, len(line) - WIDTH))
        cut = line[start : start + WIDTH]
        if start:
            cut = "…" + cut[1:]
        if start + WIDTH < len(line):
            cut = cut[:-1] + "…"
        line = cut
    return line, sum(map(_cells, line[: column - 1 - start]))


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _count(findings: list[Finding], records: int, compared: str) -> str:
    """`3 records checked: no findings`; `compared` says what changed records were compared with."""
    checked = f"{counted(records, 'record')} checked"
    if compared:
        checked += f" that differ{'s' if records == 1 else ''} from {compared}"
    if not findings:
        return f"{checked}: no findings"
    files = len({finding.path for finding in findings})
    return f"{checked}: {counted(len(findings), 'finding')} in {counted(files, 'file')}"


# --- For programs ------------------------------------------------------------------------------------------------


def _from_workspace(corpus: Corpus, path: str) -> str:
    """A path as GitHub counts it: from the root of the checkout (GITHUB_WORKSPACE), not of the corpus."""
    workspace = os.environ.get("GITHUB_WORKSPACE") if corpus.is_local else None
    if not workspace:
        return path
    root = Path(workspace).resolve()
    return (
        f"{corpus.root.relative_to(root).as_posix()}/{path}".removeprefix("./")
        if corpus.root.is_relative_to(root)
        else path
    )


def as_github(corpus: Corpus, findings: list[Finding], records: int, compared: str = "") -> str:
    """Workflow commands for the annotations that GitHub shows on the diff: MOST_ANNOTATIONS, of different rules.

    The place stands in the message too: the log of a workflow shows nothing else of a command.
    """
    lines = []
    shown = of_different_rules(findings, MOST_ANNOTATIONS)
    for finding in shown:
        path = _from_workspace(corpus, finding.path)
        text = f"{path}:{finding.line}:{finding.column}: {finding.message}"
        text += f"\n{finding.hint}" if finding.hint else ""
        properties = f"file={_property(path)},line={finding.line},col={finding.column},title={_property(finding.code)}"
        lines.append(f"::error {properties}::{_message(text)}\n")
    if len(shown) < len(findings):
        said = (
            f"{len(shown)} of {len(findings):,} shown here; all of them are in the log and in the summary of this run"
        )
        lines.append(f"::notice title=Findings::{said}\n")
    return "".join(lines)


def of_different_rules(findings: list[Finding], most: int) -> list[Finding]:
    """So many of the findings, the first of each rule before the second of any, in file and line order."""
    times: Counter[str] = Counter()
    ranked = []
    for n, finding in enumerate(findings):
        ranked.append((times[finding.code], n))
        times[finding.code] += 1
    return [findings[n] for n in sorted(n for _, n in sorted(ranked)[:most])]


def as_summary(corpus: Corpus, findings: list[Finding], records: int, compared: str = "") -> str:
    """The text report in Markdown, for the summary of a workflow run, cut where it is too long for one."""
    text = as_text(corpus, findings, records, compared=compared)
    count = text.rstrip("\n").rsplit("\n", 1)[-1]
    if not findings:
        return f"{count}\n"
    cut = text.encode()[:MOST_SUMMARY_BYTES].decode(errors="ignore")
    if len(cut) < len(text):
        cut = cut.rsplit("\n", 1)[0] + "\n… cut here; all of it is in the log\n"
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", cut)), 3)
    return f"**{count}**\n\n{fence}text\n{cut}{fence}\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def as_json(corpus: Corpus, findings: list[Finding], records: int, compared: str = "") -> str:
    """`{"findings": [{path, line, column, code, message, hint}], "records": N}`: schema/findings.schema.json."""
    whole = {"findings": [finding._asdict() for finding in findings], "records": records}
    return _json(whole | ({"compared": compared} if compared else {}))


def as_sarif(corpus: Corpus, findings: list[Finding], records: int, compared: str = "") -> str:
    """SARIF 2.1.0 (OASIS): one run, every rule with its help, columns in code points, MOST_RESULTS findings at most."""
    codes = sorted(RULES)
    shown = findings[:MOST_RESULTS]
    left_out = (
        [{"level": "warning", "message": {"text": f"{len(shown):,} of {len(findings):,} findings are in this file"}}]
        if len(shown) < len(findings)
        else []
    )
    run = {
        "tool": {
            "driver": {
                "name": "onbackground",
                "version": VERSION,
                "informationUri": HOMEPAGE,
                "rules": [_sarif_rule(RULES[code]) for code in codes],
            }
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": left_out}],
        "properties": {"compared": compared} if compared else {},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The checkout that holds the corpus."}}},
        "results": [
            {
                "ruleId": f.code,
                "ruleIndex": codes.index(f.code),
                "level": "error",
                "message": {"text": f.message + (f" ({f.hint})" if f.hint else "")},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": quote(_from_workspace(corpus, f.path)), "uriBaseId": "ROOT"},
                            "region": {"startLine": f.line, "startColumn": f.column},
                        }
                    }
                ],
                "partialFingerprints": {"onbackground/v2": fingerprint},
            }
            for f, fingerprint in zip(shown, _fingerprints(corpus, shown))
        ],
    }
    whole = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return _json(whole)


def _json(value: Any) -> str:
    """JSON in which no line is taken for a command by the runner of GitHub Actions, which looks for `##[` anywhere."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("##[", "#\\u0023[") + "\n"


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    explained = explain(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("_")),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.explanation or f"{rule.title}."},
        "help": {"text": explained, "markdown": f"{rule.title}.\n\n{markdown(rule)}"},
        "defaultConfiguration": {"level": "error"},
    }


def _fingerprints(corpus: Corpus, findings: list[Finding]) -> Iterator[str]:
    """For each finding what tells it from all others, and stays the same when lines above it come and go.

    That is its file, rule and message, the words of its line, and which of several that are alike in all this it is.
    """
    lines: dict[str, list[str]] = {}
    times: Counter[str] = Counter()
    for finding in findings:
        if finding.path not in lines:
            lines = {finding.path: _lines(corpus, finding.path)}
        shown = lines[finding.path]
        words = " ".join(shown[finding.line - 1].split()) if finding.line <= len(shown) else ""
        alike = f"{finding.path}\0{finding.code}\0{finding.message}\0{words}"
        times[alike] += 1
        yield hashlib.sha256(f"{alike}\0{times[alike]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


FORMATS: dict[str, Callable[..., str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}


# --- Rules -------------------------------------------------------------------------------------------------------


def list_rules() -> str:
    """Every rule on a line: its code and what it forbids."""
    return "".join(
        f"{code}  {rule.title}{'  (can be waived)' if rule.waivable else ''}\n" for code, rule in sorted(RULES.items())
    )


def explain(rule: Rule) -> str:
    """A rule for a terminal: what it forbids and why, a wrong example, and the same as it should be."""
    parts = [f"{rule.code}  {rule.title}", rule.explanation]
    parts += [
        f"{word}:\n\n{textwrap.indent(example, '    ')}"
        for word, example in (("Wrong", rule.wrong), ("Right", rule.right))
    ]
    if rule.waivable:
        parts.append(
            "Where the exception is right, the record says so:\n\n"
            f'    waivers: [{{code: {rule.code}, at: <id>, because: "…"}}]'
        )
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown(rule: Rule) -> str:
    """The same for docs/rules.md, whose heading has the code and the title."""
    parts = [rule.explanation]
    parts += [f"{word}:\n\n```yaml\n{example}\n```" for word, example in (("Wrong", rule.wrong), ("Right", rule.right))]
    if rule.waivable:
        parts.append("Can be waived.")
    return "\n\n".join(part for part in parts if part) + "\n"


def progress(stream: TextIO) -> Callable[[int, int], None]:
    """To be told how many records are done of how many: a line that moves on a terminal, nothing in a pipe."""
    if not stream.isatty():
        return lambda done, of: None

    def show(done: int, of: int) -> None:
        if of >= 100:
            print(f"\r{done:,} of {of:,} records", end="\n" if done == of else "", file=stream, flush=True)

    return show
