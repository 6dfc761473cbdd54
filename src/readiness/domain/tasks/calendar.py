"""Business days: a calendar of weekends, holidays and blackouts, counted forward and backward."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Protocol

from readiness.domain.definition.frame import Blackout
from readiness.domain.definition.model import Launch
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.ground.frozen import field, frozen

MAX_CLOSED_DAYS = 3660
"""No calendar is closed for ten years on end; one that is has a blackout or a weekend that was meant otherwise."""

_DAY = timedelta(days=1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@frozen
class Interval:
    """Days on which nothing may fall due, both ends included."""

    starts_on: date
    ends_on: date
    reason: str


@frozen
class BusinessCalendar:
    """The business days of a market. `weekend` holds weekday numbers, Monday = 0; `holidays` maps days to names.

    Counting raises DefinitionError (TK010) when it meets no business day within ten years.
    """

    weekend: frozenset[int] = frozenset((5, 6))
    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    blackouts: tuple[Interval, ...] = ()

    def why_closed(self, day: date) -> str:
        """Why nothing is due on `day`: the holiday, the blackout's reason, the weekday; empty for a business day."""
        if day in self.holidays:
            return self.holidays[day]
        for blackout in self.blackouts:
            if blackout.starts_on <= day <= blackout.ends_on:
                return f"blackout: {blackout.reason}"
        return f"a {_WEEKDAYS[day.weekday()]}" if day.weekday() in self.weekend else ""

    def is_business_day(self, day: date) -> bool:
        return not self.why_closed(day)

    def back(self, day: date, n: int) -> date:
        """The `n`-th business day before `day`, which itself need not be one; n = 0 is `previous_or_same`."""
        return self._count(day, n, -_DAY)

    def forward(self, day: date, n: int) -> date:
        """The `n`-th business day after `day`, which itself need not be one; n = 0 is `next_or_same`."""
        return self._count(day, n, _DAY)

    def previous_or_same(self, day: date) -> date:
        return self._open(day, -_DAY)

    def next_or_same(self, day: date) -> date:
        return self._open(day, _DAY)

    def _count(self, day: date, n: int, step: timedelta) -> date:
        if n < 0:
            raise ValueError(f"cannot count {n} business days; count the other way")
        if not n:
            return self._open(day, step)
        for _ in range(n):
            day = self._open(_moved(day, step), step)
        return day

    def _open(self, day: date, step: timedelta) -> date:
        closed_from = day
        for _ in range(MAX_CLOSED_DAYS):
            if self.is_business_day(day):
                return day
            day = _moved(day, step)
        raise _closed(closed_from, f"Shorten the blackout or the weekend: {self.why_closed(closed_from)}.")


def joined(calendars: Iterable[BusinessCalendar]) -> BusinessCalendar:
    """The calendar on which a day is a business day only if it is one in every given calendar."""
    every = tuple(calendars)
    holidays: dict[date, str] = {}
    for calendar in every:
        for day, name in calendar.holidays.items():
            said = holidays.get(day)
            holidays[day] = name if said is None or name in said.split("; ") else f"{said}; {name}"
    blackouts = dict.fromkeys(interval for calendar in every for interval in calendar.blackouts)
    weekend = frozenset[int]().union(*(calendar.weekend for calendar in every))
    return BusinessCalendar(weekend, MappingProxyType(holidays), tuple(blackouts))


def market_calendar(
    *, weekend: frozenset[int], holidays: Mapping[date, str], blackouts: Iterable[Blackout], market: str
) -> BusinessCalendar:
    """The calendar of one market of a launch: its country's days off and the blackouts that hold there."""
    here = (b for b in blackouts if not b.markets or market in b.markets)
    return BusinessCalendar(weekend, holidays, tuple(Interval(b.starts_on, b.ends_on, b.reason) for b in here))


class DaysOff(Protocol):
    """Where weekends and holidays come from; `ports.Calendars` is one."""

    def weekend(self, code: str) -> frozenset[int]: ...

    def holidays(self, code: str, years: tuple[int, ...]) -> Mapping[date, str]: ...


def launch_calendars(launch: Launch, source: DaysOff, years: tuple[int, ...]) -> dict[str, BusinessCalendar]:
    """The calendar of every market. Raises DefinitionError (TK013) for all whose calendar does not exist."""
    found: dict[str, BusinessCalendar] = {}
    problems = []
    for key, market in launch.markets.items():
        try:
            found[key] = market_calendar(
                weekend=source.weekend(market.holidays),
                holidays=source.holidays(market.holidays, years),
                blackouts=launch.blackouts.values(),
                market=key,
            )
        except NotFound as error:
            problems.append(Problem("TK013", error.message, error.hint, path=f"markets.{key}.holidays"))
    if problems:
        raise DefinitionError(f"the tasks of '{launch.key}' cannot be planned.", problems=problems)
    return found


@frozen
class Axis:
    """A run of business days, numbered from 0, so that dates become whole numbers and back.

    The arithmetic is on *boundaries*: boundary b lies just before day number b. Work of d days from boundary b ends at
    b + d, and its last day is number b + d - 1.
    """

    days: tuple[date, ...]

    @classmethod
    def around(cls, calendar: BusinessCalendar, dates: Iterable[date], margin: int) -> Axis:
        """Business days from `margin` before the first of `dates` to `margin` after the last. Raises like counting."""
        around = tuple(dates)
        day, last = calendar.back(min(around), margin + 1), calendar.forward(max(around), margin + 1)
        days = [day]
        while day < last:
            day = calendar.forward(day, 1)
            days.append(day)
        return cls(tuple(days))

    def before(self, day: date) -> int:
        """The boundary at the beginning of `day`."""
        return bisect_left(self.days, day)

    def through(self, day: date) -> int:
        """The boundary at the end of `day`."""
        return bisect_right(self.days, day)


def _moved(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise _closed(day, "Mend the year of the launch date or of the first day.") from None


def _closed(day: date, fix: str) -> DefinitionError:
    problem = Problem("TK010", f"the calendars have no business day within ten years of {day}.", fix)
    return DefinitionError("no dates can be set.", problems=(problem,))
