"""Launches as applied: the launch, every version of its definition, and what each `apply` has finished."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


class LaunchRow(SQLModel, table=True):
    """One row per launch that was ever applied: which version stands, and what lists show without parsing it."""

    __tablename__ = "launch"

    key: str = Field(primary_key=True)
    name: str
    tier: int
    launch_on: date
    version: int
    fingerprint: str


@insert_only
class LaunchVersionRow(SQLModel, table=True):
    """The definition as it stood, canonical JSON. `number` counts from 1 in a launch; going back is a new one."""

    __tablename__ = "launch_version"
    __table_args__ = (UniqueConstraint("launch", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str = Field(foreign_key="launch.key")
    number: int
    fingerprint: str
    definition: str = Field(sa_column=Column(Text, nullable=False))
    applied_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    applied_by: str
    simulated: bool = False


@insert_only
class ApplicationRow(SQLModel, table=True):
    """One `apply` that had something to do. It is finished when every step has its row in `application_step`."""

    __tablename__ = "application"

    id: int | None = Field(default=None, primary_key=True)
    launch: str = Field(index=True)
    fingerprint: str
    plan: str
    engine: str
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    started_by: str
    simulated: bool = False


@insert_only
class ApplicationStepRow(SQLModel, table=True):
    """One finished step of an application. Its row is written after the step's own transaction has committed."""

    __tablename__ = "application_step"
    __table_args__ = (UniqueConstraint("application_id", "step"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    step: str
    summary: str
    changed: bool
    finished_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
