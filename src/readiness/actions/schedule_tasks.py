"""The task graph that a definition asks for, as of today. Reads the playbook and the calendars, writes nothing."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.tasks.calendar import market_calendar
from readiness.domain.tasks.graph import build_tasks, years_needed
from readiness.domain.tasks.task import TaskGraph
from readiness.ground.errors import DefinitionError, NotFound, Problem


def schedule_tasks(context: Context, launch: Launch, *, finished: frozenset[str] = frozenset()) -> TaskGraph:
    """What `apply` would store and `plan` shows. `finished` tasks count no more in slack and slips; their dates stay.

    Raises DefinitionError with every problem of the tasks, and of the calendars, at once.
    """
    playbook = context.playbooks.playbook(launch.tier)
    today = context.clock.today()
    years = years_needed(launch, playbook, today)
    calendars = {}
    problems = []
    for key, market in launch.markets.items():
        try:
            calendars[key] = market_calendar(
                weekend=context.calendars.weekend(market.holidays),
                holidays=context.calendars.holidays(market.holidays, years),
                blackouts=launch.blackouts.values(),
                market=key,
            )
        except NotFound as error:
            problems.append(Problem("TK013", error.message, error.hint, path=f"markets.{key}.holidays"))
    if problems:
        raise DefinitionError(f"the tasks of '{launch.key}' cannot be planned.", problems=problems)
    return build_tasks(launch, playbook, calendars, today, finished=finished)
