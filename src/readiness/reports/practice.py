"""Questions after certification, for whoever is asked them: the day's few, what came of an answer, where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.messaging.claims import claim_title
from readiness.domain.people.address import mail_address
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.forms import Form
from readiness.domain.quiz.told import answer_in_words
from readiness.domain.reinforcement.asking import form_of, seed_of, token_of
from readiness.domain.reinforcement.choosing import Candidate
from readiness.domain.reinforcement.day import PracticeDay, practice_line
from readiness.domain.reinforcement.memory import is_right
from readiness.ground.errors import NotFound
from readiness.reports.attempt import as_asked
from readiness.reports.attempt_told import Question
from readiness.store import people
from readiness.store.launches import current_version, require_version
from readiness.store.practice_answers import Review, review_of, reviews_on
from readiness.store.practice_cards import cards_of
from readiness.store.practice_days import practice_of
from readiness.store.standing_facts import Run


@dataclass(frozen=True, slots=True)
class AskedToday:
    """One question of the day as it is shown, without its key. `token` is what an answer names it by.

    Its number counts through the day. `is_new`: they were never asked it, in this wording.
    """

    token: str
    launch: str
    launch_name: str
    question: Question
    is_new: bool


@dataclass(frozen=True, slots=True)
class WithKey:
    """A question of the day with its item, key included: for the terminal, which asks and never shows it."""

    token: str
    launch_name: str
    item: Item
    form: Form


@dataclass(frozen=True, slots=True)
class AnsweredToday:
    """One answer of the day: its number, and whether it was wholly right."""

    id: int
    stem: str
    right: bool


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One certification whose questions go on. `left_because` "" = they have not left it."""

    launch: str
    launch_name: str
    certification: str
    name: str
    may_leave: bool
    left_because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeToday:
    """A rep's day. `asked` are the questions left, in order; `paused` says why there are none, "" = nothing does.

    No programme at all = they hold no certification that asks questions afterwards. `due` and `unseen` count all their
    questions, however few are asked today; `next_on` is when the next is due after today.
    """

    email: str
    on: date
    daily: int
    asked: tuple[AskedToday, ...]
    answered: tuple[AnsweredToday, ...]
    programmes: tuple[ProgrammeLine, ...]
    paused: str
    held_until: date | None
    due: int
    unseen: int
    next_on: date | None

    @property
    def total(self) -> int:
        """The day's questions: those answered and those left."""
        return len(self.answered) + len(self.asked)

    @property
    def line(self) -> str:
        """One sentence for a digest; "" when nothing waits."""
        return practice_line(len(self.asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTold:
    """What came of an answer, at once and with the explanation: it is practice, so the right answer is told.

    `due_on` is when the question comes again; `claims` are the titles of what it tests. `left` questions of the day
    remain.
    """

    id: int
    launch: str
    launch_name: str
    kind: str
    situation: str
    stem: str
    said: str
    right: bool
    fraction: float
    told: str
    feedback: str
    chosen_feedback: str
    claims: tuple[str, ...]
    due_on: date | None
    on: date
    left: int


def practice_today(context: Context, *, rep: str) -> PracticeToday:
    """The day of one person; with no programmes when nothing asks them. Reads only."""
    email, today = mail_address(rep), context.clock.today()
    with context.database.reading() as session:
        day = practice_of(session, email, today, context.calendars)
        done = _answered(session, day, today) if day else ()
    if day is None:
        return PracticeToday(
            email=email, on=today, daily=0, asked=(), answered=(), programmes=(), paused="", held_until=None, due=0,
            unseen=0, next_on=None,
        )  # fmt: skip
    names = {one.launch: one.launch_name for one in day.enrolled}
    return PracticeToday(
        email=email, on=today, daily=day.budget.daily,
        asked=tuple(
            _asked(one, names[one.launch], number, email, today)
            for number, one in enumerate(day.asked, start=len(done) + 1)
        ),
        answered=done,
        programmes=tuple(
            ProgrammeLine(
                one.launch, one.launch_name, one.certification, one.certification_name, one.programme.opt_out,
                one.left.reason if one.left else "",
            )
            for one in day.enrolled
        ),
        paused=day.paused, held_until=day.held_until, due=day.due, unseen=day.unseen, next_on=day.next_on,
    )  # fmt: skip


def practice_items(context: Context, *, rep: str) -> tuple[WithKey, ...]:
    """What is left to ask of one person today, in order; empty when nothing is."""
    email, today = mail_address(rep), context.clock.today()
    with context.database.reading() as session:
        day = practice_of(session, email, today, context.calendars)
    names = {one.launch: one.launch_name for one in day.enrolled} if day else {}
    return tuple(
        WithKey(
            token_of(one.launch, one.question.item.key, one.question.meaning, email, today), names[one.launch],
            one.question.item, form_of(one.question.item, seed_of(one.launch, one.question.item.key, email, today)),
        )
        for one in (day.asked if day else ())
    )  # fmt: skip


def answer_told(context: Context, *, rep: str, answer: int) -> AnswerTold:
    """What came of one of their own answers. Raises NotFound, also for somebody else's."""
    email, today = mail_address(rep), context.clock.today()
    with context.database.reading() as session:
        review, item = review_of(session, answer, email)
        person = people.require_person(session, email)
        day = practice_of(session, email, today, context.calendars)
        version = require_version(session, review.launch)
        kept = [
            card
            for _, cards in cards_of(session, review.launch, Run(ids=(person,)))
            for card in cards
            if (card.item, card.meaning) == (review.item, review.meaning)
        ]
    entry = form_of(item, review.seed).items[0]
    chosen = None
    if item.kind in {"single", "scenario"} and review.answer:
        chosen = item.options[entry.shown[review.answer - 1]]
    return AnswerTold(
        id=review.id, launch=review.launch, launch_name=version.definition.product.name, kind=item.kind,
        situation=item.situation, stem=item.stem,
        said=answer_in_words(item, entry, review.answer), right=is_right(review.rating),
        fraction=review.fraction, told=answer_in_words(item, entry, key_of(item, entry)), feedback=item.feedback,
        chosen_feedback=chosen.feedback if chosen else "", claims=tuple(_titles(context, review, item)),
        due_on=kept[0].due_on if kept else None, on=review.on_day, left=len(day.asked) if day else 0,
    )  # fmt: skip


def _asked(one: Candidate, name: str, number: int, email: str, on: date) -> AskedToday:
    item = one.question.item
    entry = form_of(item, seed_of(one.launch, item.key, email, on)).items[0]
    token = token_of(one.launch, item.key, one.question.meaning, email, on)
    return AskedToday(token, one.launch, name, as_asked(number, item, entry), one.held is None)


def _answered(session: Session, day: PracticeDay, on: date) -> tuple[AnsweredToday, ...]:
    if not day.done.answered:
        return ()
    found = []
    for review in reviews_on(session, day.person_id, on):
        _, item = review_of(session, review.id, day.email)
        found.append(AnsweredToday(review.id, item.stem, is_right(review.rating)))
    return tuple(found)


def _titles(context: Context, review: Review, item: Item) -> Iterator[str]:
    with context.database.reading() as session:
        version = current_version(session, review.launch)
    for claim in item.tests if version else ():
        try:
            yield claim_title(version.definition, claim)  # type: ignore[union-attr]
        except NotFound:  # taken out of the message since
            continue
