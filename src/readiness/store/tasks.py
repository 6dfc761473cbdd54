"""Task graphs and task events: rows to values and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from readiness.domain.tasks.task import Kind, Slip, Task, TaskEvent, TaskGraph, Verb
from readiness.ground.fingerprint import plain
from readiness.ground.restore import restore
from readiness.store.tables.tasks import TaskEventRow, TaskGraphRow, TaskRow


def replace_graph(session: Session, launch: str, graph: TaskGraph) -> bool:
    """`graph` is the one that stands; False, and nothing is written, when it stood already."""
    row = _hold(session, launch)
    if row is not None and load_graph(session, launch) == graph:
        return False
    if row is None:
        row = TaskGraphRow(launch=launch, critical_path=[], slips=[])
    row.critical_path, row.slips = list(graph.critical_path), [plain(slip) for slip in graph.slips]
    session.add(row)
    session.flush()
    session.execute(delete(TaskRow).where(col(TaskRow.launch) == launch))
    if graph.tasks:
        rows = [_row(launch, position, task) for position, task in enumerate(graph.tasks)]
        session.execute(insert(TaskRow), rows)
    return True


def load_graph(session: Session, launch: str) -> TaskGraph:
    """The graph that stands; without tasks when the launch was never applied."""
    row = session.get(TaskGraphRow, launch, populate_existing=True)
    if row is None:
        return TaskGraph()
    tasks = session.exec(select(TaskRow).where(TaskRow.launch == launch).order_by(col(TaskRow.position))).all()
    slips = tuple(restore(Slip, slip) for slip in row.slips)
    return TaskGraph(tuple(_task(task) for task in tasks), tuple(row.critical_path), slips)


def hold_graph(session: Session, launch: str) -> None:
    """Nobody else acts on the tasks of `launch` until the transaction ends."""
    _hold(session, launch)


def add_event(session: Session, event: TaskEvent) -> None:
    """It happened."""
    add_events(session, (event,))


def add_events(session: Session, events: Iterable[TaskEvent]) -> None:
    """They happened, in this order."""
    rows = [
        {
            "launch": e.launch, "task": e.task, "kind": e.kind, "by": e.by, "function": e.function, "at": e.at,
            "fingerprint": e.fingerprint, "note": e.note, "simulated": e.simulated,
        }
        for e in events
    ]  # fmt: skip
    if rows:
        session.execute(insert(TaskEventRow), rows)


def events(session: Session, launch: str, *, up_to: int | None = None) -> tuple[TaskEvent, ...]:
    """Everything that happened to the launch's tasks, oldest first; only rows up to id `up_to` when it is given."""
    query = select(TaskEventRow).where(TaskEventRow.launch == launch).order_by(col(TaskEventRow.id))
    if up_to is not None:
        query = query.where(col(TaskEventRow.id) <= up_to)
    return tuple(
        TaskEvent(
            launch=r.launch, task=r.task, kind=cast("Verb", r.kind), by=r.by, function=r.function, at=r.at,
            fingerprint=r.fingerprint, note=r.note, simulated=r.simulated,
        )
        for r in session.exec(query)
    )  # fmt: skip


def _hold(session: Session, launch: str) -> TaskGraphRow | None:
    return session.exec(select(TaskGraphRow).where(TaskGraphRow.launch == launch).with_for_update()).one_or_none()


def _row(launch: str, position: int, task: Task) -> dict[str, object]:
    return {
        "launch": launch, "key": task.key, "position": position, "title": task.title, "stage": task.stage,
        "kind": task.kind, "action": task.action, "owner": task.owner, "owner_email": task.owner_email,
        "function": task.function, "after": list(task.after), "days": task.days, "start_on": task.start_on,
        "due_on": task.due_on, "slack_days": task.slack_days, "critical": task.critical, "skip": task.skip,
        "concerns": list(task.concerns),
    }  # fmt: skip


def _task(r: TaskRow) -> Task:
    return Task(
        key=r.key, title=r.title, stage=r.stage, kind=cast("Kind", r.kind), action=r.action, owner=r.owner,
        owner_email=r.owner_email, function=r.function, after=tuple(r.after), days=r.days, start_on=r.start_on,
        due_on=r.due_on, slack_days=r.slack_days, critical=r.critical, skip=r.skip, concerns=tuple(r.concerns),
    )  # fmt: skip
