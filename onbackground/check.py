"""Load, schema, rules: the findings of one record and of a corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from onbackground import rules, schema, strict_yaml
from onbackground.corpus import VOCABULARIES, WITHDRAWN, Corpus, sha256
from onbackground.findings import RULES, Finding, Problem, Rule
from onbackground.record import Record, Source, fold_source
from onbackground.rules.review import needless_waiver, waiver_not_possible
from onbackground.rules.source import source_missing
from onbackground.rules.whole import Placed, Summary, summarize

EVERY_CODE: tuple[str, ...] = ("OB",)


class Checked(NamedTuple):
    """What one record came to: its findings, its summary for the corpus, and the record if it could be read."""

    path: str
    findings: list[Finding]
    summary: Summary | None
    record: Record | None


def _of_records(one: Rule) -> bool:
    return one.check.__module__.startswith(rules.__name__) and one.check.__annotations__.get("record") == "Record"


def _of_corpus(one: Rule) -> bool:
    return "summaries" in one.check.__annotations__


RECORD_RULES = [one for _, one in sorted(RULES.items()) if _of_records(one)]
CORPUS_RULES = [one for _, one in sorted(RULES.items()) if _of_corpus(one)]
WAIVABLE = [code for code, one in sorted(RULES.items()) if one.waivable]


def selected(code: str, select: Iterable[str]) -> bool:
    """Whether a code is meant by one of the codes or beginnings of codes (OB6, OB604)."""
    return code.startswith(tuple(select))


def check_record(corpus: Corpus, path: str, select: tuple[str, ...] = EVERY_CODE) -> Checked:
    """Everything that is wrong with one record, in line order. `path` is relative to the corpus."""
    misplaced = list(rules.place.misplaced_file(path))
    if misplaced:
        found = [problem._replace(code="OB115") for problem in misplaced]
        return Checked(path, _located(path, "", found, select), None, None)
    try:
        text = strict_yaml.decode(corpus.read(path))
        data, problems = strict_yaml.read(text)
    except strict_yaml.Unreadable as error:
        return Checked(path, _located(path, "", error.problems, select), None, None)
    if data is None or problems:
        return Checked(path, _located(path, "", problems, select), None, None)
    problems = schema.check("briefing", data)
    broken = {str(problem.at[0]) if problem.at else problem.message.rsplit("“", 1)[-1].rstrip("”") for problem in problems}
    sound = {key: value for key, value in data.items() if key not in broken}
    if not any(selected(one.code, select) for one in RECORD_RULES):
        return Checked(path, _located(path, text, problems, select), None, None)

    source, missing = _source(corpus, sound) if "id" in sound else (None, [])
    record = Record(sound, path, source, corpus.vocabulary)
    problems += missing
    for one in RECORD_RULES:
        if broken.isdisjoint(one.reads) and selected(one.code, select):
            problems += [problem._replace(code=one.code) for problem in one.check(record)]
    if sound.get("waivers"):
        problems = _waive(sound["waivers"], problems, select)
    findings = _located(path, text, problems, select)
    summary = summarize(record)
    return Checked(path, findings, summary._replace(counts=()) if broken else summary, record)


def _source(corpus: Corpus, data: dict[str, Any]) -> tuple[Source | None, list[Problem]]:
    path = corpus.source_path(data["id"])
    try:
        content = corpus.read(path)
        return fold_source(content.decode("utf-8-sig"), sha256(content)), []
    except strict_yaml.Unreadable as error:
        reason = error.problems[0].message
    except UnicodeDecodeError as error:
        reason = f"the source is not UTF-8: byte {error.object[error.start]:02X} at {error.start:,} cannot be read"
    return None, [source_missing(path, reason)._replace(code="OB301")]


def _waive(waivers: list[dict[str, str]], problems: list[Problem], select: tuple[str, ...]) -> list[Problem]:
    """The problems without those that a waiver excuses, and those of the waivers themselves."""
    kept = list(problems)
    for n, waiver in enumerate(waivers):
        code, at = waiver["code"], waiver["at"]
        if code not in WAIVABLE:
            kept.append(waiver_not_possible(n, code, WAIVABLE)._replace(code="OB805"))
            continue
        if not selected(code, select):
            continue
        excused = [problem for problem in kept if problem.code == code and at in problem.at]
        if not excused:
            kept.append(needless_waiver(n, code, at)._replace(code="OB804"))
        kept = [problem for problem in kept if problem not in excused]
    return kept


def _located(path: str, text: str, problems: Iterable[Problem], select: tuple[str, ...]) -> list[Finding]:
    """Problems to findings: with line and column, sorted, none twice."""
    chosen = [problem for problem in problems if selected(problem.code, select)]
    if not chosen:
        return []
    locator = None
    findings = set()
    for problem in chosen:
        position = problem.position
        if position is None:
            locator = locator or strict_yaml.Locator(text)
            position = locator.position(problem.at, key=problem.key, offset=problem.offset)
        findings.add(Finding(path, *position, problem.code, problem.message, problem.hint, RULES[problem.code].level))
    return sorted(findings)


def check_file(corpus: Corpus, path: str, schema_name: str, select: tuple[str, ...] = EVERY_CODE) -> tuple[Any, list[Finding]]:
    """A vocabulary or dataset.yaml: its data (None where there are none that hold), and what is wrong with it."""
    text = ""
    try:
        text = strict_yaml.decode(corpus.read(path))
        data, problems = strict_yaml.read(text)
    except strict_yaml.Unreadable as error:
        data, problems = None, error.problems
    if data is not None and not problems:
        problems = schema.check(schema_name, data)
    findings = _located(path, text, problems, select)
    return (None if problems else data), findings


def check_corpus(corpus: Corpus, summaries: list[Summary], select: tuple[str, ...] = EVERY_CODE) -> list[Finding]:
    """What is wrong with the vocabulary, and with the corpus as a whole."""
    findings: list[Finding] = []
    optional = {name: path for name, path in {"withdrawn": WITHDRAWN}.items() if (corpus.root / path).exists()}
    for name, path in {**VOCABULARIES, **optional}.items():
        findings += check_file(corpus, path, name, select)[1]
    if not findings:
        placed = [Placed(p.path, p.problem._replace(code=one.code)) for one in CORPUS_RULES
                  if selected(one.code, select) for p in one.check(corpus, summaries)]
        for path in sorted({p.path for p in placed}):
            needs_text = any(p.problem.position is None for p in placed if p.path == path)
            text = strict_yaml.decode(corpus.read(path)) if needs_text else ""
            findings += _located(path, text, [p.problem for p in placed if p.path == path], select)
    return findings


def check(
    corpus: Corpus,
    paths: list[str],
    select: tuple[str, ...] = EVERY_CODE,
    seen: Callable[[Checked], None] = lambda checked: None,
) -> list[Finding]:
    """The findings of the records at `paths` and of the corpus, in file and line order.

    The corpus rules see all records, also those that were not chosen. `seen` is called after each record.
    """
    findings: list[Finding] = []
    summaries: list[Summary] = []
    chosen = set(paths)
    for path in sorted({*paths, *corpus.record_paths()}):
        checked = check_record(corpus, path, select)
        if path in chosen:
            findings += checked.findings
            seen(checked)
        if checked.summary:
            summaries.append(checked.summary)
    findings += check_corpus(corpus, summaries, select)
    return sorted(set(findings))
