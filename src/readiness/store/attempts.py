"""Attempts and their steps: a start row, then saves, then at most one hand-in with its grade.

Whoever writes to an attempt locks its row first; whoever starts one locks the rep's. So a form handed in twice at
once is graded once, and the second gets the first one's grade. The unique constraints would refuse it even without
the locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from readiness.domain.definition.model import Item
from readiness.domain.quiz.attempts import Attempt, PastAttempt
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import Grade
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.restore import restore
from readiness.store.people import emails_of
from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptResetRow, AttemptRow, AttemptStepRow, QuizPoolRow


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in, when, and its grade."""

    answers: Mapping[str, Any]
    at: datetime
    grade: Grade


_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_POOL = cast("Table", QuizPoolRow.__table__)  # type: ignore[attr-defined]
_RESET = cast("Table", AttemptResetRow.__table__)  # type: ignore[attr-defined]


def lock_rep(session: Session, person_id: int) -> None:
    """Nobody else starts an attempt for this person until the transaction ends."""
    session.execute(select(col(PersonRow.id)).where(col(PersonRow.id) == person_id).with_for_update(key_share=True))


def start(
    session: Session, clock: Clock, *, launch: str, person_id: int, rep: str, number: int, form: Form,
    items: Sequence[Item], content: str, limit_minutes: int | None, by: str,
) -> Attempt:  # fmt: skip
    """A new open attempt. `items` are kept with it as they read now: the quiz's whole pool, so that everybody who is
    asked from the same one shares the same row.
    """
    pool_print = fingerprint(items)
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_POOL)
    session.execute(insert.on_conflict_do_nothing(), {"fingerprint": pool_print, "items": plain(items)})
    row = AttemptRow(
        launch=launch, quiz=form.quiz, person_id=person_id, number=number, pool_fingerprint=pool_print,
        form=plain(form), form_fingerprint=form.fingerprint, content_fingerprint=content, seed=form.seed,
        started_at=clock.now(), started_by=by, time_limit_minutes=limit_minutes, simulated=clock.simulated,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    add_step(session, clock, row.id, "start", {"by": by})
    return _attempt(row, items, rep)


def require(session: Session, attempt_id: int, *, lock: bool = False) -> Attempt:
    """The attempt, its saved answers included. Raises NotFound. With `lock`, nobody else writes to it meanwhile."""
    query = select(AttemptRow).where(col(AttemptRow.id) == attempt_id)
    row = session.execute(query.with_for_update(key_share=True) if lock else query).scalar_one_or_none()
    if row is None:
        raise NotFound(f"there is no attempt {attempt_id}.", hint="Start one: readiness quiz take")
    items = session.execute(select(_POOL.c["items"]).where(_POOL.c.fingerprint == row.pool_fingerprint)).scalar_one()
    rep = emails_of(session, [row.person_id])[row.person_id]
    attempt = _attempt(row, [restore(Item, item) for item in items], rep)
    return replace(attempt, saved=saved_answers(session, attempt_id))


def past_attempts(session: Session, launch: str, quiz: str, person_id: int) -> tuple[PastAttempt, ...]:
    """Every attempt of one person at one quiz, in the order they began."""
    rows = session.execute(
        select(AttemptRow)
        .where(col(AttemptRow.launch) == launch, col(AttemptRow.quiz) == quiz, col(AttemptRow.person_id) == person_id)
        .order_by(col(AttemptRow.number))
    ).scalars()
    found = []
    for row in rows:
        assert row.id is not None
        graded = _step(session, row.id, "grade")
        found.append(
            PastAttempt(
                row.id, row.number, row.content_fingerprint, row.started_at, _limit(row),
                graded.at if graded else None, bool(graded.body["passed"]) if graded else None,
            )
        )  # fmt: skip
    return tuple(found)


def saved_answers(session: Session, attempt_id: int) -> Mapping[str, Any]:
    """The answers given so far: the last one of each item."""
    bodies = session.execute(
        select(_STEP.c.body).where(_STEP.c.attempt_id == attempt_id, _STEP.c.kind == "save").order_by(_STEP.c.seq)
    ).scalars()
    answers: dict[str, Any] = {}
    for body in bodies:
        answers |= body["answers"]
    return answers


def handed_in(session: Session, attempt_id: int) -> HandedIn | None:
    """What was handed in, and its grade; None while the attempt is open."""
    submitted, graded = _step(session, attempt_id, "submit"), _step(session, attempt_id, "grade")
    if submitted is None or graded is None:
        return None
    return HandedIn(submitted.body["answers"], submitted.at, restore(Grade, graded.body))


def add_step(
    session: Session,
    clock: Clock,
    attempt_id: int,
    kind: Literal["start", "save", "submit", "grade"],
    body: Mapping[str, Any],
) -> None:
    """One more step of the attempt, after all there are."""
    last = session.execute(select(func.max(_STEP.c.seq)).where(_STEP.c.attempt_id == attempt_id)).scalar()
    session.add(
        AttemptStepRow(
            attempt_id=attempt_id, seq=(last or 0) + 1, kind=kind, at=clock.now(), body=plain(body)
        )
    )  # fmt: skip
    session.flush()


def add_reset(
    session: Session, clock: Clock, *, launch: str, quiz: str, person_id: int, after: int, by: str, reason: str
) -> None:
    """A new round begins: attempts up to number `after` no longer count towards the limit."""
    session.add(
        AttemptResetRow(
            launch=launch, quiz=quiz, person_id=person_id, after=after, at=clock.now(), by=by, reason=reason,
            simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()


def reset_after(session: Session, launch: str, quiz: str, person_id: int) -> int:
    """The number of the last attempt that no longer counts because a new round was opened; 0 = none."""
    query = select(func.max(_RESET.c.after)).where(
        _RESET.c.launch == launch, _RESET.c.quiz == quiz, _RESET.c.person_id == person_id
    )
    return session.execute(query).scalar() or 0


def _step(session: Session, attempt_id: int, kind: str) -> AttemptStepRow | None:
    return session.execute(
        select(AttemptStepRow).where(col(AttemptStepRow.attempt_id) == attempt_id, col(AttemptStepRow.kind) == kind)
    ).scalar_one_or_none()


def _limit(row: AttemptRow) -> timedelta | None:
    return None if row.time_limit_minutes is None else timedelta(minutes=row.time_limit_minutes)


def _attempt(row: AttemptRow, items: Sequence[Item], rep: str) -> Attempt:
    assert row.id is not None
    return Attempt(
        id=row.id, launch=row.launch, quiz=row.quiz, rep=rep, number=row.number, form=restore(Form, row.form),
        items=tuple(items), fingerprint=row.content_fingerprint, started_at=row.started_at, limit=_limit(row),
        simulated=row.simulated,
    )  # fmt: skip
