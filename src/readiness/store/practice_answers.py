"""Answers to questions after certification, and what reps chose about being asked: the record, inserted only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.reinforcement.choices import Choice, ChoiceKind, Chosen, standing_choices
from readiness.domain.reinforcement.memory import Answered, Sure
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.restore import restore
from readiness.store.standing_facts import Run
from readiness.store.tables.people import PersonRow
from readiness.store.tables.practice import PracticeChoiceRow, PracticeQuestionRow, PracticeReviewRow

_REVIEW = cast("Table", PracticeReviewRow.__table__)  # type: ignore[attr-defined]
_QUESTION = cast("Table", PracticeQuestionRow.__table__)  # type: ignore[attr-defined]
_CHOICE = cast("Table", PracticeChoiceRow.__table__)  # type: ignore[attr-defined]
_PERSON = cast("Table", PersonRow.__table__)  # type: ignore[attr-defined]

_IDS = 2**31
"""Ids are smaller; a larger number is nobody's answer."""

CardKey = tuple[str, str]
"""A question's key, and which wording of it (`programme.Question.card`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One answer to one card. `id` 0 = not recorded yet; `question_print` is of the whole item as it was asked."""

    id: int = 0
    launch: str
    certification: str
    item: str
    meaning: str
    question_print: str
    seed: str
    on_day: date
    answered_at: datetime
    answer: Any
    fraction: float
    sure: Sure
    rating: int
    retention: float
    is_new: bool

    @property
    def card(self) -> tuple[str, str, str]:
        return self.launch, self.item, self.meaning


def add_review(session: Session, clock: Clock, review: Review, *, person_id: int, item: Item, source: str) -> int:
    """The answer is on record; returns its number. The table refuses a second one to the same card on one day."""
    insert_one = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_QUESTION)
    session.connection().execute(
        insert_one.on_conflict_do_nothing(), {"fingerprint": review.question_print, "item": plain(item)}
    )
    row = {
        "launch": review.launch, "person_id": person_id, "certification": review.certification, "item": review.item,
        "meaning": review.meaning, "question_fingerprint": review.question_print, "seed": review.seed,
        "on_day": review.on_day, "answered_at": review.answered_at, "answer": review.answer,
        "fraction": review.fraction, "sure": review.sure, "rating": review.rating, "retention": review.retention,
        "is_new": review.is_new, "source": source, "simulated": clock.simulated,
    }  # fmt: skip
    return cast("int", session.connection().execute(insert(_REVIEW).returning(_REVIEW.c.id), row).scalar_one())


def print_of(item: Item) -> str:
    return fingerprint(item)


def reviews_on(session: Session, person_id: int, day: date) -> tuple[Review, ...]:
    """What this person answered on a day, in the order in which they did."""
    return tuple(_review(row) for row in session.execute(_OF_DAY, {"person": person_id, "day": day}))


def review_of(session: Session, number: int, email: str) -> tuple[Review, Item]:
    """One answer of this person, with the question as it read. Raises NotFound, also for somebody else's."""
    given = {"wanted": number, "email": email}
    row = session.execute(_ONE, given).one_or_none() if 0 < number < _IDS else None
    if row is None:
        raise NotFound(f"there is no answer {number}.", hint="Yours of today are under My training, Practice.")
    return _review(row), restore(Item, row.asked)


def answers_of(
    session: Session, launch: str, run: Run, *, mark: int | None = None, until: date | None = None
) -> Mapping[int, Mapping[CardKey, list[Answered]]]:
    """Every answer of these people by person and card: up to id `mark`, and to the end of the day `until`."""
    row = _REVIEW.c
    query = select(row.person_id, row.item, row.meaning, row.answered_at, row.rating, row.retention).where(
        row.launch == launch, run.among(row.person_id)
    )
    if mark is not None:
        query = query.where(row.id <= mark)
    if until is not None and until < date.max:
        query = query.where(row.answered_at < datetime.combine(until + timedelta(days=1), time.min, UTC))
    found: dict[int, dict[CardKey, list[Answered]]] = defaultdict(lambda: defaultdict(list))
    for person_id, item, meaning, at, rating, retention in session.connection().execute(query).fetchall():
        found[person_id][item, meaning].append(Answered(at, rating, retention))
    return found


def answers_to(session: Session, launch: str, person_id: int, card: CardKey) -> list[Answered]:
    """Every answer of one person to one card."""
    given = {"launch": launch, "person": person_id, "item": card[0], "meaning": card[1]}
    return [Answered(row.answered_at, row.rating, row.retention) for row in session.execute(_TO_CARD, given)]


def mark_of_answers(session: Session, launch: str, *, until: date | None = None) -> int:
    """The highest id of the launch's answers (given by the end of a day); 0 = there is none."""
    query = select(func.max(_REVIEW.c.id)).where(_REVIEW.c.launch == launch)
    if until is not None and until < date.max:
        query = query.where(_REVIEW.c.answered_at < datetime.combine(until + timedelta(days=1), time.min, UTC))
    return session.execute(query).scalar() or 0


def add_choice(session: Session, clock: Clock, choice: Choice, *, person_id: int) -> None:
    """It is on record, and stands until the next word on the same thing."""
    session.execute(
        insert(_CHOICE),
        {
            "person_id": person_id, "kind": choice.kind, "launch": choice.launch, "until": choice.until,
            "reason": choice.reason, "by": choice.by, "at": choice.at, "simulated": clock.simulated,
        },
    )  # fmt: skip


def choices_of(session: Session, run: Run) -> Mapping[int, Chosen]:
    """What stands of what these people chose; who chose nothing is absent."""
    row = _CHOICE.c
    query = select(row.person_id, row.kind, row.launch, row.until, row.reason, row.by, row.at)
    made: dict[int, list[Choice]] = defaultdict(list)
    for one in session.execute(query.where(run.among(row.person_id)).order_by(row.id)):
        kind = cast("ChoiceKind", one.kind)
        made[one.person_id].append(Choice(kind, one.by, one.at, one.launch, one.until, one.reason))
    return {person_id: standing_choices(choices) for person_id, choices in made.items()}


def _review(row: Any) -> Review:
    return Review(
        id=row.id, launch=row.launch, certification=row.certification, item=row.item, meaning=row.meaning,
        question_print=row.question_fingerprint, seed=row.seed, on_day=row.on_day, answered_at=row.answered_at,
        answer=row.answer, fraction=row.fraction, sure=row.sure, rating=row.rating, retention=row.retention,
        is_new=bool(row.is_new),
    )  # fmt: skip


_OF_DAY = (
    select(_REVIEW)
    .where(_REVIEW.c.person_id == bindparam("person"), _REVIEW.c.on_day == bindparam("day"))
    .order_by(_REVIEW.c.id)
)
_ONE = (
    select(_REVIEW, _QUESTION.c["item"].label("asked"))
    .join(_QUESTION, _QUESTION.c.fingerprint == _REVIEW.c.question_fingerprint)
    .join(_PERSON, _PERSON.c.id == _REVIEW.c.person_id)
    .where(_REVIEW.c.id == bindparam("wanted"), _PERSON.c.email == bindparam("email"))
)
_TO_CARD = select(_REVIEW.c.answered_at, _REVIEW.c.rating, _REVIEW.c.retention).where(
    _REVIEW.c.person_id == bindparam("person"), _REVIEW.c.launch == bindparam("launch"),
    _REVIEW.c["item"] == bindparam("item"), _REVIEW.c.meaning == bindparam("meaning"),
)  # fmt: skip
