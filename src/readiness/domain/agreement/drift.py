"""Whether one grader marks harder or softer than others do, and whether that changes.

The difference is the grader's mark less what others gave the same thing (their mean), or less the agreed mark of an
exemplar; in shares of the whole mark, so 0.1 is ten points of a hundred. A mean of few differences says little, so each
has Student's 95 % interval, and only an interval that leaves 0 out is called severe or lenient.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from readiness.ground.percent import percent

FEWEST: Final = 5
"""Below this many shared marks nothing is said of a grader but their number."""
NOTICEABLE: Final = 0.03
"""A mean difference below this is not worth a word, however sure it is: three points of a hundred."""

Tendency = Literal["too few", "with the others", "severe", "lenient"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One mark of a grader less the others', -1..1, and when it was given."""

    grader: str
    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Window:
    """A quarter of a year: `count` differences, their mean, and the 95 % interval (None with fewer than two)."""

    starts_on: date
    count: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Drift:
    """One grader. The figures are over all windows, which come in their order; `says` is a sentence for people."""

    grader: str
    count: int
    mean: float
    low: float | None
    high: float | None
    tendency: Tendency
    says: str
    windows: tuple[Window, ...]


def drift_of(differences: Iterable[Difference]) -> tuple[Drift, ...]:
    """One Drift a grader, whoever is furthest off first; empty when nobody shared a mark."""
    by_grader: dict[str, list[Difference]] = defaultdict(list)
    for one in differences:
        by_grader[one.grader].append(one)
    found = [_of_one(grader, given) for grader, given in by_grader.items()]
    return tuple(sorted(found, key=lambda one: (one.tendency == "too few", -abs(one.mean), one.grader)))


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def mean_interval(values: Sequence[float]) -> tuple[float, float | None, float | None]:
    """Mean and Student's 95 % interval of it; the interval is None with fewer than two values."""
    n = len(values)
    mean = math.fsum(values) / n
    if n < 2:
        return mean, None, None
    sd = math.sqrt(math.fsum((x - mean) ** 2 for x in values) / (n - 1))
    half = student_975(n - 1) * sd / math.sqrt(n)
    return mean, mean - half, mean + half


def student_975(degrees: int) -> float:
    """The 0.975 quantile of Student's t, to three decimals or better.

    Up to 30 degrees of freedom from the usual table; above by the expansion in M. Abramowitz and I. A. Stegun,
    Handbook of Mathematical Functions (1964), 26.7.5.
    """
    if degrees <= len(_T_975):
        return _T_975[degrees - 1]
    x, n = 1.959963984540054, degrees
    return (
        x + (x**3 + x) / (4 * n) + (5 * x**5 + 16 * x**3 + 3 * x) / (96 * n**2)
        + (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / (384 * n**3)
    )  # fmt: skip


_T_975: Final = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


def _of_one(grader: str, given: Sequence[Difference]) -> Drift:
    windows: dict[date, list[float]] = defaultdict(list)
    for one in given:
        windows[quarter_of(one.on)].append(one.value)
    mean, low, high = mean_interval([one.value for one in given])
    tendency = _tendency(len(given), mean, low, high)
    return Drift(
        grader, len(given), mean, low, high, tendency, _says(tendency, len(given), mean, low, high),
        tuple(Window(day, len(values), *mean_interval(values)) for day, values in sorted(windows.items())),
    )  # fmt: skip


def _tendency(count: int, mean: float, low: float | None, high: float | None) -> Tendency:
    if count < FEWEST or low is None or high is None:
        return "too few"
    if abs(mean) < NOTICEABLE or low <= 0 <= high:
        return "with the others"
    return "lenient" if mean > 0 else "severe"


def _says(tendency: Tendency, count: int, mean: float, low: float | None, high: float | None) -> str:
    if tendency == "too few" or low is None or high is None:
        return f"{count} shared {'mark' if count == 1 else 'marks'}; {FEWEST} are needed to say anything."
    ends = sorted((abs(low), abs(high)))
    if tendency == "with the others":
        return f"marks as the others do ({mean:+.2f} of the whole on average, over {count} marks)."
    way = "more" if tendency == "lenient" else "less"
    return (
        f"{tendency}: gives {percent(abs(mean))} of the whole {way} than others give the same work "
        f"(between {percent(ends[0])} and {percent(ends[1])}, over {count} marks)."
    )
