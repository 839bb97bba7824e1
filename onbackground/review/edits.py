"""Edits to a record, as pages and forms make them (`edits/1`): applied at their place, all or none.

The page that is served and `review.py RECORD --apply FILE` both write by `apply`. Each edit says which value it
found. One that finds another value now is stale, and then nothing is written. The result is checked before it is
written: edits that would bring new findings are refused, unless unfinished work is allowed. A seal that no longer
holds is no reason to refuse: it says that somebody must read the layer again, and `Applied.unread` says so too.
"""

from __future__ import annotations

import copy
import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, NamedTuple

from onbackground.corpus import writing
from onbackground.corpus.corpus import VOCABULARIES, Corpus, UsageError, sha256
from onbackground.findings import RULES, Finding, Stage, Unreadable, printable, shorten
from onbackground.parsing import strict
from onbackground.parsing.rewrite import CannotRewrite, rewrite
from onbackground.record import schema
from onbackground.record.record import LAYERS
from onbackground.review.proposals import without_proposals
from onbackground.review.signoff import READING_MENDS, NotFit
from onbackground.validation import check

MOST_BYTES = 10_000_000
"""How large a file of edits may be."""

VOCABULARY = "vocabulary"
"""The first step of the path of an edit that is of the vocabulary; the second is `entities` or `topics`."""


class Edit(NamedTuple):
    """One edit: what is done, at which keys and list positions, the value before, and the value after."""

    op: Literal["set", "add", "remove"]
    at: tuple[str | int, ...]
    old: Any
    new: Any


class Edits(NamedTuple):
    """The edits to one record, and the digest (`sha256:…`) of the file that they were made from."""

    record: str
    digest: str
    edits: list[Edit]


class Applied(NamedTuple):
    """What edits come to: the files that change, by path, before and after; the findings; what must be read again."""

    changed: dict[str, tuple[str, str]]
    findings: list[Finding]
    unread: list[Finding]

    def diff(self) -> str:
        """The change of every file as a unified diff."""
        parts = []
        for path, (before, after) in self.changed.items():
            lines = difflib.unified_diff(
                before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
            )
            parts += [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines]
        return "".join(parts)


