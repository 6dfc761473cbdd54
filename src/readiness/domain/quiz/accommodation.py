"""More time for a person: what somebody is given where a quiz has a time limit, until when, by whom and why.

It counts for attempts that begin while it holds, in the launch it was given for; one that has begun keeps the time it
began with. An examination closes for everybody at the same moment.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from readiness.domain.quiz.figures import exact
from readiness.ground.errors import Problem

AccommodationKind = Literal["factor", "minutes", "no-limit", "none"]
KINDS: tuple[str, ...] = get_args(AccommodationKind)

MOST_FACTOR = 5.0
MOST_MINUTES = 480
MOST_DAYS = 730
"""An accommodation is looked at again after two years at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accommodation:
    """`factor` times the limit, `minutes` more, or no limit; "none" = taken back. `until` is its last day."""

    kind: AccommodationKind
    until: date
    reason: str
    by: str
    at: datetime
    factor: float | None = None
    minutes: int | None = None

    @property
    def words(self) -> str:
        """`1.5 times the time`, `15 more minutes`, `no time limit`, `taken back`."""
        if self.kind == "factor":
            return f"{self.factor:g} times the time"
        if self.kind == "minutes":
            return f"{self.minutes} more minutes"
        return "no time limit" if self.kind == "no-limit" else "taken back"

    def holds_on(self, day: date) -> bool:
        """Whether it counts for an attempt that begins on `day`."""
        return self.kind != "none" and day <= self.until


def time_limit(minutes: int | None, accommodation: Accommodation | None, on: date) -> int | None:
    """The limit of an attempt that begins `on`, in whole minutes rounded up; None = no limit. 20 times 1.5 is 30."""
    if minutes is None or accommodation is None or not accommodation.holds_on(on):
        return minutes
    if accommodation.kind == "factor":
        return math.ceil(minutes * exact(accommodation.factor or 1.0))
    if accommodation.kind == "minutes":
        return minutes + (accommodation.minutes or 0)
    return None


def accommodation_problems(
    kind: str, *, factor: float | None, minutes: int | None, until: date, today: date
) -> tuple[Problem, ...]:
    """MT001 what is given is one thing; MT002 of a sensible size; MT003 with an end within two years."""
    found = []
    given = {"factor": factor is not None, "minutes": minutes is not None}
    if kind not in KINDS or any(given[name] != (kind == name) for name in given):
        found.append(Problem("MT001", "say one of: a factor, more minutes, or no limit.", "Give exactly one of them."))
    if factor is not None and not (math.isfinite(factor) and 1 < factor <= MOST_FACTOR):
        found.append(Problem("MT002", f"{factor:g} times the time is not more than 1 and at most 5.", "Write 1.5."))
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        found.append(Problem("MT002", f"{minutes} minutes are not 1 to {MOST_MINUTES}.", "Write 15."))
    if kind != "none" and not 0 <= (until - today).days <= MOST_DAYS:
        found.append(Problem("MT003", f"{until} is past, or more than two years away.", "Give a day before then."))
    return tuple(found)
