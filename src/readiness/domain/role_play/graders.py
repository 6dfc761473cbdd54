"""Who may grade a role-play: never the rep, nobody who is away, managers once they are certified themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from readiness.domain.definition.assessment import Grading
from readiness.ground.percent import percent

MANAGERS_FIRST = "managers certify before they grade"


@dataclass(frozen=True, slots=True)
class Wanting:
    """A certification that a manager has to hold and does not. `because` says how far they are: `2 of 6 met`."""

    certification: str
    because: str


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Where a grader's calibration stands: on how many exemplars, how far off on average (0..1), and since when."""

    exemplars: int
    off: float
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """Somebody who might grade. `on_roster` False and not a trainer = they left. `open` is how much they have to grade.

    `away_from` is the first day of leave that holds today or begins within what they would have to grade in; None =
    they are here. `wanting`: what they have to be certified in and are not; empty for trainers.
    """

    email: str
    name: str
    is_trainer: bool = False
    is_manager: bool = False
    is_above: bool = False
    on_roster: bool = True
    away_from: date | None = None
    wanting: tuple[Wanting, ...] = ()
    calibration: Calibrated | None = None
    open: int = 0


def is_asked(grader: Grader, grading: Grading) -> bool:
    """True when the file asks people like this one to grade."""
    return (
        ("trainers" in grading.graders and grader.is_trainer)
        or ("managers" in grading.graders and grader.is_manager)
        or ("line" in grading.graders and grader.is_above)
    )


def why_not(grader: Grader, *, rep: str, grading: Grading, today: date, exemplars: int) -> str:
    """Why this person may not be assigned, with what to do about it; "" = they may. `exemplars`: how many there are."""
    if grader.email == rep:
        because = "nobody grades themselves."
    elif not grader.on_roster and not grader.is_trainer:
        because = "they are not on the roster any more."
    elif not is_asked(grader, grading):
        because = "the file does not ask people like them to grade this role-play."
    elif grader.away_from is not None:
        because = f"they are on leave from {grader.away_from}."
    elif grader.wanting and not grader.is_trainer:
        because = uncertified(grader.wanting)
    elif grading.calibrated and exemplars:
        because = calibration_lacks(grader.calibration, grading, today, exemplars)
    else:
        because = ""
    return because


def uncertified(wanting: Sequence[Wanting]) -> str:
    """Said of a manager who is not certified yet."""
    told = " and ".join(f"{one.certification} ({one.because})" for one in wanting)
    return f"{MANAGERS_FIRST}, and {told} is still wanting. It is under My training."


def calibration_lacks(found: Calibrated | None, grading: Grading, today: date, exemplars: int) -> str:
    """Why a calibration does not hold; "" = it does. It is made on all exemplars there are."""
    again = "Grade the exemplars under Calibration."
    if found is None or found.exemplars < exemplars:
        done = found.exemplars if found else 0
        return f"the calibration is not complete: {done} of {exemplars} exemplars. {again}"
    if (today - found.last_on).days > grading.calibrated_days:
        return f"the calibration of {found.last_on} held for {grading.calibrated_days} days. {again}"
    if found.off > grading.calibrated_within:
        return (
            f"the marks given are {percent(found.off)} from the agreed ones on average; "
            f"{percent(grading.calibrated_within)} is the most. {again}"
        )
    return ""
