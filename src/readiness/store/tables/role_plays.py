"""Role-plays and essays: rubrics as they were used, what reps handed in, who grades it, marks, exemplars, calibrations.

`role_play` is the key of a role-play, or `quiz/item` of an essay, which graders meet in the same way.

What was handed in and every mark is inserted and never edited; an assignment and an exemplar may end, once. Files lie
beside the database, under the name in `file_token` (`adapters/submission_files`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from readiness.store.tables import people, quizzes  # noqa: F401  foreign keys lead there
from readiness.store.tables.base import UtcDateTime, insert_and_close, insert_only


@insert_only
class RubricVersionRow(SQLModel, table=True):
    """A rubric as it read when something was first marked on it, or handed in to be."""

    __tablename__ = "rubric_version"
    __table_args__ = (
        UniqueConstraint("launch", "role_play", "number"),
        UniqueConstraint("launch", "role_play", "fingerprint"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    role_play: str
    number: int
    fingerprint: str
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    simulated: bool = False


@insert_only
class SubmissionRow(SQLModel, table=True):
    """What a rep handed in. `content_fingerprint` is the publication it answers; `round` counts from 1.

    `graders` is how many people grade it to begin with, 1 or 2. `attempt_id`: of an essay, the attempt it is part of,
    whose number is its `round`; None = a role-play.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("launch", "role_play", "person_id", "round"),
        Index("ix_submission_person_id", "person_id"),
        Index("ix_submission_attempt_id", "attempt_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    role_play: str
    person_id: int = Field(foreign_key="person.id")
    round: int
    content_fingerprint: str
    rubric_id: int = Field(foreign_key="rubric_version.id")
    graders: int
    attempt_id: int | None = Field(default=None, foreign_key="attempt.id")
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    link: str = Field(default="", sa_column=Column(Text, nullable=False))
    file_token: str | None = Field(default=None, unique=True)
    file_name: str = ""
    media_type: str = ""
    file_size: int = Field(default=0, sa_type=BigInteger)
    file_sha256: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    simulated: bool = False


@insert_only
class SubmissionEndRow(SQLModel, table=True):
    """How a submission ended: with its final mark, or taken back before anybody graded it."""

    __tablename__ = "submission_end"
    __table_args__ = (CheckConstraint("kind IN ('marked', 'withdrawn')", name="kind_known"),)

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    kind: str
    rule: str = ""
    fraction: float | None = None
    passed: bool | None = None
    evidence_key: str = ""
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    simulated: bool = False


@insert_and_close("ended_at", "ended_by", "ended_because")
class GraderAssignmentRow(SQLModel, table=True):
    """Somebody is asked to grade a submission. `place`: 1 first, 2 second, 3 third grader."""

    __tablename__ = "grader_assignment"
    __table_args__ = (
        CheckConstraint("place IN (1, 2, 3)", name="place_known"),
        Index(
            "uq_grader_assignment_open_submission_id_place",
            "submission_id",
            "place",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_grader_assignment_submission_id", "submission_id"),
        Index("ix_grader_assignment_grader", "grader"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    place: int
    grader: str
    due_on: date
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    simulated: bool = False
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    ended_by: str | None = None
    ended_because: str | None = None


@insert_only
class RolePlayMarkRow(SQLModel, table=True):
    """One person's marks, on a submission or (without one) on what they saw themselves. `levels`: category → mark.

    On a submission without an assignment: an essay that was marked once more, after it had its mark.
    """

    __tablename__ = "role_play_mark"
    __table_args__ = (
        UniqueConstraint("assignment_id"),
        Index("ix_role_play_mark_submission_id", "submission_id"),
        Index("ix_role_play_mark_launch_role_play", "launch", "role_play"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    role_play: str
    person_id: int = Field(foreign_key="person.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    assignment_id: int | None = Field(default=None, foreign_key="grader_assignment.id")
    grader: str
    rubric_id: int = Field(foreign_key="rubric_version.id")
    levels: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    fraction: float
    passed: bool
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_and_close("retired_at", "retired_by")
class ExemplarRow(SQLModel, table=True):
    """A piece of work with the marks that were agreed on for it. `levels`: category → mark."""

    __tablename__ = "exemplar"
    __table_args__ = (Index("ix_exemplar_launch_role_play", "launch", "role_play"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    role_play: str
    title: str
    rubric_id: int = Field(foreign_key="rubric_version.id")
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    link: str = Field(default="", sa_column=Column(Text, nullable=False))
    file_token: str | None = Field(default=None, unique=True)
    file_name: str = ""
    media_type: str = ""
    file_size: int = Field(default=0, sa_type=BigInteger)
    file_sha256: str = ""
    levels: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    by: str
    simulated: bool = False
    retired_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    retired_by: str | None = None


@insert_only
class CalibrationMarkRow(SQLModel, table=True):
    """One try of a grader at an exemplar. `off` is how far they were from what was agreed, 0..1."""

    __tablename__ = "calibration_mark"
    __table_args__ = (UniqueConstraint("exemplar_id", "grader", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    exemplar_id: int = Field(foreign_key="exemplar.id")
    grader: str
    number: int
    levels: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    comments: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    fraction: float
    off: float
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False
