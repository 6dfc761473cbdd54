"""An apply that is killed with SIGKILL at the n-th time it looks at the clock, or tells of its progress.

The clock is looked at inside every transaction (the journal wants the time), progress is told at every step boundary.
Run in a process of its own (`multiprocessing`, method forkserver), which has imported all it needs before it is forked.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from readiness.actions.apply_launch import apply_launch
from readiness.store.session import Database
from tests.plan_world import AT, KEY, Workspace


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
