"""The journal, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from readiness.context import Context
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


def journal(context: Context, *, launch: str = "", actor: str = "", limit: int = 50) -> tuple[JournalLine, ...]:
    """At most `limit` lines, newest first; empty filters mean everything."""
    query = select(JournalRow).order_by(col(JournalRow.id).desc()).limit(limit)
    if launch:
        query = query.where(JournalRow.launch == launch)
    if actor:
        query = query.where(JournalRow.actor == actor)
    with context.database.reading() as session:
        return tuple(
            JournalLine(
                row.at, row.launch, row.actor, row.verb, row.subject, row.fingerprint, row.simulated, row.detail
            )
            for row in session.exec(query)
        )
