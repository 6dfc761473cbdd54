"""Intraclass correlation: how much of the differences between marks is between the things and not between graders.

The six forms of P. E. Shrout and J. L. Fleiss, "Intraclass correlations: uses in assessing rater reliability",
Psychological Bulletin 86 (1979) 420–428. The first number is the model (1: other graders for each thing; 2: the same
graders, drawn from many; 3: these graders and no others), the second whether it is about one mark or the mean of k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """All six; None = it cannot be said, because all marks are one and the same. At most 1; below 0 means none.

    `things` and `graders` are how many there were. `mean_*` are about the mean of all graders' marks.
    """

    things: int
    graders: int
    one_way: float | None
    two_way_random: float | None
    two_way_fixed: float | None
    mean_one_way: float | None
    mean_two_way_random: float | None
    mean_two_way_fixed: float | None


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
    return IntraclassCorrelations(
        n, k,
        one_way=_share(bms - wms, bms + (k - 1) * wms),
        two_way_random=_share(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        two_way_fixed=_share(bms - ems, bms + (k - 1) * ems),
        mean_one_way=_share(bms - wms, bms),
        mean_two_way_random=_share(bms - ems, bms + (jms - ems) / n),
        mean_two_way_fixed=_share(bms - ems, bms),
    )  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > _NOTHING else None


_NOTHING = 1e-15
"""Sums of squares of marks 0..1 that are all the same are not quite 0 in binary."""
