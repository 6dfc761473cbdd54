"""Results that people made by marking, of attempts with essays and of role-plays, for whoever waits to hear of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, cast

from sqlalchemy import Table, select
from sqlmodel import Session

from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow
from readiness.store.tables.role_plays import SubmissionEndRow, SubmissionRow

_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_END = cast("Table", SubmissionEndRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_SUBMISSION = cast("Table", SubmissionRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedResult:
    """What came of one attempt (`kind` quiz) or round (role-play) of a rep when it was marked, or marked again.

    `subject` is the quiz or the role-play, `place` the attempt's number in the database, 0 of a role-play; `step` tells
    one result of the same work from the next. `before` is whether it had passed before, None = it was marked once.
    """

    kind: Literal["quiz", "role-play"]
    subject: str
    place: int
    number: int
    step: int
    rep: str
    at: datetime
    passed: bool
    before: bool | None = None


def results_since(session: Session, launch: str, since: datetime, *, simulated: bool) -> Iterator[MarkedResult]:
    """The last result of each piece of work that people marked and that became what it is since then.

    A mark given again that changes neither score nor verdict is none. What was rehearsed is left out unless
    `simulated`.
    """
    for one in (*_attempts(session, launch, since), *_role_plays(session, launch, since)):
        if simulated or not one.simulated:
            yield one.told


@dataclass(frozen=True, slots=True)
class _Found:
    simulated: bool
    told: MarkedResult


def _attempts(session: Session, launch: str, since: datetime) -> Iterator[_Found]:
    """The hand-in and its grades, of every attempt with essays that was graded since then."""
    a, s = _ATTEMPT.c, _STEP.c
    graded = s.kind.in_(("grade", "regrade"))
    essays = (
        select(_SUBMISSION.c.attempt_id)
        .join(_STEP, s.attempt_id == _SUBMISSION.c.attempt_id)
        .where(_SUBMISSION.c.launch == launch, graded, s.at >= since)
    )
    rows = session.execute(
        select(
            a.id, a.quiz, a.number, a.simulated, _PERSON.c.email, s.seq, s.at,
            s.body["passed"].as_boolean().label("passed"), s.body["fraction"].as_float().label("fraction"),
        )
        .join(_STEP, s.attempt_id == a.id)
        .join(_PERSON, _PERSON.c.id == a.person_id)
        .where(a.id.in_(essays), graded)
        .order_by(a.id, s.seq)
    )  # fmt: skip
    for _, grades in groupby(rows, key=attrgetter("id")):
        last, before = _turning_point(grades)
        if last.at >= since:
            told = MarkedResult(
                kind="quiz", subject=last.quiz, place=last.id, number=last.number, step=last.seq, rep=last.email,
                at=last.at, passed=bool(last.passed), before=before,
            )  # fmt: skip
            yield _Found(last.simulated, told)


def _turning_point(grades: Iterable[Any]) -> tuple[Any, bool | None]:
    """The grade since which the result is what it is, and whether the one before it had passed."""
    last, before = None, None
    for grade in grades:
        if last is None:
            last = grade
        elif (grade.passed, grade.fraction) != (last.passed, last.fraction):
            last, before = grade, bool(last.passed)
    return last, before


def _role_plays(session: Session, launch: str, since: datetime) -> Iterator[_Found]:
    s, e = _SUBMISSION.c, _END.c
    rows = session.execute(
        select(s.role_play, s.round, s.simulated, s.id, _PERSON.c.email, e.at, e.passed)
        .join(_END, e.submission_id == s.id)
        .join(_PERSON, _PERSON.c.id == s.person_id)
        .where(s.launch == launch, s.attempt_id.is_(None), e.kind == "marked", e.at >= since)
        .order_by(s.id)
    )
    for row in rows:
        told = MarkedResult(
            kind="role-play", subject=row.role_play, place=0, number=row.round, step=row.id, rep=row.email, at=row.at,
            passed=bool(row.passed),
        )  # fmt: skip
        yield _Found(row.simulated, told)
