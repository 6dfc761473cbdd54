"""Credentials as they were issued: inserted, never edited. Whether one still counts is derived, and stands nowhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables import people  # noqa: F401  a foreign key leads there
from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class CredentialRow(SQLModel, table=True):
    """One credential; `text` is the canonical JSON as it was signed, its proof in it.

    `number` counts the credentials of one person for one certification from 1: two processes that issue at once cannot
    both issue the same. `basis` is the fingerprint of what it says (`domain.credentials.badge`).
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("launch", "certification", "person_id", "number"),
        UniqueConstraint("status_list", "status_index"),
    )

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    launch: str
    certification: str
    person_id: int = Field(foreign_key="person.id")
    number: int
    certified_on: date
    valid_through: date
    status_list: int
    status_index: int
    basis: str
    key_id: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    issued_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    issued_by: str
    simulated: bool = False
