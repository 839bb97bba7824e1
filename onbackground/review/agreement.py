"""Agreement between two readings of one briefing: what both marked, and whether they called it the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import NamedTuple

from onbackground.record.labels import CLARITY
from onbackground.record.record import Record
from onbackground.review.spans import spans_of

OVERLAP = 0.5
"""How much of the words of two quotes must be the same, as a share of those of either, for the two to match."""

Pairs = list[tuple[Hashable, Hashable]]


class Marked(NamedTuple):
    """One thing that a reading marks: the spans (turn, start, end) of its quotes, and its labels by field."""

    spans: list[tuple[str, int, int]]
    labels: dict[str, Hashable]


class Agreement(NamedTuple):
    """The agreement on one field of a layer: labels compared, share of equal ones, Cohen's kappa, Krippendorff's alpha.

    Kappa and alpha are None where they are not defined: nothing to compare, or only one label in use.
    """

    field: str
    pairs: int
    observed: float | None
    kappa: float | None
    alpha: float | None


class LayerAgreement(NamedTuple):
    """The agreement on one layer: how many each reading marks, how many match, and the labels of those that do."""

    layer: str
    first: int
    second: int
    matched: int
    fields: list[Agreement]

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the shares of each reading that the other has too."""
        both = self.first + self.second
        return 2 * self.matched / both if both else None


def cohen_kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa of two readers' nominal labels (Cohen 1960); None where chance agreement is complete."""
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[label] * second[label] for label in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(pairs: Pairs) -> float | None:
    """Krippendorff's alpha of two readers' nominal labels, none missing (Krippendorff 2018); None without variation."""
    values = Counter(label for pair in pairs for label in pair)
    n = 2 * len(pairs)
    expected = n * n - sum(count * count for count in values.values())
    if not expected:
        return None
    disagreeing = sum(2 for a, b in pairs if a != b)
    return 1 - (n - 1) * disagreeing / expected


def agreement(first: Record, second: Record) -> list[LayerAgreement]:
    """The agreement of two readings of the same turns, layer by layer; layers that one of them lacks are left out."""
    return [
        _compare(layer, _marked(first, layer), _marked(second, layer))
        for layer in ("exchanges", "statements", "events", "mentions")
        if layer in first.data and layer in second.data
    ]


def _marked(record: Record, layer: str) -> list[Marked]:
    spans: dict[str, list[tuple[str, int, int]]] = {}
    for turn_id, found in spans_of(record).items():
        for span in found:
            if span.layer == layer:
                spans.setdefault(span.annotation, []).append((turn_id, span.start, span.end))
    labels: dict[str, dict[str, Hashable]] = {}
    if layer == "exchanges":
        for _, name, ask, _ in record.asks():
            labels[name] = {"reply": ask["reply"], "clarity": CLARITY[ask["reply"]]}
    elif layer == "mentions":
        for turn_id, mentions in record.layer("mentions").items():
            for n, (_, entity) in enumerate(mentions):
                labels[f"{turn_id}-m{n + 1}"] = {
                    "entity": tuple(sorted(entity)) if isinstance(entity, list) else entity
                }
    else:
        fields = ("kind", "voice", "stance") if layer == "statements" else ("status", "kind")
        for name, entry in record.layer(layer).items():
            labels[name] = {field: entry[field] for field in fields}
    return [Marked(spans[name], labels[name]) for name in spans]


def _compare(layer: str, first: list[Marked], second: list[Marked]) -> LayerAgreement:
    matches = match(first, second)
    fields = first[0].labels if first else ()
    shown = []
    for field in fields:
        pairs: Pairs = [(first[a].labels[field], second[b].labels[field]) for a, b in matches]
        observed = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
        shown.append(Agreement(field, len(pairs), observed, cohen_kappa(pairs), krippendorff_alpha(pairs)))
    return LayerAgreement(layer, len(first), len(second), len(matches), shown)


def match(first: list[Marked], second: list[Marked]) -> list[tuple[int, int]]:
    """Which marks of two readings are of the same words, as pairs of indices: best overlap first, each mark once."""
    by_turn: dict[str, set[int]] = {}
    for b, mark in enumerate(second):
        for turn, _, _ in mark.spans:
            by_turn.setdefault(turn, set()).add(b)
    candidates = []
    for a, mark in enumerate(first):
        for b in {b for turn, _, _ in mark.spans for b in by_turn.get(turn, ())}:
            share = max(_overlap(one, other) for one in mark.spans for other in second[b].spans)
            if share >= OVERLAP:
                candidates.append((-share, a, b))
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    found = []
    for _, a, b in sorted(candidates):
        if a not in taken_first and b not in taken_second:
            taken_first.add(a)
            taken_second.add(b)
            found.append((a, b))
    return sorted(found)


def _overlap(one: tuple[str, int, int], other: tuple[str, int, int]) -> float:
    """The characters that two spans share, as a share of those that either has (Jaccard)."""
    if one[0] != other[0]:
        return 0.0
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return shared / (max(one[2], other[2]) - min(one[1], other[1])) if shared > 0 else 0.0


def as_text(layers: Iterable[LayerAgreement]) -> str:
    """A table of the agreement: one line a layer, then one for each of its fields."""
    lines = []
    for one in layers:
        lines.append(
            f"{one.layer}: {one.first} and {one.second} marked, {one.matched} of the same words (F1 {_number(one.f1)})"
        )
        for field in one.fields:
            lines.append(
                f"  {field.field:<8} {field.pairs:>4} compared   equal {_number(field.observed)}   "
                f"Cohen's kappa {_number(field.kappa)}   Krippendorff's alpha {_number(field.alpha)}"
            )
    return "\n".join(lines) or "the two readings have no layer in common that could be compared"


def _number(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.2f}"
