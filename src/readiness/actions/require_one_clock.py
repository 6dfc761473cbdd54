"""A workspace has one clock: a rehearsal's, or the wall's."""

from __future__ import annotations

from readiness.context import Context
from readiness.ground.errors import Conflict
from readiness.store import journal


def require_one_clock(context: Context) -> None:
    """Raises Conflict when what was recorded last was recorded by the other clock, so that the two would mix.

    Simulated acts never go into a record of real ones. A rehearsal may be looked at and gone on with at the wall's
    time, but not from before its own: what is on record would lie in the future.
    """
    with context.database.reading() as session:
        last = journal.last_act(session)
    if last is None:
        return
    if context.clock.simulated and not last.simulated:
        raise Conflict(
            "this workspace has a real record, and the clock is simulated.",
            hint="Rehearse in a workspace of its own, or unset READINESS_SIMULATED_NOW.",
        )
    if not context.clock.simulated and last.simulated and last.at > context.clock.now():
        raise Conflict(
            f"this workspace is a rehearsal that has come to {last.at:%Y-%m-%d %H:%M} UTC, which is still to come.",
            hint="Set READINESS_SIMULATED_NOW to that time or later.",
        )
