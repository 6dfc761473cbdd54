"""Decisions on drafted items, attempts and their steps: all inserted, none edited.

An attempt is its start row and the steps that followed. The items it asked are kept once per pool, by fingerprint, so
that it is graded on what was shown although the definition has moved on.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class DraftedItemDecisionRow(SQLModel, table=True):
    """A trainer's word on a drafted item as it then read; the last word on the same wording counts."""

    __tablename__ = "drafted_item_decision"
    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'rejected')", name="decision_known"),
        Index(None, "launch", "item", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    item: str
    fingerprint: str
    decision: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    simulated: bool = False


@insert_only
class QuizPoolRow(SQLModel, table=True):
    """The items of a pool, as they were when somebody was asked from it."""

    __tablename__ = "quiz_pool"

    fingerprint: str = Field(primary_key=True)
    items: list[Any] = Field(sa_column=Column(JSON, nullable=False))


@insert_only
class AttemptRow(SQLModel, table=True):
    """The start of one attempt. `content_fingerprint` is the publication it was taken on."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("launch", "quiz", "person_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    quiz: str
    person_id: int = Field(foreign_key="person.id")
    number: int
    pool_fingerprint: str = Field(foreign_key="quiz_pool.fingerprint")
    form: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    form_fingerprint: str
    content_fingerprint: str
    seed: str = Field(sa_column=Column(Text, nullable=False))
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    started_by: str
    time_limit_minutes: int | None = None
    simulated: bool = False


@insert_only
class AttemptStepRow(SQLModel, table=True):
    """Something done in an attempt. The database itself lets an attempt be handed in once and graded once.

    It may be graded again when a key is put right: each time is one more `regrade`, and the last one counts.
    """

    __tablename__ = "attempt_step"
    __table_args__ = (
        UniqueConstraint("attempt_id", "seq"),
        CheckConstraint("kind IN ('start', 'save', 'submit', 'grade', 'regrade')", name="kind_known"),
        Index(
            "uq_attempt_step_once_attempt_id_kind",
            "attempt_id",
            "kind",
            unique=True,
            sqlite_where=text("kind NOT IN ('save', 'regrade')"),
            postgresql_where=text("kind NOT IN ('save', 'regrade')"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    attempt_id: int = Field(foreign_key="attempt.id")
    seq: int
    kind: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


@insert_only
class AttemptResetRow(SQLModel, table=True):
    """From here on a new round: attempts up to number `after` no longer count towards the limit."""

    __tablename__ = "attempt_reset"
    __table_args__ = (Index(None, "launch", "quiz", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    quiz: str
    person_id: int = Field(foreign_key="person.id")
    after: int
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    reason: str
    simulated: bool = False


@insert_only
class AccommodationRow(SQLModel, table=True):
    """What somebody is given when a quiz has a time limit: the last row of a person in a launch counts.

    `kind` is `factor` (the limit times `factor`), `minutes` (so many more), `no-limit`, or `none` (taken back).
    """

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("kind IN ('factor', 'minutes', 'no-limit', 'none')", name="kind_known"),
        Index(None, "launch", "person_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    person_id: int = Field(foreign_key="person.id")
    kind: str
    factor: float | None = None
    minutes: int | None = None
    until: date
    reason: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class ItemRulingRow(SQLModel, table=True):
    """A trainer's decision on a question that was asked already, in one wording; the last one counts.

    `mended`: attempts up to the id `through` are graded with the key of the item in `key`. The others say how the
    question counts for everybody who is asked it in this wording: `by-key`, `credited` to all, or `dropped`.
    """

    __tablename__ = "item_ruling"
    __table_args__ = (
        CheckConstraint("ruling IN ('mended', 'by-key', 'credited', 'dropped')", name="ruling_known"),
        Index(None, "launch", "quiz", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    quiz: str
    item: str
    wording: str
    ruling: str
    key: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    through: int
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    simulated: bool = False
