"""An attempt, for whoever takes it: the questions while it is open, and then what came of it.

What is shown of an open attempt holds no key: not the answers, nor the claims and keys that would hint at them. Of one
that was handed in it is told what was missed, what to read again, and when to try again; the right answers only when
they no longer help: after a pass, or when no attempt is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.model import Item, Launch
from readiness.domain.messaging.claims import claim_title, taught_by
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import GRACE, Attempt, current_round, is_late
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.domain.quiz.grading import Grade
from readiness.domain.quiz.trainers import may_see_result
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.store import attempts, people
from readiness.store.launches import require_version
from readiness.store.reporting_lines import managers_above


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it is asked. `options` stand as shown: what may be picked, put in order, or matched with `lefts`.

    `answer` is what is saved, in positions of `options` from 1; None = nothing yet.
    """

    number: int
    kind: str
    situation: str
    stem: str
    unit: str
    must_pass: bool
    options: tuple[str, ...]
    lefts: tuple[str, ...]
    answer: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSheet:
    """An open attempt. `saves`: how often answers were saved; `attempts`: tries in all, 0 = the quiz is gone.

    `ends_at` None = no time limit. `is_over`: answers are taken no more (the limit and its grace are past); it can only
    be handed in. `closes_at` is that moment.
    """

    id: int
    launch: str
    launch_name: str
    quiz: str
    title: str
    number: int
    attempts: int
    pass_fraction: float
    questions: tuple[Question, ...]
    saves: int
    now: datetime
    ends_at: datetime | None
    closes_at: datetime | None
    is_over: bool
    is_simulated: bool

    @property
    def answered(self) -> int:
        return sum(question.answer is not None for question in self.questions)


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

    @property
    def said(self) -> str:
        """The answer in words; "" when there was none."""
        return "" if self.answer is None else in_words(self.item, self.shown, self.answer)

    @property
    def told(self) -> str:
        """The right answer in words; "" while it is not to be told."""
        return "" if self.right is None else in_words(self.item, self.shown, self.right)


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module, by key and title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A claim that was missed, in the author's words, and the modules that teach it."""

    claim: str
    title: str
    modules: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class AttemptReview:
    """`left` tries remain, the next from `next_from` on; both 0 and None after a pass or the last attempt.

    `regraded_at`: when it was last graded again because a key was put right, None = never; then all of it is as graded
    now.
    """

    id: int
    launch: str
    launch_name: str
    quiz: str
    title: str
    number: int
    grade: Grade
    handed_in_at: datetime
    items: tuple[ItemReview, ...]
    read_again: tuple[ReadAgain, ...]
    left: int
    next_from: datetime | None
    regraded_at: datetime | None = None

    @property
    def must_be_right(self) -> tuple[int, ...]:
        """The numbers of the questions that had to be right and were not."""
        return tuple(
            number for number, one in enumerate(self.items, start=1) if one.item.must_pass and one.fraction < 1
        )


def attempt_review_for(context: Context, *, attempt_id: int) -> AttemptReview:
    """The review, told to whoever acts. Raises NotAllowed unless it is theirs to see, else as `attempt_review` does."""
    by = context.by()
    with context.database.reading() as session:
        attempt = attempts.require(session, attempt_id)
        definition = require_version(session, attempt.launch).definition
        if not may_see_result(definition, by, attempt.rep, managers_above(session, attempt.rep, context.clock.today())):
            raise NotAllowed(
                f"attempt {attempt_id} is not {by}'s to see.",
                hint="Whoever took it may, their managers, and the launch's team.",
            )
    return attempt_review(context, attempt_id=attempt_id)


def attempt_review(context: Context, *, attempt_id: int) -> AttemptReview:
    """The review of an attempt that was handed in. Raises NotFound, and Conflict while it is open."""
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        if sitting.handed_in is None:
            raise Conflict(f"attempt {attempt_id} is still open.", hint="Hand it in first.")
        return _review(session, sitting.attempt, sitting.handed_in)


