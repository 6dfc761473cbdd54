"""Every standing of a launch is what the evidence says."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.context import Context
from readiness.store import knowledge_upkeep, launches, requirement_progress, standings


@dataclass(frozen=True, slots=True)
class Refreshed:
    """`standings` rows follow from evidence; `changed` rows and counts did not before."""

    launch: str
    standings: int
    changed: int

    def __str__(self) -> str:
        brought = f"; {self.changed:,} rows brought up to date" if self.changed else ", as they did"
        return f"{self.standings:,} standings follow from the evidence{brought}"


def refresh_standings(context: Context, *, launch: str) -> Refreshed:
    """Derived anew after a definition, a publication or an enrolment changed. Twice is as good as once.

    Nothing is journalled: what is derived is no record. Raises NotFound for a launch that was not applied.
    """
    with context.database.transaction() as session:
        launches.require_version(session, launch)
        drift = standings.rebuild(session, launch)
        requirement_progress.bring_up_to_date(session, launch)
        knowledge_upkeep.bring_up_to_date(session, launch)
    return Refreshed(launch, drift.standings, drift.total)
