"""Reminders: what was said to whom, what was held back, and whether it went out. Nothing of it is ever edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class ReminderRow(SQLModel, table=True):
    """One message: a person has at most one a day of theirs, which the table itself sees to."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("email", "on_day"), Index("ix_reminder_on_day", "on_day"))

    id: int | None = Field(default=None, primary_key=True)
    email: str
    on_day: date
    subject: str
    says: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class ReminderItemRow(SQLModel, table=True):
    """One thing that a message says. `key` is what nobody is told twice; `role`: owner, manager or leader."""

    __tablename__ = "reminder_item"
    __table_args__ = (UniqueConstraint("email", "key"), Index("ix_reminder_item_owner", "owner"))

    id: int | None = Field(default=None, primary_key=True)
    reminder_id: int = Field(foreign_key="reminder.id", index=True)
    email: str
    key: str
    launch: str
    kind: str
    subject: str
    title: str
    owner: str
    role: str
    rung: str
    due_on: date
    says: str


@insert_only
class ReminderHoldRow(SQLModel, table=True):
    """What was not said on a day, why, and until when; `until` None = nobody knows."""

    __tablename__ = "reminder_hold"
    __table_args__ = (UniqueConstraint("email", "on_day", "because"), Index("ix_reminder_hold_on_day", "on_day"))

    id: int | None = Field(default=None, primary_key=True)
    email: str
    on_day: date
    because: str
    until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    items: int
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class ReminderDeliveryRow(SQLModel, table=True):
    """A step of taking a message along one channel: begun, then sent or failed. Begun alone = nobody knows."""

    __tablename__ = "reminder_delivery"
    __table_args__ = (UniqueConstraint("reminder_id", "channel", "attempt", "state"),)

    id: int | None = Field(default=None, primary_key=True)
    reminder_id: int = Field(foreign_key="reminder.id")
    channel: str
    attempt: int
    state: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    detail: str = ""