def own_attempt(context: Context, *, attempt_id: int) -> AttemptSheet | AttemptReview:
    """The actor's own attempt: its sheet while it is open, its review once it was handed in.

    Raises NotFound for anybody else's, as for one that does not exist: nobody learns which numbers are taken.
    """
    now = context.clock.now()
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        require_mine(sitting.attempt, context.actor)
        if sitting.handed_in is not None:
            return _review(session, sitting.attempt, sitting.handed_in)
        definition = require_version(session, sitting.attempt.launch).definition
    return _sheet(definition, sitting.attempt, now)


def require_mine(attempt: Attempt, email: str) -> None:
    """Raises NotFound unless this is whose attempt it is."""
    if attempt.rep != email:
        raise attempts.no_attempt(attempt.id)


def in_words(item: Item, shown: FormItem, answer: Any) -> str:
    """An answer without the positions of its form, which mean nothing once the form is gone."""
    at, words = shown.shown, ""
    if item.kind in {"single", "scenario"}:
        words += item.options[at[answer - 1]].text
    elif item.kind == "multiple":
        words = "; ".join(item.options[at[position - 1]].text for position in answer) or "none of them"
    elif item.kind == "ordering":
        words = " → ".join(item.order[at[position - 1]] for position in answer)
    elif item.kind == "matching":
        sides, pairs = right_sides(item), zip(item.pairs, answer, strict=True)
        words = "; ".join(f"{pair.left}: {sides[at[one - 1]] if one else 'nothing'}" for pair, one in pairs)
    elif isinstance(answer, bool):
        words = "true" if answer else "false"
    elif isinstance(answer, float):
        words = f"{answer:,.12g} {item.unit}".strip()
    else:
        words = str(answer)
    return words


def as_asked(number: int, item: Item, entry: FormItem, answer: Any = None) -> Question:
    """The item as whoever takes it sees it, without its key."""
    authored = {
        "matching": right_sides(item),
        "ordering": item.order,
    }.get(item.kind, tuple(option.text for option in item.options))
    return Question(
        number=number, kind=item.kind, situation=item.situation, stem=item.stem, unit=item.unit,
        must_pass=item.must_pass, options=tuple(authored[index] for index in entry.shown),
        lefts=tuple(pair.left for pair in item.pairs), answer=answer,
    )  # fmt: skip


def _sheet(definition: Launch, attempt: Attempt, now: datetime) -> AttemptSheet:
    quiz = definition.quizzes.get(attempt.quiz)
    by_key = {item.key: item for item in attempt.items}
    return AttemptSheet(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, attempts=quiz.attempts if quiz else 0,
        pass_fraction=attempt.form.pass_fraction,
        questions=tuple(
            as_asked(number, by_key[entry.key], entry, attempt.saved.get(entry.key))
            for number, entry in enumerate(attempt.form.items, start=1)
        ),
        saves=attempt.saves, now=now, ends_at=attempt.ends_at,
        closes_at=attempt.ends_at + GRACE if attempt.ends_at else None,
        is_over=is_late(attempt.started_at, attempt.limit, now), is_simulated=attempt.simulated,
    )  # fmt: skip


def _review(session: Session, attempt: Attempt, handed: attempts.HandedIn) -> AttemptReview:
    definition = require_version(session, attempt.launch).definition
    quiz = definition.quizzes.get(attempt.quiz)
    left = 0
    if quiz and not handed.grade.passed:
        person = people.require_person(session, attempt.rep)
        past = current_round(
            attempts.past_attempts(session, attempt.launch, attempt.quiz, person), handed.at,
            content=frozenset({attempt.fingerprint}),
            reset_after=attempts.reset_after(session, attempt.launch, attempt.quiz, person),
        )  # fmt: skip
        left = max(0, quiz.attempts - len(past))
    next_from = handed.at + timedelta(hours=quiz.cool_down_hours) if quiz and left else None
    return AttemptReview(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, grade=handed.grade, handed_in_at=handed.at,
        items=_reviews(attempt.items, attempt.form.items, handed, told=left == 0),
        read_again=_read_again(definition, handed.grade.missed_claims), left=left, next_from=next_from,
        regraded_at=handed.regraded_at,
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
        found.append(ReadAgain(claim, title, tuple(_teaching(definition, key) for key in taught.get(claim, ()))))
    return tuple(found)


def _teaching(definition: Launch, module: str) -> Teaching:
    return Teaching(module, definition.modules[module].title)
