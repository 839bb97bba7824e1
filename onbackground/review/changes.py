"""Two versions of a record side by side: only what changed, layer by layer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from onbackground.corpus.corpus import Corpus, UsageError
from onbackground.corpus.git import Git, GitError
from onbackground.findings import Unreadable
from onbackground.parsing import strict
from onbackground.record.record import LAYERS
from onbackground.review.page import fill

CONTEXT = 80
"""How many characters of unchanged text are shown on either side of a change."""

Piece = tuple[str, str]
"""A stretch of text and what became of it: `same`, `del` or `ins`."""


class Field(NamedTuple):
    """One field of an entry, before and after; None where it was not there."""

    name: str
    before: list[Piece] | None
    after: list[Piece] | None


class Change(NamedTuple):
    """One entry of a record that is not as it was: where it stands, what happened to it, and its fields that differ."""

    layer: str
    name: str
    kind: str
    fields: list[Field]


def render(corpus: Corpus, path: str, ref: str) -> str:
    """The page of what changed in a record since a commit, as HTML.

    Raises UsageError where the commit or the record in it cannot be read.
    """
    try:
        before = strict.read(strict.decode(_at(corpus, path, ref)))[0]
    except Unreadable:
        before = None
    if before is None:
        raise UsageError(f"--since {ref}: the record of that commit cannot be read")
    after = strict.load(strict.decode(corpus.read(path)))
    found = list(changes(before, after))
    return fill(
        "changes.html.j2",
        Markup(""),
        path=path,
        since=ref,
        title=after.get("title") or after.get("id") or path,
        layers={layer: [change for change in found if change.layer == layer] for layer in (*LAYERS, "review")},
    )


def _at(corpus: Corpus, path: str, ref: str) -> bytes:
    """The content of a file of the corpus as a commit has it."""
    git = Git(corpus.root)
    try:
        return git.content(git.commit(ref), path)
    except GitError as error:
        raise UsageError(f"--since {ref}: {error}") from None


def changes(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """Every entry that was added, removed or changed between two versions of a record, in the order of the layers.

    An entry is what has an id of its own (a turn, an ask, a statement, …); a key of the header is one as well.
    """
    for layer, keys in (*LAYERS.items(), ("review", ("waivers", "retired", "review"))):
        old, new = ({name: entry for key in keys for name, entry in _entries(data, key)} for data in (before, after))
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                kind = "added" if name not in old else "removed" if name not in new else "changed"
                yield Change(layer, name, kind, list(_fields(old.get(name, {}), new.get(name, {}))))


def _entries(data: dict[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries under a top-level key by name, each as a mapping of fields."""
    value = data.get(key)
    if key == "exchanges" and isinstance(value, dict):
        for name, exchange in value.items():
            if not isinstance(exchange, dict) or not isinstance(exchange.get("asks", {}), dict):
                yield name, {"": exchange}
                continue
            yield name, {field: entry for field, entry in exchange.items() if field != "asks"}
            for ask_id, ask in exchange.get("asks", {}).items():
                yield ask_id, ask if isinstance(ask, dict) else {"": ask}
    elif key in ("turns", "participants", "statements", "events", "review") and isinstance(value, dict):
        for name, entry in value.items():
            yield name, entry if isinstance(entry, dict) else {"": entry}
    elif key in ("mentions", "redactions") and isinstance(value, dict):
        for name, entry in value.items():
            yield f"{key} {name}", {"": entry}
    elif isinstance(value, dict):
        yield key, value
    elif key in data:
        yield key, {"": value}


def _fields(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Field]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if name not in before:
            yield Field(name, None, [("ins", shown(new))])
        elif name not in after:
            yield Field(name, [("del", shown(old))], None)
        elif old != new:
            yield Field(name, *compare(shown(old), shown(new)))


def shown(value: Any) -> str:
    """A value of a record as people read it: text as it is, a list with an entry a line."""
    if isinstance(value, list):
        if all(isinstance(entry, str) for entry in value):
            return ", ".join(value) or "none"
        return "\n".join(_mention(entry) if isinstance(entry, list) else shown(entry) for entry in value) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {shown(entry)}" for name, entry in value.items()) or "none"
    return {None: "null", True: "true", False: "false"}.get(value, str(value)) if not isinstance(value, str) else value


def _mention(mention: list[Any]) -> str:
    surface, entity = [*mention, None, None][:2]
    return f"{shown(surface)} → {'not linked' if entity is None else shown(entity)}"


def compare(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, with the words that went (`del`) and those that came (`ins`) set apart."""
    old, new = _words(before), _words(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            left.append(("same", "".join(old[a:b])))
            right.append(("same", "".join(new[c:d])))
        else:
            left += [("del", "".join(old[a:b]))] if a < b else []
            right += [("ins", "".join(new[c:d]))] if c < d else []
    return _cut(left), _cut(right)


def _cut(pieces: list[Piece]) -> list[Piece]:
    """The pieces with long stretches that did not change cut down to what stands next to a change."""
    cut = []
    for n, (kind, text) in enumerate(pieces):
        if kind == "same" and len(text) > 3 * CONTEXT:
            text = (text[:CONTEXT] if n else "") + " … " + (text[-CONTEXT:] if n < len(pieces) - 1 else "")
        cut.append((kind, text))
    return cut


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
