"""TK0xx: whether the launch's tasks can be put in order and dated at all, judged before `plan` does it for good.

The rules are those of `readiness.domain.tasks`. `check` has no holiday calendars (their library alone takes longer to
load than everything `check` does), so it counts every weekday outside the blackouts as a business day: what it finds is
wrong on any calendar, and `plan` may find more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from readiness.domain.definition.model import Launch
from readiness.domain.tasks.calendar import market_calendar
from readiness.domain.tasks.graph import build_tasks
from readiness.domain.tasks.playbook import Playbook
from readiness.ground.errors import DefinitionError, Problem, Where

WEEKEND = frozenset((5, 6))


def task_problems(launch: Launch, playbook: Playbook, where: Callable[[str], Where | None]) -> tuple[Problem, ...]:
    """Why no task graph can be made of the file and its playbook; empty when one can."""
    blackouts = tuple(launch.blackouts.values())
    calendars = {
        market: market_calendar(weekend=WEEKEND, holidays={}, blackouts=blackouts, market=market)
        for market in launch.markets
    }
    try:
        build_tasks(launch, playbook, calendars, launch.starts_on or launch.launch_on)
    except DefinitionError as error:
        return tuple(p if p.where else replace(p, where=where(p.path)) for p in error.problems)
    return ()
