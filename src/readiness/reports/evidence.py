"""What is on record of a rep in a launch."""

from __future__ import annotations

from readiness.context import Context
from readiness.store import evidence, people
from readiness.store.evidence import Recorded
from readiness.store.launches import require_version


def evidence_of(context: Context, *, launch: str, rep: str) -> tuple[Recorded, ...]:
    """All evidence of one rep, as it happened. Raises NotFound for a launch not applied and a person nobody knows."""
    with context.database.reading() as session:
        require_version(session, launch)
        people.require_person(session, rep)
        return evidence.of_person(session, launch, rep)
