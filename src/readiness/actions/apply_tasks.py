"""The stored task graph becomes the one that the applied definition asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from readiness.actions.schedule_tasks import schedule_tasks
from readiness.context import Context
from readiness.domain.tasks.states import finished_tasks
from readiness.domain.tasks.task import Slip, Task, TaskGraph
from readiness.ground.errors import Conflict
from readiness.store import journal
from readiness.store.launches import require_version
from readiness.store.task_progress import task_progress
from readiness.store.tasks import load_graph, replace_graph


@dataclass(frozen=True, slots=True)
class AppliedTasks:
    """Keys of the tasks that came, read or fall due otherwise, or went; `slips` are those that cannot be in time."""

    added: tuple[str, ...]
    edited: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    slips: tuple[Slip, ...]

    @property
    def changed(self) -> bool:
        return bool(self.added or self.edited or self.removed)

    def __str__(self) -> str:
        parts = [
            f"{len(keys)} {word}"
            for keys, word in ((self.added, "added"), (self.edited, "changed"), (self.removed, "removed"))
            if keys
        ]
        if self.unchanged or not parts:
            parts.append(f"{self.unchanged} unchanged")
        if self.slips:
            parts.append(f"{len(self.slips)} cannot be in time")
        return ", ".join(parts)


def apply_tasks(context: Context, *, launch: str) -> AppliedTasks:
    """The tasks of the version that stands are stored with their dates; events and what they finished are kept.

    Slack, the critical path and the slips are counted anew from today and without finished work; only that may differ
    when nothing else has changed. Raises NotFound when the launch was not applied, DefinitionError when it cannot be
    planned.
    """
    with context.database.reading() as session:
        progress = task_progress(session, launch)
    version = progress.version
    graph = schedule_tasks(context, version.definition, finished=finished_tasks(progress.states))
    by = context.by()
    with context.database.transaction() as session:
        if require_version(session, launch).fingerprint != version.fingerprint:
            raise Conflict(f"'{launch}' was applied anew meanwhile.", hint=f"Run again: readiness apply {launch}")
        applied = _compare(load_graph(session, launch), graph)
        replace_graph(session, launch, graph)
        if applied.changed:
            journal.record(
                session, context.clock, actor=by, verb="scheduled", subject="tasks", launch=launch,
                fingerprint=version.fingerprint,
                detail={"added": applied.added, "changed": applied.edited, "removed": applied.removed},
            )  # fmt: skip
    return applied


def _compare(before: TaskGraph, after: TaskGraph) -> AppliedTasks:
    old, new = before.by_key, after.by_key
    edited = tuple(key for key, task in new.items() if key in old and _lasting(old[key]) != _lasting(task))
    return AppliedTasks(
        added=tuple(key for key in new if key not in old),
        edited=edited,
        removed=tuple(key for key in old if key not in new),
        unchanged=len(new.keys() & old.keys()) - len(edited),
        slips=after.slips,
    )


def _lasting(task: Task) -> Task:
    """The task without what moves by itself as days go by."""
    return replace(task, slack_days=0, critical=False)
