"""A quiz before it begins: what it is, whether it may be taken now, and what came of earlier attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.context import Context
from readiness.domain.definition.assessment import Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.materials.publication import latest_publication
from readiness.domain.quiz.accommodation import time_limit
from readiness.domain.quiz.attempts import PastAttempt, Refused
from readiness.domain.quiz.feedback import Feedback
from readiness.ground.errors import NotFound
from readiness.ground.keys import did_you_mean
from readiness.store import accommodations, materials, people
from readiness.store.launches import require_version
from readiness.store.quiz_rounds import Round, Taker, round_of


@dataclass(frozen=True, slots=True)
class TakenAttempt:
    """One of the reader's attempts. `passed` None = not handed in; `is_out_of_time`: it can only be handed in."""

    id: int
    number: int
    started_at: datetime
    handed_in_at: datetime | None
    passed: bool | None
    is_out_of_time: bool
    awaits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizIntro:
    """`questions`: how many one form asks. `left`: tries that may still begin, the open one not counted.
    `time_limit_minutes` is the reader's own, with what they were given.

    Exactly one holds: `resume` (an open attempt to go on with), `hand_in` (one whose time ran out, to be handed in as
    it was saved), `may_start`, or `refused` says why not, and `from_when` when it may.
    """

    launch: str
    launch_name: str
    quiz: str
    title: str
    questions: int
    attempts: int
    left: int
    cool_down_hours: float
    time_limit_minutes: int | None
    pass_fraction: float
    must_pass: bool
    resume: int | None
    hand_in: int | None
    may_start: bool
    refused: str
    hint: str
    from_when: datetime | None
    taken: tuple[TakenAttempt, ...]
    feedback: Feedback
    closes_on: date | None
    asks_confidence: bool
    modules: tuple[tuple[str, str], ...]
    """What to read first: (key, title) of the modules of the reader's certifications that ask for this quiz."""


def quiz_intro(context: Context, *, launch: str, quiz: str) -> QuizIntro:
    """The quiz for the actor. Raises NotFound for a launch or quiz that does not exist."""
    email, now = context.actor, context.clock.now()
    with context.database.reading() as session:
        definition = require_version(session, launch).definition
        if quiz not in definition.quizzes:
            raise NotFound(f"launch '{launch}' has no quiz '{quiz}'.", hint=did_you_mean(quiz, definition.quizzes))
        told = definition.quizzes[quiz]
        log = materials.publications(session, launch)
        posting = people.posting_on(session, email, context.clock.today())
        is_published = latest_publication(log, "quiz", quiz) is not None
        found, limit = None, told.time_limit_minutes
        if posting is not None:
            taker = Taker(people.require_person(session, email), email, posting.role)
            if limit is not None:
                limit = time_limit(limit, accommodations.last_given(session, launch, taker.id), context.clock.today())
            found = round_of(session, definition, told, taker, log=log, now=now)
    taken = tuple(_taken(one, now) for one in (found.past if found else ()))
    resume, hand_in, refused, hint, from_when = _turn(found, taken, is_published=is_published)
    return QuizIntro(
        launch=launch, launch_name=definition.product.name, quiz=quiz, title=told.title, questions=_asked(told),
        attempts=told.attempts, left=_left(told, found), cool_down_hours=told.cool_down_hours,
        time_limit_minutes=limit, feedback=told.feedback, closes_on=told.closes_on, asks_confidence=told.confidence,
        pass_fraction=told.pass_fraction,
        must_pass=any(definition.items[key].must_pass for key in told.items if key in definition.items),
        resume=resume, hand_in=hand_in, may_start=not (resume or hand_in or refused), refused=refused, hint=hint,
        from_when=from_when, taken=taken[::-1], modules=_modules(definition, quiz, posting.role if posting else ""),
    )  # fmt: skip


def _turn(
    found: Round | None, taken: tuple[TakenAttempt, ...], *, is_published: bool
) -> tuple[int | None, int | None, str, str, datetime | None]:
    """What to go on with, what to hand in, why not, what to do, from when."""
    if found is None:
        return None, None, "you are not on the roster today.", "Your manager or an administrator can tell why.", None
    if not isinstance(found.allowed, Refused) and found.allowed.resume is not None:
        return found.allowed.resume, None, "", "", None
    counted = {one.id for one in found.counted}
    forgotten = [one.id for one in taken if one.is_out_of_time and one.id in counted]
    if forgotten:
        return None, forgotten[-1], "", "", None
    if isinstance(found.allowed, Refused):
        return None, None, found.allowed.reason, found.allowed.fix, found.allowed.until
    if not is_published:
        return None, None, "this quiz is not published yet.", "It opens as soon as a trainer has published it.", None
    return None, None, "", "", None


def _taken(one: PastAttempt, now: datetime) -> TakenAttempt:
    is_out_of_time = one.submitted_at is None and one.over_at(now) is not None
    return TakenAttempt(
        one.id, one.number, one.started_at, one.awaits or one.submitted_at, one.passed, is_out_of_time,
        one.awaits is not None,
    )  # fmt: skip


def _left(quiz: Quiz, found: Round | None) -> int:
    return max(0, quiz.attempts - (len(found.counted) if found else 0))


def _asked(quiz: Quiz) -> int:
    """Of a quiz with fixed items and draws, at least so many: what is fixed may count for a draw."""
    return max(len(quiz.items), sum(draw.count for draw in quiz.blueprint)) if quiz.blueprint else len(quiz.items)


def _modules(definition: Launch, quiz: str, role: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for certification in definition.certifications.values():
        if certification.role == role and quiz in certification.quizzes:
            found |= {key: definition.modules[key].title for key in certification.modules}
    return tuple(found.items())
