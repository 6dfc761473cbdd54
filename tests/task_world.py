"""A workspace in which tasks are worked through: the small sample launch, real playbooks, templates and databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from readiness.actions.apply_tasks import AppliedTasks, apply_tasks
from readiness.actions.decide_task import DecidedTask, decide_task
from readiness.actions.finish_engine_tasks import finish_engine_tasks
from readiness.actions.render_materials import render_materials
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.outputs import FolderOutputs
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.tasks.task import TaskState, Verb
from readiness.ground.clock import FixedClock
from readiness.store import launches
from readiness.store.session import Database
from readiness.store.task_progress import task_progress
from tests.engines import PAGES, templates_of
from tests.fakes import FakeCalendars

KEY = "trial-extension"
MARKETER, SELLER, TRAINER, HEAD = (f"{name}@tallybird.example" for name in ("noor", "piet", "ada", "sam"))
ORDER = (
    ("draft-value-propositions", "done", MARKETER),
    ("draft-objection-responses", "done", MARKETER),
    ("write-modules", "done", TRAINER),
    ("write-questions", "done", TRAINER),
    ("review-content", "done", SELLER),
    ("approve-content-sales", "approve", SELLER),
    ("approve-content-marketing", "approve", MARKETER),
    ("publish-content", "done", TRAINER),
)
"""The human way of the small launch up to its publication."""


@dataclass
class TaskWorld:
    """`at` is what the clock says; the launch is read from the workspace at `root` unless changed by `edit`."""

    database: Database
    root: Path
    at: datetime = datetime(2027, 1, 18, 9, tzinfo=UTC)
    simulated: bool = False

    def context(self, by: str = MARKETER) -> Context:
        return Context(
            root=self.root, output=self.root / "out", database=self.database,
            clock=FixedClock(self.at, simulated=self.simulated), actor=by, launches=WorkspaceLaunches(self.root),
            templates=templates_of(self.root), pages=PAGES, outputs=FolderOutputs(self.root / "out"),
            calendars=FakeCalendars(), playbooks=WorkspacePlaybooks(self.root), signer=cast("Any", None),
        )  # fmt: skip

    def later(self, **by: float) -> TaskWorld:
        self.at += timedelta(**by)
        return self

    def definition(self) -> Launch:
        found = WorkspaceLaunches(self.root).read(KEY).launch
        assert found is not None
        return found

    def apply(self, edit: Callable[[Launch], Launch] = lambda launch: launch, *, render: bool = True) -> AppliedTasks:
        """The definition stands, its tasks are planned, its materials rendered and the engine's tasks finished."""
        with self.database.transaction() as session:
            launches.record_version(session, self.context().clock, edit(self.definition()), MARKETER)
        applied = apply_tasks(self.context(), launch=KEY)
        if render:
            render_materials(self.context(), launch=KEY)
        for stage in ("objection-handling", "training-modules", "enrolment", "certification", "clearance"):
            finish_engine_tasks(self.context(), launch=KEY, stage=stage)
        return applied

    def do(self, task: str, verb: Verb, by: str, *, note: str = "", function: str | None = None) -> DecidedTask:
        self.later(minutes=1)
        return decide_task(self.context(by), launch=KEY, task=task, verb=verb, note=note, function=function)

    def work_up_to(self, last: str) -> None:
        """Everything of ORDER up to and without `last`."""
        for task, verb, by in ORDER:
            if task == last:
                return
            self.do(task, cast("Verb", verb), by)

    def state(self, task: str) -> TaskState:
        with self.database.reading() as session:
            return task_progress(session, KEY).states[task]
