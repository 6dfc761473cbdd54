"""The launch team, simulated: whoever a task belongs to takes it up when its turn comes and finishes it in its days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from readiness.actions.decide_task import decide_task
from readiness.context import Context
from readiness.domain.tasks.task import APPROVING, Verb
from readiness.reports.tasks import TaskLine, task_boards

Before = Callable[[Context], None]


@dataclass(frozen=True, slots=True)
class Finished:
    """One task finished today."""

    task: str
    title: str
    by: str


class Working:
    """Moves every human task of a launch on, day by day.

    Tasks of the stages `on_their_day` wait for the reps: they are finished when they are due and not before. `first` is
    done, once, before the task of that key is finished (the work that the task stands for). `left` are tasks that are
    not theirs to do here.
    """

    def __init__(
        self, launch: str, *, on_their_day: frozenset[str], first: Mapping[str, Before], left: frozenset[str]
    ) -> None:
        self._launch = launch
        self._on_their_day = on_their_day
        self._first = first
        self._left = left
        self._begun: dict[str, int] = {}
        self._day = 0

    def day(self, context: Context) -> tuple[Finished, ...]:
        """What the team finished today; finishing one thing may set the next free on the same day."""
        self._day += 1
        finished: list[Finished] = []
        while ready := [task for task in self._open(context) if self._is_due(task, context.clock.today())]:
            for task in ready:
                if task.key in self._first:
                    self._first[task.key](context.acting_as(task.who))
                verb: Verb = "approve" if task.action in APPROVING else "done"
                decide_task(context.acting_as(task.who), launch=self._launch, task=task.key, verb=verb)
                finished.append(Finished(task.key, task.title, task.who))
        return tuple(finished)

    def _open(self, context: Context) -> list[TaskLine]:
        (board,) = task_boards(context, launch=self._launch)
        return [
            line
            for line in board.lines
            if line.kind == "human"
            and line.state in {"ready", "in-progress", "in-review"}
            and line.key not in self._left
        ]

    def _is_due(self, task: TaskLine, today: date) -> bool:
        if task.key not in self._begun:
            self._begun[task.key] = self._day
        worked = self._day - self._begun[task.key]
        waits = task.stage in self._on_their_day and today < task.due_on
        return worked >= task.days - 1 and not waits
