"""How far readings agree: what was marked, where it begins and ends, and what it was called, field by field.

Units are matched as record/differences.py says. Pairs of readers are compared, and pooled over briefings by what the
two are (human-human, human-model, model-model), never a person's readings with a model's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations, pairwise
from typing import Any, NamedTuple

from onbackground.record.differences import FIELDS, LAYER_OF, SETS, Cluster, Span, Unit, clusters, plain
from onbackground.record.labels import CLARITY
from onbackground.review.coefficients import alpha, interval, kappa, masi, nominal

FEW = 30
"""Under so many compared labels a coefficient says too little to be reported."""


class Labelled(NamedTuple):
    """One reader's reading of one briefing: person or model, what is labelled, and the layers that were read."""

    kind: str
    units: dict[str, Unit]
    layers: list[str]


class Briefing(NamedTuple):
    """One briefing: its id, the length of each turn, the exchange of each turn, and the readings by reader."""

    id: str
    lengths: dict[str, int]
    exchanges: dict[str, str]
    readings: dict[str, Labelled]


class FieldAgreement(NamedTuple):
    """The agreement on one field: labels compared, share of equal ones, coefficients, interval of alpha, confusion.

    `acceptable` is the share of replies that are equal or that the other reader has in `also`. Kappa, alpha and the
    interval are None where they are not defined. Sets are compared by MASI. Confusion: first label, second, how often.
    """

    field: str
    n: int
    equal: float | None
    kappa: float | None
    alpha: float | None
    interval: tuple[float, float] | None
    acceptable: float | None
    confusion: list[tuple[Any, Any, int]]

    @property
    def few(self) -> bool:
        return self.n < FEW


