"""Who is certified today, out of the kept standings: one row a person and certification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, exists, literal, or_, select, tuple_
from sqlmodel import Session

from readiness.domain.access.scope import EVERYBODY, Scope
from readiness.store.reporting_trees import seen_among
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingRow

_STANDING = cast("Table", StandingRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_EVIDENCE = cast("Table", EvidenceRow.__table__)  # type: ignore[attr-defined]
_ENROLMENT = cast("Table", EnrolmentRow.__table__)  # type: ignore[attr-defined]
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class CertifiedPerson:
    """Somebody whose certification holds. `certification` is a key; `is_simulated`: some evidence is of a rehearsal."""

    person_id: int
    email: str
    name: str
    certification: str
    certified_on: date
    expires_on: date
    is_simulated: bool


def certified_people(
    session: Session,
    launch: str,
    on: date,
    *,
    certification: str = "",
    team: str = "",
    scopes: Iterable[Scope] = (EVERYBODY,),
) -> Iterator[CertifiedPerson]:
    """Those of the roster of `on` whose certification holds that day, by mail address; read a page at a time.

    Only what was asked of them when they earned it, as `enrolment.enrolled_through` says of one person.
    `certification` and `team` narrow it, "" = not; `scopes` to whoever is in one of them today.
    """
    rehearsed = set(
        session.execute(
            select(_EVIDENCE.c.person_id).where(_EVIDENCE.c.launch == launch, _EVIDENCE.c.simulated).distinct()
        ).scalars()
    )
    row: Any = _STANDING.c
    asked = _ENROLMENT.c
    was_asked = exists(
        select(literal(1)).where(
            asked.launch == row.launch, asked.person_id == row.person_id, asked.certification == row.certification,
            or_(asked.withdrawn_on.is_(None), asked.withdrawn_on >= row.certified_on),
        )
    )  # fmt: skip
    query = (
        select(
            row.person_id, _PERSON.c.email, _PERSON.c.name, row.certification, row.certified_on, row.expires_on
        )
        .join(_PERSON, _PERSON.c.id == row.person_id)
        .where(
            row.launch == launch, row.valid_from <= on, row.valid_to > on, row.certified_on <= on,
            row.expires_on >= on, row.lapsed_on.is_(None), was_asked,
        )
        .order_by(_PERSON.c.email, row.certification)
    )  # fmt: skip
    if certification:
        query = query.where(row.certification == certification)
    if team:
        query = query.where(row.team == team)
    query, last = query.limit(_AT_ONCE), ("", "")
    while rows := session.execute(query.where(tuple_(_PERSON.c.email, row.certification) > last)).all():
        seen = seen_among(session, scopes, {row.email for row in rows}, on)
        for number, email, name, key, certified_on, expires_on in rows:
            if email in seen:
                yield CertifiedPerson(number, email, name, key, certified_on, expires_on, number in rehearsed)
        last = rows[-1].email, rows[-1].certification


def teams(session: Session, launch: str, on: date) -> tuple[str, ...]:
    """The teams of everybody who has a standing in the launch that day, sorted."""
    row = _STANDING.c
    query = select(row.team).where(row.launch == launch, row.valid_from <= on, row.valid_to > on).distinct()
    return tuple(sorted(team for team in session.execute(query).scalars() if team))
