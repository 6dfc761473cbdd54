"""Who has to do what, by when: one row per launch × person × certification × requirement.

The natural key is the only index, and on SQLite the table itself (WITHOUT ROWID): a second index would halve the rate
at which 800,000 rows are written. For the same reason `person_id` is no foreign key: it is only ever selected from
`posting`, which has one, people are never deleted, and checking it 800,000 times doubles the time Postgres takes.
"""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel

from readiness.store.tables import base  # noqa: F401  names the constraints, so before any table


class EnrolmentRow(SQLModel, table=True):
    """One requirement asked of one person. `withdrawn_on` NULL = it is asked now; enrolling again clears it."""

    __tablename__ = "enrolment"
    __table_args__ = {"sqlite_with_rowid": False}

    launch: str = Field(primary_key=True)
    person_id: int = Field(primary_key=True)
    certification: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    """One of module, quiz, role-play, attestation."""
    key: str = Field(primary_key=True)
    due_on: date
    enrolled_on: date
    withdrawn_on: date | None = None
