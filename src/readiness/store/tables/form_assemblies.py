"""Forms of quizzes that were put together ahead, and which attempt was given which: all inserted, none edited."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel

from readiness.store.tables import quizzes  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class FormAssemblyRow(SQLModel, table=True):
    """The forms of a quiz as they were put together from what `basis` is the fingerprint of; the last one counts."""

    __tablename__ = "form_assembly"
    __table_args__ = (Index(None, "launch", "quiz", "basis", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    quiz: str
    basis: str
    seed: str = Field(sa_column=Column(Text, nullable=False))
    fingerprint: str
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    made_by: str
    simulated: bool = False


@insert_only
class FormGivenRow(SQLModel, table=True):
    """An attempt that asks one of those forms, by its number."""

    __tablename__ = "form_given"
    __table_args__ = (Index(None, "launch", "quiz", "attempt_id"),)

    attempt_id: int = Field(primary_key=True, foreign_key="attempt.id", sa_column_kwargs={"autoincrement": False})
    launch: str
    quiz: str
    assembly_id: int = Field(foreign_key="form_assembly.id")
    number: int
