"""Coefficients of agreement between two readers: kappa, alpha with a distance, and intervals by bootstrap."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from operator import mul

Pairs = Sequence[tuple[Hashable, Hashable]]
Distance = Callable[[Hashable, Hashable], float]

SAMPLES = 1000
"""How often the bootstrap draws."""

SEED = 20150927
"""The bootstrap's: the same readings have the same interval."""


def nominal(one: Hashable, other: Hashable) -> float:
    """0 for equal labels, 1 for others."""
    return float(one != other)


def masi(one: Hashable, other: Hashable) -> float:
    """The distance of two sets: 1 - Jaccard * monotonicity (MASI, Passonneau 2006). Two empty sets are equal."""
    if not (isinstance(one, frozenset) and isinstance(other, frozenset)):
        return nominal(one, other)
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    return 1 - shared / len(one | other) * (2 / 3 if one <= other or other <= one else 1 / 3)


def kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa of two readers' labels (Cohen 1960); None without labels, or if chance agreement is complete."""
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(first[label] * second[label] for label in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def alpha(pairs: Pairs, distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha of two readers' labels, none missing (Krippendorff 2018, ch. 12); None without variation."""
    values = Counter(label for pair in pairs for label in pair)
    return _alpha(values, distance, sum(distance(a, b) for a, b in pairs))


def _alpha(values: Counter[Hashable], distance: Distance, disagreement: float) -> float | None:
    n = sum(values.values())
    expected = 2 * sum(values[a] * values[b] * distance(a, b) for a, b in combinations(values, 2))
    return None if not expected else 1 - (n - 1) * 2 * disagreement / expected


def interval(blocks: Sequence[Pairs], distance: Distance = nominal) -> tuple[float, float] | None:
    """The 95 % interval of alpha by percentile bootstrap (Efron and Tibshirani 1993): whole blocks are drawn again.

    Labels of one exchange depend on each other, so exchanges are drawn, not labels. None with fewer than two blocks, or
    where one draw in ten has no variation.
    """
    kept = [block for block in blocks if block]
    if len(kept) < 2:
        return None
    labels = sorted({label for block in kept for pair in block for label in pair}, key=repr)
    distances = [[distance(a, b) for b in labels] for a in labels]
    parts = []
    for block in kept:
        counts = Counter(label for pair in block for label in pair)
        parts.append(([counts[label] for label in labels], sum(distance(a, b) for a, b in block)))
    drawn = random.Random(SEED)
    found: list[float] = []
    for _ in range(SAMPLES):
        chosen = drawn.choices(parts, k=len(parts))
        values = [*map(sum, zip(*(counts for counts, _ in chosen)))]
        expected = sum(value * sum(map(mul, row, values)) for value, row in zip(values, distances) if value)
        if expected:
            found.append(1 - (sum(values) - 1) * 2 * sum(own for _, own in chosen) / expected)
    if len(found) < 0.9 * SAMPLES:
        return None
    found.sort()
    return found[int(0.025 * len(found))], found[int(0.975 * len(found)) - 1]
