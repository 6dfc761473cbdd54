"""How far a grader is from the mark that was agreed on an exemplar, and what to tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from readiness.domain.definition.assessment import Grading
from readiness.domain.quiz.figures import exact
from readiness.domain.role_play.graders import Calibrated
from readiness.domain.role_play.marks import mark_on, worth
from readiness.domain.role_play.rubric import Rubric
from readiness.ground.percent import percent


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


@dataclass(frozen=True, slots=True)
class CalibrationEnd:
    """Until when a calibration that held once may be renewed in time (`due_on`), the first day without it (`lost_on`),
    and why, in a clause.
    """

    due_on: date
    lost_on: date
    says: str


def calibration_end(
    tries: Sequence[tuple[int, float, datetime]], kept: Mapping[int, datetime], grading: Grading
) -> CalibrationEnd | None:
    """When one grader's calibration ends or did end; None for whoever never had one. `tries` are (exemplar, off, when)
    in the order they graded, at the exemplars there are today; `kept` is when each of these was kept.

    It is lost by an exemplar that was added, by a last try too far off, or by time.
    """
    if not any(_held(tries[: number + 1], kept, grading) for number in range(len(tries))):
        return None
    stands = calibrated((exemplar, off, at.date()) for exemplar, off, at in tries)
    assert stands is not None
    graded = {exemplar for exemplar, _, _ in tries}
    wanting = [at.date() for exemplar, at in kept.items() if exemplar not in graded]
    if wanting:
        says = f"{len(wanting)} of {len(kept)} examples {'is' if len(wanting) == 1 else 'are'} new to you"
        return CalibrationEnd(min(wanting), min(wanting), says)
    if stands.off > grading.calibrated_within:
        on = max(at.date() for _, _, at in tries)
        says = f"you are {percent(stands.off)} from the agreed marks, {percent(grading.calibrated_within)} is the most"
        return CalibrationEnd(on, on, says)
    through = stands.last_on + timedelta(days=grading.calibrated_days)
    says = f"your calibration of {stands.last_on} is for {grading.calibrated_days} days"
    return CalibrationEnd(through, through + timedelta(days=1), says)


def _held(tries: Sequence[tuple[int, float, datetime]], kept: Mapping[int, datetime], grading: Grading) -> bool:
    """Whether it held right after the last of these tries."""
    stood = calibrated((exemplar, off, at.date()) for exemplar, off, at in tries)
    there = {exemplar for exemplar, at in kept.items() if at <= tries[-1][2]}
    graded = {exemplar for exemplar, _, _ in tries}
    return stood is not None and there <= graded and stood.off <= grading.calibrated_within
