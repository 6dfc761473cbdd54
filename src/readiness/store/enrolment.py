"""Who is asked for what: written as roles on the roster × requirements, inside the database.

One statement each for what is new, what is asked again, what is due on another day and what is withdrawn. A plan counts
with the very conditions that enrolling writes by, so it cannot promise anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    CursorResult,
    Date,
    Executable,
    Insert,
    Select,
    String,
    Table,
    and_,
    case,
    column,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
    values,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session

from readiness.domain.certification.pauses import ends_on
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import Asked, asked_of, due_on
from readiness.store.people import person_ids, posted_on
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import LeaveRow, PostingRow

_ENROLMENT = cast("Table", EnrolmentRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_LEAVE = cast("Table", LeaveRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class EnrolmentCounts:
    """Requirements × people. `added` counts those asked again too; `rescheduled` stay asked, by another day."""

    added: int
    withdrawn: int
    rescheduled: int
    unchanged: int

    @property
    def nothing(self) -> bool:
        return not (self.added or self.withdrawn or self.rescheduled)


def enrol(session: Session, launch: Launch, *, on: date) -> EnrolmentCounts:
    """Everybody on the roster on `on` is asked for what their role's certifications require, and nobody else is.

    The second time nothing is written. Somebody whose role changes, or who leaves, is withdrawn; evidence stays.
    """
    asked = asked_of(launch.certifications.values(), launch.launch_on)
    row, requirements = _ENROLMENT.c, _requirements(asked)
    stands = _stands(asked, on)
    live = [row.launch == launch.key, row.withdrawn_on.is_(None)]
    moving = [row.due_on != _due_on(asked), ~_on_a_clock(launch)] if asked else []
    had_any = session.execute(select(exists().where(row.launch == launch.key))).scalar_one()
    withdrawn = again = rescheduled = 0
    if had_any:
        withdrawn = _count(session, update(_ENROLMENT).where(*live, ~stands).values(withdrawn_on=on))
    if had_any and asked:
        back = [row.launch == launch.key, row.withdrawn_on.is_not(None), stands]
        by_then = _due_on(asked)
        again = _count(
            session, update(_ENROLMENT).where(*back).values(withdrawn_on=null(), enrolled_on=on, due_on=by_then)
        )
        rescheduled = _count(session, update(_ENROLMENT).where(*live, *moving).values(due_on=by_then))
    new = _count(session, _insert(session, _wanted(launch.key, requirements, on)))
    for one in _paused(session, launch):
        mine = (row.launch == launch.key, row.person_id == one.person_id, row.certification == one.certification)
        moved = _count(session, update(_ENROLMENT).where(*mine, row.withdrawn_on.is_(None)).values(due_on=one.due_on))
        rescheduled += 0 if one.enrolled_on == on else moved
    now = session.execute(select(func.count()).select_from(_ENROLMENT).where(*live)).scalar_one() if had_any else new
    return EnrolmentCounts(new + again, withdrawn, rescheduled, max(0, now - new - again - rescheduled))


def enrolment_counts(session: Session, launch: Launch, *, on: date) -> EnrolmentCounts:
    """What `enrol` would do, without doing it."""
    asked = asked_of(launch.certifications.values(), launch.launch_on)
    row, requirements = _ENROLMENT.c, _requirements(asked)
    live = [row.launch == launch.key, row.withdrawn_on.is_(None)]
    stands = _stands(asked, on)
    staying = func.count().filter(stands)
    moved = func.count().filter(stands, row.due_on != _due_on(asked), ~_on_a_clock(launch)) if asked else literal(0)
    all_live, stays, rescheduled = session.execute(
        select(func.count(), staying, moved).select_from(_ENROLMENT).where(*live)
    ).one()
    wanted = session.execute(
        select(func.count()).select_from(_wanted(launch.key, requirements, on).subquery())
    ).scalar_one()
    rescheduled += sum(one.rows for one in _paused(session, launch))
    return EnrolmentCounts(wanted - stays, all_live - stays, rescheduled, stays - rescheduled)


def enrolled_launches(session: Session, email: str) -> tuple[str, ...]:
    """The keys of the launches in which this person is enrolled now, sorted; empty for somebody nobody knows."""
    found = person_ids(session, [email])
    keys = session.execute(
        select(_ENROLMENT.c.launch)
        .where(_ENROLMENT.c.person_id.in_(found.values()), _ENROLMENT.c.withdrawn_on.is_(None))
        .distinct()
    ).scalars()
    return tuple(sorted(keys))


def enrolled_through(session: Session, launch: str, certification: str, email: str) -> date | None:
    """The last day on which this person was asked for a certification: `date.max` while they are, None = they never
    were.

    The rows of somebody who left the role are kept, so what they earned while they were asked stays theirs.
    """
    row, found = _ENROLMENT.c, person_ids(session, [email])
    ended = session.execute(
        select(row.withdrawn_on)
        .where(row.launch == launch, row.certification == certification, row.person_id.in_(found.values()))
        .distinct()
    ).scalars()
    return max((on or date.max for on in ended), default=None)


def enrolled_people(session: Session, launch: str) -> Mapping[str, int]:
    """People asked for anything now, by certification."""
    rows = session.execute(
        select(_ENROLMENT.c.certification, func.count(func.distinct(_ENROLMENT.c.person_id)).label("people"))
        .where(_ENROLMENT.c.launch == launch, _ENROLMENT.c.withdrawn_on.is_(None))
        .group_by(_ENROLMENT.c.certification)
    )
    return {row.certification: row.people for row in rows}


def people_changed_on(session: Session, launch: str, day: date, *, at_most: int) -> list[int]:
    """Who was enrolled or withdrawn on `day`; no more than `at_most` of them."""
    changed = or_(_ENROLMENT.c.enrolled_on == day, _ENROLMENT.c.withdrawn_on == day)
    found = select(_ENROLMENT.c.person_id).where(_ENROLMENT.c.launch == launch, changed).distinct().limit(at_most)
    return list(session.execute(found).scalars())


def _requirements(asked: tuple[Asked, ...]) -> CTE:
    """What is asked, as a table; in the order of the enrolment table's key, so that rows are appended to it."""
    columns = [column(name, String) for name in ("role", "certification", "kind", "key")]
    rows = [(a.role, a.certification, a.requirement.kind, a.requirement.key, a.due_on) for a in asked]
    if not rows:
        empty = select(*(literal("", String).label(c.name) for c in columns), literal(None, Date).label("due_on"))
        return empty.where(literal(1) == literal(0)).cte("asked")
    return values(*columns, column("due_on", Date), name="asked").data(rows).cte("asked")


