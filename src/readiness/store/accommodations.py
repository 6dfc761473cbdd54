"""More time for a person: what was given, the last word first."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table, bindparam, select
from sqlmodel import Session

from readiness.domain.quiz.accommodation import Accommodation
from readiness.ground.clock import Clock
from readiness.store.prepared import Prepared
from readiness.store.tables.quizzes import AccommodationRow

_GIVEN = cast("Table", AccommodationRow.__table__)  # type: ignore[attr-defined]


def last_given(session: Session, launch: str, person_id: int) -> Accommodation | None:
    """The last word on a person in a launch, whether or not it still holds; None = nothing was ever given."""
    asked = {"launch": launch, "person": person_id}
    if _IS_THERE.first(session, asked) is None:  # nearly everybody, with every quiz that is begun
        return None
    row = session.execute(_OF_ONE.limit(1), asked).first()
    return None if row is None else _value(row)


def all_given(session: Session, launch: str, person_id: int) -> tuple[Accommodation, ...]:
    """Everything that was given to a person in a launch, and taken back, newest first."""
    return tuple(_value(row) for row in session.execute(_OF_ONE, {"launch": launch, "person": person_id}))


def give(session: Session, clock: Clock, *, launch: str, person_id: int, given: Accommodation) -> None:
    """It is the last word on the person in this launch."""
    session.add(
        AccommodationRow(
            launch=launch, person_id=person_id, kind=given.kind, factor=given.factor, minutes=given.minutes,
            until=given.until, reason=given.reason, by=given.by, at=given.at, simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()


def _value(row: Any) -> Accommodation:
    return Accommodation(
        kind=row.kind, factor=row.factor, minutes=row.minutes, until=row.until, reason=row.reason, by=row.by, at=row.at
    )


_OF_ONE = (
    select(_GIVEN.c.kind, _GIVEN.c.factor, _GIVEN.c.minutes, _GIVEN.c.until, _GIVEN.c.reason, _GIVEN.c.by, _GIVEN.c.at)
    .where(_GIVEN.c.launch == bindparam("launch"), _GIVEN.c.person_id == bindparam("person"))
    .order_by(_GIVEN.c.id.desc())
)
_IS_THERE = Prepared(
    select(_GIVEN.c.id)
    .where(_GIVEN.c.launch == bindparam("launch"), _GIVEN.c.person_id == bindparam("person"))
    .limit(1)
)
