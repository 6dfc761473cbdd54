"""What the field sent, and what became of it: both are kept, neither is edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class FieldVoiceRow(SQLModel, table=True):
    """One thing that one person sent. `group_id` is the first one like it; null = it is the first itself."""

    __tablename__ = "field_voice"
    __table_args__ = (
        CheckConstraint("kind IN ('objection', 'question', 'win', 'rewrite')", name="kind_known"),
        Index(None, "launch", "id"),
        Index(None, "sender", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    group_id: int | None = Field(default=None, foreign_key="field_voice.id", index=True)
    kind: str
    says: str = Field(sa_column=Column(Text, nullable=False))
    about: str = ""
    competitor: str = ""
    sender: str
    region: str = ""
    via: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class FieldVoiceDecisionRow(SQLModel, table=True):
    """What was decided of a group; the last row counts. `into_id`: merged into this group, null = into none."""

    __tablename__ = "field_voice_decision"
    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'merged', 'declined')", name="decision_known"),
        Index(None, "launch", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    voice_id: int = Field(foreign_key="field_voice.id")
    decision: str
    into_id: int | None = Field(default=None, foreign_key="field_voice.id")
    entry: str = ""
    reason: str = ""
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False
