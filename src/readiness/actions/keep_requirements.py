"""Who has met which requirement is up to date, for whoever counts or lists it next."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import requirement_progress


def keep_requirements(context: Context, *, launch: str) -> int:
    """What is kept of a launch's requirements follows from everything recorded; returns how many people were looked at.

    Writes nothing, and waits for no writer, when nothing came since the last time. Not journalled: what is derived is
    no record. A launch that was never applied keeps nothing.
    """
    with context.database.reading() as session:
        if requirement_progress.is_up_to_date(session, launch):
            return 0
    with context.database.transaction() as session:
        return requirement_progress.bring_up_to_date(session, launch)
