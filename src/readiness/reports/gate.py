"""The verdicts of a launch over time."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import gate
from readiness.store.gate import VerdictEntry
from readiness.store.launches import require_version


def verdict_history(context: Context, *, launch: str, limit: int = 50, before: int = 0) -> tuple[VerdictEntry, ...]:
    """Recorded verdicts, newest first; one a change of what they rest on. `before` = only earlier than this number.

    Raises NotFound before `apply`.
    """
    with context.database.reading() as session:
        require_version(session, launch)
        return gate.verdicts(session, launch, limit=limit, before=before)
