"""What people should hear of certifications and tasks, and on which day: said once, not every day.

Somebody is told when they are certified, when their certification begins to run out, the day after it has run out, the
day after it was due, and every seven days while it stays due. A watch that missed days says what those days would have
said, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from readiness.domain.tasks.task import FINISHED, Task, TaskState

NoticeKind = Literal["certified", "expiring", "expired", "overdue", "task-overdue"]
AGAIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for one person or about one task. `subject` is a mail address, or a task's key."""

    launch: str
    kind: NoticeKind
    subject: str
    about: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDates:
    """The dates of one person in one certification; `holds` is True when it or an exemption holds today."""

    email: str
    certification: str
    due_on: date | None
    certified_on: date | None
    warn_from: date | None
    expires_on: date | None
    holds: bool
    met: int
    needed: int


def person_notices(launch: str, people: Iterable[PersonDates], *, after: date, on: date) -> Iterator[Notice]:
    """What the days from the one after `after` to `on` have to say to people."""
    for p in people:
        if p.holds and p.certified_on and after < p.certified_on <= on:
            yield Notice(launch, "certified", p.email, p.certification, f"certified on {p.certified_on}")
        if p.holds and p.warn_from and p.expires_on and after < p.warn_from <= on:
            yield Notice(launch, "expiring", p.email, p.certification, f"holds through {p.expires_on}")
        ended = p.expires_on + timedelta(days=1) if p.expires_on else None
        if not p.holds and ended and after < ended <= on:
            yield Notice(launch, "expired", p.email, p.certification, f"ran out on {p.expires_on}")
        if not p.holds and p.due_on and _falls(p.due_on, after, on):
            says = f"was due on {p.due_on}, {p.met} of {p.needed} requirements are met"
            yield Notice(launch, "overdue", p.email, p.certification, says)


def task_notices(launch: str, tasks: Iterable[tuple[Task, TaskState]], *, after: date, on: date) -> Iterator[Notice]:
    """What those days have to say about tasks that people should have finished."""
    for task, state in tasks:
        if task.kind == "human" and state.state not in FINISHED and _falls(task.due_on, after, on):
            says = f"was due on {task.due_on} and is {state.state}"
            yield Notice(launch, "task-overdue", task.key, task.owner_email, says)


def _falls(due_on: date, after: date, on: date) -> bool:
    """True when the day after `due_on`, or any AGAIN_DAYS later, is one of the days told about."""
    first = due_on + timedelta(days=1)
    if on < first:
        return False
    last = first + timedelta(days=(on - first).days // AGAIN_DAYS * AGAIN_DAYS)
    return after < last
