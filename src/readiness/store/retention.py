"""What people remember, counted by the database: the mean likelihood of remembering, and how answers went, by question
and region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import ColumnElement, Date, Float, Integer, Table, and_, bindparam, case, func, select
from sqlalchemy import cast as as_type
from sqlmodel import Session

from readiness.domain.access.scope import Scope
from readiness.domain.reinforcement.recall import DECAY, FACTOR
from readiness.store.people import posted_on
from readiness.store.practice_answers import CardKey
from readiness.store.reporting_trees import people_under
from readiness.store.tables.people import PostingRow
from readiness.store.tables.practice import PracticeCardRow, PracticeReviewRow

_CARD = cast("Table", PracticeCardRow.__table__)  # type: ignore[attr-defined]
_REVIEW = cast("Table", PracticeReviewRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]

_RIGHT: Final = 2
"""The lowest rating of a wholly right answer."""


class Remembered(NamedTuple):
    """So many cards of one question in one region, and the sum of how likely each is remembered."""

    cards: int
    recall: float


class Went(NamedTuple):
    """So many answers to one question in one region on one day, and how many of them were right."""

    card: CardKey
    region: str
    on_day: date
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class Whose:
    """The people that are asked about: on the roster on a day, within a scope; their region is that of the day."""

    launch: str
    on: date
    scope: Scope


def remembered(session: Session, whose: Whose) -> Mapping[tuple[CardKey, str], Remembered]:
    """By question and region, of everybody who ever answered it; leavers are not among them."""
    row, region = _CARD.c, _POSTING.c.region
    query = (
        select(row["item"], row.meaning, region, func.count(), func.sum(_recall(session, whose.on)))
        .select_from(_CARD.join(_POSTING, _POSTING.c.person_id == row.person_id))
        .where(row.launch == whose.launch, _theirs(whose))
        .group_by(row["item"], row.meaning, region)
    )
    return {
        ((item, meaning), place): Remembered(cards, float(recall))
        for item, meaning, place, cards, recall in session.connection().execute(query).fetchall()
    }


def answers_since(session: Session, whose: Whose, since: date) -> list[Went]:
    """How the answers from a day on went, up to and including the day asked about."""
    row, region = _REVIEW.c, _POSTING.c.region
    right = func.sum(case((row.rating >= _RIGHT, 1), else_=0))
    query = (
        select(row["item"], row.meaning, region, row.on_day, func.count(), right)
        .select_from(_REVIEW.join(_POSTING, _POSTING.c.person_id == row.person_id))
        .where(row.launch == whose.launch, row.on_day.between(since, whose.on), _theirs(whose))
        .group_by(row["item"], row.meaning, region, row.on_day)
        .order_by(row.on_day)
    )
    return [
        Went((item, meaning), place, day, answers, int(well))
        for item, meaning, place, day, answers, well in session.connection().execute(query).fetchall()
    ]


def people_asked(session: Session, whose: Whose) -> int:
    """How many of them ever answered a question of the launch."""
    query = (
        select(func.count(_CARD.c.person_id.distinct()))
        .select_from(_CARD.join(_POSTING, _POSTING.c.person_id == _CARD.c.person_id))
        .where(_CARD.c.launch == whose.launch, _theirs(whose))
    )
    return int(session.execute(query).scalar_one())


def _theirs(whose: Whose) -> ColumnElement[bool]:
    where = [posted_on(whose.on)]
    if whose.scope.whose == "regions":
        where.append(_POSTING.c.region.in_(sorted(whose.scope.regions)))
    elif whose.scope.whose == "mine":
        where.append(_POSTING.c.person_id.in_(people_under(whose.scope.manager, whose.on)))
    return and_(*where)


def _recall(session: Session, on: date) -> ColumnElement[float]:
    """`domain.reinforcement.recall.remembered_on` in SQL; a test holds the two together."""
    day, last = bindparam(None, on, type_=Date), _CARD.c.last_on
    if session.get_bind().dialect.name == "sqlite":
        days: Any = func.julianday(day, type_=Float) - func.julianday(last, type_=Float)
    else:
        days = as_type(day - last, Integer)
    elapsed = case((days > 0, days), else_=0)
    faded = func.pow(1.0 + FACTOR * as_type(elapsed, Float) / _CARD.c.stability, DECAY, type_=Float)
    return case((_CARD.c.missed, 0.0), else_=faded)
