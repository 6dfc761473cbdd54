"""How far raters agree, of a whole table of ratings: every figure of this room that the table can carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from readiness.domain.agreement.alpha import krippendorff_alpha, reading
from readiness.domain.agreement.correlation import IntraclassCorrelations, intraclass_correlations
from readiness.domain.agreement.kappa import cohen_kappa, exact_agreement, fleiss_kappa
from readiness.domain.agreement.ratings_file import Ratings
from readiness.domain.agreement.resampling import alpha_interval

Interval = tuple[float, float]
MOST_VALUES: Final = 30
"""With more different values than these the nominal and ordinal alphas have no interval: each draw goes through all
pairs of them, and what has so many values is a figure.
"""
MOST_PAIRS: Final = 20
"""Raters that are still told pair by pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoRaters:
    """Two raters on the things both rated: the share 0..1 rated alike, and Cohen's kappa. None = it cannot be said.

    The weighted ones are None where values have no order; weights go by the places of the values that anybody gave (or
    of the levels that were named), as the textbooks have them.
    """

    first: str
    second: str
    things: int
    exact: float | None
    kappa: float | None
    linear: float | None
    quadratic: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCategory:
    """The agreement on one category. `missing`: ratings that were not given, of `things` × `raters`.

    Alpha is of every thing that two raters rated; Fleiss' kappa where every thing was rated equally often, `complete`
    things by all raters carry the correlations. None = it cannot be said; where values have no order only the nominal
    figures are. `pairs` are empty with more than 20 raters. `nominal`, `ordinal` and `interval` are alphas, each with
    its 95 % interval by drawing things again.
    """

    key: str
    things: int
    raters: int
    missing: int
    complete: int
    pairs: tuple[TwoRaters, ...]
    fleiss: float | None
    nominal: float | None
    nominal_interval: Interval | None
    ordinal: float | None
    ordinal_interval: Interval | None
    interval: float | None
    interval_interval: Interval | None
    correlations: IntraclassCorrelations | None

    @property
    def reads(self) -> str:
        """What alpha (ordinal; nominal where values have no order) means, in words."""
        return reading(self.nominal if self.ordinal is None else self.ordinal)


def rated(found: Ratings) -> tuple[RatedCategory, ...]:
    """The agreement on each category, in the order of the file."""
    levels = [float(place) for place in range(1, len(found.levels) + 1)] or None
    return tuple(
        _category(key, given, levels, is_ordered=found.is_ordered) for key, given in found.given.items()
    )  # fmt: skip


def _category(
    key: str, given: Mapping[str, Mapping[str, float]], levels: Sequence[float] | None, *, is_ordered: bool
) -> RatedCategory:
    raters = list(dict.fromkeys(rater for one in given.values() for rater in one))
    units = [tuple(one.values()) for one in given.values()]
    whole = [[one[rater] for rater in raters] for one in given.values() if len(one) == len(raters)]
    scale = levels or sorted({value for unit in units for value in unit})
    has_few = len(scale) <= MOST_VALUES
    return RatedCategory(
        key=key, things=len(units), raters=len(raters), missing=len(units) * len(raters) - sum(map(len, units)),
        complete=len(whole),
        pairs=tuple(
            _two(given, first, second, scale, is_ordered=is_ordered)
            for place, first in enumerate(raters)
            for second in raters[place + 1 :]
            if len(raters) <= MOST_PAIRS
        ),
        fleiss=_fleiss(units, scale),
        nominal=krippendorff_alpha(units, "nominal"),
        nominal_interval=alpha_interval(units, "nominal") if has_few else None,
        ordinal=krippendorff_alpha(units, "ordinal") if is_ordered else None,
        ordinal_interval=alpha_interval(units, "ordinal") if is_ordered and has_few else None,
        interval=krippendorff_alpha(units, "interval") if is_ordered else None,
        interval_interval=alpha_interval(units, "interval") if is_ordered else None,
        correlations=intraclass_correlations(whole) if is_ordered else None,
    )  # fmt: skip


def _two(
    given: Mapping[str, Mapping[str, float]], first: str, second: str, scale: Sequence[float], *, is_ordered: bool
) -> TwoRaters:
    pairs = [(one[first], one[second]) for one in given.values() if first in one and second in one]
    return TwoRaters(
        first=first, second=second, things=len(pairs), exact=exact_agreement(pairs),
        kappa=cohen_kappa(pairs, levels=scale),
        linear=cohen_kappa(pairs, "linear", levels=scale) if is_ordered else None,
        quadratic=cohen_kappa(pairs, "quadratic", levels=scale) if is_ordered else None,
    )  # fmt: skip


def _fleiss(units: Sequence[Sequence[float]], scale: Sequence[float]) -> float | None:
    times = {len(unit) for unit in units}
    if len(times) != 1 or min(times) < 2:
        return None
    counted = (Counter(unit) for unit in units)
    return fleiss_kappa([[one[value] for value in scale] for one in counted])
