"""A 95 % interval of Krippendorff's alpha, which has no formula: things are drawn again, with replacement.

The percentile bootstrap over things, as recommended for alpha by A. Zapf, S. Castell, L. Morawietz and A. Karch,
"Measuring inter-rater reliability for nominal data – which coefficients and confidence intervals are appropriate?",
BMC Medical Research Methodology 16:93 (2016). The seed is fixed: the same marks give the same interval on any machine.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from readiness.domain.agreement.alpha import Scale, alpha_of, coincidences

DRAWS: Final = 1_000
LEAST: Final = 5
"""With fewer things an interval by drawing says less than it seems to."""
_SEED: Final = 20160816
_NOTHING: Final = 1e-12

_Thing = TypeVar("_Thing")
_Parts = tuple[int, float, float, float]
"""Of one thing: how many values, their sum, the sum of their squares, and what they disagree within it."""


def alpha_interval(units: Sequence[Sequence[float]], scale: Scale = "interval") -> tuple[float, float] | None:
    """Lower and upper end of alpha. None with fewer than five things that two graders marked, or when all marks are one
    and the same.
    """
    marked = [unit for unit in units if len(unit) > 1]
    if len(marked) < LEAST:
        return None
    return _of_figures(marked) if scale == "interval" else _of_levels(marked, scale)


def _of_figures(units: Sequence[Sequence[float]]) -> tuple[float, float] | None:
    parts = [_parts(unit) for unit in units]
    return _ends(_alpha(parts), (_alpha(drawn) for drawn in _drawn(parts)))


def _of_levels(units: Sequence[Sequence[float]], scale: Scale) -> tuple[float, float] | None:
    """A few levels make a few kinds of things: a draw counts how often it has each, and adds these up."""
    kinds = list(dict.fromkeys(tuple(sorted(unit)) for unit in units))
    places = {kind: place for place, kind in enumerate(kinds)}
    pairs = [coincidences(kind) for kind in kinds]

    def alpha(drawn: Sequence[int]) -> float | None:
        seen: dict[tuple[float, float], float] = defaultdict(float)
        for place, times in Counter(drawn).items():
            for pair, together in pairs[place].items():
                seen[pair] += times * together
        return alpha_of(seen, scale)

    given = [places[tuple(sorted(unit))] for unit in units]
    return _ends(alpha(given), (alpha(drawn) for drawn in _drawn(given)))


def _drawn(things: Sequence[_Thing]) -> Iterator[Sequence[_Thing]]:
    chance = random.Random(_SEED)  # noqa: S311  (figures, not a secret)
    return (chance.choices(things, k=len(things)) for _ in range(DRAWS))


def _ends(whole: float | None, drawn: Iterable[float | None]) -> tuple[float, float] | None:
    """The 2.5 % and 97.5 % of what was drawn; None when nothing is to be said of the whole, or of most draws."""
    if whole is None:
        return None
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
