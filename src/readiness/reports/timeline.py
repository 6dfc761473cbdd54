"""The timeline of one launch: its tasks as bars between days, with the days on which nobody works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from readiness.context import Context
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.tasks.calendar import BusinessCalendar, joined, launch_calendars
from readiness.domain.tasks.graph import years_needed
from readiness.domain.tasks.task import FINISHED
from readiness.reports.tasks import TaskLine, board_of
from readiness.store.task_progress import task_progress

_DAY = timedelta(days=1)
MOST_DAYS = 800
"""A timeline of more days than this cannot be read; it ends there."""

ClosedKind = Literal["weekend", "holiday", "blackout"]


@dataclass(frozen=True, slots=True)
class Closed:
    """A run of days on which nothing may fall due, both ends included, for one reason."""

    starts_on: date
    ends_on: date
    kind: ClosedKind
    why: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A task in time. `slack_until` is the last day it may be finished without moving the launch; None = no room,
    or finished.
    """

    line: TaskLine
    owner: str
    finished: bool
    slack_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`bars` in the order of the stages and then of the work. `first_on` to `last_on` holds everything shown."""

    launch: str
    name: str
    today: date
    launch_on: date
    release_on: date | None
    days_to_launch: int
    first_on: date
    last_on: date
    bars: tuple[Bar, ...]
    closed: tuple[Closed, ...]
    critical_path: tuple[str, ...]


def launch_timeline(context: Context, *, launch: str) -> Timeline:
    """Raises NotFound when the launch was not applied."""
    with context.database.reading() as session:
        progress = task_progress(session, launch)
    definition, today = progress.version.definition, context.clock.today()
    board = board_of(context, progress)
    years = years_needed(definition, progress.graph, today)
    calendar = joined(launch_calendars(definition, context.calendars, years).values())
    names = {member.email: member.name for member in definition.team.values()}
    lines = sorted(board.lines, key=lambda line: STAGES.index(line.stage))
    bars = tuple(
        Bar(line, names.get(line.who, line.who), line.state in FINISHED, _slack_until(line, calendar, board.launch_on))
        for line in lines
    )
    marks = [board.launch_on, *filter(None, [definition.release_on])]
    days = [day for line in lines for day in (line.start_on, line.due_on)] + marks
    if abs((today - board.launch_on).days) <= MOST_DAYS // 2:
        days.append(today)
    first, last = min(days) - 2 * _DAY, max(days) + 4 * _DAY
    last = min(last, first + MOST_DAYS * _DAY)
    return Timeline(
        launch=launch,
        name=board.name,
        today=today,
        launch_on=board.launch_on,
        release_on=definition.release_on,
        days_to_launch=board.days_to_launch,
        first_on=first,
        last_on=last,
        bars=bars,
        closed=tuple(_closed(calendar, first, last)),
        critical_path=board.critical_path,
    )


def _slack_until(line: TaskLine, calendar: BusinessCalendar, launch_on: date) -> date | None:
    if line.state in FINISHED or line.slack_days <= 0:
        return None
    return min(calendar.forward(line.due_on, line.slack_days), launch_on)


def _closed(calendar: BusinessCalendar, first: date, last: date) -> Iterator[Closed]:
    run: Closed | None = None
    day = first
    while day <= last:
        told = _why(calendar, day)
        if run is not None and told != (run.kind, run.why):
            yield run
            run = None
        if told is not None:
            run = Closed(run.starts_on if run else day, day, *told)
        day += _DAY
    if run is not None:
        yield run


def _why(calendar: BusinessCalendar, day: date) -> tuple[ClosedKind, str] | None:
    """A blackout is told even where it falls on a weekend, so that it is one stretch."""
    for blackout in calendar.blackouts:
        if blackout.starts_on <= day <= blackout.ends_on:
            return "blackout", blackout.reason
    if day in calendar.holidays:
        return "holiday", calendar.holidays[day]
    return ("weekend", "weekend") if day.weekday() in calendar.weekend else None
