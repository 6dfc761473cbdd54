"""An attempt, for whoever takes it: the questions while it is open, and then what came of it.

What is shown of an open attempt holds no key: not the answers, nor the claims and keys that would hint at them; only
practice tells the right answer to a question as soon as it is answered. What is told of one that was handed in, and
when, is said by the feedback mode of its quiz (`domain.quiz.feedback`). What is not told yet is not in these values at
all, so no door can let it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.messaging.claims import claim_title, taught_by
from readiness.domain.quiz.answers import key_of
from readiness.domain.quiz.attempts import GRACE, Attempt, PastAttempt, current_round, is_late
from readiness.domain.quiz.confidence import SureAnswer, calibration
from readiness.domain.quiz.feedback import Feedback, Telling, closing, telling, withheld
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.domain.quiz.grading import Grade, grade
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.domain.quiz.told import answer_in_words
from readiness.domain.quiz.trainers import may_see_result
from readiness.domain.role_play.essays import essays_of
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.reports.attempt_told import (
    AttemptAwaits,
    AttemptReview,
    AttemptSheet,
    ItemReview,
    Question,
    ReadAgain,
    Teaching,
)
from readiness.reports.essay_marks import EssayMarks, marks_by_item, pending
from readiness.reports.module_reading import ReadingSection, SectionsOf
from readiness.store import attempts, materials, people
from readiness.store.launches import require_version
from readiness.store.quiz_rounds import Taker, round_of
from readiness.store.reporting_lines import managers_above

NO_ESSAYS: Final[Mapping[str, EssayMarks]] = MappingProxyType({})


def attempt_review_for(context: Context, *, attempt_id: int) -> AttemptReview | AttemptAwaits:
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
        if not sitting.is_open:
            raise Conflict(f"attempt {attempt_id} was handed in.", hint="See its result.")
        definition = require_version(session, sitting.attempt.launch).definition
    return _sheet(definition, sitting.attempt, context.clock.now())


def attempt_review(context: Context, *, attempt_id: int) -> AttemptReview | AttemptAwaits:
    """The review of an attempt that was handed in, or what it waits for. Raises NotFound, Conflict while it is open."""
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        if sitting.awaits is not None:
            return _awaiting(session, sitting.attempt, sitting.awaits)
        if sitting.handed_in is None:
            raise Conflict(f"attempt {attempt_id} is still open.", hint="Hand it in first.")
        return _review(context, session, sitting.attempt, sitting.handed_in)


def own_attempt(context: Context, *, attempt_id: int) -> AttemptSheet | AttemptAwaits | AttemptReview:
    """The actor's own attempt: its sheet while it is open, its review once it was handed in and marked.

    Raises NotFound for anybody else's, as for one that does not exist: nobody learns which numbers are taken.
    """
    now = context.clock.now()
    with context.database.reading() as session:
        sitting = attempts.sitting(session, attempt_id)
        require_mine(sitting.attempt, context.actor)
        if sitting.awaits is not None:
            return _awaiting(session, sitting.attempt, sitting.awaits)
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
        template=item.response_template, lines=item.response_lines if item.kind in MARKED_BY_HAND else 1,
        min_words=item.min_words, max_words=item.max_words,
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
        told = {
            entry.key: review
            for entry, review in pairs
            if attempt.saved.get(entry.key) is not None and by_key[entry.key].kind not in MARKED_BY_HAND
        }
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
    next_from = handed.marked_at + timedelta(hours=quiz.cool_down_hours) if quiz and left else None
    mode: Feedback = "practice" if attempt.is_practice else quiz.feedback if quiz else attempt.feedback
    closes_at = closing(quiz) if quiz else None
    is_closed = (
        closes_at is not None
        and now >= closes_at
        and not attempts.anybody_sits(session, attempt.launch, attempt.quiz, now)
    )
    told = telling(mode, is_passed=is_passed, is_closed=is_closed)
    shown = handed.grade if told.questions else withheld(handed.grade)
    essays = marks_by_item(session, attempt.id) if told.questions and essays_of(attempt) else NO_ESSAYS
    return AttemptReview(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, grade=shown, handed_in_at=handed.at,
        items=_reviews(attempt, handed.answers, handed.grade, told, handed.sure, essays=essays),
        marked_at=handed.marked_at, left=left, passed_in_another=is_passed and not handed.grade.passed,
        read_again=_read_again(context, session, definition, shown.missed_claims, attempt.rep),
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
    attempt: Attempt, answers: Mapping[str, Any], graded: Grade, told: Telling, sure: Mapping[str, int], *,
    essays: Mapping[str, EssayMarks] = NO_ESSAYS,
) -> tuple[ItemReview, ...]:  # fmt: skip
    by_key = {item.key: item for item in attempt.items}
    grades = {one.key: one for one in graded.items}
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
                said=answer_in_words(item, entry, answer), sure=sure.get(entry.key), counts=grades[entry.key].counts,
                fraction=grades[entry.key].fraction if told.questions else None,
                is_enough=grades[entry.key].is_enough if told.questions else None,
                unmarked=grades[entry.key].unmarked,
                rubric=essays[entry.key].rubric if entry.key in essays else (),
                marks=essays[entry.key].marks if entry.key in essays else (), **keys,
            )
        )  # fmt: skip
    return tuple(found)


def _awaiting(session: Session, attempt: Attempt, waits: attempts.Awaiting) -> AttemptAwaits:
    definition = require_version(session, attempt.launch).definition
    quiz, open_ones = definition.quizzes.get(attempt.quiz), pending(session, attempt.id)
    by_key = {item.key: item for item in attempt.items}
    items = tuple(
        ItemReview(
            number=number, kind=item.kind, situation=item.situation, stem=item.stem, must_pass=item.must_pass,
            said=answer_in_words(item, entry, waits.answers.get(entry.key)), fraction=None,
            sure=waits.sure.get(entry.key),
        )
        for number, entry in enumerate(attempt.form.items, start=1)
        for item in (by_key[entry.key],)
    )  # fmt: skip
    return AttemptAwaits(
        id=attempt.id, launch=attempt.launch, launch_name=definition.product.name, quiz=attempt.quiz,
        title=quiz.title if quiz else attempt.quiz, number=attempt.number, handed_in_at=waits.at, late=waits.late,
        items=items, due_on=open_ones.due_on,
        waits=tuple(n for n, entry in enumerate(attempt.form.items, start=1) if entry.key in open_ones.items),
    )  # fmt: skip


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
