"""Tasks: the graph of each launch as it was last applied, and everything that ever happened to its tasks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from readiness.store.tables.base import UtcDateTime, insert_only


class TaskGraphRow(SQLModel, table=True):
    """One row per launch, locked by whoever acts on its tasks. `slips` holds `domain.tasks.task.Slip` as JSON."""

    __tablename__ = "task_graph"

    launch: str = Field(primary_key=True)
    critical_path: list[str] = Field(sa_column=Column(JSON, nullable=False))
    slips: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))


class TaskRow(SQLModel, table=True):
    """One task of the graph that stands; `position` is its place in an order in which they can be done, from 0."""

    __tablename__ = "task"

    launch: str = Field(primary_key=True, foreign_key="task_graph.launch")
    key: str = Field(primary_key=True)
    position: int
    title: str
    stage: str
    kind: str
    action: str
    owner: str | None = None
    owner_email: str
    function: str
    after: list[str] = Field(sa_column=Column(JSON, nullable=False))
    days: int
    start_on: date
    due_on: date
    slack_days: int
    critical: bool
    skip: str | None = None
    concerns: list[str] = Field(sa_column=Column(JSON, nullable=False))


@insert_only
class TaskEventRow(SQLModel, table=True):
    """One thing that happened to a task. `task` is a key; the task may be gone from the graph by now."""

    __tablename__ = "task_event"
    __table_args__ = (Index("ix_task_event_launch_task", "launch", "task"),)

    id: int | None = Field(default=None, primary_key=True)
    launch: str
    task: str
    kind: str
    by: str
    function: str
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    fingerprint: str | None = None
    note: str = ""
    simulated: bool = False
