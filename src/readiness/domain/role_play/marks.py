"""A role-play's mark: one level per rubric category in, a fraction and whether it passed out.

A category with anchors is marked by level, 1 for the first (lowest) anchor up to n for the last; level l of n is worth
(l − 1)/(n − 1), or with points p of its own (p_l − p_1)/(p_n − p_1). A category with fewer than two anchors is marked
0..1 directly. The mark is Σ weight·worth / Σ weight, exactly. It passes when it reaches the pass fraction, and so does
each must-pass category by itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from readiness.domain.definition.assessment import RolePlay, RubricCategory
from readiness.domain.quiz.figures import exact
from readiness.domain.role_play.rubric import Rubric, rubric_of
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
    """`mark_on` the rubric that the definition has now."""
    return mark_on(rubric_of(role_play), given)


def mark_on(rubric: Rubric, given: Mapping[str, float]) -> RolePlayMark:
    """The mark when its scorer gave these, one for each category of the rubric.

    Raises DefinitionError telling every category that is unknown, missing or out of range.
    """
    problems = mark_problems(rubric, given)
    if problems:
        raise DefinitionError(f"these marks do not fit the rubric of '{rubric.role_play}'.", problems=problems)
    return mark_of_worths(rubric, {one.key: worth(one, given[one.key]) for one in rubric.categories}, given)


def mark_of_worths(rubric: Rubric, worths: Mapping[str, Fraction], given: Mapping[str, float]) -> RolePlayMark:
    """The mark when each category is worth so much of what it can earn, 0..1; `given` is what it came from."""
    total = sum((one.weight * worths[one.key] for one in rubric.categories), Fraction(0))
    fraction = total / sum(one.weight for one in rubric.categories)
    mark = exact(rubric.pass_fraction)
    reasons = []
    if fraction < mark:
        reasons.append(f"{percent(float(fraction))} is below the pass mark of {percent(rubric.pass_fraction)}.")
    reasons += [
        f"'{one.name}' must reach {percent(rubric.pass_fraction)} by itself; it has {percent(float(worths[one.key]))}."
        for one in rubric.categories
        if one.must_pass and worths[one.key] < mark
    ]
    categories = tuple(
        CategoryMark(one.key, float(given[one.key]), float(worths[one.key]), one.must_pass) for one in rubric.categories
    )
    return RolePlayMark(
        rubric.role_play, float(fraction), rubric.pass_fraction, not reasons, categories, tuple(reasons)
    )


def scale_of(category: RubricCategory) -> str:
    """How `category` is marked, for people: "level 1 to 5" or "0 to 1"."""
    return f"level 1 to {len(category.anchors)}" if len(category.anchors) > 1 else "0 to 1"


def worth(category: RubricCategory, given: float) -> Fraction:
    """What a mark that fits is worth, 0..1 of what the category can earn."""
    levels = len(category.anchors)
    if levels <= 1:
        return exact(given)
    if category.points:
        first, last = exact(category.points[0]), exact(category.points[-1])
        return (exact(category.points[int(given) - 1]) - first) / (last - first)
    return Fraction(int(given) - 1, levels - 1)


def mark_problems(rubric: Rubric, given: Mapping[str, float]) -> tuple[Problem, ...]:
    """Everything that does not fit the rubric; empty = it can be marked so."""
    keys = [one.key for one in rubric.categories]
    problems = [
        Problem("RP001", f"'{key}' is not in the rubric.", did_you_mean(key, keys), path=key)
        for key in given
        if key not in keys
    ]
    for one in rubric.categories:
        levels, value = len(one.anchors), given.get(one.key)
        if value is None:
            fix = f"Mark every category; this one {scale_of(one)}."
            problems.append(Problem("RP002", f"'{one.key}' is not marked.", fix, path=one.key))
        elif levels > 1 and (not math.isfinite(value) or value != int(value) or not 1 <= value <= levels):
            fix = f"Write a {scale_of(one)}."
            problems.append(Problem("RP003", f"'{one.key}' is {value:g}.", fix, path=one.key))
        elif levels <= 1 and not 0 <= value <= 1:
            problems.append(Problem("RP003", f"'{one.key}' is {value:g}.", "Write 0 to 1.", path=one.key))
    return tuple(problems)
