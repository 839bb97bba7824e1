"""Load, schema, rules: the findings of one record and of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from onbackground.corpus import terms
from onbackground.corpus.corpus import READERS, VOCABULARIES, WITHDRAWN, Corpus
from onbackground.findings import (
    RULES,
    Cause,
    CorpusRule,
    Finding,
    Placed,
    Problem,
    ReaderProblem,
    RecordRule,
    Stage,
    Unreadable,
    asked,
    printable,
)
from onbackground.parsing import fast, strict
from onbackground.parsing.locator import Locator
from onbackground.record import schema
from onbackground.record.ids import local_ids
from onbackground.record.record import Record, Source, fold_source
from onbackground.record.references import namesake_id
from onbackground.record.summary import Summary, summarize, unread
from onbackground.validation import readings
from onbackground.validation.echoes import Located, joined, without_echoes
from onbackground.validation.rules import documents
from onbackground.validation.rules.corpus_wide import digest_of
from onbackground.validation.rules.file_place import place_of_file
from onbackground.validation.rules.leftovers import conflict, proposal
from onbackground.validation.rules.passes import needless_waiver, waiver_not_possible
from onbackground.validation.rules.readings import judge
from onbackground.validation.rules.source import source_missing

EVERY_CODE: tuple[str, ...] = ("OB",)


class Checked(NamedTuple):
    """What one record came to: its findings, its summary for the corpus, and the record if it could be read."""

    path: str
    findings: list[Finding]
    summary: Summary
    record: Record | None


RECORD_RULES = [one for _, one in sorted(RULES.items()) if isinstance(one, RecordRule)]
CORPUS_RULES = [one for _, one in sorted(RULES.items()) if isinstance(one, CorpusRule)]
WAIVABLE = [code for code, one in sorted(RULES.items()) if one.waivable]
HARMLESS = frozenset(code for code, one in RULES.items() if isinstance(one, ReaderProblem) and one.harmless)
"""Mistakes of YAML that leave no doubt about what was meant: the rest of the record is checked all the same."""


def selected(code: str, select: Iterable[str]) -> bool:
    """Whether a code is meant by one of the codes or beginnings of codes (OB6, OB604)."""
    return code.startswith(tuple(select))


def check_record(corpus: Corpus, path: str, select: tuple[str, ...] = EVERY_CODE) -> Checked:
    """Everything that is wrong with one record, in line order. `path` is relative to the corpus."""
    content, data, problems = _read(corpus, path)
    if data is None:
        return Checked(path, _located(corpus, path, "", problems, select), unread(path), None)
    of_schema = schema.check("briefing", data, corpus.vocabulary.terms.words)
    if of_schema:  # the strict reader has the last word on what is no YAML of ours
        content, data, problems = _read(corpus, path, strictly=True)
        if data is None:
            return Checked(path, _located(corpus, path, "", problems, select), unread(path), None)
    sound, cut, broken = _sound_parts(data, of_schema) if of_schema else (data, {}, frozenset())
    problems += _with_doubts(schema.without_echoes(of_schema))
    chosen = _choose(select)
    source, missing = _source(corpus, path, data) if chosen.source else (None, [])
    problems += missing
    record = Record(sound, path, source, corpus.vocabulary, cut, broken)
    record.settlement, beside = readings.load(corpus, path.rsplit("/", 1)[-1].removesuffix(".yaml"))
    if not record.vocabulary.sound:
        broken |= {"vocabulary"}
    judged = chosen.rules
    if broken or cut:
        judged = [one for one in judged if broken.isdisjoint(one.reads) and one.whole.isdisjoint(cut)]
    problems += asked(judged, record)
    left = proposal(content, data["review"]["status"]) if "review" in sound else None
    problems += [left] if left else []
    if sound.get("waivers"):
        problems = _waive(record, problems, judged)
    elif "waivers" in broken:
        problems = [problem for problem in problems if problem.code not in WAIVABLE]
    problems = without_echoes(problems)
    if not problems and not beside and "vocabulary" not in broken:
        beside = judge(record)
    if not problems and not beside:
        problems = asked([one for one in chosen.seals if broken.isdisjoint(one.reads)], record)
    findings: list[Finding] = []
    if problems or beside:
        text = content.decode()
        findings += _located(corpus, path, text, [_as_typed(problem, record) for problem in problems], select)
        findings += _beside(corpus, path, text, beside, select)
    complete = not problems and not beside and "vocabulary" not in broken
    return Checked(path, findings, summarize(record, complete) if chosen.summary else unread(path), record)


def _beside(corpus: Corpus, path: str, text: str, placed: list[Placed], select: tuple[str, ...]) -> Iterator[Finding]:
    """The findings in the readings of a record, and those in the record that come from them."""
    for file in sorted({one.path for one in placed}):
        problems = [one.problem for one in placed if one.path == file]
        try:
            content = text if file == path else strict.decode(corpus.read(file))
        except Unreadable:
            content = ""
        yield from _located(corpus, file, content, problems, select)


class _Chosen(NamedTuple):
    """What a selection of codes comes to: the rules for records, and whether they ask for source and summary."""

    rules: list[RecordRule]
    seals: list[RecordRule]
    """Those of the stage SEALS, which are asked last."""
    source: bool
    summary: bool


@lru_cache
def _choose(select: tuple[str, ...]) -> _Chosen:
    chosen = [one for one in RECORD_RULES if selected(one.code, select)]
    return _Chosen(
        [one for one in chosen if one.stage < Stage.SEALS],
        [one for one in chosen if one.stage == Stage.SEALS],
        any(one.stage >= Stage.TEXT for _, one in RULES.items() if selected(one.code, select)),
        any(selected(one.code, select) for one in CORPUS_RULES),
    )


def asks_others(select: tuple[str, ...]) -> bool:
    """Whether a selection of codes has a rule that compares records with each other."""
    return _choose(select).summary


def survey(corpus: Corpus, path: str) -> tuple[Summary, Record | None]:
    """The summary of a record that is not checked itself, with what of it can be read."""
    _, data, _ = _read(corpus, path)
    if data is None:
        return unread(path), None
    of_schema = schema.check("briefing", data, corpus.vocabulary.terms.words)
    sound, cut, _ = _sound_parts(data, of_schema) if of_schema else (data, {}, frozenset())
    record = Record(sound, path, _source(corpus, path, data)[0], corpus.vocabulary, cut)
    return summarize(record, complete=False), record


def _read(corpus: Corpus, path: str, strictly: bool = False) -> tuple[bytes, dict[str, Any] | None, list[Problem]]:
    """The bytes of a record, its data (None where they cannot be trusted), and what is wrong with the file."""
    misplaced = place_of_file(path)
    if misplaced:
        return b"", None, misplaced
    try:
        content = corpus.read(path)
        data = None if strictly else fast.read(content)
        if data is not None:
            return content, data, []
        text = strict.decode(content)
        unresolved = conflict(text)
        if unresolved:
            return b"", None, [unresolved]
        data, problems = strict.read(text)
    except Unreadable as error:
        return b"", None, error.problems
    return content, None if any(problem.code not in HARMLESS for problem in problems) else data, problems


BY_ID = frozenset({"turns", "participants", "redactions", "exchanges", "statements", "events", "mentions"})
"""The keys that hold entries by their ids: with an id of the wrong form nobody can tell what refers to it."""

OPTIONAL = ("skips", "sic", "exchanges", "outside_exchanges", "statements", "events", "mentions", "waivers", "retired")
"""The keys that may be absent. Beside an unknown key, none of them is known to be."""

ENTRIES = ("exchanges", "statements", "events", "mentions")
"""The layers of which one entry can be left out, and the others still be checked."""


def _sound_parts(
    data: dict[str, Any], problems: list[Problem]
) -> tuple[dict[str, Any], dict[str, list[str]], frozenset[str]]:
    """The parts of a record that fit the schema; the ids of each layer that lost an entry; the keys that are lost."""
    missing = {problem.at[:-1] for problem in problems if problem.code == schema.MISSING_KEY}
    sound = dict(data)
    cut: dict[str, list[str]] = {}
    for problem in problems:
        at, name = problem.at, problem.at[0] if problem.at else ""
        if name not in sound:
            continue
        layer = sound[name]
        is_id = (len(at) == 2 and name in BY_ID) or (len(at) == 4 and at[2] == "asks")
        if problem.code == schema.UNKNOWN_KEY and at[:-1] not in missing and not is_id:
            if len(at) == 1:
                del sound[name]
            else:
                sound[name] = _without(layer, at[1:])
        elif name in ENTRIES and len(at) > 2 and isinstance(layer, dict):
            if name not in cut:
                cut[name] = list(data[name])
                sound[name] = layer = dict(layer)
            layer.pop(at[1], None)
        else:
            del sound[name]
    broken = frozenset(str(problem.at[0]) for problem in problems if problem.at and problem.at[0] not in sound)
    if any(problem.code == schema.UNKNOWN_KEY and len(problem.at) == 1 for problem in problems):
        broken |= {key for key in OPTIONAL if key not in data}
    return sound, cut, broken


def _with_doubts(problems: list[Problem]) -> list[Problem]:
    """The problems of the schema: an unknown key in an entry may be what later rules miss in it."""
    return [
        problem._replace(doubts=(_entry_of(problem.at),))
        if problem.code == schema.UNKNOWN_KEY and len(problem.at) > 1
        else problem
        for problem in problems
    ]


def _entry_of(at: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The path to the entry that a path leads into: a turn, a statement, a pass; else the top-level key."""
    return at[:3] if len(at) > 3 and isinstance(at[2], int) else at[:2] if at[0] in BY_ID else at[:1]