def _wanted(launch: str, requirements: CTE, on: date) -> Select[Any]:
    """The enrolments there should be on `on`."""
    return (
        select(
            literal(launch, String), _POSTING.c.person_id, requirements.c.certification, requirements.c.kind,
            requirements.c.key, requirements.c.due_on, literal(on, Date),
        )
        .select_from(_POSTING)
        .join(requirements, requirements.c.role == _POSTING.c.role)
        .where(posted_on(on))
    )  # fmt: skip


def _stands(asked: tuple[Asked, ...], on: date) -> ColumnElement[bool]:
    """The SQL of "this enrolment should be there on `on`".

    A certification is for one role, so no join to the requirements is needed: Postgres, with no statistics yet on rows
    that came a moment ago, joins three tables by going through two of them for every row of the third.
    """
    if not asked:
        return literal(1) == literal(0)
    row = _ENROLMENT.c
    roles = case({one.certification: literal(one.role, String) for one in asked}, value=row.certification)
    listed = [(one.certification, one.requirement.kind, one.requirement.key) for one in asked]
    posted = exists(
        select(literal(1))
        .select_from(_POSTING)
        .where(_POSTING.c.person_id == row.person_id, _POSTING.c.role == roles, posted_on(on))
        .correlate(_ENROLMENT)
    )
    return and_(tuple_(row.certification, row.kind, row.key).in_(listed), posted)


def _due_on(asked: tuple[Asked, ...]) -> ColumnElement[date]:
    """The day by certification: all that one certification asks is due on one day."""
    days = {one.certification: literal(one.due_on, Date) for one in asked}
    return case(days, value=_ENROLMENT.c.certification)


class _Paused(NamedTuple):
    """Somebody whose leave moves the day due: the day that it is now, for `rows` requirements, where it is another."""

    person_id: int
    certification: str
    enrolled_on: date
    due_on: date
    rows: int


def _on_a_clock(launch: Launch) -> ColumnElement[bool]:
    """The SQL of "leave may move this day": told person by person, in `_paused`."""
    pausing = [key for key, one in launch.certifications.items() if one.leave_pause_days]
    if not pausing:
        return literal(1) == literal(0)
    row = _ENROLMENT.c
    return and_(row.certification.in_(pausing), row.person_id.in_(select(_LEAVE.c.person_id)))


def _paused(session: Session, launch: Launch) -> list[_Paused]:
    """Who is due on another day than is written, for leave since they were enrolled; nobody where leave moves none."""
    if not any(one.leave_pause_days for one in launch.certifications.values()):
        return []
    row = _ENROLMENT.c
    leaves: dict[int, list[tuple[date, date | None]]] = {}
    for person_id, first, last in session.execute(select(_LEAVE.c.person_id, _LEAVE.c.starts_on, _LEAVE.c.ends_on)):
        leaves.setdefault(person_id, []).append((first, last))
    columns = (row.person_id, row.certification, row.enrolled_on, row.due_on)
    asked = select(*columns, func.count()).where(
        row.launch == launch.key, row.withdrawn_on.is_(None), _on_a_clock(launch)
    )
    found = []
    for person_id, key, enrolled_on, written, rows in session.execute(asked.group_by(*columns)).fetchall():
        certification = launch.certifications[key]
        plain = due_on(certification, launch.launch_on)
        days = (plain - enrolled_on).days
        at_most = certification.leave_pause_days
        wanted = ends_on(enrolled_on, days, leaves[person_id], at_most=at_most) if days > 0 else plain
        if wanted != written:
            found.append(_Paused(person_id, key, enrolled_on, wanted, rows))
    return found


def _insert(session: Session, wanted: Select[Any]) -> Insert:
    """Those of `wanted` that never were there."""
    make = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    columns = ["launch", "person_id", "certification", "kind", "key", "due_on", "enrolled_on"]
    return make(_ENROLMENT).from_select(columns, wanted, include_defaults=False).on_conflict_do_nothing()


def _count(session: Session, statement: Executable) -> int:
    """How many rows it wrote. sqlite3 counts none for a statement that begins with WITH; SQLite itself does."""
    result = cast("CursorResult[Any]", session.execute(statement, execution_options={"preserve_rowcount": True}))
    if session.get_bind().dialect.name == "sqlite":
        return int(session.execute(select(func.changes())).scalar_one())
    return result.rowcount
