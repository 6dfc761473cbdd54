"""People, their effective-dated postings and their leave.

A posting is inserted and later closed (`valid_to`), nothing else: the database itself refuses to delete one or to edit
where somebody stood. `valid_to` is exclusive. One person has at most one open posting.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import insert_and_close


class PersonRow(SQLModel, table=True):
    """One person. `email` is stored as `domain.people.person.mail_address` spells it: NFC and lower case."""

    __tablename__ = "person"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    hired_on: date | None = None
    left_on: date | None = None
    languages: str = ""
    """Space-separated language tags, in the order of the roster file."""


@insert_and_close("valid_to")
class PostingRow(SQLModel, table=True):
    """Where a person stood from `valid_from` until the day before `valid_to` (NULL = still)."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        Index(
            "uq_posting_open_person_id",
            "person_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
        Index("ix_posting_person_id_valid_from", "person_id", "valid_from"),
        Index("ix_posting_manager_id", "manager_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    role: str
    manager_id: int | None = Field(default=None, foreign_key="person.id")
    team: str = ""
    region: str = ""
    territory: str = ""
    valid_from: date
    valid_to: date | None = None
    source: str = "roster"
    note: str = ""


class LeaveRow(SQLModel, table=True):
    """Days away; both ends are days of leave, `ends_on` NULL = no end given yet."""

    __tablename__ = "leave_period"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    starts_on: date
    ends_on: date | None = None