def _without(value: Any, at: tuple[str | int, ...]) -> Any:
    """A copy of a value without the key at a path; the value itself where the path leads nowhere."""
    if isinstance(value, dict) and at[0] in value:
        if len(at) == 1:
            return {key: inner for key, inner in value.items() if key != at[0]}
        return value | {at[0]: _without(value[at[0]], at[1:])}
    if isinstance(value, list) and len(at) > 1:
        return [_without(inner, at[1:]) if n == at[0] else inner for n, inner in enumerate(value)]
    return value


def _as_typed(problem: Problem, record: Record) -> Problem:
    """A problem at a character of a text as the source has it, moved to where the edited text has it."""
    if (
        problem.offset is None
        or RULES[problem.code].stage == Stage.TEXT
        or problem.at[0] != "turns"
        or record.turns.get(str(problem.at[1]), {}).get("text") == record.texts.get(str(problem.at[1]))
    ):
        return problem
    turn = str(problem.at[1])
    typed, restored = record.turns[turn]["text"], record.texts[turn]
    same = next(
        (n for n, pair in enumerate(zip(typed, restored)) if pair[0] != pair[1]), min(len(typed), len(restored))
    )
    offset = problem.offset if problem.offset < same else len(typed) - len(restored) + problem.offset
    return problem._replace(offset=min(max(offset, 0), len(typed) - 1))


