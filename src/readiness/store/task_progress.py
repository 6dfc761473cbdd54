"""Where a launch's tasks stand, with every act that counts for one, wherever it was recorded.

A material approved by itself, a sign-off given by itself and the clearance finish tasks too. They are told to the fold
as the task events they amount to, so that the same act counts the same however it was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from readiness.domain.materials.approval import Approval, latest_decisions
from readiness.domain.tasks.states import concerned_fingerprints, task_states
from readiness.domain.tasks.task import Task, TaskEvent, TaskGraph, TaskState
from readiness.store.approvals import approvals
from readiness.store.launches import LaunchVersion, require_version
from readiness.store.materials import current_fingerprints
from readiness.store.tables.gate import ClearanceRow, SignOffRow
from readiness.store.tasks import events, load_graph

Materials = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """`concerned` maps a task to the fingerprint of what it is about, `materials` (kind, key) to that of the piece."""

    version: LaunchVersion
    graph: TaskGraph
    states: Mapping[str, TaskState]
    concerned: Mapping[str, str]
    materials: Materials


def task_progress(session: Session, launch: str) -> TaskProgress:
    """The tasks of the applied launch and their states. Raises NotFound when it has not been applied."""
    version = require_version(session, launch)
    graph = load_graph(session, launch)
    materials = current_fingerprints(session, launch)
    concerned = concerned_fingerprints(graph, definition=version.fingerprint, materials=materials)
    happened = events(session, launch)
    told = [
        *happened,
        *material_decisions(graph, concerned, materials, approvals(session, launch), happened),
        *_sign_offs(session, graph, version),
        *_clearances(session, graph, version),
    ]
    told.sort(key=lambda event: event.at)
    return TaskProgress(version, graph, task_states(graph, told, concerned), concerned, materials)


def pieces_of(task: Task, materials: Materials) -> tuple[tuple[str, str, str], ...]:
    """Kind, key and fingerprint of every current material that the task is about."""
    return tuple((kind, key, value) for (kind, key), value in materials.items() if kind in task.concerns)


def material_decisions(
    graph: TaskGraph,
    concerned: Mapping[str, str],
    materials: Materials,
    made: tuple[Approval, ...],
    told: Iterable[TaskEvent],
) -> Iterator[TaskEvent]:
    """A task is approved once its function has approved every piece it is about, rejected once it rejected one.

    A rejection of the task itself is recorded on all its pieces; it is among the events `told` and is not told again,
    so that a change of one piece opens the task although the others read as they did.
    """
    by_event = {(event.task, event.by, event.at) for event in told if event.kind == "reject"}
    for task in graph.tasks:
        if task.action != "approve" or task.key not in concerned or "definition" in task.concerns:
            continue
        pieces = pieces_of(task, materials)
        decisions = [latest_decisions(made, kind, key, value).get(task.function) for kind, key, value in pieces]
        found = sorted((d for d in decisions if d is not None), key=lambda d: d.at)
        rejected = [d for d in found if d.decision == "rejected"]
        by_itself = [d for d in rejected if (task.key, d.by, d.at) not in by_event]
        if not by_itself and (rejected or len(found) < len(pieces)):
            continue
        last = (by_itself or found)[-1]
        yield TaskEvent(
            launch=last.launch,
            task=task.key,
            kind="reject" if by_itself else "approve",
            by=last.by,
            function=task.function,
            at=last.at,
            fingerprint=concerned[task.key],
            note=last.note,
            simulated=last.simulated,
        )


def _sign_offs(session: Session, graph: TaskGraph, version: LaunchVersion) -> Iterator[TaskEvent]:
    """The last word of each person on the definition as it stands; a word taken back opens the task again."""
    tasks = [t for t in graph.tasks if t.action == "sign-off" and t.concerns == ("definition",)]
    rows = session.exec(
        select(SignOffRow)
        .where(SignOffRow.launch == version.launch, SignOffRow.definition == version.fingerprint)
        .order_by(col(SignOffRow.id))
    )
    signed: dict[tuple[str, str], SignOffRow] = {}
    for row in rows:
        signed.pop((row.function, row.by), None)
        signed[row.function, row.by] = row
    for task in tasks:
        words = [row for (function, _), row in signed.items() if function == task.function]
        standing = [row for row in words if not row.withdrawn]
        for row in (standing or words)[-1:]:
            yield TaskEvent(
                launch=row.launch,
                task=task.key,
                kind="reject" if row.withdrawn else "approve",
                by=row.by,
                function=row.function,
                at=row.at,
                fingerprint=row.definition,
                note=row.note or ("the sign-off was taken back" if row.withdrawn else ""),
                simulated=row.simulated,
            )


def _clearances(session: Session, graph: TaskGraph, version: LaunchVersion) -> Iterator[TaskEvent]:
    """The clearance of the launch as a whole, with the definition that stands, finishes the tasks that ask for it."""
    tasks = [t for t in graph.tasks if t.action == "clear"]
    row = session.exec(
        select(ClearanceRow)
        .where(
            ClearanceRow.launch == version.launch,
            ClearanceRow.market == "",
            ClearanceRow.definition == version.fingerprint,
        )
        .order_by(col(ClearanceRow.id).desc())
        .limit(1)
    ).one_or_none()
    for task in tasks if row is not None else ():
        assert row is not None
        yield TaskEvent(
            launch=row.launch,
            task=task.key,
            kind="done",
            by=row.cleared_by,
            function=task.function,
            at=row.cleared_at,
            fingerprint=row.definition,
            simulated=row.simulated,
        )
