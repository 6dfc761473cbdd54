"""Kits that reps made for a named buyer, and what they rewrote in the open parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class KitRow(SQLModel, table=True):
    """One kit: the request that it was made of. Its text is made anew from what is approved."""

    __tablename__ = "kit"
    __table_args__ = (Index("ix_kit_launch_by_id", "launch", "by", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    fingerprint: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class KitRewriteRow(SQLModel, table=True):
    """An open part as the rep wrote it: the last one of a part counts, an empty one takes the words back."""

    __tablename__ = "kit_rewrite"
    __table_args__ = (Index("ix_kit_rewrite_launch_id", "launch", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kit_id: int = Field(foreign_key="kit.id", index=True)
    launch: str
    part: str
    was: str
    text: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False
