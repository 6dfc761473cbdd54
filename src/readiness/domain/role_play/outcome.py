"""What comes of one, two or three people's marks on the same work.

One: the mark. Two who agree: each category is worth the mean of both. Two who do not (totals further apart than the
file allows, or one says passed and the other not of a must-pass category): a third grades, without seeing either, and
each category is worth the middle one of three. The middle is taken because one grader far out then moves nothing, and
because the mean of two is their middle too: it is one rule (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from readiness.domain.quiz.figures import exact
from readiness.domain.role_play.marks import RolePlayMark, mark_of_worths, mark_on, worth
from readiness.domain.role_play.rubric import Rubric
from readiness.ground.percent import percent

RULES: Final[Mapping[int, str]] = {1: "one grader", 2: "mean of two", 3: "middle of three"}

Levels = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The final mark. `rule` is one of RULES; `given` of its categories is the worth itself when several graded."""

    rule: str
    mark: RolePlayMark


def disagreement(rubric: Rubric, first: Levels, second: Levels, apart: float) -> str:
    """Why these two go to a third grader; "" = they agree well enough."""
    one, other = mark_on(rubric, first), mark_on(rubric, second)
    if abs(exact(one.fraction) - exact(other.fraction)) > exact(apart):
        return (
            f"their totals are {percent(one.fraction)} and {percent(other.fraction)}, more than {percent(apart)} apart."
        )
    mark = exact(rubric.pass_fraction)
    for category in rubric.categories:
        if not category.must_pass:
            continue
        passed = [worth(category, levels[category.key]) >= mark for levels in (first, second)]
        if passed[0] != passed[1]:
            return f"one of them passed '{category.name}', which must be passed, and the other did not."
    return ""


def outcome_of(rubric: Rubric, given: Sequence[Levels]) -> Outcome:
    """The final mark of what one to three people gave, whichever order they come in."""
    if len(given) == 1:
        return Outcome(RULES[1], mark_on(rubric, given[0]))
    worths = {one.key: _middle([worth(one, levels[one.key]) for levels in given]) for one in rubric.categories}
    told = {key: float(value) for key, value in worths.items()}
    return Outcome(RULES[len(given)], mark_of_worths(rubric, worths, told))


def _middle(worths: Sequence[Fraction]) -> Fraction:
    """The median: of two their mean."""
    ordered = sorted(worths)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
