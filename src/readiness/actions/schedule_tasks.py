"""The task graph that a definition asks for, as of today. Reads the playbook and the calendars, writes nothing."""

from __future__ import annotations

from readiness.context import Context
from readiness.domain.definition.model import Launch
from readiness.domain.tasks.calendar import launch_calendars
from readiness.domain.tasks.graph import build_tasks, years_needed
from readiness.domain.tasks.task import TaskGraph


def schedule_tasks(context: Context, launch: Launch, *, finished: frozenset[str] = frozenset()) -> TaskGraph:
    """What `apply` would store and `plan` shows. `finished` tasks count no more in slack and slips; their dates stay.

    Raises DefinitionError with every problem of the tasks, and of the calendars, at once.
    """
    playbook = context.playbooks.playbook(launch.tier)
    today = context.clock.today()
    calendars = launch_calendars(launch, context.calendars, years_needed(launch, playbook, today))
    return build_tasks(launch, playbook, calendars, today, finished=finished)
