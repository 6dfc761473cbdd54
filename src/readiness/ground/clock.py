"""The only source of now: aware UTC.

Everything that asks for the time takes a Clock; a rehearsal gives it a FixedClock and everything recorded under it is
marked as simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol


class Clock(Protocol):
    """`simulated` is True when the time is not the wall's; evidence recorded under it says so."""

    @property
    def simulated(self) -> bool: ...

    def now(self) -> datetime: ...

    def today(self) -> date: ...


@dataclass(frozen=True, slots=True)
class WallClock:
    """The machine's clock, in UTC."""

    simulated: bool = False

    def now(self) -> datetime:
        return datetime.now(UTC)

    def today(self) -> date:
        return self.now().date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still at `at`; used by rehearsals, demos and tests."""

    at: datetime
    simulated: bool = True

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a clock needs an aware datetime; add a UTC offset")

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def today(self) -> date:
        return self.now().date()
