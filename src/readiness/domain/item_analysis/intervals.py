"""How sure a figure is when few people answered: intervals that keep their promise in small samples."""

from __future__ import annotations

import math

from scipy import special

from readiness.domain.item_analysis.figures import Interval

CONFIDENCE = 0.95
DRIFT_CONFIDENCE = 0.99


def wilson(successes: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a proportion (Wilson 1927, JASA 22:209), also right at 0 and 1 and for a handful.

    centre (p + z²/2n) / (1 + z²/n), half width z·√(p(1 - p)/n + z²/4n²) / (1 + z²/n). `n` is at least 1.
    """
    z = _normal(confidence)
    p = successes / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(max(0.0, p * (1 - p)) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def of_mean(mean: float, sd: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Student's interval of a mean: mean ± t·sd/√n with n - 1 degrees of freedom (Student 1908). `n` is at least 2."""
    half = float(special.stdtrit(n - 1, (1 + confidence) / 2)) * sd / math.sqrt(n)
    return Interval(mean - half, mean + half)


def of_correlation(r: float, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Fisher's interval of a correlation: tanh(artanh r ± z/√(n - 3)) (Fisher 1921); None below four pairs."""
    if n < 4:
        return None
    if abs(r) >= 1:
        return Interval(r, r)
    half = _normal(confidence) / math.sqrt(n - 3)
    return Interval(math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))


def of_alpha(alpha: float, n: int, k: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Feldt's interval of alpha (Feldt 1965, Psychometrika 30:357): (1 - alpha)·F has a known law under equal items.

    1 - (1 - α)·F at both ends, with n - 1 and (n - 1)(k - 1) degrees of freedom. None below two attempts or questions.
    """
    if n < 2 or k < 2:
        return None
    freedom = (n - 1, (n - 1) * (k - 1))
    low, high = (1 - confidence) / 2, (1 + confidence) / 2
    return Interval(
        1 - (1 - alpha) * float(special.fdtri(*freedom, high)), 1 - (1 - alpha) * float(special.fdtri(*freedom, low))
    )


def of_change_in_share(before: float, n_before: int, after: float, n_after: int) -> Interval:
    """99 % of a difference of two proportions, after - before (Newcombe 1998, Stat. Med. 17:873, method 10).

    Built from both Wilson intervals, so it too holds at 0 and 1. Both counts are at least 1.
    """
    one = wilson(before * n_before, n_before, DRIFT_CONFIDENCE)
    other = wilson(after * n_after, n_after, DRIFT_CONFIDENCE)
    change = after - before
    down = math.hypot(after - other.low, one.high - before)
    up = math.hypot(other.high - after, before - one.low)
    return Interval(max(-1.0, change - down), min(1.0, change + up))


def of_change_in_mean(change: float, before: tuple[float, int], after: tuple[float, int]) -> Interval | None:
    """99 % of a difference of two means of unequal spread (Welch 1947), each told by its standard deviation and count.

    None below two each, or without any spread.
    """
    (sd_before, n_before), (sd_after, n_after) = before, after
    if n_before < 2 or n_after < 2:
        return None
    one, other = sd_before**2 / n_before, sd_after**2 / n_after
    if one + other == 0:
        return None
    freedom = (one + other) ** 2 / (one**2 / (n_before - 1) + other**2 / (n_after - 1))
    half = float(special.stdtrit(freedom, (1 + DRIFT_CONFIDENCE) / 2)) * math.sqrt(one + other)
    return Interval(change - half, change + half)


def _normal(confidence: float) -> float:
    return float(special.ndtri((1 + confidence) / 2))
