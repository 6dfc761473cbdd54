"""What applying the launch file would do. Reads file, playbook, calendars and record; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from readiness.actions.finish_engine_tasks import engine_tasks_ready
from readiness.actions.schedule_tasks import schedule_tasks
from readiness.context import Context
from readiness.domain.checks.all_checks import run_checks
from readiness.domain.definition.model import Item, Launch, Population
from readiness.domain.materials.assemble import materials_for
from readiness.domain.materials.content import content_fingerprints
from readiness.domain.plan.build import Standing, Wanted, build_plan
from readiness.domain.plan.changes import EnrolmentChange, Piece, Plan
from readiness.domain.tasks.states import finished_tasks
from readiness.ground.clock import Clock
from readiness.ground.errors import DefinitionError
from readiness.store.approvals import approvals
from readiness.store.launches import LaunchVersion, current_version
from readiness.store.materials import current, publications
from readiness.store.plan_sources import enrolments_ahead, roster_mark
from readiness.store.quizzes import accepted_items
from readiness.store.standing_counts import certified_counts
from readiness.store.task_progress import task_progress

EVERYBODY = Population(exclude_on_leave=False, exclude_hired_within_days=0)


@dataclass(frozen=True, slots=True)
class _Record:
    """What the database says, read in one moment."""

    standing: Standing
    accepted: tuple[Item, ...]
    enrolments: tuple[EnrolmentChange, ...]
    finished: frozenset[str]


def plan_launch(context: Context, *, launch: str) -> Plan:
    """The plan of `launch` as of today.

    Raises NotFound for no such launch, Unusable or DefinitionError, with every problem, for one that cannot be applied.
    """
    definition = require_sound(context, launch=launch)
    with context.database.reading() as session:
        record = _record(session, context.clock, definition)
    specs = materials_for(definition, record.accepted, context.templates.fingerprint)
    wanted = Wanted(
        graph=schedule_tasks(context, definition, finished=record.finished),
        materials=tuple(Piece(s.kind, s.key, s.title, s.fingerprint) for s in specs),
        contents=content_fingerprints(definition, record.accepted),
        enrolments=record.enrolments,
    )
    return build_plan(definition, standing=record.standing, wanted=wanted, made_on=context.clock.today())


def require_sound(context: Context, *, launch: str) -> Launch:
    """The definition in the workspace's file. Raises as `plan_launch` does; warnings are no reason to refuse."""
    reading = context.launches.read(launch)
    problems = reading.problems if reading.launch is None else run_checks(reading.launch, reading.where)
    errors = [problem for problem in problems if problem.level == "error"]
    if reading.launch is None or errors:
        raise DefinitionError(
            f"launch '{launch}' cannot be applied as it is written.",
            hint=f"All of it, warnings included: readiness check {launch}",
            problems=errors,
        )
    return reading.launch


def _record(session: Session, clock: Clock, definition: Launch) -> _Record:
    """For a launch that was never applied there is only the roster, and items accepted before."""
    launch, today = definition.key, clock.today()
    before = current_version(session, launch)
    accepted = accepted_items(session, launch, definition)
    enrolments = enrolments_ahead(session, definition, on=today)
    if before is None:
        return _Record(Standing(roster=roster_mark(session)), accepted, enrolments, frozenset())
    progress = task_progress(session, launch)
    standing = Standing(
        definition=before.fingerprint,
        tasks=progress.graph,
        ready=tuple(task.key for task in engine_tasks_ready(progress)),
        materials=tuple(Piece(m.kind, m.key, m.title, m.fingerprint) for m in current(session, launch).values()),
        approvals=approvals(session, launch),
        publications=publications(session, launch),
        certified=_certified(session, before, clock),
        roster=roster_mark(session),
    )
    return _Record(standing, accepted, enrolments, finished_tasks(progress.states))


def _certified(session: Session, version: LaunchVersion, clock: Clock) -> Mapping[str, int]:
    """People certified today, on leave or new as they may be, by certification."""
    found = {}
    for name in version.definition.certifications:
        groups = certified_counts(
            session, version.launch, certification=name, within="overall", as_of=clock.today(), population=EVERYBODY
        )
        found[name] = sum(group.certified for group in groups)
    return found
