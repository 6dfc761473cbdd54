"""How an apply fares: every step of it, what came of those that are through, and what the process says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from readiness.context import Context
from readiness.ports.applying import ApplyRun
from readiness.store import launches

Standing = Literal["done", "now", "waiting", "broken off"]


@dataclass(frozen=True, slots=True)
class StepLine:
    """`summary` and `finished_at` are of steps that are through; `changed`: it left something different."""

    name: str
    standing: Standing
    summary: str = ""
    changed: bool = False
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyProgress:
    """`run` is None when nothing was ever applied from the browser here; `steps` are of that run, in their order.

    `name` is the product's, the key before the first apply.
    """

    launch: str
    name: str
    run: ApplyRun | None
    steps: tuple[StepLine, ...]

    @property
    def outcome(self) -> Literal["running", "done", "failed", "none"]:
        if self.run is None:
            return "none"
        if self.run.running:
            return "running"
        return "done" if self.run.succeeded else "failed"

    @property
    def through(self) -> int:
        return sum(step.standing == "done" for step in self.steps)


def apply_progress(context: Context, *, launch: str, steps: Iterable[str]) -> ApplyProgress:
    """The last apply that was started beside us. `steps` are the names of all steps, in their order."""
    run = context.applier.last(launch)
    with context.database.reading() as session:
        last = launches.last_application(session, launch)
        version = launches.current_version(session, launch)
    name = version.definition.product.name if version else launch
    finished = last.finished if last and run and last.id > run.before else {}
    lines: list[StepLine] = []
    ahead: Standing = "waiting"
    if run is not None and not run.succeeded:
        ahead = "now" if run.running else "broken off"
    for step in steps:
        if (told := finished.get(step)) is not None:
            lines.append(StepLine(step, "done", told.summary, told.changed, told.finished_at))
            continue
        lines.append(StepLine(step, ahead))
        ahead = "waiting"
    return ApplyProgress(launch=launch, name=name, run=run, steps=tuple(lines))
