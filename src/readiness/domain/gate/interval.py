"""How sure a share is: 18 of 20 is 0.9, and still anything from 0.70 to 0.97."""

from __future__ import annotations

from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""


def wilson(certified: int, counted: int) -> tuple[float, float] | None:
    """The 95 % score interval of certified / counted, rounded to 4 places; None when nobody counts.

    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212; without continuity correction, as R. G. Newcombe's method 3
    (Statistics in Medicine 17 (1998) 857–872), whose published example is 81 of 263: 0.2553 to 0.3662.
    """
    if counted <= 0:
        return None
    share = certified / counted
    z2 = Z95 * Z95
    middle = share + z2 / (2 * counted)
    half = Z95 * sqrt(share * (1 - share) / counted + z2 / (4 * counted * counted))
    scale = 1 + z2 / counted
    return (round(max(0.0, (middle - half) / scale), 4), round(min(1.0, (middle + half) / scale), 4))
