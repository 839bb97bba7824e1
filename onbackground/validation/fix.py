"""What has one cure is cured: `validate.py --fix`. Every other byte of the file stays as it was.

Typewriter characters become those of the source, odd spaces plain ones, keys and entries come into their order, and
waivers that waive nothing go. A layer that somebody has signed is not touched.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Path, Unreadable
from onbackground.parsing import strict
from onbackground.parsing.locator import Locator
from onbackground.parsing.rewrite import CannotRewrite, rewrite
from onbackground.record.record import LAYERS, Record, plain_spaces
from onbackground.record.seal import entries
from onbackground.validation.check import check_record
from onbackground.validation.rules.keys import ORDER
from onbackground.validation.rules.passes import needless_waiver
from onbackground.validation.rules.source import header_fit
from onbackground.validation.rules.turns import number_of
from onbackground.verbatim.nearest import same_letters, standing_for

IN_ORDER = ("turns", "exchanges", "statements", "events", "mentions")
"""The keys whose entries are in the order of their ids."""


class Fixed(NamedTuple):
    """A record's file before and after, and what was done, a phrase each."""

    before: str
    after: str
    done: list[str]


class _Cure(NamedTuple):
    at: Path
    wanted: str
    said: str


def fixed(corpus: Corpus, path: str) -> Fixed:
    """The record at a path with everything cured that has one cure. Nothing is written.

    A file that cannot be read, or is no YAML of ours, is left as it is.
    """
    checked = check_record(corpus, path)
    if checked.record is None:
        return Fixed("", "", [])
    before = text = strict.decode(corpus.read(path))
    record = checked.record
    sealed = {layer for one in record.data.get("review", {}).get("passes", ()) for layer in one["seal"] or ()}
    done = []
    for cure in _cures(record):
        if _layer_of(cure.at) not in sealed:
            cured = _with_text(text, cure.at, cure.wanted)
            if cured is not None:
                text = cured
                done.append(cure.said)
    text, ordered = _in_order(text, sealed)
    text, waived = _without_waivers(corpus, path, text, record, sealed)
    return Fixed(before, text, [*done, *ordered, *waived])


def _layer_of(at: Path) -> str:
    return next((layer for layer, keys in LAYERS.items() if at[0] in keys), "")


# --- Texts -------------------------------------------------------------------------------------------------------


def _cures(record: Record) -> Iterator[_Cure]:
    """Each text of the record that has one right form, with that form."""
    for key in ("title", "byline", "venue"):
        value = record.data.get(key) or ""
        if value != (plain := plain_spaces(value).strip()):
            yield _Cure((key,), plain, f"spaces in the {key}")
    yield from _of_header(record)
    for name, participant in record.participants.items():
        for key in ("label", "name"):
            value = participant.get(key) or ""
            if value != (plain := plain_spaces(value).strip()):
                yield _Cure(("participants", name, key), plain, f"spaces in the {key} of {name}")
    restored = record.alignment.restored if record.alignment else {}
    for turn_id, turn in record.turns.items():
        plain = plain_spaces(turn["text"])
        printed = restored.get(turn_id, plain)
        if printed != plain and same_letters(printed) == same_letters(plain):
            yield _Cure(("turns", turn_id, "text"), printed, f"characters in {turn_id}, as in the source")
        elif plain != turn["text"]:
            yield _Cure(("turns", turn_id, "text"), plain, f"spaces in {turn_id}")
    for at, turn_ids, words in _quotes(record):
        texts = [record.texts[turn] for turn in turn_ids if turn in record.texts]
        if any(words == words.strip() and words in text for text in texts):
            continue
        found = {right for text in texts for right in standing_for(words.strip(), text)}
        if len(found) == 1:
            yield _Cure(at, found.pop(), f"a quote of {', '.join(turn_ids)}")


def _quotes(record: Record) -> Iterator[tuple[Path, list[str], str]]:
    """The path to each quote, the turns in which it may stand, and its words."""
    for at, turn, words in record.quotes():
        yield (*at, "because" if at[0] == "turns" else "quote"), [turn], words
    for exchange_id, exchange in record.layer("exchanges").items():
        for ask_id, ask in exchange["asks"].items():
            turns = [ask["turn"]] if "turn" in ask else exchange["question"]
            yield ("exchanges", exchange_id, "asks", ask_id, "quote"), turns, ask["quote"]
    for turn, mentions in record.mentions.items():
        for n, (surface, _) in enumerate(mentions):
            yield ("mentions", turn, n, 0), [turn], surface


def _of_header(record: Record) -> Iterator[_Cure]:
    if not {"title", "byline", "venue", "place", "date"} <= record.data.keys():
        return
    fit = header_fit(record)
    if fit is None:
        return
    for at in fit.absent:
        value: Any = record.data
        for step in at:
            value = value[step]
        alike = [line for line in fit.uncovered if same_letters(line) == same_letters(plain_spaces(str(value)).strip())]
        if len(alike) == 1 and at[0] != "skips":
            yield _Cure(at, alike[0], f"{at[0]}, as in the source")


