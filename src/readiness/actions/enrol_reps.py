"""Everybody whose role asks for a certification is asked for each of its requirements."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.store import enrolment, journal, launches, standings

_FEW = 2_000
"""From more people than this on, deriving all standings anew is quicker than person by person."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Requirements × people. `rescheduled`: asked before and now, by another day."""

    launch: str
    added: int
    withdrawn: int
    rescheduled: int
    unchanged: int

    def __str__(self) -> str:
        also = f", {self.rescheduled:,} due on another day" if self.rescheduled else ""
        return f"{self.added:,} added, {self.withdrawn:,} withdrawn, {self.unchanged:,} unchanged{also}"


def enrol_reps(context: Context, *, launch: str) -> Enrolled:
    """The people on today's roster are asked for what the applied definition requires of their role, and no others.

    The second time adds nothing. Their standings follow in the same transaction. Raises NotFound before `apply`.
    """
    today = context.clock.today()
    by = context.by()
    with context.database.transaction() as session:
        standings.lock(session, launch)
        version = launches.require_version(session, launch)
        counts = enrolment.enrol(session, version.definition, on=today)
        if not counts.nothing:
            changed = enrolment.people_changed_on(session, launch, today, at_most=_FEW + 1)
            if len(changed) > _FEW:
                standings.rebuild(session, launch)
            else:
                standings.refresh(session, launch, changed)
            journal.record(
                session, context.clock, actor=by, verb="enrolled", subject="reps", launch=launch,
                fingerprint=version.fingerprint,
                detail={"added": counts.added, "withdrawn": counts.withdrawn, "rescheduled": counts.rescheduled},
            )  # fmt: skip
    return Enrolled(launch, counts.added, counts.withdrawn, counts.rescheduled, counts.unchanged)
