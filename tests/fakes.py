"""Hand-written fakes for the ports, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from readiness.ground.errors import NotFound
from readiness.ports.applying import ApplyRun


@dataclass
class FakeCalendars:
    """Weekends on Saturday and Sunday, and just the holidays it is given."""

    days: Mapping[str, Mapping[date, str]] = field(default_factory=lambda: {"US": {}})

    def holidays(self, code: str, years: tuple[int, ...]) -> Mapping[date, str]:
        if code not in self.days:
            raise NotFound(f"no calendar '{code}'.")
        return {day: name for day, name in self.days[code].items() if day.year in years}

    def weekend(self, code: str) -> frozenset[int]:  # noqa: ARG002
        return frozenset({5, 6})


@dataclass
class HeardProgress:
    """Remembers what it was told."""

    heard: list[str] = field(default_factory=list)

    def step(self, name: str, detail: str = "") -> None:
        self.heard.append(f"{name} {detail}".strip())

    def done(self, name: str, summary: str = "") -> None:
        self.heard.append(f"{name}: {summary}")


@dataclass
class HeardMail:
    """Keeps what it was given to send: to, subject, text."""

    shown: str = "heard"
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, to: str, subject: str, text: str) -> None:
        self.sent.append((to, subject, text))


@dataclass
class BackwardsPasswords:
    """A quick hash that nobody should use; counts how often it was asked."""

    verified: int = 0

    def hash(self, password: str) -> str:
        return password[::-1]

    def verify(self, password: str, kept: str | None) -> bool:
        self.verified += 1
        return kept is not None and password[::-1] == kept


@dataclass
class HeardApplier:
    """Starts nothing; remembers what it was asked, and is as `end` says. Like the real one, one runs at a time."""

    runs: list[ApplyRun] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)

    def start(
        self,
        launch: str,
        *,
        plan: str,
        by: str,
        at: datetime,
        before: int,
        write_plan: Callable[[Path], None],  # noqa: ARG002
    ) -> bool:
        if self.runs and self.runs[-1].running:
            return False
        self.plans.append(plan)
        self.runs.append(
            ApplyRun(
                launch=launch, plan=plan, by=by, started_at=at, before=before, running=True, exit_code=None, log=""
            )
        )
        return True

    def end(self, exit_code: int | None, log: str = "") -> None:
        self.runs[-1] = replace(self.runs[-1], running=False, exit_code=exit_code, log=log)

    def last(self, launch: str) -> ApplyRun | None:
        return next((run for run in reversed(self.runs) if run.launch == launch), None)
