"""Option by option: who chose it, and whether those were people who did well in the rest."""

from __future__ import annotations

import numpy as np

from readiness.domain.item_analysis.figures import OptionFigures
from readiness.domain.item_analysis.scores import Choices, Floats, Truths

ALIKE = 1e-9
"""Scores this close are the same score: sums of decimals in another order differ in their last bits."""


def thirds(rest: Floats) -> tuple[Floats, Floats]:
    """How much each attempt belongs to the best and to the weakest third by its rest score, 0..1.

    Each third weighs exactly n/3. Where the cut falls among equal scores, all of those belong to the third by the same
    part, so the result does not depend on the order of the rows (why not 27 % as Kelley 1939: with the few dozen
    attempts of a launch the thirds are steadier, and they are what the tables of options show).
    """
    n = len(rest)
    _, score_of, same = np.unique(np.round(rest / ALIKE), return_inverse=True, return_counts=True)
    upto = np.cumsum(same)
    lower = np.clip((n / 3 - (upto - same)) / same, 0.0, 1.0)
    upper = np.clip((n / 3 - (n - upto)) / same, 0.0, 1.0)
    return upper[score_of], lower[score_of]


def option_figures(
    choices: Choices, chosen: Truths, rest: Floats, upper: Floats, lower: Floats
) -> tuple[OptionFigures, ...]:
    """One entry an option. `chosen` are the rows of `choices.picked` that were asked, at least one; `rest`, `upper` and
    `lower` are theirs.
    """
    picked = chosen.astype(np.float64)
    n = len(picked)
    counts = picked.sum(axis=0)
    in_upper, in_lower = upper @ picked, lower @ picked
    weigh_upper, weigh_lower = upper.sum(), lower.sum()
    centred = picked - counts / n
    away = rest - rest.mean()
    spread = np.sqrt((centred**2).sum(axis=0) * (away**2).sum())
    together = away @ centred
    return tuple(
        OptionFigures(
            label=label, is_key=is_key, chosen=int(counts[place]), share=float(counts[place] / n),
            upper=float(in_upper[place] / weigh_upper) if weigh_upper > 0 else None,
            lower=float(in_lower[place] / weigh_lower) if weigh_lower > 0 else None,
            correlation=_bounded(together[place] / spread[place]) if spread[place] > ALIKE else None,
        )
        for place, (label, is_key) in enumerate(zip(choices.labels, choices.is_key, strict=True))
    )  # fmt: skip


def _bounded(r: float) -> float:
    return max(-1.0, min(1.0, float(r)))
