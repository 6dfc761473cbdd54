"""Intraclass correlation: how much of the differences between marks is between the things and not between graders.

The six forms of P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability",
Psychological Bulletin 86 (1979) 420–428. The first number is the model (1: other graders for each thing; 2: the same
graders, drawn from many; 3: these graders and no others), the second whether it is about one mark or the mean of k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.domain.agreement.f_distribution import f_quantile

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """All six; None = it cannot be said, because all marks are one and the same. At most 1; below 0 means none.

    `things` and `graders` are how many there were. `mean_*` are about the mean of all graders' marks. `*_interval`: the
    95 % interval, from the F distribution (Shrout and Fleiss, pp. 424–426), which takes marks for normal: of levels it
    is an approximation; None = it cannot be said.
    """

    things: int
    graders: int
    one_way: float | None
    two_way_random: float | None
    two_way_fixed: float | None
    mean_one_way: float | None
    mean_two_way_random: float | None
    mean_two_way_fixed: float | None
    one_way_interval: Interval | None = None
    mean_one_way_interval: Interval | None = None
    two_way_random_interval: Interval | None = None
    mean_two_way_random_interval: Interval | None = None
    two_way_fixed_interval: Interval | None = None
    mean_two_way_fixed_interval: Interval | None = None


def intraclass_correlations(marks: Sequence[Sequence[float]]) -> IntraclassCorrelations | None:
    """The six forms. A row a thing, in it the mark of each grader in the same order, none missing.

    None for fewer than two things or graders. Raises ValueError for rows of different lengths.
    """
    n, k = len(marks), len(marks[0]) if marks else 0
    if any(len(row) != k for row in marks):
        raise ValueError("every thing needs a mark of every grader")
    if n < 2 or k < 2:
        return None
    grand = sum(map(sum, marks)) / (n * k)
    total = sum((x - grand) ** 2 for row in marks for x in row)
    between_things = k * sum((sum(row) / k - grand) ** 2 for row in marks)
    between_graders = n * sum((sum(column) / n - grand) ** 2 for column in zip(*marks, strict=True))
    bms = between_things / (n - 1)
    wms = (total - between_things) / (n * (k - 1))
    jms = between_graders / (k - 1)
    ems = max(total - between_things - between_graders, 0.0) / ((n - 1) * (k - 1))
    one_way = _of_ratio(bms, wms, n - 1, n * (k - 1), k)
    fixed = _of_ratio(bms, ems, n - 1, (n - 1) * (k - 1), k)
    two_way = _two_way(bms, jms, ems, n, k)
    return IntraclassCorrelations(
        n, k,
        one_way=_share(bms - wms, bms + (k - 1) * wms),
        two_way_random=_share(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        two_way_fixed=_share(bms - ems, bms + (k - 1) * ems),
        mean_one_way=_share(bms - wms, bms),
        mean_two_way_random=_share(bms - ems, bms + (jms - ems) / n),
        mean_two_way_fixed=_share(bms - ems, bms),
        one_way_interval=one_way, mean_one_way_interval=_of_mean(one_way, k),
        two_way_random_interval=two_way, mean_two_way_random_interval=_of_mean(two_way, k),
        two_way_fixed_interval=fixed, mean_two_way_fixed_interval=_of_mean(fixed, k),
    )  # fmt: skip


def _of_ratio(between: float, within: float, above: int, below: int, k: int) -> Interval | None:
    """Of ICC(1,1) and ICC(3,1), from the ratio of two mean squares with these degrees of freedom: exact when marks are
    normal.
    """
    if within <= _NOTHING:
        return None
    ratio = between / within
    low, high = ratio / f_quantile(_UPPER, above, below), ratio * f_quantile(_UPPER, below, above)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _two_way(bms: float, jms: float, ems: float, n: int, k: int) -> Interval | None:
    """Of ICC(2,1): the degrees of freedom are an approximation (Satterthwaite's)."""
    if ems <= _NOTHING:
        return None
    ratio = jms / ems
    found = _share(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n) or 0.0
    parts = k * found * ratio, n * (1 + (k - 1) * found) - k * found
    degrees = (k - 1) * (n - 1) * sum(parts) ** 2 / ((n - 1) * parts[0] ** 2 + parts[1] ** 2)
    if degrees <= 0:
        return None
    below, above = f_quantile(_UPPER, n - 1, degrees), f_quantile(_UPPER, degrees, n - 1)
    rest = k * jms + (k * n - k - n) * ems
    return n * (bms - below * ems) / (below * rest + n * bms), n * (above * bms - ems) / (rest + n * above * bms)


def _of_mean(interval: Interval | None, k: int) -> Interval | None:
    """The same about the mean of k marks (Spearman and Brown); None where it has no lower end, because the things do
    not differ at all.
    """
    if interval is None or 1 + (k - 1) * min(interval) <= _NOTHING:
        return None
    low, high = (k * end / (1 + (k - 1) * end) for end in interval)
    return low, high


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > _NOTHING else None


_NOTHING = 1e-15
"""Sums of squares of marks 0..1 that are all the same are not quite 0 in binary."""
_UPPER = 0.975
