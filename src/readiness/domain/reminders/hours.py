"""When somebody may hear anything: working hours of a business day where they are, and not on leave.

Hours are read on the wall clock of the person's time zone, so that on the days on which clocks are put forward or back
eight o'clock is eight o'clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from readiness.domain.tasks.calendar import BusinessCalendar

_FARTHEST = 400
"""Days ahead that are looked at for one that is allowed; a longer leave is told without its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """`leaves` are (first day, last day or None = no end known), both ends of it days of leave.

    `from_hour` counts, `until_hour` does not: 8 and 18 are 08:00 to 17:59.
    """

    zone: tzinfo = UTC
    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)
    from_hour: int = 8
    until_hour: int = 18
    leaves: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Why nothing is said now, and from when it may be; None = nobody knows."""

    because: str
    until: datetime | None


def local_day(hours: Hours, now: datetime) -> date:
    """The day it is where they are."""
    return now.astimezone(hours.zone).date()


def held(hours: Hours, now: datetime) -> Held | None:
    """None = they may hear something at this moment."""
    local = now.astimezone(hours.zone)
    closed = why_closed(hours, local.date())
    if closed:
        return Held(closed, opens(hours, local.date() + timedelta(days=1)))
    if local.hour < hours.from_hour:
        return Held(f"before {hours.from_hour:02}:00", opens(hours, local.date()))
    if local.hour >= hours.until_hour:
        return Held(f"after {hours.until_hour:02}:00", opens(hours, local.date() + timedelta(days=1)))
    return None


def why_closed(hours: Hours, day: date) -> str:
    """Why nothing is said on that day: the leave, the holiday, the weekday; "" for a day like any other."""
    for starts, ends in hours.leaves:
        if starts <= day and (ends is None or day <= ends):
            return f"on leave through {ends}" if ends else "on leave"
    return hours.calendar.why_closed(day)


def opens(hours: Hours, day: date) -> datetime | None:
    """The first allowed moment on or after that day, in UTC; None when there is none within a year."""
    for ahead in range(_FARTHEST):
        on = day + timedelta(days=ahead)
        if not why_closed(hours, on):
            return datetime.combine(on, time(hours.from_hour), hours.zone).astimezone(UTC)
    return None
