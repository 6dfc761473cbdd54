"""What an export reads, a few hundred people at a time: their evidence, and what they last handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, and_, func, select
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.evidence.record import Evidence, EvidenceKind
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import Grade
from readiness.ground.restore import restore
from readiness.store.latest_grade import grade_in, is_latest_grade, regrade_in
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow, QuizPoolRow

_EVIDENCE = cast("Table", EvidenceRow.__table__)  # type: ignore[attr-defined]
_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_POOL = cast("Table", QuizPoolRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class LastAttempt:
    """The last attempt at a quiz that somebody handed in. `items` are as they were when it began."""

    quiz: str
    number: int
    at: datetime
    form: Form
    items: dict[str, Item]
    answers: dict[str, Any]
    grade: Grade


def evidence_of(session: Session, launch: str, people: dict[int, str]) -> dict[int, list[Evidence]]:
    """All evidence of these people (number → mail address) in a launch, as it happened."""
    query = (
        select(_EVIDENCE)
        .where(_EVIDENCE.c.launch == launch, _EVIDENCE.c.person_id.in_(people))
        .order_by(_EVIDENCE.c.happened_at, _EVIDENCE.c.id)
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in session.connection().execute(query):
        found[row.person_id].append(
            Evidence(
                launch=row.launch, person=people[row.person_id], kind=cast("EvidenceKind", row.kind),
                subject=row.subject, happened_at=row.happened_at, source=row.source, recorded_by=row.recorded_by,
                key=row.key, fingerprint=row.fingerprint, fraction=row.fraction, passed=row.passed,
                simulated=row.simulated, note=row.note, until=row.until, corrects=row.corrects,
                correction=row.correction,
            )
        )  # fmt: skip
    return found


def last_attempts(session: Session, launch: str, people: Sequence[int]) -> dict[int, list[LastAttempt]]:
    """By person, the last attempt handed in at each quiz, by key of the quiz."""
    submitted, graded = _STEP.alias("submitted"), _STEP.alias("graded")
    place = func.row_number().over(
        partition_by=(_ATTEMPT.c.person_id, _ATTEMPT.c.quiz), order_by=_ATTEMPT.c.number.desc()
    )
    handed = (
        select(
            _ATTEMPT.c.person_id, _ATTEMPT.c.quiz, _ATTEMPT.c.number, _ATTEMPT.c.form, _ATTEMPT.c.pool_fingerprint,
            submitted.c.at, submitted.c.body.label("answers"), graded.c.body.label("grade"), place.label("place"),
        )
        .join(submitted, and_(submitted.c.attempt_id == _ATTEMPT.c.id, submitted.c.kind == "submit"))
        .join(graded, and_(graded.c.attempt_id == _ATTEMPT.c.id, is_latest_grade(graded)))
        .where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.person_id.in_(people))
        .subquery()
    )  # fmt: skip
    pool = _pools(session)
    found: dict[int, list[LastAttempt]] = defaultdict(list)
    latest = select(handed).where(handed.c.place == 1).order_by(handed.c.person_id, handed.c.quiz)
    for row in session.connection().execute(latest).fetchall():
        again = regrade_in(row.grade) or {"pool": row.pool_fingerprint, "form": row.form}
        found[row.person_id].append(
            LastAttempt(
                row.quiz, row.number, row.at, restore(Form, again["form"]), pool(again["pool"]),
                row.answers["answers"], grade_in(row.grade),
            )
        )  # fmt: skip
    return found


def _pools(session: Session) -> Any:
    """The items of a pool by its fingerprint; many people are asked from one."""

    @lru_cache(maxsize=8)
    def pool(fingerprint: str) -> dict[str, Item]:
        items = session.execute(select(_POOL.c["items"]).where(_POOL.c.fingerprint == fingerprint)).scalar_one()
        return {one["key"]: restore(Item, one) for one in items}

    return pool
