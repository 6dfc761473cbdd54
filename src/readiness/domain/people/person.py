"""People as the rest of the product sees them: named by mail address, posted from day to day.

Every interval of days here is half open, [valid_from, valid_to), but for leave, whose both ends are days of leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster. `left_on` is the first day on which they no longer count; None = still here."""

    email: str
    name: str
    hired_on: date | None = None
    left_on: date | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a person stands from `valid_from` until the day before `valid_to` (None = still).

    An interval with `valid_from == valid_to` holds no day: it was corrected on the day it began. `source` is "roster"
    or "history"; `note` says in one sentence what was doubtful about it, and is nearly always empty.
    """

    email: str
    role: str
    manager_email: str | None
    team: str
    region: str
    territory: str
    valid_from: date
    valid_to: date | None = None
    source: str = "roster"
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """True when it holds no day."""
        return self.valid_to is not None and self.valid_to <= self.valid_from

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away. Both ends are days of leave; `ends_on` None = no end given yet."""

    email: str
    starts_on: date
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
