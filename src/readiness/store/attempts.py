"""Attempts and their steps: a start row, then saves, then at most one hand-in, and its grade with it or, where people
mark its essays, after the last of their marks.

Whoever writes to an attempt locks its row first; whoever starts one locks the rep's. So a form handed in twice at
once is graded once, and the second gets the first one's grade. The unique constraints would refuse it even without
the locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, func, insert, null, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.attempts import Attempt, PastAttempt
from readiness.domain.quiz.feedback import Feedback
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import Grade
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import plain
from readiness.ground.kept import Kept
from readiness.ground.restore import restore
from readiness.store.latest_grade import grade_in, regrade_in
from readiness.store.prepared import Prepared
from readiness.store.tables.people import PersonRow
from readiness.store.tables.quizzes import AttemptResetRow, AttemptRow, AttemptStepRow, QuizPoolRow

StepKind = Literal["start", "save", "submit", "grade", "regrade"]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was handed in, when, and its grade as it now is. `regraded_at`: when it was last graded again, None = never.

    `marked_at` is when it first had a grade: later than `at` where people mark its essays. `sure` is how sure they
    were, by item key. Where a key was put right before or after, the items and the form are as
    they were put right.
    """

    answers: Mapping[str, Any]
    at: datetime
    grade: Grade
    marked_at: datetime
    regraded_at: datetime | None = None
    sure: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What was handed in, when, by whom and how, while people mark its essays. `late`: after its time."""

    answers: Mapping[str, Any]
    at: datetime
    by: str
    source: str
    late: bool
    sure: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with everything done in it so far. `last` is the number of its last step.

    It is open, or it `awaits` its marks, or it is `handed_in` and has its grade.
    """

    attempt: Attempt
    last: int
    handed_in: HandedIn | None = None
    awaits: Awaiting | None = None

    @property
    def is_open(self) -> bool:
        return self.handed_in is None and self.awaits is None


_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]
_POOL = cast("Table", QuizPoolRow.__table__)  # type: ignore[attr-defined]
_RESET = cast("Table", AttemptResetRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]
_OTHER = _STEP.alias("graded")
_GRADED = select(_OTHER.c.id).where(_OTHER.c.attempt_id == _ATTEMPT.c.id, _OTHER.c.kind == "grade")


def lock_rep(session: Session, person_id: int) -> None:
    """Nobody else starts an attempt for this person until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(_PERSON.c.id).where(_PERSON.c.id == person_id).with_for_update(key_share=True))


def start(
    session: Session, clock: Clock, *, launch: str, person_id: int, rep: str, number: int, form: Form,
    items: tuple[Item, ...], pool_print: str, content: str, limit_minutes: int | None, by: str,
    feedback: Feedback = "training", asks_confidence: bool = False,
) -> Attempt:  # fmt: skip
    """A new open attempt. `items` are kept with it as they read now: the quiz's whole pool, under its fingerprint, so
    that everybody who is asked from the same one shares the same row.
    """
    keep_pool(session, pool_print, items)
    at = clock.now()
    row = {
        "launch": launch, "quiz": form.quiz, "person_id": person_id, "number": number, "pool_fingerprint": pool_print,
        "form": plain(form), "form_fingerprint": form.fingerprint, "content_fingerprint": content, "seed": form.seed,
        "started_at": at, "started_by": by, "time_limit_minutes": limit_minutes, "simulated": clock.simulated,
    }  # fmt: skip
    made = _BEGIN.scalar(session, row)
    terms: dict[str, Any] = {"feedback": feedback} if feedback != "training" else {}
    terms |= {"confidence": True} if asks_confidence else {}
    add_steps(session, clock, made, after=0, steps=[("start", {"by": by, **terms})])
    _FORMS.keep((form.fingerprint, form.seed), form)
    return Attempt(
        id=made, launch=launch, quiz=form.quiz, rep=rep, number=number, form=form, items=items,
        fingerprint=content, started_at=at, limit=_limit(limit_minutes), simulated=clock.simulated, feedback=feedback,
        asks_confidence=asks_confidence,
    )  # fmt: skip


def require(session: Session, attempt_id: int, *, lock: bool = False) -> Attempt:
    """The attempt, its saved answers included. Raises NotFound. With `lock`, nobody else writes to it meanwhile."""
    return sitting(session, attempt_id, lock=lock).attempt


def keep_pool(session: Session, pool_print: str, items: tuple[Item, ...]) -> None:
    """The items of a pool are kept under their fingerprint; a pool that is there already is left alone."""
    if _HAS_POOL.first(session, {"wanted": pool_print}) is None:
        insert_one = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_POOL)
        session.connection().execute(
            insert_one.on_conflict_do_nothing(), {"fingerprint": pool_print, "items": plain(items)}
        )
    _POOLS.keep(pool_print, items)


def no_attempt(attempt_id: int) -> NotFound:
    """Said of an attempt that does not exist and of one that is somebody else's, in the same words."""
    return NotFound(f"there is no attempt {attempt_id}.", hint="Yours are under My training, or: readiness quiz take")


