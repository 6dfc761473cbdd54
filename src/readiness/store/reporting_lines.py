"""Who is above whom on a day, from the postings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.people.address import mail_address
from readiness.store.people import posted_on, posting_on
from readiness.store.tables.people import PersonRow, PostingRow

_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]
_DEEPEST = 50
"""No company has more levels; a circle in the data ends here at the latest."""


def managers_above(session: Session, email: str, day: date) -> tuple[str, ...]:
    """The rep's manager on `day`, that one's manager, and so on to the top; empty when nobody is above.

    A manager who has no posting that day still counts, and ends the line.
    """
    line: list[str] = []
    at: str | None = email
    while at is not None and len(line) < _DEEPEST:
        posting = posting_on(session, at, day)
        at = posting.manager_email if posting else None
        if at is None or at in line or at == email:
            break
        line.append(at)
    return tuple(line)


def direct_reports(session: Session, email: str, day: date) -> tuple[str, ...]:
    """Who reports to this person on `day`, by name; empty when nobody does."""
    manager = _PERSON.alias("manager")
    rows = session.execute(
        select(_PERSON.c.email)
        .join(_POSTING, _POSTING.c.person_id == _PERSON.c.id)
        .join(manager, manager.c.id == _POSTING.c.manager_id)
        .where(posted_on(day), manager.c.email == mail_address(email))
        .order_by(_PERSON.c.name, _PERSON.c.email)
    )
    return tuple(row.email for row in rows)


def team_sizes(session: Session, emails: tuple[str, ...], day: date) -> Mapping[str, int]:
    """How many report to each of these on `day`; those to whom nobody reports are not in it."""
    manager = _PERSON.alias("manager")
    rows = session.execute(
        select(manager.c.email, func.count())
        .select_from(_POSTING)
        .join(manager, manager.c.id == _POSTING.c.manager_id)
        .where(posted_on(day), manager.c.email.in_(emails))
        .group_by(manager.c.email)
    )
    return {row[0]: row[1] for row in rows}