def _with_text(text: str, at: Path, wanted: str) -> str | None:
    """The file with another text at a path: changed character by character where it can be; None where it cannot be."""
    data = strict.load(text)
    now: Any = data
    for step in at[:-1]:
        now = now[step]
    before, now[at[-1]] = now[at[-1]], wanted
    for changed in (_retyped(text, at, before, wanted), _respaced(text, at)):
        if changed is not None and strict.read(changed) == (data, []):
            return changed
    try:
        return rewrite(text, data)
    except (CannotRewrite, Unreadable):
        return None


def _retyped(text: str, at: Path, before: str, wanted: str) -> str | None:
    """The file with the characters replaced that differ; None where they do not stand in it as they are."""
    locator = Locator(text)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for kind, a, b, first, last in reversed(
        difflib.SequenceMatcher(None, before, wanted, autojunk=False).get_opcodes()
    ):
        if kind == "equal":
            continue
        line, column = locator.position(at, offset=a)
        start = starts[line - 1] + column - 1
        if text[start : start + b - a] != before[a:b]:
            return None
        text = text[:start] + wanted[first:last] + text[start + b - a :]
    return text


_RUN = re.compile(r"(?<=\S)(?:[^\S\n]*[^\S \n][^\S\n]*| {2,})(?=\S)")
_AT_LINE_END = re.compile(r"[^\S\n]+(?=\n|\Z)")


def _respaced(text: str, at: Path) -> str | None:
    """The file with plain single spaces in the value at a path, and none at the ends of its lines."""
    node = Locator(text).node(at)
    if node is None:
        return None
    start, end = node.start_mark.index, node.end_mark.index
    return text[:start] + _RUN.sub(" ", _AT_LINE_END.sub("", text[start:end])) + text[end:]


# --- Order -------------------------------------------------------------------------------------------------------


def _in_order(text: str, sealed: set[str]) -> tuple[str, list[str]]:
    """The file with its keys, and the entries of its layers, in order; and what was moved."""
    done = []
    moved = _reordered(text, (), lambda key: (ORDER.get(key, len(ORDER)), ""))
    if moved is not None:
        text = moved
        done.append("the order of the keys")
    for key in IN_ORDER:
        moved = _reordered(text, (key,), number_of) if _layer_of((key,)) not in sealed else None
        if moved is not None:
            text = moved
            done.append(f"the order of {key}")
    return text, done


def _reordered(text: str, at: Path, rank: Any) -> str | None:
    """The file with the entries of a mapping sorted, each with the comments above it; None where they are in order."""
    node = Locator(text).node(at)
    if not isinstance(node, yaml.MappingNode) or node.flow_style or len(node.value) < 2:
        return None
    keys = [key.value for key, _ in node.value]
    if keys == sorted(keys, key=rank):
        return None
    lines = text.split("\n")
    starts = [key.start_mark.line for key, _ in node.value]
    indent = " " * node.value[0][0].start_mark.column
    for n, start in enumerate(starts):
        floor = starts[n - 1] + 1 if n else 0
        while start > max(floor, 1 if not at else 0) and lines[start - 1].startswith(f"{indent}#"):
            start -= 1
        starts[n] = start
    end = node.end_mark.line if at else len(lines)
    while end > starts[-1] and not lines[end - 1].strip():
        end -= 1
    borders = [*starts, end]
    parts = {key: lines[borders[n] : borders[n + 1]] for n, key in enumerate(keys)}
    whole = [*lines[: starts[0]], *(line for key in sorted(keys, key=rank) for line in parts[key]), *lines[end:]]
    changed = "\n".join(whole)
    return changed if strict.read(changed) == (strict.load(text), []) else None


# --- Waivers -----------------------------------------------------------------------------------------------------


def _without_waivers(corpus: Corpus, path: str, text: str, record: Record, sealed: set[str]) -> tuple[str, list[str]]:
    """The file without the waivers that waive nothing, once the rest is cured; and which they were."""
    checked = check_record(corpus.with_files({path: text.encode()}), path)
    code = needless_waiver(0, "", "").code
    needless = {(finding.line, finding.column) for finding in checked.findings if finding.code == code}
    if not needless:
        return text, []
    locator, data = Locator(text), strict.load(text)
    signed = {step for layer in sealed for at, _ in entries(data, layer, record.vocabulary) for step in at}
    kept, done = [], []
    for n, waiver in enumerate(data["waivers"]):
        if locator.position(("waivers", n)) in needless and waiver["at"] not in signed:
            done.append(f"a needless waiver at {waiver['at']}")
        else:
            kept.append(waiver)
    if not done:
        return text, []
    data["waivers"] = kept
    if not kept:
        del data["waivers"]
    try:
        return rewrite(text, data), done
    except (CannotRewrite, Unreadable):
        return text, []
