"""An attempt, for whoever takes it: the questions while it is open, and then what came of it.

What is shown of an open attempt holds no key: not the answers, nor the claims and keys that would hint at them; only
practice tells the right answer to a question as soon as it is answered. What is told of one that was handed in, and
when, is said by the feedback mode of its quiz (`domain.quiz.feedback`). What is not told yet is not in these values at
all, so no door can let it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.claims import claim_title, taught_by
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import GRACE, Attempt, PastAttempt, current_round, is_late
from readiness.domain.quiz.confidence import LevelFigures, SureAnswer, calibration
from readiness.domain.quiz.feedback import Feedback, Telling, closing, telling, withheld
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.domain.quiz.grading import Counts, Grade, grade
from readiness.domain.quiz.told import answer_in_words
from readiness.domain.quiz.trainers import may_see_result
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.reports.module_reading import ReadingSection, SectionsOf
from readiness.store import attempts, materials, people
from readiness.store.launches import require_version
from readiness.store.quiz_rounds import Taker, round_of
from readiness.store.reporting_lines import managers_above

TOLD_ALL: Final = Telling(questions=True, keys=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReview:
    """One item as it was answered. `said`: the answer in words, "" = none was given.

    `fraction` None = whether it was right is not to be told yet. `told`, the right answer in words, and the two
    feedbacks are "" while the right answers are not to be told. `sure`: how sure they were, 1 to 3, None = not said.
    `counts`: how it counts by decision of a trainer, which is told to everybody it was decided for.
    """

    number: int
    kind: str
    situation: str
    stem: str
    must_pass: bool
    said: str
    fraction: float | None
    told: str = ""
    chosen_feedback: str = ""
    feedback: str = ""
    sure: int | None = None
    counts: Counts = "by-key"

    @property
    def is_missed(self) -> bool:
        """True when it is told that it was not wholly right, and that counts."""
        return self.fraction is not None and self.fraction < 1 and self.counts == "by-key"


@dataclass(frozen=True, slots=True)
class Teaching:
    """A module that teaches something, by key and title, and the section of it that says so, from 1."""

    key: str
    title: str
    section: int = 1
    section_title: str = ""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A claim that was missed, in the author's words, and the modules that teach it."""

    claim: str
    title: str
    modules: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One item as it is asked. `options` stand as shown: what may be picked, put in order, or matched with `lefts`.

    `answer` is what is saved, in positions of `options` from 1; None = nothing yet. `sure` is how sure (1 to 3), None =
    not said. `review` tells what came of the answer, in practice once there is one.
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
    sure: int | None = None
    review: ItemReview | None = None

    @property
    def is_told(self) -> bool:
        """True when its answer was told, in practice: it stays as it is."""
        return self.review is not None


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
    feedback: Feedback = "training"
    asks_confidence: bool = False

    @property
    def is_practice(self) -> bool:
        return self.feedback == "practice"

    @property
    def answered(self) -> int:
        return sum(question.answer is not None for question in self.questions)


