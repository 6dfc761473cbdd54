"""Kappa: agreement on levels beyond what chance alone would give. 1 = always alike, 0 = as by chance, below 0 = worse.

Cohen's for two fixed graders: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20 (1960) 37–46, and with weights "Weighted kappa", Psychological Bulletin 70 (1968) 213–220. Fleiss' for
any graders, as many for each thing: J. L. Fleiss, "Measuring nominal scale agreement among many raters", Psychological
Bulletin 76 (1971) 378–382.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

Weights = Literal["none", "linear", "quadratic"]
"""How much a disagreement weighs: every one the same, by how many levels it is apart, or by the square of that."""


def cohen_kappa(
    pairs: Sequence[tuple[float, float]], weights: Weights = "none", *, levels: Sequence[float] | None = None
) -> float | None:
    """Cohen's kappa of what two graders gave the same things; the first of each pair is one grader's.

    `levels`: the scale in its order, lowest first; None = what was given, sorted. None when there is nothing to say:
    no pairs, or both gave everything one and the same level, so that chance alone explains it.
    """
    scale = list(levels) if levels is not None else sorted({one for pair in pairs for one in pair})
    place = {level: number for number, level in enumerate(scale)}
    apart = _distance(weights)
    first, second = Counter(place[a] for a, _ in pairs), Counter(place[b] for _, b in pairs)
    seen = sum(apart(place[a], place[b]) for a, b in pairs)
    by_chance = sum(apart(a, b) * first[a] * second[b] for a in first for b in second)
    return 1 - seen * len(pairs) / by_chance if by_chance else None


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> float | None:
    """Fleiss' kappa. A row a thing, in it how many graders chose each category; every row has the same sum, at least 2.

    None when there is nothing to say: no rows, or every grader always chose one and the same category. Raises
    ValueError for rows of different sums.
    """
    if not counts:
        return None
    graders = sum(counts[0])
    if graders < 2 or any(sum(row) != graders for row in counts):
        raise ValueError("every thing needs the same number of graders, two or more")
    alike = sum((sum(n * n for n in row) - graders) / (graders * (graders - 1)) for row in counts) / len(counts)
    shares = [sum(column) / (len(counts) * graders) for column in zip(*counts, strict=True)]
    by_chance = sum(share * share for share in shares)
    return (alike - by_chance) / (1 - by_chance) if by_chance < 1 else None


def exact_agreement(pairs: Sequence[tuple[float, float]]) -> float | None:
    """The share 0..1 of things that both gave the same; None = there are none."""
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def _distance(weights: Weights) -> Callable[[int, int], int]:
    if weights == "none":
        return lambda a, b: int(a != b)
    return (lambda a, b: abs(a - b)) if weights == "linear" else (lambda a, b: (a - b) ** 2)
