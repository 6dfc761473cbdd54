"""The journal: who did what, when, to which fingerprint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class JournalRow(SQLModel, table=True):
    """One line of the journal. `launch` is empty for acts on the roster or the workspace."""

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    launch: str = Field(default="", index=True)
    actor: str
    verb: str
    subject: str
    fingerprint: str | None = None
    simulated: bool = False
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
