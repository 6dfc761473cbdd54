"""A 95 % interval of Krippendorff's alpha of figures, which has no formula: things are drawn again, with replacement.

The percentile bootstrap over things, as recommended for alpha by A. Zapf, S. Castell, L. Morawietz and A. Karch,
"Measuring inter-rater reliability for nominal data – which coefficients and confidence intervals are appropriate?",
BMC Medical Research Methodology 16:93 (2016). The seed is fixed: the same marks give the same interval on any machine.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

DRAWS: Final = 1_000
LEAST: Final = 5
"""With fewer things an interval by drawing says less than it seems to."""
_SEED: Final = 20160816
_NOTHING: Final = 1e-12

_Parts = tuple[int, float, float, float]
"""Of one thing: how many values, their sum, the sum of their squares, and what they disagree within it."""


def alpha_interval(units: Sequence[Sequence[float]]) -> tuple[float, float] | None:
    """Lower and upper end of alpha for intervals. None with fewer than five things that two graders marked, or when
    all marks are one and the same.
    """
    parts = [_parts(unit) for unit in units if len(unit) > 1]
    if len(parts) < LEAST or _alpha(parts) is None:
        return None
    chance = random.Random(_SEED)  # noqa: S311  (figures, not a secret)
    drawn = (_alpha(chance.choices(parts, k=len(parts))) for _ in range(DRAWS))
    found = sorted(alpha for alpha in drawn if alpha is not None)
    last = len(found) - 1
    return (found[round(0.025 * last)], found[round(0.975 * last)]) if len(found) > DRAWS / 2 else None


def _parts(unit: Sequence[float]) -> _Parts:
    number, total, squares = len(unit), sum(unit), sum(value * value for value in unit)
    return number, total, squares, 2 * (number * squares - total * total) / (number - 1)


def _alpha(parts: Sequence[_Parts]) -> float | None:
    """As `alpha.krippendorff_alpha` for intervals, from sums instead of pairs: a thousand of them are asked for."""
    numbers, totals, squares, within = map(sum, zip(*parts, strict=True))
    expected = 2 * (numbers * squares - totals * totals)
    return 1 - (numbers - 1) * within / expected if expected > _NOTHING else None
