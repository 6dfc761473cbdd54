"""How many were certified, day by day: what was recorded, and what stands now tells of the days between.

Of a manager's own people nothing is recorded; their line is worked out from what stands now alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from sqlmodel import Session

from readiness.store.certified_stretches import Stretch, stretches
from readiness.store.people_standings import Asking
from readiness.store.readiness_days import days_of

STRETCHES_READ = 2_000
"""Groups of alike people that a manager's line over time is worked out from; more would keep the page waiting."""
DAYS_SHOWN = 60
"""Days of such a line."""
FILLED_FOR = 5_000
"""People for whom the days that were not recorded are worked out; of more, only the recorded ones are told."""


@dataclass(frozen=True, slots=True)
class DayPoint:
    """`is_recorded` = counted on that day, and kept; else worked out from what stands now."""

    on: date
    certified: int
    counted: int
    is_recorded: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One certification over time, oldest first; the last point is today. Between two points nothing is known."""

    key: str
    name: str
    at_least: float | None
    points: tuple[DayPoint, ...]

    @property
    def has_gaps(self) -> bool:
        """True when days between the points were not counted, and could not be worked out."""
        return all(one.is_recorded for one in self.points) and any(
            (after.on - before.on).days > 1 for before, after in pairwise(self.points)
        )


def with_past(session: Session, asking: Asking, today: Sequence[Line], *, since: date) -> tuple[Line, ...]:
    """Each line, of which `today` holds the last point alone, with the days before it from `since` on."""
    on, scope = asking.on, asking.scope
    kept: Mapping[str, list[DayPoint]] = defaultdict(list)
    if scope.whose == "mine":
        found = stretches(session, asking, most=STRETCHES_READ)
        if found is None:
            return ()
        kept = {one.key: _worked_out(found, asking, one.key, _days_shown(since, on)) for one in today}
    else:
        for day in days_of(session, asking.launch, regions=scope.regions if scope.whose == "regions" else None):
            if day.on < on:
                kept[day.certification].append(DayPoint(day.on, day.certified, day.counted))
        if sum(one.points[-1].counted for one in today) <= FILLED_FOR:
            found = stretches(session, asking, most=STRETCHES_READ)
            if found is not None:
                kept = {one.key: _filled(kept[one.key], found, asking, one.key, since) for one in today}
    return tuple(
        replace(one, points=(*kept.get(one.key, ()), *one.points))
        for one in today
        if one.points[-1].counted or kept.get(one.key)
    )


def _days_shown(since: date, on: date) -> list[date]:
    """Days before `on`, from the launch's first on, equally far apart."""
    every = max(1, -(-(on - since).days // DAYS_SHOWN))
    return [since + timedelta(days=number) for number in range(0, (on - since).days, every)]


def _worked_out(found: Iterable[Stretch], asking: Asking, certification: str, days: Iterable[date]) -> list[DayPoint]:
    """These days of people whose past is not kept; empty when nobody counted on any."""
    theirs = [one for one in found if one.certification == certification]
    points = []
    for day in days:
        counted = [one for one in theirs if one.counts(day, asking.population)]
        certified = sum(one.people for one in counted if one.is_certified(day))
        points.append(DayPoint(day, certified, sum(one.people for one in counted), is_recorded=False))
    return points if any(one.counted for one in points) else []


def _filled(
    recorded: list[DayPoint], found: Iterable[Stretch], asking: Asking, certification: str, since: date
) -> list[DayPoint]:
    """The recorded days with those between them. When what stands now cannot have been what was recorded on each of
    them (somebody left, or was certified twice), it tells nothing of the others either: only the recorded ones.
    """
    theirs = [one for one in found if one.certification == certification]
    for point in recorded:
        # It was counted at some time of that day: between the day before and the end of this one.
        days = _worked_out(theirs, asking, certification, (point.on - timedelta(days=1), point.on))
        counted, certified = {one.counted for one in days}, {one.certified for one in days}
        if point.counted not in counted or not min(certified) <= point.certified <= max(certified):
            return recorded
    there = {one.on: one for one in recorded}
    between = _worked_out(theirs, asking, certification, _days_shown(since, asking.on))
    there = {one.on: one for one in between if one.counted} | there
    return [there[day] for day in sorted(there)]
