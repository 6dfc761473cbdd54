"""The journal, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from readiness.context import Context
from readiness.domain.people.address import mail_address
from readiness.ground.errors import NotApplied
from readiness.store.launches import applied_launches
from readiness.store.tables.journal import JournalRow


@dataclass(frozen=True, slots=True)
class JournalLine:
    at: datetime
    launch: str
    actor: str
    verb: str
    subject: str
    fingerprint: str | None
    simulated: bool
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Lines newest first. `before` is where the next, older page begins; 0 = there is none. `launches`: every launch
    that was applied, to filter by.
    """

    lines: tuple[JournalLine, ...]
    before: int
    launches: tuple[str, ...]


def journal_page(
    context: Context, *, launch: str = "", actor: str = "", verb: str = "", about: str = "", before: int = 0,
    limit: int = 50,
) -> JournalPage:  # fmt: skip
    """At most `limit` lines older than line `before` (0 = the newest); empty filters mean everything. `about` is how
    the subject begins.

    Pages are found by number, so what is written meanwhile moves nothing.
    """
    query = select(JournalRow).order_by(col(JournalRow.id).desc()).limit(limit + 1)
    wanted = ((JournalRow.launch, launch), (JournalRow.actor, mail_address(actor)), (JournalRow.verb, verb))
    for column, value in wanted:
        if value:
            query = query.where(col(column) == value)
    if about:
        query = query.where(col(JournalRow.subject).startswith(about, autoescape=True))
    if before:
        query = query.where(col(JournalRow.id) < before)
    with context.database.reading() as session:
        rows = session.exec(query).all()
        launches = tuple(entry.key for entry in applied_launches(session))
    older = rows[limit - 1].id if len(rows) > limit else 0
    return JournalPage(tuple(_line(row) for row in rows[:limit]), older or 0, launches)


def journal(context: Context, *, launch: str = "", actor: str = "", limit: int = 50) -> tuple[JournalLine, ...]:
    """At most `limit` lines, newest first; empty filters mean everything.

    Raises NotApplied for a launch of which the journal has no line.
    """
    query = select(JournalRow).order_by(col(JournalRow.id).desc()).limit(limit)
    if launch:
        query = query.where(JournalRow.launch == launch)
    if actor:
        query = query.where(JournalRow.actor == actor)
    with context.database.reading() as session:
        lines = tuple(_line(row) for row in session.exec(query))
        if (
            launch
            and not lines
            and session.exec(select(JournalRow.id).where(JournalRow.launch == launch)).first() is None
        ):
            raise NotApplied(launch, (entry.key for entry in applied_launches(session)))
    return lines


def _line(row: JournalRow) -> JournalLine:
    return JournalLine(row.at, row.launch, row.actor, row.verb, row.subject, row.fingerprint, row.simulated, row.detail)
