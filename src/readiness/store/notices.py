"""The daily watch: how far it has looked, the dates it looks at, what it told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import cast

from sqlalchemy import Table, and_, func, insert, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from readiness.domain.certification.notice import Notice, NoticeKind, PersonDates
from readiness.ground.clock import Clock
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.notices import NoticeRow, WatchRow
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingRow

_ENROLMENT = cast("Table", EnrolmentRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]


def watched_through(session: Session, launch: str) -> date | None:
    """The last day the watch has looked at; None when it never has."""
    return session.exec(select_rows(func.max(WatchRow.on_day)).where(WatchRow.launch == launch)).one()


def people_to_look_at(session: Session, launch: str, *, after: date, on: date) -> Iterator[PersonDates]:
    """Everybody on the roster on `on` of whom something may have to be said: by mail address and certification.

    Who holds a certification that neither began nor begins to run out in those days is left out.
    """
    s = _STANDING.c
    due = (
        select(_ENROLMENT.c.person_id, _ENROLMENT.c.certification, func.min(_ENROLMENT.c.due_on).label("due_on"))
        .where(_ENROLMENT.c.launch == launch, _ENROLMENT.c.withdrawn_on.is_(None))
        .group_by(_ENROLMENT.c.person_id, _ENROLMENT.c.certification)
        .subquery()
    )
    holds = or_(s.holds_through >= on, s.exempt_through >= on)
    turning = or_(and_(s.certified_on > after, s.certified_on <= on), and_(s.warn_from > after, s.warn_from <= on))
    rows = session.execute(
        select(
            _PERSON.c.email,
            s.certification,
            due.c.due_on,
            s.certified_on,
            s.warn_from,
            s.expires_on,
            holds.label("holds"),
            s.met,
            s.needed,
        )
        .join(_PERSON, _PERSON.c.id == s.person_id)
        .outerjoin(due, and_(due.c.person_id == s.person_id, due.c.certification == s.certification))
        .where(s.launch == launch, s.valid_from <= on, s.valid_to > on, or_(turning, ~holds))
        .order_by(_PERSON.c.email, s.certification)
    )
    for row in rows:
        yield PersonDates(
            email=row.email,
            certification=row.certification,
            due_on=row.due_on,
            certified_on=row.certified_on,
            warn_from=row.warn_from,
            expires_on=row.expires_on,
            holds=bool(row.holds),
            met=row.met,
            needed=row.needed,
        )


def record_watch(session: Session, clock: Clock, launch: str, on: date, notices: Iterable[Notice]) -> None:
    """The watch has looked up to `on` and told these. Once a day: the table refuses a second watch of the same one."""
    row = WatchRow(launch=launch, on_day=on, at=clock.now(), simulated=clock.simulated)
    session.add(row)
    session.flush()
    told = [
        {"watch_id": row.id, "kind": n.kind, "subject": n.subject, "about": n.about, "says": n.says} for n in notices
    ]
    if told:
        session.execute(insert(NoticeRow), told)


def notices_of(session: Session, launch: str, on: date) -> tuple[Notice, ...]:
    """What the watch of that day told, in the order in which it did; empty also when there was no watch."""
    rows = session.exec(
        select_rows(NoticeRow)
        .join(WatchRow, col(WatchRow.id) == NoticeRow.watch_id)
        .where(WatchRow.launch == launch, WatchRow.on_day == on)
        .order_by(col(NoticeRow.id))
    )
    return tuple(Notice(launch, cast("NoticeKind", r.kind), r.subject, r.about, r.says) for r in rows)
