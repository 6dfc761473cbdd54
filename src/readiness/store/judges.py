"""Whether somebody may judge a rep in a launch, told from the roster of the day and the launch's team."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from readiness.domain.quiz.trainers import may_judge
from readiness.ground.errors import NotAllowed
from readiness.store import people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


def require_judge(session: Session, *, launch: str, rep: str, actor: str, on: date, what: str) -> int:
    """The rep's number. Raises NotFound, and NotAllowed (for `what`) for anybody but a manager above or a trainer."""
    definition = require_version(session, launch).definition
    person = people.require_person(session, rep)
    if not may_judge(definition, actor, rep, managers_above(session, rep, on)):
        raise NotAllowed(f"{actor} may not {what}.", hint="Their manager, one above, or a trainer of the launch may.")
    return person
