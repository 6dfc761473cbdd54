"""How far a grader is from the mark that was agreed on an exemplar, and what to tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from readiness.domain.quiz.figures import exact
from readiness.domain.role_play.graders import Calibrated
from readiness.domain.role_play.marks import mark_on, worth
from readiness.domain.role_play.rubric import Rubric


@dataclass(frozen=True, slots=True)
class Off:
    """One grader on one exemplar. `off` is the weighted mean of how far each category is from the agreed one, 0..1;
    `total` is the grader's total less the agreed one, -1..1; `must_pass` names categories that only one of them passed.
    """

    off: float
    total: float
    must_pass: tuple[str, ...]


def off_from(rubric: Rubric, agreed: Mapping[str, float], given: Mapping[str, float]) -> Off:
    """How far `given` is from `agreed`; both fit the rubric."""
    weights = sum(one.weight for one in rubric.categories)
    mark = exact(rubric.pass_fraction)
    away, missed = Fraction(0), []
    for one in rubric.categories:
        theirs, ours = worth(one, given[one.key]), worth(one, agreed[one.key])
        away += one.weight * abs(theirs - ours)
        if one.must_pass and (theirs >= mark) != (ours >= mark):
            missed.append(one.name)
    total = mark_on(rubric, given).fraction - mark_on(rubric, agreed).fraction
    return Off(float(away / weights), total, tuple(missed))


def calibrated(tries: Iterable[tuple[int, float, date]]) -> Calibrated | None:
    """Where one grader stands, from (exemplar, off, day) in the order they graded; the last try at each counts.

    It holds from the day of the oldest of these: an exemplar that was graded a year ago says little of today.
    """
    last = {exemplar: (off, on) for exemplar, off, on in tries}
    if not last:
        return None
    return Calibrated(len(last), sum(off for off, _ in last.values()) / len(last), min(on for _, on in last.values()))
