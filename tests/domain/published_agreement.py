"""Data with known answers: figures as published, each with its source."""

from __future__ import annotations

from typing import Final

TWO_REVIEWERS: Final = ((20, 5), (10, 15))
"""The textbook example of two reviewers of 50 proposals: 35 of 50 alike, by chance half: (.7 - .5) / (1 - .5) = .40."""

SEXUAL_FUN: Final = ((7, 7, 2, 3), (2, 8, 3, 7), (1, 5, 4, 9), (2, 8, 9, 14))
"""M. Hout, O. D. Duncan, M. E. Sobel, Sociological Methodology 17 (1987), as in A. Agresti, Categorical Data Analysis
(1990), table 10.3: 91 couples on a scale of four. Kappa .129; with linear weights .237, with quadratic .332 (the
documented output of the R package vcd on the same table).
"""

FLEISS_1971: Final = (
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0), (2, 0, 4, 0, 0),
    (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6), (1, 0, 0, 5, 0), (1, 1, 0, 4, 0),
    (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1), (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0),
    (0, 2, 0, 4, 0), (1, 0, 2, 0, 3), (0, 0, 0, 0, 6), (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0),
    (1, 0, 0, 4, 1), (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0), (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
)  # fmt: skip
"""J. L. Fleiss, Psychological Bulletin 76 (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses. Kappa .430."""

_ = None
KRIPPENDORFF_2011: Final = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3),
    (_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _),
)  # fmt: skip
"""K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: 4 observers, 12 units, some values
missing. Alpha: nominal .743, ordinal .815, interval .849.
"""

SHROUT_FLEISS_1979: Final = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""P. E. Shrout, J. L. Fleiss, Psychological Bulletin 86 (1979), table 2: 6 targets, 4 judges. ICC(1,1) .17, (2,1) .29,
(3,1) .71, (1,4) .44, (2,4) .62, (3,4) .91.
"""


def pairs_of(table: tuple[tuple[int, ...], ...]) -> list[tuple[float, float]]:
    """The pairs that a table of counts stands for."""
    return [
        (row, column) for row, counts in enumerate(table) for column, count in enumerate(counts) for _ in range(count)
    ]
