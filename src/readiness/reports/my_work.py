"""What waits for one person today, over all launches: tasks that are theirs to move, reviews, training that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.reports.learning import Step, my_training
from readiness.reports.my_reviews import Review, my_reviews
from readiness.reports.tasks import TaskLine, task_boards
from readiness.store import people
from readiness.store.nudges import Nudge, nudges_of

_WEEK = timedelta(days=7)
MOVABLE = frozenset({"ready", "in-progress", "in-review", "blocked"})


@dataclass(frozen=True, slots=True)
class TrainingDue:
    """One thing a rep is still held to, with the launch it belongs to."""

    launch_name: str
    step: Step


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task that its owner can move today, with the launch it belongs to."""

    launch_name: str
    line: TaskLine


@dataclass(frozen=True, slots=True)
class MyWork:
    """Each list is ordered by what is due first; `later` counts tasks of theirs that wait for somebody else.

    `reviews` are what waits for their word without being a task of theirs (`my_reviews`).
    `reminders` are those of the last week about launches in which training is due, newest first.
    """

    tasks: tuple[WaitingTask, ...]
    training: tuple[TrainingDue, ...]
    later: int
    reminders: tuple[Nudge, ...] = ()
    reviews: tuple[Review, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Nobody waits for them."""
        return not (self.tasks or self.training or self.reviews)

    @property
    def minutes(self) -> int:
        """Of training, as far as it is said."""
        return sum(one.step.minutes or 0 for one in self.training)


def my_work(context: Context, *, viewer: Viewer) -> MyWork:
    """Empty when nothing waits; nobody is unknown here. Only what their roles ask for is read."""
    email, waiting, later = viewer.email, list[WaitingTask](), 0
    boards = [board for launch in viewer.teams for board in task_boards(context, launch=launch)]
    for board in boards:
        for line in board.lines:
            if line.who.casefold() != email.casefold():
                continue
            if line.state in MOVABLE:
                waiting.append(WaitingTask(board.name, line))
            elif line.state == "waiting":
                later += 1
    waiting.sort(key=lambda one: (one.line.due_on, one.line.launch, one.line.key))
    due = _training_due(context, email)
    reminders = _reminders(context, email, {one.step.launch for one in due})
    return MyWork(tuple(waiting), due, later, reminders, my_reviews(context, viewer=viewer, boards=boards))


def _training_due(context: Context, email: str) -> tuple[TrainingDue, ...]:
    due = [
        TrainingDue(training.launch_name, step)
        for training in my_training(context.acting_as(email)).trainings
        if not training.holds
        for step in training.steps
        if step.state != "done"
    ]
    return tuple(sorted(due, key=lambda one: (one.step.due_on or date.max, one.step.launch)))


def _reminders(context: Context, email: str, about: set[str]) -> tuple[Nudge, ...]:
    with context.database.reading() as session:
        found = people.person_ids(session, [email])
        sent = [n for number in found.values() for n in nudges_of(session, number, since=context.clock.now() - _WEEK)]
    return tuple(one for one in sent if one.launch in about)