def sitting(session: Session, attempt_id: int, *, lock: bool = False) -> Sitting:
    """As `require`, with what was handed in: everything about the attempt in two statements."""
    query = _ONE_LOCKED if lock else _ONE
    row = query.first(session, {"wanted": attempt_id}) if 0 < attempt_id < _IDS else None
    if row is None:
        raise no_attempt(attempt_id)
    saved: dict[str, Any] = {}
    sure: dict[str, int] = {}
    saves = last = 0
    bodies: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
    regraded_at: datetime | None = None
    marked_at: datetime | None = None
    for seq, kind, at, body in _STEPS.all(session, {"wanted": attempt_id}):
        last = seq
        if kind == "save":
            saves += 1
            saved |= body["answers"]
            sure |= body.get("confidence", {})
        elif kind == "regrade":
            bodies["grade"], regraded_at = (at, body), at
        else:
            bodies[kind] = at, body
            marked_at = at if kind == "grade" else marked_at
    began = bodies["start"][1] if "start" in bodies else {}
    attempt = replace(
        _attempt(session, row), saved=MappingProxyType(saved), saves=saves, sure=MappingProxyType(sure),
        feedback=began.get("feedback", "training"), asks_confidence=began.get("confidence", False),
    )  # fmt: skip
    if "submit" not in bodies:
        return Sitting(attempt, last)
    at, submitted = bodies["submit"]
    if "grade" not in bodies:
        waits = Awaiting(
            submitted["answers"], at, submitted["by"], submitted.get("source", "terminal"),
            submitted.get("late", False), MappingProxyType(submitted.get("confidence", {})),
        )  # fmt: skip
        return Sitting(attempt, last, awaits=waits)
    graded_at, graded = bodies["grade"]
    again = regrade_in(graded)
    if again is not None:
        attempt = replace(attempt, items=_pool_items(session, again["pool"]), form=restore(Form, again["form"]))
    handed = HandedIn(
        submitted["answers"], at, grade_in(graded), marked_at or graded_at, regraded_at,
        MappingProxyType(submitted.get("confidence", {})),
    )  # fmt: skip
    return Sitting(attempt, last, handed)


def past_attempts(session: Session, launch: str, quiz: str, person_id: int) -> tuple[PastAttempt, ...]:
    """Every attempt of one person at one quiz, in the order they began."""
    given = {"launch": launch, "quiz": quiz, "person": person_id}
    found: dict[int, PastAttempt] = {}
    for row in _PAST.all(session, given):  # the hand-in, then its grades in their order
        one = found.get(row.id) or PastAttempt(
            row.id, row.number, row.content_fingerprint, row.started_at, _limit(row.time_limit_minutes)
        )
        if row.kind == "submit":
            one = replace(one, awaits=row.at)
        elif row.kind is not None:
            marked_at = one.submitted_at or row.at
            one = replace(one, submitted_at=marked_at, passed=bool(row.body["passed"]), awaits=None)
        found[row.id] = one
    return tuple(found.values())


def awaiting(session: Session, launch: str, quiz: str) -> tuple[int, ...]:
    """The attempts at the quiz that were handed in and await their marks, by number in the database."""
    return tuple(session.execute(_awaiting(launch, quiz).order_by(_ATTEMPT.c.id)).scalars())


def count_awaiting(session: Session, launch: str, quiz: str) -> int:
    """How many attempts at the quiz await their marks."""
    found: int = session.execute(select(func.count()).select_from(_awaiting(launch, quiz).subquery())).scalar_one()
    return found


def add_steps(
    session: Session,
    clock: Clock,
    attempt_id: int,
    *,
    after: int,
    steps: Sequence[tuple[StepKind, Mapping[str, Any]]],
) -> None:
    """More steps of the attempt, in their order; `after` is the number of the last step there is."""
    at = clock.now()
    rows = [
        {"attempt_id": attempt_id, "seq": seq, "kind": kind, "at": at, "body": plain(body)}
        for seq, (kind, body) in enumerate(steps, start=after + 1)
    ]
    _ADD_STEPS.run(session, *rows)


def anybody_sits(session: Session, launch: str, quiz: str, now: datetime) -> bool:
    """Whether an attempt at the quiz is still open: not handed in, and not out of time."""
    over = select(_STEP.c.id).where(_STEP.c.attempt_id == _ATTEMPT.c.id, _STEP.c.kind == "submit").exists()
    rows = session.execute(
        select(_ATTEMPT.c.id, _ATTEMPT.c.number, _ATTEMPT.c.started_at, _ATTEMPT.c.time_limit_minutes).where(
            _ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz, ~over
        )
    )
    return any(
        PastAttempt(row.id, row.number, "", row.started_at, _limit(row.time_limit_minutes)).over_at(now) is None
        for row in rows
    )


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
    given = {"launch": launch, "quiz": quiz, "person": person_id}
    return _RESET_AFTER.scalar(session, given) or 0


