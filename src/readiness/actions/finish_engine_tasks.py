"""The engine's own tasks are marked done when their turn has come."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.tasks.task import ENGINE_ACTIONS, FINISHED, Task, TaskEvent
from readiness.ground.clock import Clock
from readiness.store import journal
from readiness.store.task_progress import TaskProgress, task_progress
from readiness.store.tasks import add_event, hold_graph

RENDERING = ("render", "build")
"""Engine work that is there to be seen: what it makes exists or does not."""


@dataclass(frozen=True, slots=True)
class FinishedTasks:
    """Keys of the engine's tasks that are done from now on, and of those whose turn has not come. False = none done."""

    finished: tuple[str, ...]
    waiting: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.finished)


def finish_engine_tasks(context: Context, *, launch: str, stage: str, note: str = "") -> FinishedTasks:
    """The engine's tasks of `stage` are done, as far as what comes before them is finished; called after its work.

    The others keep waiting: the next run finds them. The second call changes nothing.
    """
    by = context.by()
    with context.database.transaction() as session:
        hold_graph(session, launch)
        finished, progress = _finish(session, context.clock, launch, stage, ENGINE_ACTIONS, note)
        if finished:
            journal.record(
                session, context.clock, actor=by, verb="finished", subject=f"engine tasks of {stage}", launch=launch,
                fingerprint=progress.version.fingerprint, detail={"tasks": list(finished)},
            )  # fmt: skip
    waiting = (
        t.key
        for t in progress.graph.tasks
        if t.kind == "engine" and t.stage == stage and progress.states[t.key].state not in FINISHED
    )
    return FinishedTasks(finished, tuple(waiting))


def finish_ready(
    session: Session,
    clock: Clock,
    *,
    launch: str,
    stage: str | None = None,
    actions: tuple[str, ...] = ENGINE_ACTIONS,
    note: str = "",
) -> tuple[str, ...]:
    """Keys of the engine's tasks that were ready and are done now, inside the caller's transaction.

    The gate's evaluation is not among them: the verdict on record is what finishes it.
    """
    return _finish(session, clock, launch, stage, actions, note)[0]


def engine_tasks_ready(
    progress: TaskProgress, *, stage: str | None = None, actions: tuple[str, ...] = ENGINE_ACTIONS
) -> tuple[Task, ...]:
    """The engine's tasks that would be done now; what `plan` shows of them."""
    return tuple(t for t in progress.graph.tasks if stage in (None, t.stage) and _turn_has_come(t, progress, actions))


def _finish(  # noqa: PLR0917 - what its two callers were given
    session: Session, clock: Clock, launch: str, stage: str | None, actions: tuple[str, ...], note: str
) -> tuple[tuple[str, ...], TaskProgress]:
    """The keys that `finish_ready` returns, and where all tasks stand after it."""
    finished: list[str] = []
    while True:
        progress = task_progress(session, launch)
        ready = [t for t in engine_tasks_ready(progress, stage=stage, actions=actions) if not t.judges]
        if not ready:
            return tuple(finished), progress
        for task in ready:
            add_event(
                session,
                TaskEvent(
                    launch=launch, task=task.key, kind="done", by="engine", function=task.function, at=clock.now(),
                    fingerprint=progress.concerned.get(task.key), note=note, simulated=clock.simulated,
                ),
            )  # fmt: skip
            finished.append(task.key)


def _turn_has_come(task: Task, progress: TaskProgress, actions: tuple[str, ...]) -> bool:
    if task.kind != "engine" or task.action not in actions or progress.states[task.key].state != "ready":
        return False
    return task.action not in RENDERING or not task.concerns or task.key in progress.concerned
