"""Tasks, their graph, what happens to them and where they stand: values only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from readiness.ground.frozen import frozen

Kind = Literal["human", "engine"]
State = Literal["waiting", "ready", "in-progress", "in-review", "done", "blocked", "skipped"]
Verb = Literal["start", "submit", "approve", "reject", "done", "skip", "block", "unblock"]

HUMAN_ACTIONS = ("draft", "review", "approve", "publish", "sign-off", "do", "clear")
ENGINE_ACTIONS = ("render", "build", "enrol", "remind", "evaluate")
ACTIONS = HUMAN_ACTIONS + ENGINE_ACTIONS
APPROVING = ("approve", "sign-off")
"""Finished by the verb `approve`, and only by somebody of the task's own function."""

BINDING = ("approve", "sign-off", "publish")
"""Actions that are bound to what they saw: they count only while it reads the same."""

VERBS: tuple[Verb, ...] = ("start", "submit", "approve", "reject", "done", "skip", "block", "unblock")
TOLD: Mapping[Verb, str] = {
    "start": "started", "submit": "submitted", "approve": "approved", "reject": "rejected", "done": "finished",
    "skip": "skipped", "block": "blocked", "unblock": "unblocked",
}  # fmt: skip
"""What the journal says of each verb; lines written before it said so have the verb itself."""

FINISHED: frozenset[State] = frozenset(("done", "skipped"))


@frozen(kw_only=True)
class Task:
    """One task with its dates.

    `days` are business days of work; a task of 0 days happens on its due day. `start_on` is the last day on which it
    can begin and still be in time. `slack_days` is how many business days it may wait, counted from today, without
    moving the launch (negative: it is late already). `after` are the tasks that must be finished first. `owner` is a
    key of the launch's team; None for the engine's tasks.
    """

    key: str
    title: str
    stage: str
    kind: Kind
    action: str
    owner: str | None
    owner_email: str
    function: str
    after: tuple[str, ...]
    days: int
    start_on: date
    due_on: date
    slack_days: int
    critical: bool
    skip: str | None
    concerns: tuple[str, ...]

    @property
    def judges(self) -> bool:
        """The engine's evaluation of the gate: done by a recorded verdict, and by nothing else."""
        return self.action == "evaluate" and self.stage == "clearance"

    @property
    def is_taken_again(self) -> bool:
        """People take content here: done no longer, when content is published that they are asked to take again."""
        return self.kind == "human" and self.action == "do" and self.stage == "certification" and bool(self.concerns)

    @property
    def binds(self) -> bool:
        """Its decisions count only while what they saw reads the same."""
        return self.action in BINDING or self.judges


@frozen
class Slip:
    """A task that cannot be done in time from today: needed on `due_on`, possible on `expected_on` at the earliest."""

    task: str
    due_on: date
    expected_on: date
    late_days: int
    reason: str


@frozen
class TaskGraph:
    """`tasks` in an order in which they can be done; `critical_path` is one chain of those with the least slack."""

    tasks: tuple[Task, ...] = ()
    critical_path: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Task]:
        return {task.key: task for task in self.tasks}


@frozen(kw_only=True)
class TaskEvent:
    """Something that happened to a task. `by` is a mail address, or "engine"; `function` the one they acted for.

    `fingerprint` is of what the task concerned at that moment; None for events that bind nothing. "reopen" is nobody's
    verb and never on record: it is how something else that happened is told to a task that was done.
    """

    launch: str
    task: str
    kind: Verb | Literal["reopen"]
    by: str
    function: str
    at: datetime
    fingerprint: str | None = None
    note: str = ""
    simulated: bool = False


@frozen
class TaskState:
    """Where a task stands. `finished_by` is a sentence and empty until it is finished.

    `since` is when it came there, None when no event brought it there; `note` says what it waits for, why it is blocked
    or skipped, or that an approval lapsed. `rejected`: blocked because its function said no to what it now reads.
    """

    task: str
    state: State
    finished_by: str = ""
    since: datetime | None = None
    note: str = ""
    rejected: bool = False
