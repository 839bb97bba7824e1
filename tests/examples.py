"""Edits of the valid corpus and what each must give: tests/validation/examples.yaml and mistakes.yaml.

An example edits one file: `replace` stands in it once (`count: first`: the first of several is meant) and is replaced
`by` something. `edits` does several, also in other files. Where an edit changes a source, its digest in the record
follows, unless `stale` is true. `unsigned` takes the passes of a record and its readings away. The one finding has the code `expect` and is `at` these words, or on the `line` of these words in the edited
file, or on the first line that differs; `also` are the codes of further findings; `select` as of validate.py. `expect: none` is a counter-example: the corpus stays clean.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from edited import BASE, DRAFT, ODD, REAL, REPOSITORY, TESTS, VALID, check_all, edited, text_of

from onbackground.corpus.corpus import Corpus
from onbackground.findings import Finding
from onbackground.record.readings import seal_of
from onbackground.validation.check import EVERY_CODE

READINGS = "readings/2031/state-2031-05-06-harbour-dues"
FILES = {
    "base": BASE,
    "odd": ODD,
    "draft": DRAFT,
    "real": REAL,
    "one_reading": f"{READINGS}/some-maintainer.yaml",
    "other_reading": f"{READINGS}/another-maintainer.yaml",
    "adjudication": f"{READINGS}/adjudication.yaml",
}
LISTS = {name: TESTS / "validation" / f"{name}.yaml" for name in ("examples", "mistakes")}


@dataclass(frozen=True)
class Example:
    """One edit of the valid corpus: the files that it changes (None: taken away), and the place that it is about."""

    what: str
    expect: str
    path: str
    changed: dict[str, bytes | None]
    line: int
    column: int | None
    also: tuple[str, ...] = ()
    select: tuple[str, ...] = EVERY_CODE

    def corpus(self) -> Corpus:
        return edited(REPOSITORY if self.path == REAL else VALID, self.changed)

    def findings(self) -> list[Finding]:
        """Everything that is found in the corpus with the example in it."""
        return check_all(self.corpus(), self.select)

    def is_met_by(self, findings: list[Finding]) -> bool:
        """Whether these are what the example says: one finding at its place, or none."""
        if self.expect == "none":
            return not findings
        found = [(f.code, f.path, f.line, f.column if self.column else None) for f in findings]
        here = (self.expect, self.path, self.line, self.column)
        return here in found and sorted(f.code for f in findings) == sorted((self.expect, *self.also))


@cache
def load(name: str) -> list[Example]:
    """The examples of one list."""
    return [_example(entry) for entry in yaml.safe_load(LISTS[name].read_text(encoding="utf-8"))]


def _example(entry: dict[str, Any]) -> Example:
    """An entry as an example. Raises ValueError if its words are not in the file, or there more than once."""
    path = _path(entry.get("in", "base"))
    texts: dict[str, str | None] = {}
    for edit in entry.get("edits") or [entry]:
        _apply(edit, path, texts)
    if entry.get("unsigned"):
        _take_signatures_away(texts)
    if not entry.get("stale"):
        _follow_sources(texts)
    if not entry.get("keep_seal"):
        _follow_readings(texts)
    text = texts.get(_path(entry.get("finding_in", path))) or ""
    path = _path(entry.get("finding_in", path))
    line, column = _place(entry, text or (text_of(path) if texts.get(path, "") is not None else ""), path)
    encoding = entry.get("encoding", "utf-8")
    changed = {name: None if new is None else new.encode(encoding, "surrogatepass") for name, new in texts.items()}
    return Example(
        entry["what"],
        entry["expect"],
        path,
        changed,
        line,
        column,
        tuple(entry.get("also", ())),
        tuple(entry.get("select", EVERY_CODE)),
    )


def _path(name: str) -> str:
    return FILES.get(name, name)


def _apply(edit: dict[str, Any], path: str, texts: dict[str, str | None]) -> None:
    where = _path(edit.get("in", path))
    if "remove" in edit:
        texts[_path(edit["remove"])] = None
    elif "copy" in edit or "move" in edit:
        origin = _path(edit.get("copy") or edit["move"])
        texts[edit["to"]] = texts.get(origin) or text_of(origin)
        if "move" in edit:
            texts[origin] = None
    elif "text" in edit:
        texts[where] = edit["text"]
    elif "grow" in edit:
        texts[where] = text_of(where).ljust(edit["grow"], "\n")
    elif "replace" in edit:
        text = texts.get(where) or text_of(where)
        times = text.count(edit["replace"])
        if not times or (times > 1 and edit.get("count") != "first"):
            raise ValueError(f"{edit['replace']!r} stands {times} times in {where}")
        texts[where] = text.replace(edit["replace"], edit["by"], 1)


def _take_signatures_away(texts: dict[str, str | None]) -> None:
    """Make a draft of the record that is signed and read, so that an edit of it breaks no seal."""
    texts |= dict.fromkeys((FILES["one_reading"], FILES["other_reading"], FILES["adjudication"]))
    record, review, _ = (texts.get(ODD) or text_of(ODD)).partition("\nreview:\n")
    texts[ODD] = f"{record}{review}  status: draft\n  passes: []\n  open: []\n"


def _follow_sources(texts: dict[str, str | None]) -> None:
    """Put the digest of each changed source into its record."""
    for source, content in list(texts.items()):
        record = source.replace("sources/", "records/").replace(".txt", ".yaml")
        if source.startswith("sources/") and content is not None and record != source:
            known = record in texts or (VALID / record).exists()
            text = (texts.get(record) or text_of(record)) if known else ""
            digest = hashlib.sha256(content.encode()).hexdigest()
            if known:
                texts[record] = re.sub(r"sha256: [0-9a-f]{64}", f"sha256: {digest}", text, count=1)


def _follow_readings(texts: dict[str, str | None]) -> None:
    """Seal each changed reading again, and put its seal into the adjudication."""
    for name in ("one_reading", "other_reading"):
        text = texts.get(FILES[name])
        if text is not None:
            data = yaml.safe_load(text)
            seal = seal_of(data)
            texts[FILES[name]] = text.replace(data["seal"], seal)
            settled = texts.setdefault(FILES["adjudication"], text_of(FILES["adjudication"]))
            texts[FILES["adjudication"]] = settled and settled.replace(data["seal"], seal)


def _place(entry: dict[str, Any], text: str, path: str) -> tuple[int, int | None]:
    words = entry.get("at") or entry.get("line")
    if words is None:
        before = text_of(path).split("\n")
        after = text.split("\n")
        return next((n for n, (old, new) in enumerate(zip(before, after), start=1) if old != new), len(before)), None
    if words not in text:
        raise ValueError(f"{entry['what']}: {words!r} is not in {path}")
    start = text.index(words)
    line = text.count("\n", 0, start) + 1
    if "line" in entry:
        line += len(words) - len(words.lstrip("\n"))
    return line, start - text.rfind("\n", 0, start) if "at" in entry else None
