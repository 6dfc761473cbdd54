"""A workspace to plan and apply in, with three reps on the roster, and what its record says as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from readiness.actions.import_roster import import_roster
from readiness.context import Context
from readiness.ground.clock import Clock
from readiness.ports import Progress
from readiness.store.session import Database
from readiness.store.tables.whole import metadata
from tests.people_world import person, roster_text
from tests.task_world import KEY, MARKETER, TaskWorld

AT = datetime(2027, 1, 18, 9, tzinfo=UTC)
RECORDS = (
    "launch", "launch_version", "application", "application_step", "task", "task_graph", "task_event",
    "material_version", "approval", "publication", "person", "posting", "enrolment", "standing", "standing_count",
    "verdict", "journal",
)  # fmt: skip
MOVING = {"id", "application_id", "summary", "changed", "detail", "identity", "inputs", "verdict", "evidence_mark"}
"""Columns that tell how something came about, not what it is; a verdict's inputs name the last row ids it saw."""

__all__ = ["AT", "KEY", "MARKETER", "Record", "Workspace"]

Record = Mapping[str, list[tuple[Any, ...]]]


@dataclass
class Workspace:
    """`root` holds the sample launches; the roster has two sellers and their manager."""

    database: Database
    root: Path
    at: datetime = AT

    def context(self, *, clock: Clock | None = None, progress: Progress | None = None, by: str = MARKETER) -> Context:
        made = TaskWorld(self.database, self.root, self.at).context(by)
        return replace(made, clock=clock or made.clock, progress=progress or made.progress)

    def hire(self, *names: str, role: str = "seller") -> None:
        """The roster is these people and nobody else."""
        lines = [person(f"{name}@tallybird.example", role=role, start="2026-01-04") for name in names]
        (self.root / "roster.csv").write_text(roster_text(*lines), encoding="utf-8")
        import_roster(self.context(), path=self.root / "roster.csv", leavers="close")

    def edit(self, before: str, after: str) -> None:
        """The launch file says `after` where it said `before`."""
        file = self.root / "launches" / KEY / "launch.yaml"
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")

    def record(self) -> Record:
        """All that is on record, ordered, without what only tells how it came about."""
        found = {}
        with self.database.reading() as session:
            for name in RECORDS:
                table = metadata.tables[name]
                columns = [column for column in table.c if column.name not in MOVING]
                rows = session.execute(select(*columns)).all()
                found[name] = sorted((tuple(row) for row in rows), key=repr)
        return found

    def files(self) -> Mapping[str, str]:
        """What stands in the output folder."""
        out = self.root / "out"
        return {str(p.relative_to(out)): p.read_text(encoding="utf-8") for p in sorted(out.rglob("*")) if p.is_file()}
