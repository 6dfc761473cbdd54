"""TK0xx: whether the launch's tasks can be put in order and dated at all, judged before `plan` does it for good.

The rules are those of `readiness.domain.tasks`. The library of holidays alone takes longer to load than everything that
`check` does, so every weekday outside the blackouts counts as a business day at first, and the calendars are asked only
when something is wrong on those: what is told then is exact. What a holiday alone makes wrong is found by `plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readiness.domain.definition.model import Launch
from readiness.domain.tasks.calendar import BusinessCalendar, DaysOff, launch_calendars, market_calendar
from readiness.domain.tasks.graph import build_tasks, years_needed
from readiness.domain.tasks.playbook import Playbook
from readiness.ground.errors import DefinitionError, Problem, Where
from readiness.ground.frozen import replace

WEEKEND = frozenset((5, 6))


def task_problems(
    launch: Launch, playbook: Playbook, where: Callable[[str], Where | None], days_off: DaysOff | None = None
) -> tuple[Problem, ...]:
    """Why no task graph can be made of the file and its playbook; empty when one can.

    Without `days_off`, or when it lacks the calendar of a market, weekdays stay the measure.
    """
    blackouts = tuple(launch.blackouts.values())
    weekdays = {
        market: market_calendar(weekend=WEEKEND, holidays={}, blackouts=blackouts, market=market)
        for market in launch.markets
    }
    found = _problems(launch, playbook, weekdays)
    if found and days_off is not None:
        on = launch.starts_on or launch.launch_on
        try:
            calendars = launch_calendars(launch, days_off, years_needed(launch, playbook, on))
        except DefinitionError:
            calendars = weekdays
        found = _problems(launch, playbook, calendars)
    return tuple(p if p.where else replace(p, where=where(p.path)) for p in found)


def _problems(launch: Launch, playbook: Playbook, calendars: Mapping[str, BusinessCalendar]) -> tuple[Problem, ...]:
    try:
        build_tasks(launch, playbook, calendars, launch.starts_on or launch.launch_on)
    except DefinitionError as error:
        return error.problems
    return ()
