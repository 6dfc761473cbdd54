"""Verdicts, waivers and their withdrawals, sign-offs, clearances: inserted, never edited."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


@insert_only
class VerdictRow(SQLModel, table=True):
    """One verdict, with all it was decided from (`inputs`, canonical JSON).

    `follows` is the id of the verdict before it on the same launch and market, 0 for the first: two processes that
    record at once cannot both follow the same one. `identity` is `domain.gate.verdict.identity`. `definition` is a
    fingerprint.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("launch", "market", "follows"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    market: str = ""
    follows: int
    decided_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    as_of: date
    definition: str
    outcome: str
    identity: str
    evidence_mark: int
    simulated_evidence: int
    simulated: bool = False
    actor: str = ""
    inputs: str = Field(sa_column=Column(Text, nullable=False))
    verdict: str = Field(sa_column=Column(Text, nullable=False))


@insert_only
class WaiverRow(SQLModel, table=True):
    """One waiver as given; `until` is its last day."""

    __tablename__ = "waiver"
    __table_args__ = (Index("ix_waiver_launch_criterion", "launch", "criterion"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    criterion: str
    market: str = ""
    criterion_fingerprint: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    requested_by: str
    approved_by: str
    function: str
    given_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    until: date
    simulated: bool = False


@insert_only
class WaiverWithdrawalRow(SQLModel, table=True):
    """The end of a waiver before its time."""

    __tablename__ = "waiver_withdrawal"

    id: int | None = Field(default=None, primary_key=True)
    waiver_id: int = Field(sa_column=Column(ForeignKey("waiver.id"), nullable=False, unique=True))
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    simulated: bool = False


@insert_only
class WaiverRequestRow(SQLModel, table=True):
    """A waiver asked for: it is given when two functions have approved it (see WaiverDecisionRow)."""

    __tablename__ = "waiver_request"

    id: int | None = Field(default=None, primary_key=True)
    launch: str = Field(index=True)
    criterion: str
    market: str = ""
    criterion_fingerprint: str
    reason: str = Field(sa_column=Column(Text, nullable=False))
    until: date
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    simulated: bool = False


@insert_only
class WaiverDecisionRow(SQLModel, table=True):
    """What one function said of a waiver asked for; one decision a function."""

    __tablename__ = "waiver_decision"
    __table_args__ = (UniqueConstraint("request_id", "function"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="waiver_request.id")
    function: str
    decision: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    simulated: bool = False


@insert_only
class SignOffRow(SQLModel, table=True):
    """One function's word on one definition: signed off, or taken back. The last word of a person counts."""

    __tablename__ = "sign_off"
    __table_args__ = (Index("ix_sign_off_launch_function", "launch", "function"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    function: str
    definition: str
    by: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    note: str = ""
    withdrawn: bool = False
    simulated: bool = False


@insert_only
class ClearanceRow(SQLModel, table=True):
    """One clearance: `record` is the text exactly as it was signed. The same verdict is cleared once."""

    __tablename__ = "clearance"
    __table_args__ = (UniqueConstraint("launch", "market", "identity"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    market: str = ""
    verdict_id: int = Field(foreign_key="verdict.id")
    definition: str
    identity: str
    fingerprint: str = Field(unique=True)
    key_id: str
    signature: str
    record: str = Field(sa_column=Column(Text, nullable=False))
    cleared_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    cleared_by: str
    simulated: bool = False
