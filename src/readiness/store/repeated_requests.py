"""What was answered to a request with an idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from readiness.ground.clock import Clock
from readiness.store.tables.accounts import RepeatedRequestRow

_TABLE = cast("Table", RepeatedRequestRow.__table__)  # type: ignore[attr-defined]
KEPT = timedelta(days=1)
"""How long an answer is kept."""
ABANDONED = timedelta(minutes=2)
"""After this, a request that was begun and never answered (its process died) may be tried again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """`status` 0 = begun, not yet answered."""

    request: str
    status: int
    body: str
    at: datetime


def begin(session: Session, clock: Clock, *, email: str, key: str, request: str) -> Answered | None:
    """The request is begun (None), or it is known: what was answered, or that it is still being answered."""
    now = clock.now()
    mine = (_TABLE.c.email == email) & (_TABLE.c.key == key)
    stale = (_TABLE.c.at < now - KEPT) | ((_TABLE.c.status == 0) & (_TABLE.c.at < now - ABANDONED))
    session.execute(delete(_TABLE).where(_TABLE.c.email == email, stale))
    found = session.execute(select(_TABLE.c.request, _TABLE.c.status, _TABLE.c.body, _TABLE.c.at).where(mine)).first()
    if found is None:
        try:
            with session.begin_nested():
                session.execute(insert(_TABLE).values(email=email, key=key, request=request, status=0, body="", at=now))
        except IntegrityError:
            return Answered(request, 0, "", now)
        return None
    return Answered(*found)


def finish(session: Session, *, email: str, key: str, status: int, body: str) -> None:
    """What was answered is kept."""
    session.execute(update(_TABLE).where(_TABLE.c.email == email, _TABLE.c.key == key).values(status=status, body=body))


def forget(session: Session, *, email: str, key: str) -> None:
    """The request may be tried again as if it had never been made."""
    session.execute(delete(_TABLE).where(_TABLE.c.email == email, _TABLE.c.key == key))