@dataclass(frozen=True, slots=True)
class AttemptReview:
    """`left` tries remain, the next from `next_from` on; both 0 and None after a pass or the last attempt.

    `regraded_at`: when it was last graded again because a question was put right, None = never; then all of it is as
    graded now. `telling` says what is told by now; of an examination the rest is from the day `told_from` on, None =
    nobody knows when. `grade` holds no more than is told. `calibration`: how sure they were against how right, once
    that is told and was asked.
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
    feedback: Feedback = "training"
    telling: Telling = TOLD_ALL
    told_from: date | None = None
    calibration: tuple[LevelFigures, ...] = ()

    @property
    def is_practice(self) -> bool:
        return self.feedback == "practice"

    @property
    def must_be_right(self) -> tuple[int, ...]:
        """The numbers of the questions that had to be right and were not, as far as that is told."""
        return tuple(one.number for one in self.items if one.must_pass and one.is_missed)


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


def attempt_sheet(context: Context, *, attempt_id: int) -> AttemptSheet:
    """The sheet of an attempt that is open. Raises NotFound, and Conflict once it was handed in."""
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        if sitting.handed_in is not None:
            raise Conflict(f"attempt {attempt_id} was handed in.", hint="See its result.")
        definition = require_version(session, sitting.attempt.launch).definition
    return _sheet(definition, sitting.attempt, context.clock.now())


def attempt_review(context: Context, *, attempt_id: int) -> AttemptReview:
    """The review of an attempt that was handed in. Raises NotFound, and Conflict while it is open."""
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        if sitting.handed_in is None:
            raise Conflict(f"attempt {attempt_id} is still open.", hint="Hand it in first.")
        return _review(context, session, sitting.attempt, sitting.handed_in)


def own_attempt(context: Context, *, attempt_id: int) -> AttemptSheet | AttemptReview:
    """The actor's own attempt: its sheet while it is open, its review once it was handed in.

    Raises NotFound for anybody else's, as for one that does not exist: nobody learns which numbers are taken.
    """
    now = context.clock.now()
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        require_mine(sitting.attempt, context.actor)
        if sitting.handed_in is not None:
            return _review(context, session, sitting.attempt, sitting.handed_in)
        definition = require_version(session, sitting.attempt.launch).definition
    return _sheet(definition, sitting.attempt, now)


def require_mine(attempt: Attempt, email: str) -> None:
    """Raises NotFound unless this is whose attempt it is."""
    if attempt.rep != email:
        raise attempts.no_attempt(attempt.id)


def as_asked(
    number: int, item: Item, entry: FormItem, answer: Any = None, *, sure: int | None = None,
    review: ItemReview | None = None,
) -> Question:  # fmt: skip
    """The item as whoever takes it sees it, without its key."""
    authored = {
        "matching": right_sides(item),
        "ordering": item.order,
    }.get(item.kind, tuple(option.text for option in item.options))
    return Question(
        number=number, kind=item.kind, situation=item.situation, stem=item.stem, unit=item.unit,
        must_pass=item.must_pass, options=tuple(authored[index] for index in entry.shown),
        lefts=tuple(pair.left for pair in item.pairs), answer=answer, sure=sure, review=review,
    )  # fmt: skip


def _sheet(definition: Launch, attempt: Attempt, now: datetime) -> AttemptSheet:
    quiz = definition.quizzes.get(attempt.quiz)
    return AttemptSheet(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, attempts=quiz.attempts if quiz else 0,
        pass_fraction=attempt.form.pass_fraction, questions=_questions(attempt), saves=attempt.saves, now=now,
        ends_at=attempt.ends_at, closes_at=attempt.ends_at + GRACE if attempt.ends_at else None,
        is_over=is_late(attempt.started_at, attempt.limit, now), is_simulated=attempt.simulated,
        feedback=attempt.feedback, asks_confidence=attempt.asks_confidence,
    )  # fmt: skip


def _questions(attempt: Attempt) -> tuple[Question, ...]:
    by_key = {item.key: item for item in attempt.items}
    told: dict[str, ItemReview] = {}
    if attempt.is_practice:
        given = grade(attempt.form, attempt.items, attempt.saved)
        reviews = _reviews(attempt, attempt.saved, given, Telling(questions=True, keys=True), attempt.sure)
        pairs = zip(attempt.form.items, reviews, strict=True)
        told = {entry.key: review for entry, review in pairs if attempt.saved.get(entry.key) is not None}
    return tuple(
        as_asked(
            number, by_key[entry.key], entry, attempt.saved.get(entry.key), sure=attempt.sure.get(entry.key),
            review=told.get(entry.key),
        )
        for number, entry in enumerate(attempt.form.items, start=1)
    )  # fmt: skip


def _review(context: Context, session: Session, attempt: Attempt, handed: attempts.HandedIn) -> AttemptReview:
    version = require_version(session, attempt.launch)
    definition, now = version.definition, context.clock.now()
    quiz = definition.quizzes.get(attempt.quiz)
    person = people.require_person(session, attempt.rep)
    past = current_round(
        attempts.past_attempts(session, attempt.launch, attempt.quiz, person), handed.at,
        content=frozenset({attempt.fingerprint}),
        reset_after=attempts.reset_after(session, attempt.launch, attempt.quiz, person),
    )  # fmt: skip
    if not handed.grade.passed and any(one.passed for one in past):
        past = _renewing(session, definition, attempt, person, now) or past
    is_passed = handed.grade.passed or any(one.passed for one in past)
    left = max(0, quiz.attempts - len(past)) if quiz and not is_passed and not attempt.is_practice else 0
    next_from = handed.at + timedelta(hours=quiz.cool_down_hours) if quiz and left else None
    mode: Feedback = "practice" if attempt.is_practice else quiz.feedback if quiz else attempt.feedback
    closes_at = closing(quiz) if quiz else None
    is_closed = (
        closes_at is not None
        and now >= closes_at
        and not attempts.anybody_sits(session, attempt.launch, attempt.quiz, now)
    )
    told = telling(mode, is_passed=is_passed, is_closed=is_closed)
    shown = handed.grade if told.questions else withheld(handed.grade)
    return AttemptReview(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, grade=shown, handed_in_at=handed.at,
        items=_reviews(attempt, handed.answers, handed.grade, told, handed.sure),
        read_again=_read_again(context, session, definition, shown.missed_claims, attempt.rep), left=left,
        next_from=next_from, regraded_at=handed.regraded_at, feedback=mode, telling=told,
        told_from=closes_at.date() if closes_at and not told.questions else None,
        calibration=calibration(_sure_answers(attempt, handed)) if told.questions and handed.sure else (),
    )  # fmt: skip


def _renewing(
    session: Session, definition: Launch, attempt: Attempt, person: int, now: datetime
) -> tuple[PastAttempt, ...]:
    """The round that they are in when this attempt is of it, so that a pass of an earlier one, which a renewal asks
    for again, neither tells its right answers nor takes its tries; else empty.
    """
    quiz, posting = definition.quizzes.get(attempt.quiz), people.posting_on(session, attempt.rep, now.date())
    if quiz is None or posting is None:
        return ()
    taker = Taker(person, attempt.rep, posting.role)
    log = materials.publications(session, attempt.launch)
    counted = round_of(session, definition, quiz, taker, log=log, now=now).counted
    return counted if any(one.id == attempt.id for one in counted) else ()


def _reviews(
    attempt: Attempt, answers: Mapping[str, Any], graded: Grade, told: Telling, sure: Mapping[str, int]
) -> tuple[ItemReview, ...]:
    by_key = {item.key: item for item in attempt.items}
    fractions = {one.key: one.fraction for one in graded.items}
    counts = {one.key: one.counts for one in graded.items}
    found = []
    for number, entry in enumerate(attempt.form.items, start=1):
        item, answer = by_key[entry.key], answers.get(entry.key)
        chosen = item.options[entry.shown[answer - 1]] if item.kind in ("single", "scenario") and answer else None
        keys = (
            {
                "told": answer_in_words(item, entry, key_of(item, entry)), "feedback": item.feedback,
                "chosen_feedback": chosen.feedback if chosen else "",
            }
            if told.keys
            else {}
        )  # fmt: skip
        found.append(
            ItemReview(
                number=number, kind=item.kind, situation=item.situation, stem=item.stem, must_pass=item.must_pass,
                said=answer_in_words(item, entry, answer), fraction=fractions[entry.key] if told.questions else None,
                sure=sure.get(entry.key), counts=counts[entry.key], **keys,
            )
        )  # fmt: skip
    return tuple(found)


def _sure_answers(attempt: Attempt, handed: attempts.HandedIn) -> Iterator[SureAnswer]:
    by_key = {one.key: one for one in handed.grade.items}
    for key, level in handed.sure.items():
        if key in by_key and by_key[key].answered and by_key[key].counts == "by-key":
            yield SureAnswer(level, by_key[key].fraction == 1, key, by_key[key].claims, attempt.rep)


def _read_again(
    context: Context, session: Session, definition: Launch, claims: tuple[str, ...], rep: str
) -> tuple[ReadAgain, ...]:
    taught = taught_by(definition)
    posting = people.posting_on(session, rep, context.clock.today()) if claims else None
    read = SectionsOf(context, session, definition.key, posting.role if posting else "")
    found = []
    for claim in claims:
        try:
            title = claim_title(definition, claim)
        except NotFound:  # taken out of the message since
            continue
        modules = [_teaching(definition, key, read.about(key, title)) for key in taught.get(claim, ())]
        found.append(ReadAgain(claim, title, tuple(modules)))
    return tuple(found)


def _teaching(definition: Launch, module: str, section: ReadingSection | None) -> Teaching:
    title = definition.modules[module].title
    return Teaching(module, title, section.number, section.title) if section else Teaching(module, title)