def load(content: bytes, name: str) -> Edits:
    """The edits in a file of JSON. Raises UsageError where it is not a file of edits; `name` is for the message."""
    if len(content) > MOST_BYTES:
        raise UsageError(f"{name} is larger than {MOST_BYTES:,} bytes: no edits of a record are")
    try:
        data = json.loads(content.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
        problems = schema.check("edits", data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not a file of edits: {shorten(printable(str(error)), 120)}") from None
    if problems:
        where = ".".join(map(str, problems[0].at))
        raise UsageError(f"{name} is not a file of edits: {where + ': ' if where else ''}{problems[0].message}")
    edits = [Edit(one["op"], tuple(one["at"]), one.get("old"), one.get("new")) for one in data["edits"]]
    return Edits(data["record"], data["digest"], edits)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a value of a record")


def digest_of(content: bytes) -> str:
    """The digest by which edits name the file that they were made from."""
    return f"sha256:{sha256(content)}"


# --- Edits on data -----------------------------------------------------------------------------------------------


def applied(data: dict[str, Any], edits: Iterable[Edit], schema_name: str = "briefing") -> dict[str, Any]:
    """The data with the edits made, in their order; new keys go where the schema has them. `data` stays as it was.

    Raises NotFit where an edit does not find what it expects; the message names every such edit and what is there.
    """
    data = copy.deepcopy(data)
    stale = []
    for edit in edits:
        try:
            _make(data, edit, schema.text(schema_name))
        except _Stale as found:
            stale.append(f"{edit.op} {'.'.join(map(str, edit.at))}: {found}")
    if stale:
        raise NotFit("the record has changed since; nothing was written\n" + "\n".join(f"  {line}" for line in stale))
    return data


class _Stale(Exception):
    """An edit does not find what it expects."""


_NOTHING = object()


def _make(data: dict[str, Any], edit: Edit, whole: dict[str, Any]) -> None:
    place: Any = data
    rules: dict[str, Any] = whole
    for n, step in enumerate(edit.at[:-1]):
        inner = _inner(place, step)
        if not isinstance(inner, dict | list):
            raise _Stale(f"there is no {'.'.join(map(str, edit.at[: n + 1]))} to change")
        place, rules = inner, _schema_of(rules, step, whole)
    step, now = edit.at[-1], _inner(place, edit.at[-1])
    if isinstance(place, list) != isinstance(step, int):
        raise _Stale("a list is changed by position, everything else by key")
    if edit.op == "add":
        if isinstance(place, list) and isinstance(step, int):
            if step > len(place):
                raise _Stale(f"the list has {len(place)} entries now")
            place.insert(step, copy.deepcopy(edit.new))
        elif now is not _NOTHING:
            raise _Stale(f"expected nothing, found {_shown(now)}")
        else:
            _insert(place, str(step), _ordered(copy.deepcopy(edit.new), _schema_of(rules, step, whole), whole), rules)
        return
    if now is _NOTHING:
        raise _Stale(f"expected {_shown(edit.old)}, found nothing")
    if _canonical(now) != _canonical(edit.old):
        raise _Stale(f"expected {_shown(edit.old)}, found {_shown(now)}")
    if edit.op == "set":
        place[step] = copy.deepcopy(edit.new)
    else:
        del place[step]


def _inner(place: Any, step: str | int) -> Any:
    if isinstance(place, list):
        return place[step] if isinstance(step, int) and step < len(place) else _NOTHING
    return place.get(step, _NOTHING) if isinstance(step, str) else _NOTHING


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _shown(value: Any) -> str:
    return shorten(printable(json.dumps(value, ensure_ascii=False)), 200)


def _schema_of(rules: dict[str, Any], step: str | int, whole: dict[str, Any]) -> dict[str, Any]:
    """The part of a schema that is for the value under a key or position; empty where it says nothing."""
    rules = _resolved(rules, whole)
    if isinstance(step, int):
        return _resolved(rules.get("items", {}), whole)
    if step in rules.get("properties", {}):
        return _resolved(rules["properties"][step], whole)
    found = (inner for pattern, inner in rules.get("patternProperties", {}).items() if re.search(pattern, step))
    return _resolved(next(found, {}), whole)


def _resolved(rules: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    return whole["$defs"][rules["$ref"].rsplit("/", 1)[-1]] if "$ref" in rules else rules


def _insert(place: dict[str, Any], key: str, value: Any, rules: dict[str, Any]) -> None:
    """Adds a key before the first one that comes after it in the schema or, of ids, in their order."""
    order = list(rules.get("properties", ()))
    if key in order:
        later = set(order[order.index(key) + 1 :])
        before = next((other for other in place if other in later), None)
    else:
        own = _id(key)
        before = next((other for other in place if own and (theirs := _id(other)) and theirs > own), None)
    entries = list(place.items())
    at = len(entries) if before is None else list(place).index(before)
    entries.insert(at, (key, value))
    place.clear()
    place.update(entries)


def _ordered(value: Any, rules: dict[str, Any], whole: dict[str, Any]) -> Any:
    """A new value with its keys in the order of the schema."""
    if isinstance(value, list):
        return [_ordered(one, _schema_of(rules, n, whole), whole) for n, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    keys = [key for key in rules.get("properties", ()) if key in value]
    keys += [key for key in value if key not in keys]
    return {key: _ordered(value[key], _schema_of(rules, key, whole), whole) for key in keys}


def _id(key: str) -> tuple[str, int, int, str] | None:
    """What ids are sorted by (x02a: its letter, its number, its letters); None for a key that is not an id."""
    match = re.fullmatch(r"([txse])([0-9]{2,})([a-z]{0,2})", key)
    return (match[1], int(match[2]), len(match[3]), match[3]) if match else None


# --- Edits on files ----------------------------------------------------------------------------------------------


def propose(corpus: Corpus, path: str, wanted: Edits, unfinished: bool = False) -> Applied:
    """What the edits come to, worked out on the files as they are, and nothing written.

    Raises NotFit where they are of another record, are stale, or would break the format or, unless `unfinished`,
    bring findings that the record does not have now.
    """
    before = check.check_record(corpus, path)
    try:
        text = strict.decode(corpus.read(path))
        data = strict.load(text)
    except Unreadable:
        raise NotFit("the record cannot be read", before.findings) from None
    if wanted.record != data.get("id"):
        raise NotFit(f"the edits are for {wanted.record}, not for {data.get('id')}")
    of_record = [edit for edit in wanted.edits if edit.at[0] != VOCABULARY]
    changed = {VOCABULARIES[name]: _vocabulary(corpus, name, edits) for name, edits in _of_vocabulary(wanted).items()}
    changed[path] = (text, _written(text, data, applied(data, of_record)))
    changed = {name: (old, new) for name, (old, new) in changed.items() if old != new}
    proposed = corpus.with_files({name: new.encode() for name, (_, new) in changed.items()})
    findings = list(check.check_record(proposed, path).findings)
    for name, place in VOCABULARIES.items():
        if place in changed:
            findings += check.check_file(proposed, place, name)[1]
    again = [finding for finding in findings if finding.code in READING_MENDS]
    other = [finding for finding in findings if finding.code not in READING_MENDS]
    refused = [one for one in other if RULES[one.code].stage <= Stage.SCHEMA]
    refused = refused or ([] if unfinished else _new(before.findings, other))
    if refused:
        raise NotFit("the edits were not made: the record would have these findings", refused)
    return Applied(changed, other, again)


def _written(text: str, data: dict[str, Any], wanted: dict[str, Any]) -> str:
    """The text of a record that says what is wanted, without the proposals for layers that are now there."""
    layers = set(wanted) - set(data)
    if _status(data) == "draft" != _status(wanted):
        layers |= set(wanted) | {key for keys in LAYERS.values() for key in keys} | {"entities"}
    return without_proposals(_rewritten(text, wanted), layers)


def _status(data: dict[str, Any]) -> Any:
    review = data.get("review")
    return review.get("status") if isinstance(review, dict) else None


def _of_vocabulary(wanted: Edits) -> dict[str, list[Edit]]:
    """The edits of the vocabulary by file, each with its path in that file."""
    found: dict[str, list[Edit]] = {}
    for edit in wanted.edits:
        if edit.at[0] == VOCABULARY:
            if len(edit.at) < 3 or edit.at[1] not in VOCABULARIES:
                raise NotFit(f"{'.'.join(map(str, edit.at))}: {VOCABULARY} has {' and '.join(VOCABULARIES)}")
            found.setdefault(str(edit.at[1]), []).append(edit._replace(at=edit.at[1:]))
    return found


def _vocabulary(corpus: Corpus, name: str, edits: list[Edit]) -> tuple[str, str]:
    """A file of the vocabulary before and after the edits."""
    place = VOCABULARIES[name]
    text = strict.decode(corpus.read(place)) if corpus.has(place) else ""
    try:
        start = text or f"schema: {name}/1\n{name}: {{}}\n"
        return text, _rewritten(start, applied(strict.load(start), edits, name))
    except Unreadable:
        raise NotFit("the vocabulary cannot be read", check.check_file(corpus, place, name)[1]) from None


def _rewritten(text: str, wanted: dict[str, Any]) -> str:
    try:
        return rewrite(text, wanted)
    except CannotRewrite as error:
        raise NotFit(f"the edits cannot be written into the file: {error}") from None


def _new(before: list[Finding], after: list[Finding]) -> list[Finding]:
    """The findings that were not there before, wherever in the file they are now."""
    known = Counter((one.code, one.message) for one in before)
    found = []
    for one in after:
        known[one.code, one.message] -= 1
        if known[one.code, one.message] < 0:
            found.append(one)
    return found


def apply(corpus: Corpus, path: str, wanted: Edits, unfinished: bool = False) -> Applied:
    """Makes the edits in the files of the corpus. Raises as `propose`; then nothing was written.

    The files are held while the edits are worked out, so that no other run can write them meanwhile.
    """
    files = [*sorted(VOCABULARIES[name] for name in _of_vocabulary(wanted)), path]
    with ExitStack() as stack:
        held = {name: stack.enter_context(writing.held(corpus.root, name)) for name in files}
        result = propose(
            corpus.with_files({name: file.content for name, file in held.items()}), path, wanted, unfinished
        )
        written: list[tuple[str, bytes]] = []
        try:
            for name in files:
                if name in result.changed:
                    held[name].replace(result.changed[name][1].encode())
                    written.append((name, held[name].content or b""))
        except writing.NotWritten:
            held.clear()
            stack.close()
            for name, content in written:
                writing.write(corpus.root, name, content)
            raise
    return result


def from_file(file: Path) -> Edits:
    """The edits in a file anywhere. Raises UsageError where it cannot be read."""
    try:
        return load(file.read_bytes(), str(file))
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
