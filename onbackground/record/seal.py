"""The seal: a digest over what a reader has read, so that a later change shows.

A pass has one digest for each layer that it covers. A digest is taken over the layer, the declared exceptions
(waivers) in it, the digest of the source, and what the vocabulary says of the entities and topics that the layer
uses. It is in canonical form: layout, comments and the order of keys do not count, every value does. Not sealed are
`retired` (an id can only be withdrawn by a change of its layer), `review` itself (questions may be added at any time),
and what only says how well an entity is known (`qid_basis`, `checked`).

A seal is a digest and no signature: it shows that something changed since, and proves nobody's identity.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from onbackground.corpus.corpus import Vocabulary
from onbackground.findings import Path
from onbackground.record.record import LAYERS


def canonical(value: Any) -> bytes:
    """The value under the JSON Canonicalization Scheme (RFC 8785), as UTF-8.

    For what records hold: mappings with text keys, lists, text, whole numbers, true, false and null.
    Raises ValueError for a number with a fraction, which no record has.
    """
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _canonical_layer(sealed: dict[str, Any]) -> bytes:
    """As `canonical`, for a layer of a record: its only numbers are the paragraphs of skips, and its only keys beyond
    ASCII those of redactions, which orjson sorts by code point."""
    content = sealed["content"]
    numbers = any("paragraph" in skip for skip in content.get("skips") or ())
    if numbers or any(max(key, default="") >= _SORTED_OTHERWISE for key in content.get("redactions") or ()):
        return canonical(sealed)
    return orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)


_SORTED_OTHERWISE = "\ue000"
"""The first character that may sort otherwise by its UTF-16 code units than by its code point."""


def _ordered(value: Any) -> Any:
    """The value with the keys of every mapping sorted by their UTF-16 code units, as RFC 8785 asks."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_ordered(entry) for entry in value]
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError(f"{value} is not a whole number")
        return int(value)
    return value


def present_layers(data: dict[str, Any]) -> list[str]:
    """The layers that a record has, in the order of the format."""
    return [layer for layer, keys in LAYERS.items() if any(key in data for key in keys)]


def digest(value: Any) -> str:
    """`sha256:` and 64 hexadecimal digits, over a value in canonical form. Raises ValueError as `canonical` does."""
    return f"sha256:{hashlib.sha256(canonical(value)).hexdigest()}"


def seals(data: dict[str, Any], layers: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    """The digest, `sha256:` and 64 hexadecimal digits, of each of the layers as record and vocabulary are now.

    `data` is a record that satisfies the schema; its `source.sha256` stands for the source.
    """
    return {
        layer: f"sha256:{hashlib.sha256(_canonical_layer(_content(data, layer, vocabulary))).hexdigest()}"
        for layer in layers
    }


def _content(data: dict[str, Any], layer: str, vocabulary: Vocabulary) -> dict[str, Any]:
    content = {key: data[key] for key in LAYERS[layer] if key in data}
    sealed = {"layer": layer, "content": content, "source": data["source"]["sha256"]}
    places = set(_keys(content)) if data.get("waivers") else ()
    waivers = sorted((waiver for waiver in data.get("waivers") or () if waiver["at"] in places), key=canonical)
    if waivers:
        sealed["waivers"] = waivers
    meanings = {kind: _meanings(vocabulary, kind, used) for kind, used in zip(_MEANING, looked_up(data, layer))}
    if any(meanings.values()):
        sealed["vocabulary"] = meanings
    return sealed


MARK = 4
"""How many hexadecimal digits mark an entry: one change in 65,536 is not seen by its mark. The seal sees it."""


def marks(data: dict[str, Any], layers: Iterable[str], vocabulary: Vocabulary) -> dict[str, str]:
    """For each of the layers, four hexadecimal digits for each of its `entries`, in order.

    A seal shows that a layer was changed; the marks that were taken with it show which entry. They prove nothing.
    """
    return {layer: "".join(mark for _, mark in marked(data, layer, vocabulary)) for layer in layers}


def marked(data: dict[str, Any], layer: str, vocabulary: Vocabulary) -> list[tuple[Path, str]]:
    """Every entry of a layer, with its mark. What a vocabulary says is at ("vocabulary", its name, the id)."""
    found = []
    for at, value in entries(data, layer, vocabulary):
        name = [step for step in at if isinstance(step, str)]  # an index says nothing: it moves with what comes before
        found.append((at, hashlib.sha256(canonical([name, value])).hexdigest()[:MARK]))
    return found


def entries(data: dict[str, Any], layer: str, vocabulary: Vocabulary) -> Iterator[tuple[Path, Any]]:
    """What a seal over a layer covers, entry by entry in the order of the record: the place and the value of each."""
    for key in LAYERS[layer]:
        if key in data:
            yield from _entries_of(key, data[key], whole=layer == "header")
    content = _content(data, layer, vocabulary)
    for waiver in content.get("waivers", ()):
        yield ("waivers", data["waivers"].index(waiver)), waiver
    for kind, meanings in content.get("vocabulary", {}).items():
        for name in sorted(meanings):
            yield ("vocabulary", kind, name), meanings[name]


def _entries_of(key: str, value: Any, whole: bool) -> Iterator[tuple[Path, Any]]:
    """The entries of a top-level key: asks apart from their exchange, each mention by itself."""
    layered: Any = value  # a mapping, or for some keys a list
    if whole or not isinstance(value, (dict, list)):
        yield (key,), value
    elif key == "exchanges":
        for name, exchange in layered.items():
            yield (key, name), {part: inner for part, inner in exchange.items() if part != "asks"}
            for ask, inner in exchange["asks"].items():
                yield (key, name, "asks", ask), inner
    elif key == "mentions":
        for turn, mentions in layered.items():
            for n, mention in enumerate(mentions):
                yield (key, turn, n), mention
    else:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (key, step), inner


_MEANING = {"entities": ("name", "type", "qid", "note"), "topics": ("name", "definition")}
"""What is sealed of the entries of each vocabulary."""


def _meanings(vocabulary: Vocabulary, kind: str, used: set[str]) -> dict[str, dict[str, Any]]:
    """What the vocabulary of a kind says of the ids that it has."""
    entries, known = getattr(vocabulary, kind), vocabulary.sealed[kind]
    for name in used:
        if name not in known and name in entries:
            known[name] = {key: entries[name].get(key) for key in _MEANING[kind]}
    return {name: known[name] for name in used if name in known}


def looked_up(data: dict[str, Any], layer: str) -> tuple[set[str], set[str]]:
    """The ids that a layer looks up in the vocabulary: entities, topics."""
    if layer == "header":
        return {*(data.get("principals") or ()), data.get("publisher", "")}, set(data.get("topics") or ())
    entries = data.get("participants" if layer == "turns" else layer) or {}
    if layer == "turns":
        return {one.get(key) for one in entries.values() for key in ("entity", "organization")} - {None}, set()
    if layer == "statements":
        people = {name for one in entries.values() for name in (*one["holder"], *one.get("via", ()), one["target"])}
        return people - {None}, {one["topic"] for one in entries.values()} - {None}
    if layer == "events":
        return {name for one in entries.values() for name in one["actors"]}, set()
    if layer == "mentions":
        linked = [entity for mentions in entries.values() for _, entity in mentions if entity]
        return {one for entity in linked for one in ((entity,) if type(entity) is str else entity)}, set()
    return set(), set()


def _keys(value: Any) -> Iterator[str]:
    """Every key anywhere in the value: the places that a waiver can be about."""
    if isinstance(value, dict):
        yield from value
        for entry in value.values():
            yield from _keys(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _keys(entry)