def _source(corpus: Corpus, record_path: str, data: dict[str, Any]) -> tuple[Source | None, list[Problem]]:
    """The source of a record, found by the name of its file: the id may be wrong."""
    path = corpus.source_of(record_path)
    try:
        source = fold_source(corpus.read(path))
        unresolved = conflict(source.text)
        return (None, [unresolved._replace(file=path)]) if unresolved else (source._replace(path=path), [])
    except Unreadable as error:
        reason = error.problems[0].message
    except UnicodeDecodeError as error:
        reason = f"the source is not UTF-8: byte {error.object[error.start]:02X} at {error.start:,} cannot be read"
    return None, [source_missing(path, reason, _renamed_source(corpus, data, path))]


def _renamed_source(corpus: Corpus, data: dict[str, Any], path: str) -> str:
    """The file in sources/ that has the digest of a record whose source is not at its path; empty where none has."""
    digest = data["source"].get("sha256") if isinstance(data.get("source"), dict) else None
    files = [] if digest is None or corpus.has(path) else corpus.listing("sources")
    return next((file for file in files if digest_of(corpus, file) == digest), "")


def _waive(record: Record, problems: list[Problem], judged: list[RecordRule]) -> list[Problem]:
    """The problems without those that a waiver excuses, and those of the waivers themselves.

    Whether a waiver is needed is judged where its rule was, and where the turns are as in the source.
    """
    kept = list(problems)
    codes = {one.code for one in judged}
    known = local_ids(record)
    in_doubt = (
        not record.turns or None in record.speakers.values() or (record.alignment and record.alignment.differences)
    )
    excusable: dict[tuple[str, str | int], list[Problem]] = {}
    for problem in problems:
        for step in {step for place in problem.places() for step in place} if problem.code in WAIVABLE else ():
            excusable.setdefault((problem.code, step), []).append(problem)
    excused: set[int] = set()
    for n, waiver in enumerate(record.data["waivers"]):
        code, at = waiver["code"], waiver["at"]
        if code not in WAIVABLE:
            kept.append(waiver_not_possible(n, code, WAIVABLE))
            continue
        found = [one for one in excusable.pop((code, at), []) if at in known and id(one) not in excused]
        if not found and code in codes and not in_doubt:
            kept.append(needless_waiver(n, code, at))
        excused.update(map(id, found))
    return [problem for problem in kept if id(problem) not in excused]


MOST_SEARCHES = 100
"""Of how many findings of a file it is looked up what was meant: a file with more is broken in another way."""


def _located(
    corpus: Corpus, path: str, text: str, problems: Iterable[Problem], select: tuple[str, ...]
) -> list[Finding]:
    """Problems to findings: with line and column, sorted, none twice, and none where the YAML itself is in doubt."""
    chosen = [problem for problem in problems if selected(problem.code, select)]
    if not chosen:
        return []
    places = _Places(corpus, path, text)
    doubtful = {problem.position for problem in chosen if problem.code in HARMLESS}
    located = [
        Located(problem.file or path, place, problem)
        for problem in chosen
        if (place := places.of_problem(problem)) == problem.position or place not in doubtful
    ]
    findings = set()
    searches = MOST_SEARCHES
    for file, place, problem in joined(located, places.of_cause):
        hint = problem.hint
        if callable(hint):
            searches -= 1
            hint = hint() if searches >= 0 else ""
        hint = corpus.for_here(hint)
        findings.add(Finding(printable(file), *place, problem.code, printable(problem.message), printable(hint)))
    return sorted(findings)


