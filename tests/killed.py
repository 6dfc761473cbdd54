"""Acts that are killed with SIGKILL: an apply at the n-th time it looks at the clock or tells of its progress, others
at a step.

The clock is looked at inside every transaction (the journal wants the time), progress is told at every step boundary.
Run in a process of its own (`FORKING`), which has imported all it needs before it is forked: to start Python and import
it anew takes a hundred times as long.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from readiness.actions.apply_launch import apply_launch
from readiness.actions.clear_launch import clear_launch
from readiness.actions.import_roster import import_roster
from readiness.store.session import Database
from tests import gate_world, people_world
from tests.plan_world import AT, KEY, Workspace

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.killed", "pytest"])


def die(act: Callable[..., object], *told: object) -> None:
    """`act(*told)` in a process of its own, which is seen to be killed by it."""
    process = FORKING.Process(target=act, args=told)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


@dataclass
class Dies:
    """A Progress; at the step of this name the process is gone."""

    at: str

    def step(self, name: str, detail: str = "") -> None:  # noqa: ARG002
        if name == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def done(self, name: str, summary: str = "") -> None:
        pass


def clear_and_die(url: str, folder: str, step: str) -> None:
    """The gate world's launch is cleared, until this step."""
    world = gate_world.World(Database(url), Path(folder))
    clear_launch(world.context("mara", progress=Dies(step)), launch="atlas")


def import_and_die(url: str, folder: str, step: str) -> None:
    """The roster.csv of the folder is imported, until this step."""
    context = people_world.context_for(Database(url), Path(folder), progress=Dies(step))
    import_roster(context, path=Path(folder) / "roster.csv")


@dataclass
class Fuse:
    """A clock and a Progress that count; at the `at`-th count of what it watches the process is gone."""

    watches: str
    at: int
    count: int = 0
    simulated: bool = False

    def now(self) -> datetime:
        self._burn("clock")
        return AT

    def today(self) -> date:
        return AT.date()

    def step(self, name: str, detail: str = "") -> None:  # noqa: ARG002
        self._burn("progress")

    def done(self, name: str, summary: str = "") -> None:  # noqa: ARG002
        self._burn("progress")

    def _burn(self, what: str) -> None:
        if what == self.watches:
            self.count += 1
            if self.count == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def apply_with(fuse: Fuse, database: Database, root: Path) -> None:
    """Applied, or killed on the way."""
    apply_launch(Workspace(database, root).context(clock=fuse, progress=fuse), launch=KEY)


def apply_and_die(url: str, root: str, watches: str, at: int) -> None:
    apply_with(Fuse(watches, at), Database(url), Path(root))
