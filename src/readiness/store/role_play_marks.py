"""Who is asked to grade a submission, and the marks that people gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import Session

from readiness.ground.clock import Clock
from readiness.store.tables.role_plays import GraderAssignmentRow, RolePlayMarkRow, SubmissionEndRow

_ASSIGNED = cast("Table", GraderAssignmentRow.__table__)  # type: ignore[attr-defined]
_MARK = cast("Table", RolePlayMarkRow.__table__)  # type: ignore[attr-defined]
_END = cast("Table", SubmissionEndRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Somebody who is asked to grade. `place` 1 to 3. `ended_because`: "marked", or why it was taken from them."""

    id: int
    submission: int
    place: int
    grader: str
    due_on: date
    at: datetime
    ended_at: datetime | None = None
    ended_because: str = ""

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenMark:
    """One person's marks. `levels` and `comments` by category; `submission` None = on what they saw themselves."""

    id: int
    launch: str
    role_play: str
    person_id: int
    submission: int | None
    grader: str
    rubric_id: int
    levels: Mapping[str, float]
    comments: Mapping[str, str]
    note: str
    fraction: float
    passed: bool
    at: datetime
    simulated: bool


def assign(session: Session, clock: Clock, *, submission: int, place: int, grader: str, due_on: date, by: str) -> None:
    """The grader is asked to grade it."""
    session.execute(
        _ASSIGNED.insert().values(
            submission_id=submission, place=place, grader=grader, due_on=due_on, at=clock.now(), by=by,
            simulated=clock.simulated,
        )
    )  # fmt: skip


def end_assignment(session: Session, clock: Clock, assignment: int, *, by: str, because: str) -> None:
    """They are not asked any more."""
    session.execute(
        _ASSIGNED.update()
        .where(_ASSIGNED.c.id == assignment, _ASSIGNED.c.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by=by, ended_because=because)
    )


def assignments(session: Session, submissions: list[int]) -> Mapping[int, tuple[Assignment, ...]]:
    """Submission → everybody who was ever asked, by place and time; those with nobody are not in it."""
    found: dict[int, tuple[Assignment, ...]] = {}
    if not submissions:
        return found
    query = select(_ASSIGNED).where(_ASSIGNED.c.submission_id.in_(submissions))
    for row in session.execute(query.order_by(_ASSIGNED.c.place, _ASSIGNED.c.id)):
        found[row.submission_id] = (*found.get(row.submission_id, ()), _assignment(row))
    return found


def open_of_grader(session: Session, grader: str) -> tuple[Assignment, ...]:
    """What this person is asked to grade, by the day it is due."""
    query = select(_ASSIGNED).where(_ASSIGNED.c.grader == grader, _ASSIGNED.c.ended_at.is_(None))
    return tuple(_assignment(row) for row in session.execute(query.order_by(_ASSIGNED.c.due_on, _ASSIGNED.c.id)))


def was_asked(session: Session, submission: int, grader: str) -> bool:
    """True for whoever is asked to grade it, and for whoever did."""
    query = select(_ASSIGNED.c.id).where(
        _ASSIGNED.c.submission_id == submission, _ASSIGNED.c.grader == grader,
        (_ASSIGNED.c.ended_at.is_(None)) | (_ASSIGNED.c.ended_because == "marked"),
    )  # fmt: skip
    return session.execute(query.limit(1)).first() is not None


def open_counts(session: Session) -> Mapping[str, int]:
    """Grader → how much they have to grade, in all launches."""
    query = select(_ASSIGNED.c.grader, func.count()).where(_ASSIGNED.c.ended_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query.group_by(_ASSIGNED.c.grader))}


def add_mark(
    session: Session, clock: Clock, *, launch: str, role_play: str, person_id: int, grader: str, rubric_id: int,
    levels: Mapping[str, float], comments: Mapping[str, str], note: str, fraction: float, passed: bool,
    submission: int | None = None, assignment: int | None = None,
) -> None:  # fmt: skip
    """The marks are kept."""
    session.execute(
        _MARK.insert().values(
            launch=launch, role_play=role_play, person_id=person_id, submission_id=submission,
            assignment_id=assignment, grader=grader, rubric_id=rubric_id, levels=dict(levels),
            comments=dict(comments), note=note, fraction=fraction, passed=passed, at=clock.now(),
            simulated=clock.simulated,
        )
    )  # fmt: skip


def marks_on(session: Session, submissions: list[int]) -> Mapping[int, tuple[GivenMark, ...]]:
    """Submission → the marks that its graders gave, in the order they did; those without are not in it."""
    return _by_submission(session, submissions, _MARK.c.assignment_id.is_not(None))


def marks_again(session: Session, submissions: list[int]) -> Mapping[int, tuple[GivenMark, ...]]:
    """Submission → the marks that an essay was given after it had its own, in the order they were; the last counts."""
    return _by_submission(session, submissions, _MARK.c.assignment_id.is_(None))


def _by_submission(
    session: Session, submissions: list[int], which: ColumnElement[bool]
) -> Mapping[int, tuple[GivenMark, ...]]:
    found: dict[int, tuple[GivenMark, ...]] = {}
    if not submissions:
        return found
    query = select(_MARK).where(_MARK.c.submission_id.in_(submissions), which).order_by(_MARK.c.id)
    for row in session.execute(query):
        found[row.submission_id] = (*found.get(row.submission_id, ()), _mark(row))
    return found


def finished_marks(session: Session, launch: str, role_play: str = "") -> tuple[GivenMark, ...]:
    """The marks on every submission that has its final one, by submission: while one is open, nobody compares."""
    query = (
        select(_MARK)
        .join(_END, _END.c.submission_id == _MARK.c.submission_id)
        .where(_MARK.c.launch == launch, _END.c.kind == "marked", _MARK.c.assignment_id.is_not(None))
        .order_by(_MARK.c.submission_id, _MARK.c.id)
    )
    if role_play:
        query = query.where(_MARK.c.role_play == role_play)
    return tuple(_mark(row) for row in session.execute(query))


def _assignment(row: Any) -> Assignment:
    return Assignment(
        id=row.id, submission=row.submission_id, place=row.place, grader=row.grader, due_on=row.due_on, at=row.at,
        ended_at=row.ended_at, ended_because=row.ended_because or "",
    )  # fmt: skip


def _mark(row: Any) -> GivenMark:
    return GivenMark(
        id=row.id, launch=row.launch, role_play=row.role_play, person_id=row.person_id, submission=row.submission_id,
        grader=row.grader, rubric_id=row.rubric_id, levels={key: float(one) for key, one in row.levels.items()},
        comments=row.comments, note=row.note, fraction=row.fraction, passed=row.passed, at=row.at,
        simulated=row.simulated,
    )  # fmt: skip
