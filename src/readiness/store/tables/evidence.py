"""Evidence as it is kept: inserted, never edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class EvidenceRow(SQLModel, table=True):
    """One thing that happened. `id` only ever grows within a launch, so `id <= mark` is what a verdict saw."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("launch", "key"),
        Index("ix_evidence_launch_person_id", "launch", "person_id"),
        Index(
            "ix_evidence_launch_simulated",
            "launch",
            sqlite_where=text("simulated"),
            postgresql_where=text("simulated"),
        ),
        Index(
            "ix_evidence_corrections",
            "launch",
            "person_id",
            "corrects",
            "correction",
            sqlite_where=text("corrects IS NOT NULL"),
            postgresql_where=text("corrects IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    person_id: int = Field(foreign_key="person.id")
    kind: str
    subject: str
    fingerprint: str | None = None
    fraction: float | None = None
    passed: bool | None = None
    happened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    recorded_by: str
    source: str
    simulated: bool = False
    note: str = ""
    until: date | None = None
    key: str
    corrects: str | None = None
    correction: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