def _awaiting(launch: str, quiz: str) -> Select[Any]:
    return (
        select(_ATTEMPT.c.id)
        .join(_STEP, and_(_STEP.c.attempt_id == _ATTEMPT.c.id, _STEP.c.kind == "submit"))
        .where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz, ~_GRADED.exists())
    )


def _limit(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


_IDS = 2**31
"""Ids are smaller; a larger number is nobody's attempt, and no question for the database."""


def _attempt(session: Session, row: Any) -> Attempt:
    pool_print, form_print = row.pool_fingerprint, (row.form_fingerprint, row.seed)
    items, form = _pool_items(session, pool_print), _FORMS.of(form_print)
    if form is None:
        kept = session.connection().execute(_FORM, {"wanted": row.id}).scalar_one()
        form = _FORMS.keep(form_print, restore(Form, kept))
    return Attempt(
        id=row.id, launch=row.launch, quiz=row.quiz, rep=row.email, number=row.number, form=form, items=items,
        fingerprint=row.content_fingerprint, started_at=row.started_at, limit=_limit(row.time_limit_minutes),
        simulated=row.simulated,
    )  # fmt: skip


def _pool_items(session: Session, pool_print: str) -> tuple[Item, ...]:
    items = _POOLS.of(pool_print)
    if items is None:
        kept = session.connection().execute(_POOL_ITEMS, {"wanted": pool_print}).scalar_one()
        items = _POOLS.keep(pool_print, tuple(restore(Item, item) for item in kept))
    return items


# Whoever asks for an attempt asks for the same form four times, and everybody asks for the same pool. A form is 4 KB:
# of more people than these who sit at the same moment, some are read again.
_POOLS: Kept[str, tuple[Item, ...]] = Kept(64)
_FORMS: Kept[tuple[str, str], Form] = Kept(128)

_COLUMNS = (
    _ATTEMPT.c.id, _ATTEMPT.c.launch, _ATTEMPT.c.quiz, _ATTEMPT.c.number, _ATTEMPT.c.pool_fingerprint,
    _ATTEMPT.c.form_fingerprint, _ATTEMPT.c.content_fingerprint, _ATTEMPT.c.seed, _ATTEMPT.c.started_at,
    _ATTEMPT.c.time_limit_minutes, _ATTEMPT.c.simulated, _PERSON.c.email,
)  # fmt: skip
_WANTED: ColumnElement[Any] = bindparam("wanted")
_ASKED = select(*_COLUMNS).join(_PERSON, _PERSON.c.id == _ATTEMPT.c.person_id).where(_ATTEMPT.c.id == _WANTED)
_ONE = Prepared(_ASKED)
_ONE_LOCKED = Prepared(_ASKED.with_for_update(key_share=True, of=_ATTEMPT))
_STEPS = Prepared(
    select(_STEP.c.seq, _STEP.c.kind, _STEP.c.at, _STEP.c.body)
    .where(_STEP.c.attempt_id == _WANTED)
    .order_by(_STEP.c.seq)
)
_PAST = Prepared(
    select(
        _ATTEMPT.c.id, _ATTEMPT.c.number, _ATTEMPT.c.content_fingerprint, _ATTEMPT.c.started_at,
        _ATTEMPT.c.time_limit_minutes, _STEP.c.kind, _STEP.c.at,
        # The answers are long, and nobody asks for them here.
        case((_STEP.c.kind == "submit", null()), else_=_STEP.c.body).label("body"),
    )
    .join(
        _STEP,
        and_(
            _STEP.c.attempt_id == _ATTEMPT.c.id,
            or_(_STEP.c.kind == "submit", _STEP.c.kind == "grade", _STEP.c.kind == "regrade"),
        ),
        isouter=True,
    )
    .where(
        _ATTEMPT.c.launch == bindparam("launch"), _ATTEMPT.c.quiz == bindparam("quiz"),
        _ATTEMPT.c.person_id == bindparam("person"),
    )
    .order_by(_ATTEMPT.c.number, _STEP.c.seq)
)  # fmt: skip
_BEGIN = Prepared(
    insert(_ATTEMPT).returning(_ATTEMPT.c.id), keys=[column.name for column in _ATTEMPT.c if column.name != "id"]
)
_ADD_STEPS = Prepared(insert(_STEP), keys=("attempt_id", "seq", "kind", "at", "body"))
_RESET_AFTER = Prepared(
    select(func.max(_RESET.c.after)).where(
        _RESET.c.launch == bindparam("launch"), _RESET.c.quiz == bindparam("quiz"),
        _RESET.c.person_id == bindparam("person"),
    )
)  # fmt: skip
_HAS_POOL = Prepared(select(_POOL.c.fingerprint).where(_POOL.c.fingerprint == _WANTED))
_POOL_ITEMS = select(_POOL.c["items"]).where(_POOL.c.fingerprint == _WANTED)
_FORM = select(_ATTEMPT.c.form).where(_ATTEMPT.c.id == _WANTED)
