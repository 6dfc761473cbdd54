"""What came of an attempt, for whoever took it: what was missed, what to read again, when to try again.

The right answers are told only when they no longer help: after a pass, or when no attempt is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from readiness.context import Context
from readiness.domain.definition.model import Item, Launch
from readiness.domain.messaging.claims import claim_title, taught_by
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import current_round
from readiness.domain.quiz.forms import FormItem
from readiness.domain.quiz.grading import Grade
from readiness.ground.errors import Conflict, NotFound
from readiness.store import attempts, people
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class ItemReview:
    """One item as it was answered. `right` and `feedback` are None and "" while the answer is not to be told."""

    item: Item
    shown: FormItem
    answer: Any
    fraction: float
    chosen_feedback: str
    right: Any
    feedback: str


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A claim that was missed, in the author's words, and the modules that teach it."""

    claim: str
    title: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttemptReview:
    """`left` tries remain, the next from `next_from` on; both 0 and None after a pass or the last attempt."""

    quiz: str
    title: str
    number: int
    grade: Grade
    items: tuple[ItemReview, ...]
    read_again: tuple[ReadAgain, ...]
    left: int
    next_from: datetime | None


def attempt_review(context: Context, *, attempt_id: int) -> AttemptReview:
    """The review of an attempt that was handed in. Raises NotFound, and Conflict while it is open."""
    with context.database.reading() as session:
        attempt = attempts.require(session, attempt_id)
        handed = attempts.handed_in(session, attempt_id)
        if handed is None:
            raise Conflict(f"attempt {attempt_id} is still open.", hint="Hand it in first.")
        definition = require_version(session, attempt.launch).definition
        person = people.require_person(session, attempt.rep)
        past = current_round(
            attempts.past_attempts(session, attempt.launch, attempt.quiz, person), handed.at,
            content=frozenset({attempt.fingerprint}),
            reset_after=attempts.reset_after(session, attempt.launch, attempt.quiz, person),
        )  # fmt: skip
    quiz = definition.quizzes.get(attempt.quiz)
    left = max(0, quiz.attempts - len(past)) if quiz and not handed.grade.passed else 0
    next_from = handed.at + timedelta(hours=quiz.cool_down_hours) if quiz and left else None
    return AttemptReview(
        quiz=attempt.quiz, title=quiz.title if quiz else attempt.quiz, number=attempt.number, grade=handed.grade,
        items=_reviews(attempt.items, attempt.form.items, handed, told=left == 0),
        read_again=_read_again(definition, handed.grade.missed_claims), left=left, next_from=next_from,
    )  # fmt: skip


def _reviews(
    items: tuple[Item, ...], shown: tuple[FormItem, ...], handed: attempts.HandedIn, *, told: bool
) -> tuple[ItemReview, ...]:
    by_key = {item.key: item for item in items}
    fractions = {one.key: one.fraction for one in handed.grade.items}
    found = []
    for entry in shown:
        item, answer = by_key[entry.key], handed.answers.get(entry.key)
        chosen = item.options[entry.shown[answer - 1]] if item.kind in ("single", "scenario") and answer else None
        found.append(
            ItemReview(
                item, entry, answer, fractions[entry.key], chosen.feedback if chosen else "",
                key_of(item, entry) if told else None, item.feedback if told else "",
            )
        )  # fmt: skip
    return tuple(found)


def _read_again(definition: Launch, claims: tuple[str, ...]) -> tuple[ReadAgain, ...]:
    taught = taught_by(definition)
    found = []
    for claim in claims:
        try:
            title = claim_title(definition, claim)
        except NotFound:  # taken out of the message since
            continue
        found.append(ReadAgain(claim, title, tuple(definition.modules[key].title for key in taught.get(claim, ()))))
    return tuple(found)
