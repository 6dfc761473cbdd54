"""A question of the day is answered: graded at once, and the card it belongs to moves on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.grading import grade
from readiness.domain.reinforcement.asking import form_of, seed_of, token_of
from readiness.domain.reinforcement.choosing import Candidate
from readiness.domain.reinforcement.memory import Sure, rated
from readiness.ground.errors import Conflict, NotAllowed
from readiness.store import attempts, journal, launches, people, standings
from readiness.store.knowledge_upkeep import refresh_people
from readiness.store.practice_answers import Review, add_review, print_of, reviews_on
from readiness.store.practice_cards import refresh_card
from readiness.store.practice_days import practice_of

Given = Any | Callable[[Form, Item], Any]
"""An answer as an attempt takes it, or how it is read once the question is known. None = they do not know."""


def answer_practice(
    context: Context, *, rep: str, question: str, answer: Given, sure: Sure = "", source: str = "terminal"
) -> Review:
    """The answer to the question of that name (`asking.token_of`) is on record, graded, once: sent again, in whatever
    window, the first one stands and comes back.

    Raises NotAllowed for somebody else's, DefinitionError for what is no answer, and Conflict when it is not asked
    today: another day's page, changed since, or the day's number is reached.
    """
    by, email = context.by(), mail_address(rep)
    if by != email:
        raise NotAllowed(f"{by} cannot answer for {email}.", hint="Only they remember what they remember.")

    def record(session: Session) -> Review:
        today = context.clock.today()
        person = people.require_person(session, email)
        attempts.lock_rep(session, person)  # in another window the same answer, or another one, waits for this
        for one in reviews_on(session, person, today):
            if token_of(one.launch, one.item, one.meaning, email, today) == question:
                return one
        day = practice_of(session, email, today, context.calendars)
        asked = _asked(day.asked if day else (), question, email, today)
        if asked is None:
            raise _not_asked()
        standings.lock(session, asked.launch)
        item = asked.question.item
        seed = seed_of(asked.launch, item.key, email, today)
        form = form_of(item, seed)
        given = answer(form, item) if callable(answer) else answer
        earned = grade(form, (item,), {item.key: given}).items[0].fraction
        review = Review(
            launch=asked.launch, certification=asked.certification, item=item.key, meaning=asked.question.meaning,
            question_print=print_of(item), seed=seed, on_day=today, answered_at=context.clock.now(), answer=given,
            fraction=earned, sure=sure, rating=rated(right=earned == 1, sure=sure), retention=asked.retention,
            is_new=asked.held is None,
        )  # fmt: skip
        number = add_review(session, context.clock, review, person_id=person, item=item, source=source)
        refresh_card(session, asked.launch, person, asked.question.card)
        refresh_people(session, launches.require_version(session, asked.launch), [person])
        journal.record(
            session, context.clock, actor=by, verb="practised", subject=f"question '{item.key}' for {email}",
            launch=asked.launch, fingerprint=review.question_print, detail={"answer": number, "right": earned == 1},
        )  # fmt: skip
        return next(one for one in reviews_on(session, person, today) if one.id == number)

    return context.database.together(record)


def _asked(asked: Sequence[Candidate], question: str, email: str, today: date) -> Candidate | None:
    for one in asked:
        if token_of(one.launch, one.question.item.key, one.question.meaning, email, today) == question:
            return one
    return None


def _not_asked() -> Conflict:
    return Conflict(
        "this question is not asked of you today.",
        hint="The page may be of another day, or the question has changed. Open Practice again.",
    )