class KindAgreement(NamedTuple):
    """The agreement on one kind of unit: how many each side marks, how many match and have the same words, its fields.

    `alpha_u` is Krippendorff's alpha over the characters of the turns, marked or not (|u-alpha, Krippendorff et al.
    2016): agreement on where units begin and end. None for kinds that are not marked in the text.
    """

    kind: str
    first: int
    second: int
    overlapping: int
    exact: int
    split: int
    alpha_u: float | None
    fields: list[FieldAgreement]

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the shares of each side that overlap a unit of the other."""
        return _f1(self.overlapping, self.first, self.second)

    @property
    def f1_exact(self) -> float | None:
        """The same, for units with the same words."""
        return _f1(self.exact, self.first, self.second)


class Agreement(NamedTuple):
    """The agreement of pairs of readers: what the two are, who, over which briefings, by kind of unit."""

    between: str
    pairs: list[str]
    briefings: list[str]
    kinds: list[KindAgreement]


def agreement(briefings: Iterable[Briefing]) -> list[Agreement]:
    """The agreement of every pair of readers, pooled by what the two are."""
    pooled: dict[str, list[tuple[Briefing, str, str]]] = {}
    for briefing in briefings:
        for one, other in combinations(briefing.readings, 2):
            kinds = sorted((briefing.readings[one].kind, briefing.readings[other].kind))
            pooled.setdefault("-".join(kinds), []).append((briefing, one, other))
    return [_pooled(between, compared) for between, compared in sorted(pooled.items())]


def _pooled(between: str, compared: list[tuple[Briefing, str, str]]) -> Agreement:
    tallies = {kind: _Tally(kind) for kind in FIELDS}
    for briefing, one, other in compared:
        first, second = briefing.readings[one], briefing.readings[other]
        both = clusters({one: first.units, other: second.units})
        for kind, tally in tallies.items():
            if LAYER_OF[kind] in first.layers and LAYER_OF[kind] in second.layers:
                tally.add(briefing, one, other, [cluster for cluster in both if cluster.kind == kind])
    pairs = sorted({f"{one}, {other}" for _, one, other in compared})
    found = [tally.result() for tally in tallies.values() if tally.first or tally.second]
    return Agreement(between, pairs, sorted({briefing.id for briefing, _, _ in compared}), found)


class _Tally:
    """What pairs of readers have in common of one kind of unit."""

    def __init__(self, kind: str):
        self.kind = kind
        self.first = self.second = self.overlapping = self.exact = self.split = 0
        self.characters: Counter[tuple[Hashable, Hashable]] = Counter()
        self.blocks: dict[str, dict[str, list[tuple[Hashable, Hashable]]]] = {}
        self.acceptable: list[bool] = []

    def add(self, briefing: Briefing, one: str, other: str, found: list[Cluster]) -> None:
        for cluster in found:
            a, b = cluster.members.get(one), cluster.members.get(other)
            self.first += a is not None
            self.second += b is not None
            if a is None or b is None:
                self.split += _overlaps_another(cluster, found)
                continue
            self.overlapping += 1
            self.exact += set(a.spans) == set(b.spans)
            place = a.spans[0][0] if a.spans else cluster.name
            self._compare(f"{briefing.id} {briefing.exchanges.get(place, place)}", a, b)
        marked = [[m for c in found if (m := c.members.get(name)) is not None] for name in (one, other)]
        if any(unit.spans for side in marked for unit in side):
            self.characters.update(_characters(briefing.lengths, *marked))

    def _compare(self, block: str, a: Unit, b: Unit) -> None:
        labels = {field: (a.labels[field], b.labels[field]) for field in FIELDS[self.kind]}
        if self.kind == "ask":
            replies = str(a.labels["reply"]), str(b.labels["reply"])
            labels["clarity"] = (CLARITY[replies[0]], CLARITY[replies[1]])
            also = a.labels["also"], b.labels["also"]
            self.acceptable.append(
                replies[0] == replies[1]
                or (isinstance(also[0], frozenset) and replies[1] in also[0])
                or (isinstance(also[1], frozenset) and replies[0] in also[1])
            )
        for field, pair in labels.items():
            self.blocks.setdefault(field, {}).setdefault(block, []).append(pair)

    def result(self) -> KindAgreement:
        fields = [self._field(field, list(blocks.values())) for field, blocks in self.blocks.items()]
        return KindAgreement(
            self.kind, self.first, self.second, self.overlapping, self.exact, self.split, self._alpha_u(), fields
        )

    def _field(self, field: str, blocks: list[list[tuple[Hashable, Hashable]]]) -> FieldAgreement:
        pairs = [pair for block in blocks for pair in block]
        distance = masi if field in SETS else nominal
        return FieldAgreement(
            field,
            len(pairs),
            sum(a == b for a, b in pairs) / len(pairs),
            kappa(pairs),
            alpha(pairs, distance),
            interval(blocks, distance) if len(pairs) >= FEW else None,
            sum(self.acceptable) / len(self.acceptable) if field == "reply" else None,
            [(_plain(a), _plain(b), n) for (a, b), n in sorted(Counter(pairs).items(), key=lambda one: repr(one[0]))],
        )

    def _alpha_u(self) -> float | None:
        n = 2 * sum(self.characters.values())
        marked = sum(count * (bool(a) + bool(b)) for (a, b), count in self.characters.items())
        expected = 2 * marked * (n - marked)
        disagreement = sum(count for (a, b), count in self.characters.items() if a != b)
        return None if not expected else 1 - (n - 1) * 2 * disagreement / expected


def _plain(value: Any) -> Any:
    return plain(value)


def _f1(both: int, first: int, second: int) -> float | None:
    return 2 * both / (first + second) if first + second else None


def _overlaps_another(cluster: Cluster, found: list[Cluster]) -> bool:
    """Whether what one side alone has shares words with a unit of the other: one cut where the other did not."""
    ((name, unit),) = cluster.members.items()
    return any(
        _share(span, another)
        for other in found
        for reader, member in other.members.items()
        if reader != name
        for span in unit.spans
        for another in member.spans
    )


def _share(one: Span, other: Span) -> bool:
    return one[0] == other[0] and min(one[2], other[2]) > max(one[1], other[1])


def _characters(lengths: Mapping[str, int], *sides: list[Unit]) -> Counter[tuple[Hashable, Hashable]]:
    """How many characters of the turns both sides mark, one alone, or neither."""
    counts: Counter[tuple[Hashable, Hashable]] = Counter()
    for turn, length in lengths.items():
        spans = [[(s, e) for unit in side for t, s, e in unit.spans if t == turn] for side in sides]
        cuts = sorted({0, length, *(cut for side in spans for span in side for cut in span)})
        for start, end in pairwise(cuts):
            first, second = (any(s <= start and end <= e for s, e in side) for side in spans)
            counts[first, second] += end - start
    return counts
