"""Krippendorff's alpha: agreement of any number of graders, who need not all have marked everything.

1 − (disagreement seen) / (disagreement expected by chance), over all pairs of values that a thing was given. Formulas:
K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), University of Pennsylvania, section C.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

RELIABLE: Final = 0.8
TENTATIVE: Final = 0.667
"""K. Krippendorff, Content Analysis, 2nd edition (2004), p. 241: what may be relied on, and the least that says much.
"""

Scale = Literal["nominal", "ordinal", "interval"]
"""What the values mean: names, levels in an order, or figures whose differences count."""


def krippendorff_alpha(units: Iterable[Iterable[float]], scale: Scale) -> float | None:
    """Alpha of `units`: for each thing the values it was given, whoever gave them; a value that is missing is left out.

    A thing with fewer than two values says nothing. None when there is nothing to say: no thing has two, or all values
    are one and the same.
    """
    seen: dict[tuple[float, float], float] = defaultdict(float)
    for unit in units:
        for pair, times in coincidences(unit).items():
            seen[pair] += times
    return alpha_of(seen, scale)


def coincidences(unit: Iterable[float]) -> dict[tuple[float, float], float]:
    """How often each pair of values stands together in one thing; empty for a thing with fewer than two values."""
    values = Counter(unit)
    given = values.total()
    if given < 2:
        return {}
    return {
        (a, b): times_a * (times_b - (a == b)) / (given - 1)
        for a, times_a in values.items()
        for b, times_b in values.items()
    }


def alpha_of(seen: Mapping[tuple[float, float], float], scale: Scale) -> float | None:
    """Alpha of the coincidences of all things added up; None when there is nothing to say."""
    totals: dict[float, float] = defaultdict(float)
    for (a, _), times in seen.items():
        totals[a] += times
    apart = _metric(scale, totals)
    expected = sum(totals[a] * totals[b] * apart(a, b) for a in totals for b in totals)
    if not expected:
        return None
    return 1 - (sum(totals.values()) - 1) * sum(times * apart(a, b) for (a, b), times in seen.items()) / expected


def reading(alpha: float | None) -> str:
    """What an alpha means, in words."""
    if alpha is None:
        return "nothing to compare"
    if alpha >= RELIABLE:
        return "reliable"
    return "tentative" if alpha >= TENTATIVE else "not reliable"


def _metric(scale: Scale, totals: Mapping[float, float]) -> Callable[[float, float], float]:
    """The squared difference of two values."""
    if scale == "nominal":
        return lambda a, b: float(a != b)
    if scale == "interval":
        return lambda a, b: (a - b) ** 2
    below: dict[float, float] = {}
    so_far = 0.0
    for value in sorted(totals):
        below[value] = so_far + totals[value] / 2
        so_far += totals[value]
    # Σ n_g from a to b, less half of both ends, is the way from the middle of one to the middle of the other.
    return lambda a, b: (below[a] - below[b]) ** 2
