"""What waits for one person today, over all launches: tasks that are theirs to move, and training that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.reports.standing import RequirementStanding, rep_standing
from readiness.reports.tasks import TaskLine, task_boards
from readiness.store import launches, people
from readiness.store.nudges import Nudge, nudges_of
from readiness.store.tables.enrolment import EnrolmentRow

_WEEK = timedelta(days=7)
MOVABLE = frozenset({"ready", "in-progress", "in-review", "blocked"})


@dataclass(frozen=True, slots=True)
class TrainingDue:
    """One thing a rep is still held to. `minutes`: None when nobody said how long it takes."""

    launch: str
    launch_name: str
    certification: str
    kind: Literal["module", "quiz", "role-play", "attestation"]
    key: str
    title: str
    next_step: str
    due_on: date | None
    minutes: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task that its owner can move today, with the launch it belongs to."""

    launch_name: str
    line: TaskLine


@dataclass(frozen=True, slots=True)
class MyWork:
    """Both lists are ordered by what is due first; `later` counts tasks of theirs that wait for somebody else.

    `reminders` are those of the last week about launches in which training is due, newest first.
    """

    tasks: tuple[WaitingTask, ...]
    training: tuple[TrainingDue, ...]
    later: int
    reminders: tuple[Nudge, ...] = ()

    @property
    def minutes(self) -> int:
        """Of training, as far as it is said."""
        return sum(one.minutes or 0 for one in self.training)


def my_work(context: Context, *, email: str) -> MyWork:
    """Empty when nothing waits; nobody is unknown here."""
    waiting: list[WaitingTask] = []
    later = 0
    for board in task_boards(context):
        for line in board.lines:
            if line.who.casefold() != email.casefold():
                continue
            if line.state in MOVABLE:
                waiting.append(WaitingTask(board.name, line))
            elif line.state == "waiting":
                later += 1
    waiting.sort(key=lambda one: (one.line.due_on, one.line.launch, one.line.key))
    due = training_due(context, email=email)
    return MyWork(tuple(waiting), due, later, _reminders(context, email, {one.launch for one in due}))


def training_due(context: Context, *, email: str) -> tuple[TrainingDue, ...]:
    """What this person is still asked in every launch they are enrolled in, by due date; empty for non-reps."""
    with context.database.reading() as session:
        definitions = [launches.require_version(session, key).definition for key in enrolled_launches(session, email)]
    due: list[TrainingDue] = []
    for definition in definitions:
        standing = rep_standing(context, launch=definition.key, rep=email)
        due.extend(
            _due(definition, certification.certification, requirement, context.clock.today())
            for certification in standing.certifications
            if certification.state not in {"certified", "exempt"}
            for requirement in certification.requirements
            if requirement.met_on is None
        )
    return tuple(sorted(due, key=lambda one: (one.due_on or date.max, one.launch)))


def _reminders(context: Context, email: str, about: set[str]) -> tuple[Nudge, ...]:
    with context.database.reading() as session:
        found = people.person_ids(session, [email])
        sent = [n for number in found.values() for n in nudges_of(session, number, since=context.clock.now() - _WEEK)]
    return tuple(one for one in sent if one.launch in about)


def enrolled_launches(session: Session, email: str) -> tuple[str, ...]:
    """The keys of the launches in which this person is enrolled now, sorted; empty for somebody nobody knows."""
    found = people.person_ids(session, [email])
    if not found:
        return ()
    keys = session.execute(
        select(col(EnrolmentRow.launch))
        .where(col(EnrolmentRow.person_id).in_(found.values()), col(EnrolmentRow.withdrawn_on).is_(None))
        .distinct()
    ).scalars()
    return tuple(sorted(keys))


def _due(definition: Launch, certification: str, requirement: RequirementStanding, today: date) -> TrainingDue:
    minutes: int | None = None
    if requirement.kind == "module" and requirement.key in definition.modules:
        minutes = definition.modules[requirement.key].minutes
    elif requirement.kind == "quiz" and requirement.key in definition.quizzes:
        minutes = definition.quizzes[requirement.key].time_limit_minutes
    return TrainingDue(
        launch=definition.key,
        launch_name=definition.product.name,
        certification=certification,
        kind=requirement.kind,  # type: ignore[arg-type]  # one of the four, as the definition has it
        key=requirement.key,
        title=requirement.title,
        next_step=requirement.next_step,
        due_on=requirement.due_on,
        minutes=minutes,
        overdue=requirement.due_on is not None and requirement.due_on < today,
    )
