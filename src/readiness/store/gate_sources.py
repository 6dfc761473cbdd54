"""What a verdict saw of the other insert-only records, and the way back to exactly that.

A verdict keeps the highest id of each record it read. Ids only grow, so that reading up to them later gives what was
there then, whatever was added since, also within the same instant of a rehearsal's clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from readiness.domain.materials.approval import Approval, Decision
from readiness.domain.materials.content import content_fingerprints
from readiness.domain.tasks.states import concerned_fingerprints, task_states
from readiness.domain.tasks.task import TaskEvent, TaskGraph, TaskState
from readiness.ground.errors import NotFound
from readiness.store import tasks
from readiness.store.gate import sign_offs
from readiness.store.launches import version
from readiness.store.materials import publications
from readiness.store.quizzes import accepted_items
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.gate import SignOffRow
from readiness.store.tables.launches import LaunchVersionRow
from readiness.store.tables.materials import ApprovalRow, MaterialVersionRow
from readiness.store.tables.tasks import TaskEventRow
from readiness.store.task_progress import material_decisions, published_contents, taken_again


@dataclass(frozen=True, slots=True)
class Marks:
    """The highest id seen of each record of one launch; 0 = none."""

    approvals: int
    materials: int
    sign_offs: int
    tasks: int


def hold_still(session: Session) -> None:
    """Everything the session reads from here on is of one moment. To be called before it reads anything.

    SQLite's transactions are that by themselves; Postgres has to be asked.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def marks_now(session: Session, launch: str) -> Marks:
    """How far each record of the launch goes."""
    return _marks(session, launch, None)


def marks_on(session: Session, launch: str, day: date) -> Marks:
    """How far each record of the launch went at the end of a day (UTC)."""
    return _marks(session, launch, _end_of(day))


def materials_seen(session: Session, launch: str, mark: int) -> Mapping[tuple[str, str], str]:
    """(kind, key) → fingerprint of every material that was current at the mark, in that order."""
    latest = (
        select(func.max(MaterialVersionRow.id))
        .where(MaterialVersionRow.launch == launch, col(MaterialVersionRow.id) <= mark)
        .group_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    )
    rows = session.exec(
        select(MaterialVersionRow.kind, MaterialVersionRow.key, MaterialVersionRow.fingerprint)
        .where(col(MaterialVersionRow.id).in_(latest), col(MaterialVersionRow.withdrawn).is_(False))
        .order_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    )
    return {(kind, key): fingerprint for kind, key, fingerprint in rows}


def approvals_seen(session: Session, launch: str, mark: int) -> tuple[Approval, ...]:
    """Every decision on materials up to the mark, in the order in which they were made."""
    rows = session.exec(
        select(ApprovalRow)
        .where(ApprovalRow.launch == launch, col(ApprovalRow.id) <= mark)
        .order_by(col(ApprovalRow.id))
    )
    return tuple(
        Approval(
            launch=r.launch, kind=r.kind, key=r.key, fingerprint=r.fingerprint, function=r.function,
            decision=cast("Decision", r.decision), by=r.by, at=r.at, note=r.note, simulated=r.simulated,
        )
        for r in rows
    )  # fmt: skip


def tasks_seen(
    session: Session, launch: str, marks: Marks, definition: str, *, until: datetime | None = None
) -> tuple[TaskGraph, Mapping[str, TaskState]]:
    """The graph that stands and the states its tasks had at the marks, under a definition.

    Publications count up to `until` (None = all): they have no mark. `store.task_progress` tells today's states; a test
    holds the two together. Verdicts and clearances are left out: they finish tasks of the last stage only, and a
    verdict must not rest on itself or on the clearance that rests on it.
    """
    graph = tasks.load_graph(session, launch)
    stood = version(session, launch, definition).definition
    log = tuple(p for p in publications(session, launch) if until is None or p.at <= until)
    materials = materials_seen(session, launch, marks.materials)
    concerned = concerned_fingerprints(graph, definition=definition, materials=materials)
    happened = tasks.events(session, launch, up_to=marks.tasks)
    made = approvals_seen(session, launch, marks.approvals)
    told = [
        *happened,
        *material_decisions(graph, concerned, materials, made, happened),
        *published_contents(
            graph, concerned, log,
            lambda: content_fingerprints(stood, accepted_items(session, launch, stood, until=until)),
        ),
        *taken_again(graph, log),
        *_signed(session, graph, launch, definition, marks.sign_offs),
    ]  # fmt: skip
    told.sort(key=lambda event: event.at)
    return graph, task_states(graph, told, concerned)


def evidence_by(session: Session, launch: str, day: date) -> tuple[int, int]:
    """How much evidence had happened by the end of a day, and how much of that was simulated."""
    records, simulated = session.execute(
        select(func.count(), func.count().filter(col(EvidenceRow.simulated).is_(True))).where(
            EvidenceRow.launch == launch, EvidenceRow.happened_at < _end_of(day)
        )
    ).one()
    return records, simulated


def definition_on(session: Session, launch: str, day: date) -> str:
    """The fingerprint of the definition that stood at the end of a day. Raises NotFound when none had been applied."""
    found = session.exec(
        select(LaunchVersionRow.fingerprint)
        .where(
            LaunchVersionRow.launch == launch,
            LaunchVersionRow.applied_at < _end_of(day),
        )
        .order_by(col(LaunchVersionRow.number).desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound(f"launch '{launch}' had not been applied by {day}.", hint="Ask about a later day.")
    return found


def _marks(session: Session, launch: str, before: datetime | None) -> Marks:
    def highest(row: Any, at: Any) -> int:
        query = select(func.max(row.id)).where(row.launch == launch)
        return session.exec(query if before is None else query.where(at < before)).one() or 0

    return Marks(
        approvals=highest(ApprovalRow, col(ApprovalRow.at)),
        materials=highest(MaterialVersionRow, col(MaterialVersionRow.rendered_at)),
        sign_offs=highest(SignOffRow, col(SignOffRow.at)),
        tasks=highest(TaskEventRow, col(TaskEventRow.at)),
    )


def last_moment_of(day: date) -> datetime:
    """The last microsecond (UTC) of a day."""
    return _end_of(day) - timedelta(microseconds=1)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def _signed(session: Session, graph: TaskGraph, launch: str, definition: str, mark: int) -> Iterator[TaskEvent]:
    """The last word of a function on the definition: signed off, or taken back when nobody's sign-off stands."""
    words = [word for word in sign_offs(session, launch, up_to=mark) if word.definition == definition]
    for task in graph.tasks:
        if task.action != "sign-off" or task.concerns != ("definition",):
            continue
        of_function = [word for word in words if word.function == task.function]
        standing = [word for word in of_function if not word.withdrawn]
        for word in (standing or of_function)[-1:]:
            yield TaskEvent(
                launch=launch, task=task.key, kind="reject" if word.withdrawn else "approve", by=word.by,
                function=word.function, at=word.at, fingerprint=definition,
            )  # fmt: skip
