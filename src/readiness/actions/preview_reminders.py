"""Who would hear what, when and why, before anything is said. Writes nothing."""

from __future__ import annotations

from datetime import date

from readiness.actions.gather_reminders import gather_reminders
from readiness.context import Context
from readiness.domain.reminders.round import Round, plan_round


def preview_reminders(context: Context, *, on: date | None = None) -> Round:
    """What a round would say: now, or on the day `on` of each person's own.

    For a day ahead: as things stand now, moved to that day, less what has been said by now.
    """
    now = context.clock.now()
    with context.database.reading() as session:
        found = gather_reminders(context, session, on=on or now.date())
    return plan_round(found.dues, found.policies, found.listening, found.heard, now=None if on else now, on=on)
