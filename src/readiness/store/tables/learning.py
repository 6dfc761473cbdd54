"""Where a rep is in a module, and what a manager said to them. Completion itself is evidence, not kept here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


class ModuleProgressRow(SQLModel, table=True):
    """The sections of a published module that a rep has read; begins anew when the content's fingerprint changes."""

    __tablename__ = "module_progress"

    launch: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    module: str = Field(primary_key=True)
    fingerprint: str
    sections: list[str] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@insert_only
class NudgeRow(SQLModel, table=True):
    """A reminder that one person sent another about a launch."""

    __tablename__ = "nudge"
    __table_args__ = (Index("ix_nudge_launch_person_id_at", "launch", "person_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    person_id: int = Field(foreign_key="person.id")
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    says: str = Field(sa_column=Column(Text, nullable=False))
    simulated: bool = False
