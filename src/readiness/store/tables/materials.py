"""Rendered materials, publications and approvals: all three are kept, none is edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class MaterialVersionRow(SQLModel, table=True):
    """One piece as it was rendered; the last row of a piece is the current one, unless it was withdrawn."""

    __tablename__ = "material_version"
    __table_args__ = (Index(None, "launch", "kind", "key", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    kind: str
    key: str
    title: str
    fingerprint: str
    markdown: str = Field(sa_column=Column(Text, nullable=False))
    withdrawn: bool = False
    rendered_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class PublicationRow(SQLModel, table=True):
    """One line of the publish log."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("launch", "kind", "key", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    kind: str
    key: str
    version: int
    fingerprint: str
    change: str
    note: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class ApprovalRow(SQLModel, table=True):
    """One function's decision on one piece as it read then."""

    __tablename__ = "approval"
    __table_args__ = (Index(None, "launch", "kind", "key", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    kind: str
    key: str
    fingerprint: str
    function: str
    decision: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    simulated: bool = False
