"""Reminders that people sent each other: inserted, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from readiness.ground.clock import Clock
from readiness.store.tables.learning import NudgeRow


@dataclass(frozen=True, slots=True)
class Nudge:
    launch: str
    by: str
    at: datetime
    says: str


def add_nudge(session: Session, clock: Clock, *, launch: str, person_id: int, by: str, says: str) -> Nudge:
    """The reminder is on record, sent now."""
    row = NudgeRow(
        launch=launch, person_id=person_id, by=by, at=clock.now(), says=says, simulated=clock.simulated
    )  # fmt: skip
    session.add(row)
    session.flush()
    return Nudge(launch, by, row.at, says)


def nudges_of(session: Session, person_id: int, *, since: datetime) -> tuple[Nudge, ...]:
    """What this person was reminded of since then, newest first."""
    rows = session.exec(
        select(NudgeRow)
        .where(NudgeRow.person_id == person_id, NudgeRow.at >= since)
        .order_by(col(NudgeRow.id).desc())
        .limit(50)
    )
    return tuple(Nudge(row.launch, row.by, row.at, row.says) for row in rows)
