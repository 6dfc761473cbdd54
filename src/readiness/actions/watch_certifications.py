"""Once a day: who was certified, whose certification runs out, who and what is overdue. Says each thing once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from readiness.actions.record_readiness_day import record_readiness_day
from readiness.context import Context
from readiness.domain.certification.notice import Notice, person_notices, task_notices
from readiness.store import journal, knowledge_upkeep, requirement_progress, standings
from readiness.store.launches import require_version
from readiness.store.notices import notices_of, people_to_look_at, record_watch, watched_through
from readiness.store.task_progress import task_progress


@dataclass(frozen=True, slots=True)
class Watched:
    """The days from the one after `after` to `on` were looked at. `again` is True when they had been before."""

    launch: str
    after: date
    on: date
    notices: tuple[Notice, ...]
    again: bool


def watch_certifications(context: Context, *, launch: str) -> Watched:
    """Every day up to today has been looked at, and what it had to say is on record.

    The second time on one day says the same and records nothing. The first watch of a launch looks at today alone.
    Raises NotFound for a launch that was not applied.
    """
    today = context.clock.today()
    actor = context.actor or "engine"
    with context.database.transaction() as session:
        version = require_version(session, launch)
        standings.lock(session, launch)
        through = watched_through(session, launch)
        if through is not None and through >= today:
            return Watched(launch, through, today, notices_of(session, launch, today), again=True)
        after = through or today - timedelta(days=1)
        standings.bring_up_to_date(session, launch)
        requirement_progress.bring_up_to_date(session, launch)
        knowledge_upkeep.bring_up_to_date(session, launch)
        progress = task_progress(session, launch)
        tasks = [(task, progress.states[task.key]) for task in progress.graph.tasks]
        people = people_to_look_at(session, launch, after=after, on=today)
        notices = (
            *person_notices(launch, people, after=after, on=today),
            *task_notices(launch, tasks, after=after, on=today),
        )
        record_watch(session, context.clock, launch, today, notices)
        record_readiness_day(session, context.clock, version.definition, on=today)
        journal.record(
            session,
            context.clock,
            actor=actor,
            verb="watched",
            subject=f"{after + timedelta(days=1)} to {today}",
            launch=launch,
            fingerprint=version.fingerprint,
            detail={kind: sum(n.kind == kind for n in notices) for kind in sorted({n.kind for n in notices})},
        )
    return Watched(launch, after, today, notices, again=False)
