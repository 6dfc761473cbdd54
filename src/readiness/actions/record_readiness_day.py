"""How far everybody was on a day is on record, for the line over time."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.ground.clock import Clock
from readiness.store.readiness_days import record_day
from readiness.store.standing_counts import Tally


def record_readiness_day(session: Session, clock: Clock, definition: Launch, *, on: date) -> None:
    """One row per certification × region stands for `on`, inside the caller's transaction.

    The second time on one day replaces the first. It is part of deciding and of watching, whose line is in the journal.
    """
    tally = Tally(session, definition.key, on, definition.gate.population)
    counts = {key: tally.groups(key, "region") for key in definition.certifications}
    record_day(session, clock, definition.key, on, counts)
