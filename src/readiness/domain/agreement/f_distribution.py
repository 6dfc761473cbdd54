"""Quantiles of the F distribution, in plain Python: the intervals of correlations rest on them.

Through the incomplete beta function: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), 26.6.2
for F, 26.5.8 for the continued fraction.
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Final

_CLOSE: Final = 1e-13
_TINY: Final = 1e-300


def f_quantile(share: float, above: float, below: float) -> float:
    """The value that F with `above` and `below` degrees of freedom (both > 0) stays under with likelihood `share`.

    Found by halving, to 12 digits. Raises ValueError for a share that is not between 0 and 1.
    """
    if not 0 < share < 1:
        raise ValueError("a likelihood lies between 0 and 1")
    low, high = 0.0, 1.0
    while f_below(high, above, below) < share:
        low, high = high, high * 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if f_below(middle, above, below) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def f_below(value: float, above: float, below: float) -> float:
    """How likely F is at most `value` (0 or more)."""
    return _incomplete_beta(above * value / (above * value + below), above / 2, below / 2)


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, 0..1."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction, evaluated from its front (modified Lentz)."""
    c, d = 1.0, 1 / _off_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _off_zero(1 + term * d)
            c = _off_zero(1 + term / c)
            step = c * d
            found *= step
        if abs(step - 1) < _CLOSE:
            break
    return found


def _off_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
