"""The ladder: before it is due, on the day, and at an even pace after it; then the manager, then the leader.

On any day the *highest rung reached* counts, and each rung is said once. So whoever could not be reached on a day (a
weekend, a leave, a service that was down) hears the rung of the day on which they can be, and not all that were missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from readiness.domain.definition.frame import Reminders

Kind = Literal["certification", "renewal", "change", "task", "grading", "calibration", "practice", "result"]
"""What is due: a certification not had yet, one that runs out or did, one that a change asks again, a task, a mark that
somebody is to give, a grader's calibration that ends or was lost, questions that keep knowledge fresh; or what is in:
the result of an attempt that people marked.
"""

ESCALATED: Final = frozenset({"certification", "renewal", "change", "task", "grading"})
"""Kinds of which managers and leaders hear when they stay overdue; calibration and practice are a person's own."""

WEEKLY: Final = frozenset({"practice"})
"""Kinds that come anew every day and are said once a week, so that they leave room for what must be done by a day."""

NEWS: Final = frozenset({"result"})
"""Kinds of which nothing is due: said once, at the next hour that is allowed, and to nobody above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that one person is to do. `subject` is its key in the launch, `says` how far it is, in a clause.
    `due_on` is of news the day on which it came.

    `path` is where the owner does it, "" = nowhere in particular. `managers` and `leaders` hear of it when it stays
    overdue; None = those whom the roster and the roles name for the owner.
    """

    launch: str
    launch_name: str
    kind: Kind
    subject: str
    title: str
    owner: str
    due_on: date
    says: str
    path: str = ""
    managers: tuple[str, ...] | None = None
    leaders: tuple[str, ...] | None = None

    def days_over(self, on: date) -> int:
        """Days since it was due; 0 on the day itself, negative before."""
        return (on - self.due_on).days

    @property
    def counted_from(self) -> date:
        """The day that tells one round of it from the next: it is due, or of what comes every day the week's Monday."""
        return self.due_on - timedelta(days=self.due_on.weekday()) if self.kind in WEEKLY else self.due_on


@dataclass(frozen=True, slots=True)
class Rung:
    """`name` is the same for as long as it is the highest one reached: `before-3`, `due`, `over-7`, `manager-7`."""

    name: str
    says: str


def own_rung(policy: Reminders, due: Due, on: date) -> Rung | None:
    """What the owner of it hears on `on`; None = nothing yet."""
    if due.kind in NEWS:
        return Rung("result", "has its result")
    over = due.days_over(on)
    if over < 0:
        if due.kind in WEEKLY:
            return None
        reached = [days for days in policy.days_before if days >= -over]
        return Rung(f"before-{min(reached)}", _ahead(-over)) if reached else None
    every = policy.every_days_after
    if over < every:
        return Rung("due", "is due today" if over == 0 else _overdue(over))
    return Rung(f"over-{over // every * every}", _overdue(over))


def manager_rung(policy: Reminders, due: Due, on: date) -> Rung | None:
    """What the manager of the owner hears."""
    return _above("manager", policy.manager_after_days, policy, due, on)


def leader_rung(policy: Reminders, due: Due, on: date) -> Rung | None:
    """What the leader of the owner's region hears."""
    return _above("leader", policy.leader_after_days, policy, due, on)


def _above(who: str, after: int, policy: Reminders, due: Due, on: date) -> Rung | None:
    over = due.days_over(on)
    if over < after or due.kind not in ESCALATED:
        return None
    every = policy.every_days_after
    return Rung(f"{who}-{after + (over - after) // every * every}", _overdue(over))


def rung_days(policy: Reminders, due: Due) -> tuple[date, ...]:
    """The days on which the owner's rung changes, up to the first one that repeats; for calendars and tests."""
    before = sorted(due.due_on - timedelta(days=days) for days in policy.days_before if days > 0)
    return (*before, due.due_on, due.due_on + timedelta(days=policy.every_days_after))


def _ahead(days: int) -> str:
    return "is due tomorrow" if days == 1 else f"is due in {days} days"


def _overdue(days: int) -> str:
    return "was due yesterday" if days == 1 else f"has been overdue for {days} days"
