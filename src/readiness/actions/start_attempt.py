"""A rep begins a quiz, or goes on with one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Quiz
from readiness.domain.definition.model import Launch
from readiness.domain.form_assembly.assembly import basis_of
from readiness.domain.form_assembly.choosing import choose_form
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.accommodation import time_limit
from readiness.domain.quiz.attempts import Attempt, Refused
from readiness.domain.quiz.feedback import minutes_allowed
from readiness.domain.quiz.forms import Form, build_form, form_of
from readiness.domain.quiz.trainers import may_sit, trainer_of
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.ground.fingerprint import short
from readiness.ground.keys import did_you_mean
from readiness.store import accommodations, attempts, form_assemblies, journal, materials, people
from readiness.store.launches import require_version
from readiness.store.published_quizzes import Pool, require_published_quiz
from readiness.store.quiz_rounds import Taker, round_of


def start_attempt(context: Context, *, launch: str, quiz: str, rep: str, seed: str | None = None) -> Attempt:
    """An attempt is open: the one that was, or a new one on the quiz as it is published.

    `seed` chooses the form, for trainers; without it launch, quiz, rep and number do, so that an attempt always asks
    the same. Raises NotFound, NotAllowed for anybody but the rep or a trainer, and Conflict when the quiz is not
    published, has changed since, or may not be taken now: passed, used up, cooling down.
    """
    by = context.by()
    email = mail_address(rep)

    def begin(session: Session) -> Attempt:
        version = require_version(session, launch)
        definition = version.definition
        told = require_quiz(definition, quiz)
        person = people.require_person(session, email)
        if not may_sit(definition, by, email):
            raise NotAllowed(f"{by} may not take a quiz for {email}.", hint="Only the rep or a trainer may.")
        if seed is not None and trainer_of(definition, by) is None:
            raise NotAllowed("only a trainer chooses the form.", hint="Leave --seed out.")
        posting = people.posting_on(session, email, context.clock.today())
        if posting is None:
            raise Conflict(f"{email} is not on the roster today.", hint="Run: readiness roster show")
        attempts.lock_rep(session, person)
        log = materials.publications(session, launch)
        taker = Taker(person, email, posting.role)
        now_in = round_of(session, definition, told, taker, log=log, now=context.clock.now())
        allowed = now_in.allowed
        if isinstance(allowed, Refused):
            when = f" From {allowed.until:%Y-%m-%d %H:%M} UTC on it may be taken." if allowed.until else ""
            raise Conflict(f"{allowed.reason}{when}", hint=allowed.fix)
        if allowed.resume is not None:
            return replace(attempts.require(session, allowed.resume), resumed=True, left=allowed.left)
        published = require_published_quiz(session, version, quiz, log)
        number = max((one.number for one in now_in.past), default=0) + 1
        form, given = _form(session, told, published, taker, number=number, launch=launch, seed=seed)
        more = accommodations.last_given(session, launch, person) if told.time_limit_minutes else None
        limit = time_limit(told.time_limit_minutes, more, context.clock.today())
        attempt = attempts.start(
            session, context.clock, launch=launch, person_id=person, rep=email, number=number, form=form,
            items=published.items, pool_print=published.fingerprint, content=published.content,
            limit_minutes=minutes_allowed(told, limit, context.clock.now()), by=by, feedback=told.feedback,
            asks_confidence=told.confidence,
        )  # fmt: skip
        if given is not None:
            assembly, one = given
            form_assemblies.give(
                session, attempt_id=attempt.id, launch=launch, quiz=quiz, assembly_id=assembly, number=one
            )
        journal.record(
            session, context.clock, actor=by, verb="started", subject=f"quiz '{quiz}' for {email}", launch=launch,
            fingerprint=published.content, detail={
                "attempt": attempt.id, "form": short(form.fingerprint), **({"number": given[1]} if given else {}),
            },
        )  # fmt: skip
        return replace(attempt, left=allowed.left)

    return context.database.together(begin)


def require_quiz(definition: Launch, quiz: str) -> Quiz:
    """The quiz. Raises NotFound with a suggestion."""
    if quiz not in definition.quizzes:
        raise NotFound(f"launch '{definition.key}' has no quiz '{quiz}'.", hint=did_you_mean(quiz, definition.quizzes))
    return definition.quizzes[quiz]


def _form(
    session: Session, quiz: Quiz, published: Pool, taker: Taker, *, number: int, launch: str, seed: str | None
) -> tuple[Form, tuple[int, int] | None]:
    """What the attempt asks; and which of the forms put together ahead it is (assembly, number), None = it was drawn.

    Forms are never put together here, which may take seconds: while none are kept, each attempt draws its own. Either
    way a later attempt of the same person asks what they were not asked yet, as far as there is any. A trainer's seed
    chooses among all of them.
    """
    text = seed or f"{launch}/{quiz.key}/{taker.email}/{number}"
    seen = form_assemblies.seen(session, launch, quiz.key, taker.id) if number > 1 and seed is None else {}
    asks = quiz.forms
    kept = asks and form_assemblies.kept(session, launch, quiz.key, basis_of(quiz, published.fingerprint))
    if asks is None or not kept:
        return build_form(quiz, published.items, text, seen=seen), None
    exposed: Mapping[str, int] = {}
    if asks.exposure_cap is not None and seed is None:
        _, exposed = form_assemblies.exposure(session, launch, quiz.key, attempts=asks.exposure_attempts - 1)
    chosen = choose_form(kept.assembly, asks, seen=seen, exposed=exposed, seed=text)
    return form_of(quiz, published.items, frozenset(chosen.items), text), (kept.id, chosen.number)
