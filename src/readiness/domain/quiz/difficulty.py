"""Bands of difficulty, and which of them an item is in as its author says.

An item's `difficulty` is the share of people expected to get it right at the first try, so a high figure is an easy
item. The cut points are the house's own. A band is always that of the file and never of the answers so far: what a
blueprint may draw is approved with the file, and must not move while people answer.
"""

from __future__ import annotations

from typing import Literal

from readiness.domain.definition.assessment import Item

Band = Literal["easy", "medium", "hard"]

EASY_FROM = 0.8
MEDIUM_FROM = 0.5


def band_of(share: float) -> Band:
    """The band of an expected or observed share 0..1."""
    if share >= EASY_FROM:
        return "easy"
    return "medium" if share >= MEDIUM_FROM else "hard"


def is_in_band(item: Item, band: Band | None) -> bool:
    """True when nothing is asked of its difficulty, or its author estimated it within `band`."""
    return band is None or (item.difficulty is not None and band_of(item.difficulty) == band)
