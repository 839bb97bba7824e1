"""OB81x: seals, and whether the record is still what was read.

Every mistake in what was signed also breaks the seal. So that one mistake gives one finding, the seals are looked at
last: where nothing else is found.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from onbackground.corpus.corpus import VOCABULARIES
from onbackground.findings import Cause, Path, Problem, Stage, command, record_rule
from onbackground.record.record import LAYERS, Record
from onbackground.record.seal import MARK, marked, present_layers, seals
from onbackground.record.settlement import reader_key
from onbackground.validation.rules.readings import has_two_readings

READS = ("schema", "review", "source", "waivers", *(key for keys in LAYERS.values() for key in keys), "vocabulary")


_LOOKED_AT = {VOCABULARIES["entities"]: "type", VOCABULARIES["topics"]: "name"}
"""The middle of an entry: what was changed in it stands next to this key."""


def _passes_over(record: Record, layer: str) -> list[tuple[int, dict[str, Any], str | None]]:
    """The passes over a layer, in order: index, pass, and its digest of the layer (None where it is not sealed)."""
    return [
        (n, one, (one["seal"] or {}).get(layer))
        for n, one in enumerate(record.data["review"]["passes"])
        if layer in one["layers"]
    ]


def _sealed(record: Record) -> list[str]:
    """The layers of the record that some pass seals."""
    return [
        layer for layer in present_layers(record.data) if any(digest for _, _, digest in _passes_over(record, layer))
    ]


@record_rule("OB811", reads=READS, stage=Stage.SEALS)
def seal_broken(record: Record) -> Iterator[Problem]:
    """A layer was edited after it was signed.

    A seal says that somebody has read exactly this. After an edit nobody has, until the layer is read again: a
    later pass over it that holds settles the matter, whoever reads. Layout, comments and the order of keys break
    nothing; a change of the source, or of a waiver in the layer, does.

    Wrong:
        x01a: {…, reply: explicit, …}          (signed with `reply: partial`)
    Right:
        (the layer read again, and signed: review.py RECORD --sign-off …, which adds a pass)
    """
    sealed = _sealed(record)
    for layer, now in seals(record.data, sealed, record.vocabulary).items():
        passes = [(n, one, digest) for n, one, digest in _passes_over(record, layer) if digest]
        last = passes[-1][2]
        if last == now:
            continue
        signed = [(n, one) for n, one, digest in passes if digest == last]
        readers = " and ".join(f"{one['by']} signed {{layer}} on {one['date']}" for _, one in signed)
        after = readers.replace("{layer}", layer, 1).replace("{layer}", "it")
        again = f"read {layer} again, then: {command('review')} {record.path} --sign-off --by NAME --kind human"
        n, one = signed[0]
        changed = _changed(record, layer, (one.get("marks") or {}).get(layer, ""))
        if changed:
            at, what = changed[0]
            more = f", and {len(changed) - 1} more," if len(changed) > 1 else ""
            vocabulary = VOCABULARIES[str(at[1])] if at[0] == "vocabulary" else ""
            yield Problem(
                at[1:] if vocabulary else at,
                f"{what}{more} after {after}",
                f"{again} --layers {layer}",
                key=True,
                file=vocabulary,
                shown=(*at[1:], _LOOKED_AT[vocabulary]) if vocabulary else None,
                cause=Cause(("seal", *map(str, at))),
            )
        else:
            at = ("review", "passes", n, "seal", layer)
            yield Problem(at, f"the layer {layer} changed after {after}", f"{again} --layers {layer}", key=True)


def _changed(record: Record, layer: str, before: str) -> list[tuple[Path, str]]:
    """The entries of a layer with another mark than before, each with what happened; empty where no mark tells."""
    found = marked(record.data, layer, record.vocabulary)
    old, new = [before[n : n + MARK] for n in range(0, len(before), MARK)], [mark for _, mark in found]
    if not old:
        return []
    changed: list[tuple[Path, str]] = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("replace", "insert"):
            changed += [(at, f"{_called(at)} changed") for at, _ in found[start:end]]
        elif kind == "delete":
            own = [at for at, _ in found if at[0] != "vocabulary"]
            at = found[min(start, len(own) - 1)][0]
            gone = "1 entry is" if last == first + 1 else f"{last - first} entries are"
            changed.append((at, f"{gone} gone next to {_called(at)}"))
    return changed


def _called(at: Path) -> str:
    """How to call the entry at a path: its id, or the name of its list."""
    if at[0] == "mentions":
        return f"a mention of {at[1]}"
    names = [str(step) for step in at if isinstance(step, str)]
    return names[-1]


@record_rule("OB812", reads=READS, stage=Stage.SEALS)
def signed_twice(record: Record) -> Iterator[Problem]:
    """One reader signed the same state of a layer twice.

    The second signature says nothing that the first does not; it only looks like a second reading. Another reader
    may sign the same state, and the same reader a later one.

    Wrong:
        passes:
          - {by: roe, …, layers: [turns], seal: {turns: "sha256:9f…"}}
          - {by: roe, …, layers: [turns], seal: {turns: "sha256:9f…"}}
    Right:
        passes:
          - {by: roe, …, layers: [turns], seal: {turns: "sha256:9f…"}}
    """
    for layer in LAYERS:
        first: dict[tuple[str, str | None], dict[str, Any]] = {}
        for n, one, digest in _passes_over(record, layer):
            earlier = first.setdefault((reader_key(one["by"]), digest), one)
            if earlier is not one:
                yield Problem(
                    ("review", "passes", n, "layers", one["layers"].index(layer)),
                    f"{one['by']} signed {layer} already, on {earlier['date']}, in this state",
                    "remove the layer from this pass; a second reader signs with a name of their own",
                    cause=Cause(("signed twice", str(n))),
                )


@record_rule("OB813", reads=("review",), stage=Stage.SEALS)
def pass_not_sealed(record: Record) -> Iterator[Problem]:
    """A pass of a reviewed record has no seal.

    Without a seal nobody can tell whether the record is still what was read. In a draft a pass may be noted
    without one.

    Wrong:
        status: reviewed
        passes: [{by: roe, kind: human, date: "2031-04-05", layers: [turns], seal: null}]
    Right:
        status: reviewed
        passes: [{by: roe, kind: human, date: "2031-04-05", layers: [turns], seal: {turns: "sha256:9f…"}}]
    """
    review = record.data["review"]
    if review["status"] == "draft":
        return
    for n, one in enumerate(review["passes"]):
        if one["seal"] is None:
            yield Problem(
                ("review", "passes", n, "seal"),
                f"the pass of {one['by']} is not sealed",
                f"remove it, and let {command('review')} --sign-off write it",
            )


@record_rule("OB814", reads=("review",), stage=Stage.SEALS)
def seal_does_not_fit_layers(record: Record) -> Iterator[Problem]:
    """The seal of a pass is not over the layers of the pass.

    A sealed pass has one digest for each of its layers, and none for another. review.py writes both.

    Wrong:
        {…, layers: [turns, events], seal: {turns: "sha256:9f…"}}
    Right:
        {…, layers: [turns], seal: {turns: "sha256:9f…"}}
    """
    for n, one in enumerate(record.data["review"]["passes"]):
        if one["seal"] is None:
            continue
        for m, layer in enumerate(one["layers"]):
            if layer not in one["seal"]:
                yield Problem(
                    ("review", "passes", n, "layers", m),
                    f"the pass covers {layer}, its seal does not",
                    f"sign the layer with {command('review')}, or remove it here",
                )
        for layer in one["seal"]:
            if layer not in one["layers"]:
                yield Problem(
                    ("review", "passes", n, "layers"),
                    f"the seal covers {layer}, the pass does not",
                    f"add {layer} here, or remove it from the seal",
                    key=True,
                )


@record_rule("OB815", reads=READS, stage=Stage.SEALS)
def adjudicated_without_readings(record: Record) -> Iterator[Problem]:
    """The status claims two readings that are not there.

    An adjudicated record was read twice, by two readers, one of whom saw neither the record nor the other's labels,
    and every difference between the two was settled. Both readings and the adjudication lie in readings/YEAR/ID/.
    Two signatures under one set of labels are no two readings.

    Wrong:
        status: adjudicated          (readings/2031/state-2031-04-02-lake-commission/ has one reading)
    Right:
        status: reviewed
    """
    if record.data["review"]["status"] == "adjudicated":
        reason = has_two_readings(record)
        if reason:
            yield Problem(
                ("review", "status"),
                f"“adjudicated”, but {reason}",
                "add the readings and settle them, or lower the status",
            )