class _Places:
    """Where problems of one file are, and where their causes are, which may be in another file."""

    def __init__(self, corpus: Corpus, path: str, text: str):
        self._corpus, self._path = corpus, path
        self._texts = {path: text}
        self._locators: dict[str, Locator] = {}

    def of_problem(self, problem: Problem) -> tuple[int, int]:
        if problem.position is not None:
            return problem.position
        at = problem.at if problem.shown is None else problem.shown
        return self._locator(problem.file or self._path).position(at, key=problem.key, offset=problem.offset)

    def of_cause(self, cause: Cause) -> tuple[int, int]:
        return self._locator(cause.file or self._path).position(cause.at or (), key=cause.key)

    def _locator(self, file: str) -> Locator:
        if file not in self._locators:
            text = self._texts.get(file)
            self._locators[file] = Locator(strict.decode(self._corpus.read(file)) if text is None else text)
        return self._locators[file]


def check_file(
    corpus: Corpus, path: str, schema_name: str, select: tuple[str, ...] = EVERY_CODE
) -> tuple[Any, list[Finding]]:
    """A vocabulary or dataset.yaml: its data (None where there are none that hold), and what is wrong with it."""
    text, problems = "", list[Problem]()
    try:
        content = corpus.read(path)
        text = strict.decode(content)
        data: Any = fast.read(content)
        if data is None:
            unresolved = conflict(text)
            data, problems = (None, [unresolved]) if unresolved else strict.read(text)
    except Unreadable as error:
        data, problems = None, error.problems
    if data is not None and not problems:
        problems = schema.without_echoes(schema.check(schema_name, data, corpus.vocabulary.terms.words))
    findings = _located(corpus, path, text, problems, select)
    return (None if problems else data), findings


def _not_text(corpus: Corpus, path: str) -> list[Problem]:
    """What keeps a document from being read, if anything."""
    try:
        strict.decode(corpus.read(path))
    except Unreadable as error:
        return error.problems
    return []


def check_corpus(
    corpus: Corpus,
    summaries: list[Summary],
    select: tuple[str, ...] = EVERY_CODE,
    chosen: frozenset[str] | None = None,
) -> list[Finding]:
    """What is wrong with the vocabulary, and with the corpus as a whole.

    With `chosen`, the summaries are those of the chosen records and of some others: nothing is said that a further
    record could refute, and of the others only what is wrong because of a chosen one.
    """
    findings: list[Finding] = []
    files = {"readers": READERS, "withdrawn": WITHDRAWN, "terms": terms.FILE}
    optional = {name: path for name, path in files.items() if corpus.has(path)}
    for name, path in {**VOCABULARIES, **optional}.items():
        findings += check_file(corpus, path, name, select)[1]
    if corpus.has("dataset.yaml"):
        findings += check_file(corpus, "dataset.yaml", "dataset", select)[1]
    for path in documents.READ:
        if corpus.has(path):
            findings += _located(corpus, path, "", _not_text(corpus, path), select)
    if not findings:
        placed = [
            placed
            for one in CORPUS_RULES
            if selected(one.code, select)
            for placed in (one.find(corpus, summaries) if chosen is None else _of_some(one, corpus, summaries, chosen))
        ]
        for path in sorted({p.path for p in placed}):
            needs_text = any(p.problem.position is None for p in placed if p.path == path)
            text = strict.decode(corpus.read(path)) if needs_text else ""
            findings += _located(corpus, path, text, [p.problem for p in placed if p.path == path], select)
    return findings


def _of_some(one: CorpusRule, corpus: Corpus, summaries: list[Summary], chosen: frozenset[str]) -> list[Placed]:
    """What a rule finds that has to do with the chosen records."""
    if one.needs_all:
        return []
    others = [summary for summary in summaries if summary.path not in chosen]
    paths = {summary.path for summary in others}
    found = one.find(corpus, summaries)
    if not any(placed.path in paths for placed in found):
        return found
    anyway = one.find(corpus, others)
    return [placed for placed in found if placed.path not in paths or placed not in anyway]


def looked_up(record: Record, summary: Summary) -> list[str]:
    """Every id that the verdict on a record asked the vocabulary for, those included that are not in it."""
    namesakes = {namesake_id(surface) for surface, _ in record.links if surface[:1].isupper()}
    return sorted({*summary.entities, *summary.topics, *record.participants, *namesakes})
