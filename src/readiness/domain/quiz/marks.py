"""A role-play's mark: one level per rubric category in, a fraction and whether it passed out.

A category with anchors is marked by level, 1 for the first (lowest) anchor up to n for the last; level l of n is worth
(l − 1)/(n − 1). A category with fewer than two anchors is marked 0..1 directly. The mark is Σ weight·worth / Σ weight,
exactly. It passes when it reaches the pass fraction, and so does each must-pass category by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from readiness.domain.definition.model import RolePlay, RubricCategory
from readiness.domain.quiz.figures import exact
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.keys import did_you_mean
from readiness.ground.percent import percent


@dataclass(frozen=True, slots=True)
class CategoryMark:
    """`fraction` 0..1 of what one category of the rubric can earn."""

    key: str
    given: float
    fraction: float
    must_pass: bool


@dataclass(frozen=True, slots=True)
class RolePlayMark:
    """What a role-play earned; `reasons` says why it did not pass, empty when it did."""

    role_play: str
    fraction: float
    pass_fraction: float
    passed: bool
    categories: tuple[CategoryMark, ...]
    reasons: tuple[str, ...]


def mark_role_play(role_play: RolePlay, given: Mapping[str, float]) -> RolePlayMark:
    """The mark of `role_play` when its scorer gave these, one for each category of the rubric.

    Raises DefinitionError telling every category that is unknown, missing or out of range.
    """
    problems = _problems(role_play, given)
    if problems:
        raise DefinitionError(f"these marks do not fit role-play '{role_play.key}'.", problems=problems)
    worth = {key: _worth(category, given[key]) for key, category in role_play.rubric.items()}
    weights = {key: Fraction(category.weight) for key, category in role_play.rubric.items()}
    fraction = sum((weights[key] * worth[key] for key in worth), Fraction(0)) / sum(weights.values())
    mark = exact(role_play.pass_fraction)
    reasons = []
    if fraction < mark:
        reasons.append(f"{percent(float(fraction))} is below the pass mark of {percent(role_play.pass_fraction)}.")
    reasons += [
        f"'{category.name}' must reach {percent(role_play.pass_fraction)} by itself; "
        f"it has {percent(float(worth[key]))}."
        for key, category in role_play.rubric.items()
        if category.must_pass and worth[key] < mark
    ]
    categories = tuple(
        CategoryMark(key, float(given[key]), float(worth[key]), category.must_pass)
        for key, category in role_play.rubric.items()
    )
    return RolePlayMark(
        role_play.key, float(fraction), role_play.pass_fraction, not reasons, categories, tuple(reasons)
    )


def scale_of(category: RubricCategory) -> str:
    """How `category` is marked, for people: "level 1 to 5" or "0 to 1"."""
    return f"level 1 to {len(category.anchors)}" if len(category.anchors) > 1 else "0 to 1"


def _worth(category: RubricCategory, given: float) -> Fraction:
    levels = len(category.anchors)
    return Fraction(int(given) - 1, levels - 1) if levels > 1 else exact(given)


def _problems(role_play: RolePlay, given: Mapping[str, float]) -> tuple[Problem, ...]:
    problems = [
        Problem("RP001", f"'{key}' is not in the rubric.", did_you_mean(key, role_play.rubric), path=key)
        for key in given
        if key not in role_play.rubric
    ]
    for key, category in role_play.rubric.items():
        levels = len(category.anchors)
        value = given.get(key)
        if value is None:
            problems.append(
                Problem(
                    "RP002", f"'{key}' is not marked.", f"Mark every category; this one {scale_of(category)}.", path=key
                )
            )
        elif levels > 1 and (not math.isfinite(value) or value != int(value) or not 1 <= value <= levels):
            problems.append(Problem("RP003", f"'{key}' is {value:g}.", f"Write a {scale_of(category)}.", path=key))
        elif levels <= 1 and not 0 <= value <= 1:
            problems.append(Problem("RP003", f"'{key}' is {value:g}.", "Write 0 to 1.", path=key))
    return tuple(problems)
