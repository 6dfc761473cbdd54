"""Whether somebody may take a quiz now: their attempts, evidence and resets are read, the domain says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from readiness.domain.certification.standing import asks_for
from readiness.domain.definition.assessment import Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.enrolment.requirement import Requirement
from readiness.domain.materials.publication import Publication
from readiness.domain.quiz.attempts import (
    Allowed,
    PastAttempt,
    Refused,
    attempt_allowed,
    current_round,
    renewal,
    same_content,
)
from readiness.store import attempts, evidence
from readiness.store.person_rules import rules_for


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody on the roster, in the role they have today."""

    id: int
    email: str
    role: str


@dataclass(frozen=True, slots=True)
class Round:
    """What a person may do with a quiz now. `past` are all their attempts, `counted` those that count now."""

    allowed: Allowed | Refused
    past: tuple[PastAttempt, ...]
    counted: tuple[PastAttempt, ...]


def round_of(
    session: Session, definition: Launch, quiz: Quiz, taker: Taker, *, log: Sequence[Publication], now: datetime
) -> Round:
    """The round that they are in. `log` is the publish log of the launch."""
    past = attempts.past_attempts(session, definition.key, quiz.key, taker.id)
    if not past:
        return Round(attempt_allowed(quiz, (), now), (), ())
    content = same_content([(p.fingerprint, p.change) for p in log if (p.kind, p.key) == ("quiz", quiz.key)])
    reset_after = attempts.reset_after(session, definition.key, quiz.key, taker.id)
    # A pass is all that grows old, so without one nothing has to be known of evidence.
    has_passed = any(attempt.passed for attempt in past)
    renews_after = _renews_after(session, definition, quiz.key, taker, now) if has_passed else None
    counted = current_round(past, now, content=content, reset_after=reset_after, renews_after=renews_after)
    allowed = attempt_allowed(quiz, past, now, content=content, reset_after=reset_after, renews_after=renews_after)
    return Round(allowed, past, counted)


def _renews_after(session: Session, definition: Launch, quiz: str, taker: Taker, now: datetime) -> timedelta | None:
    """How old a pass may be and still be enough: no age at all once a certification asks for the quiz again.

    It does when something else it asks was published with `recertify`, when it was revoked (the pass counts nowhere),
    or when renewing asks for it, in the window that is open.
    """
    asked = Requirement("quiz", quiz)
    happened = [one.evidence for one in evidence.of_person(session, definition.key, taker.email)]
    asking = [
        one
        for one in definition.certifications.values()
        if one.role == taker.role and (quiz in one.quizzes or (one.renewal is not None and quiz in one.renewal.quizzes))
    ]
    if not asking:
        return renewal(definition, quiz)
    known = rules_for(session, definition, taker.id, until=now)
    for certification in asking:
        if asks_for(known.rules[certification.key], happened, asked, now.date(), known.life):
            return timedelta(0)
    return renewal(definition, quiz)
