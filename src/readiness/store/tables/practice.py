"""Questions after certification: the answers given to them and what reps chose, inserted and never edited; and what is
kept of both, which is no record and is rebuilt from the answers by one command.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class PracticeQuestionRow(SQLModel, table=True):
    """A question as it read when somebody was asked it."""

    __tablename__ = "practice_question"

    fingerprint: str = Field(primary_key=True)
    item: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


@insert_only
class PracticeReviewRow(SQLModel, table=True):
    """One answer. The database itself lets a person answer a card once a day, however often it is sent.

    `meaning` tells the wording, `rating` is fsrs's 1 to 4, `retention` what was wanted when it was answered. `is_new`:
    the first answer to this card. `seed` gives the order in which its options stood.
    """

    __tablename__ = "practice_review"
    __table_args__ = (
        UniqueConstraint("launch", "person_id", "item", "meaning", "on_day"),
        CheckConstraint("rating BETWEEN 1 AND 4", name="rating_known"),
        CheckConstraint("fraction BETWEEN 0 AND 1", name="fraction_a_share"),
        Index("ix_practice_review_launch_id", "launch", "id"),
        Index("ix_practice_review_person_id_on_day", "person_id", "on_day"),
        Index("ix_practice_review_launch_on_day", "launch", "on_day"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    person_id: int = Field(foreign_key="person.id")
    certification: str
    item: str
    meaning: str
    question_fingerprint: str = Field(foreign_key="practice_question.fingerprint")
    seed: str = Field(sa_column=Column(Text, nullable=False))
    on_day: date
    answered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    answer: Any = Field(sa_column=Column(JSON, nullable=True))
    fraction: float
    sure: str = ""
    rating: int
    retention: float
    is_new: bool
    source: str
    simulated: bool = False


@insert_only
class PracticeChoiceRow(SQLModel, table=True):
    """What a rep chose; the last word counts. `launch` is "" for a hold, which is of all launches."""

    __tablename__ = "practice_choice"
    __table_args__ = (
        CheckConstraint("kind IN ('hold', 'resume', 'opt-out', 'opt-in')", name="kind_known"),
        Index("ix_practice_choice_person_id", "person_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    kind: str
    launch: str = ""
    until: date | None = None
    reason: str = Field(sa_column=Column(Text, nullable=False))
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


class PracticeCardRow(SQLModel, table=True):
    """What somebody's answers to one question in one wording come to. Follows from the answers alone.

    `missed`: the last of them was wrong.
    """

    __tablename__ = "practice_card"
    __table_args__ = {"sqlite_with_rowid": False}

    launch: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    item: str = Field(primary_key=True)
    meaning: str = Field(primary_key=True)
    stability: float
    difficulty: float
    last_on: date
    due_on: date
    answers: int
    wrong: int
    missed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class KnowledgeFreshRow(SQLModel, table=True):
    """Until when somebody's knowledge is fresh, as one criterion of the gate asks; who never answered has no row.

    `fresh_through` is the first day there is when they are not fresh whatever the day.
    """

    __tablename__ = "knowledge_fresh"
    __table_args__ = {"sqlite_with_rowid": False}

    launch: str = Field(primary_key=True)
    criterion: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    certification: str = Field(primary_key=True)
    answers: int
    fresh_through: date


class KnowledgeBasisRow(SQLModel, table=True):
    """What `knowledge_fresh` of a launch was derived from: its definition, and the drafted items accepted in it."""

    __tablename__ = "knowledge_basis"

    launch: str = Field(primary_key=True)
    definition: str
    accepted: str
