"""Who would hear what, when and why, before anything is said. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from readiness.actions.gather_reminders import gather_reminders
from readiness.context import Context
from readiness.domain.reminders.round import Round, plan_round
from readiness.ground.errors import DefinitionError, Problem

FURTHEST: Final = 366
"""So many days before or after today can be asked about: beyond, nothing of what stands now tells anything."""


def preview_reminders(context: Context, *, on: date | None = None, hearers: Collection[str] | None = None) -> Round:
    """What a round would say: now, or on the day `on` of each person's own; with `hearers` to these people alone, and
    little else is worked out.

    For a day ahead: as things stand now, moved to that day, less what has been said by now. Raises DefinitionError for
    a day that is more than a year from today.
    """
    now = context.clock.now()
    if on is not None and abs((on - now.date()).days) > FURTHEST:
        told = f"{on} is more than {FURTHEST} days from today, {now.date()}."
        raise DefinitionError(
            "reminders cannot be told of that day.", problems=[Problem("RM001", told, "Name a nearer day.")]
        )
    with context.database.reading() as session:
        found = gather_reminders(context, session, on=on or now.date(), hearers=hearers)
    planned = plan_round(found.dues, found.policies, found.listening, found.heard, now=None if on else now, on=on)
    if hearers is None:
        return planned
    asked = frozenset(hearers)
    return Round(
        tuple(one for one in planned.messages if one.to.email in asked),
        tuple(one for one in planned.held if one.message.to.email in asked),
    )
