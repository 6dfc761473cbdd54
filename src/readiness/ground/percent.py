"""A fraction as people read it, in percent: marks and shares that something depends on are cut, statistics rounded."""

from __future__ import annotations

from fractions import Fraction


def percent(fraction: float) -> str:
    """`80 %`, `66.6 %`: at most one decimal, the rest cut off, so that 79.96 % against 80 % does not read as reached.

    The number is taken as it was written: 0.29 is 29 %, not what its nearest binary neighbour gives.
    """
    whole, tenth = divmod(Fraction(repr(float(fraction))) * 1000 // 1, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


def rounded(fraction: float) -> str:
    """`66.7 %`, `80 %`: to the nearest tenth, a half upwards; for figures that nothing is decided by."""
    whole, tenth = divmod((Fraction(repr(float(fraction))) * 1000 + Fraction(1, 2)) // 1, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"
