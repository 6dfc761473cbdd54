"""What people were told by the daily watch, and up to which day it has looked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class WatchRow(SQLModel, table=True):
    """The watch of one launch has looked at every day up to `on_day`."""

    __tablename__ = "watch"
    __table_args__ = (UniqueConstraint("launch", "on_day"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    on_day: date
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class NoticeRow(SQLModel, table=True):
    """One notice of one watch. `subject` is a mail address or a task's key, `about` a certification or the owner."""

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    watch_id: int = Field(foreign_key="watch.id", index=True)
    kind: str
    subject: str
    about: str
    says: str
