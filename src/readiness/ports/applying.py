"""What starting an `apply` beside ourselves needs from outside: a process of its own, and how it fares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from readiness.ground.errors import OutsideFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRun:
    """The last `apply` of a launch that was started beside us.

    `plan` is the fingerprint of the plan it carries out; `before` the number of the last application that was finished
    when it began (0 = none), so that what it did itself can be told. `exit_code` is None while it runs, and when it was
    killed before it could say. `log` is the end of what it said.
    """

    launch: str
    plan: str
    by: str
    started_at: datetime
    before: int
    running: bool
    exit_code: int | None
    log: str

    @property
    def succeeded(self) -> bool:
        return not self.running and self.exit_code == 0


class Applier(Protocol):
    """Runs `readiness apply` of one launch in a process of its own, which outlives ours."""

    def start(
        self, launch: str, *, plan: str, by: str, at: datetime, before: int, write_plan: Callable[[Path], None]
    ) -> bool:
        """An apply of the launch is under way; False when one was already and nothing was started.

        `write_plan` writes the saved plan that is to be carried out. Raises OutsideFailure.
        """
        ...

    def last(self, launch: str) -> ApplyRun | None:
        """None when none was ever started here."""
        ...


class NoApplier:
    """Where nothing can be started: in tests and commands that apply by themselves."""

    def start(self, launch: str, **_told: object) -> bool:
        raise OutsideFailure("nothing can be applied from here.", hint=f"Run: readiness apply {launch}")

    def last(self, launch: str) -> ApplyRun | None:  # noqa: ARG002
        return None
