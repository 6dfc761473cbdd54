"""The steps that bring a launch as far as it can go, in their order, and how one of them is run and remembered.

`STEPS` is the only list of them: the Prefect flow and `--engine none` walk the same one. A step is a few actions, each
in its own transaction and each finding its own earlier work, so that a step killed anywhere is simply done again. A
finished step is a row of the application it belongs to; asked for again there, it says so and does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from readiness.actions.apply_tasks import apply_tasks
from readiness.actions.decide_gate import decide_gate
from readiness.actions.enrol_reps import enrol_reps
from readiness.actions.finish_engine_tasks import finish_engine_tasks
from readiness.actions.plan_launch import require_sound
from readiness.actions.refresh_standings import refresh_standings
from readiness.actions.render_materials import render_materials
from readiness.context import Context
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.fingerprint import short
from readiness.ground.keys import did_you_mean
from readiness.store import journal, launches


@dataclass(frozen=True, slots=True)
class StepResult:
    """What a step came to, in one line, and whether anything is different now."""

    summary: str
    changed: bool


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """A step of an application. `again` is True when it was through before and nothing was done now."""

    step: str
    summary: str
    changed: bool
    again: bool


class Step(Protocol):
    def __call__(self, context: Context, *, launch: str) -> StepResult: ...


def validate(context: Context, *, launch: str) -> StepResult:
    """The definition in the file is sound and is the one that stands."""
    definition = require_sound(context, launch=launch)
    by = context.by()
    with context.database.transaction() as session:
        before = launches.current_version(session, launch)
        now = launches.record_version(session, context.clock, definition, by)
        changed = before is None or before.fingerprint != now
        if changed:
            journal.record(
                session, context.clock, actor=by, verb="applied", subject="definition", launch=launch, fingerprint=now
            )
    said = f"definition {short(now)} is sound"
    return StepResult(f"{said} and stands from now on" if changed else f"{said} and stood already", changed)


def tasks(context: Context, *, launch: str) -> StepResult:
    """The task list is what the file and the playbook ask for."""
    applied = apply_tasks(context, launch=launch)
    return StepResult(str(applied), applied.changed)


def value_propositions(context: Context, *, launch: str) -> StepResult:
    return _render(context, launch, "value-propositions", ("value-proposition-sheet", "calculator"))


def objection_handling(context: Context, *, launch: str) -> StepResult:
    return _render(context, launch, "objection-handling", ("objection-cards", "battlecard"))


def training_modules(context: Context, *, launch: str) -> StepResult:
    return _render(context, launch, "training-modules", ("module", "role-play"))


def knowledge_quizzes(context: Context, *, launch: str) -> StepResult:
    return _render(context, launch, "knowledge-quizzes", ("quiz",))


def enrolment(context: Context, *, launch: str) -> StepResult:
    """Everybody whose role asks for a certification is asked for each of its requirements."""
    enrolled = enrol_reps(context, launch=launch)
    finished = finish_engine_tasks(context, launch=launch, stage="enrolment")
    changed = enrolled.added or enrolled.withdrawn or enrolled.rescheduled or finished
    return StepResult(str(enrolled), bool(changed))


def certification(context: Context, *, launch: str) -> StepResult:
    """Every standing is what the evidence says today."""
    refreshed = refresh_standings(context, launch=launch)
    finished = finish_engine_tasks(context, launch=launch, stage="certification")
    return StepResult(str(refreshed), bool(refreshed.changed or finished))


def gate(context: Context, *, launch: str) -> StepResult:
    """The verdict of today is on record."""
    finished = finish_engine_tasks(context, launch=launch, stage="clearance")
    decided = decide_gate(context, launch=launch)
    unmet = len(decided.verdict.unmet())
    said = f"{decided.outcome}: {unmet} of {len(decided.criteria)} criteria unmet" if unmet else decided.outcome
    return StepResult(said, bool(finished or decided.is_new))


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "validate": validate,
        "tasks": tasks,
        "value-propositions": value_propositions,
        "objection-handling": objection_handling,
        "training-modules": training_modules,
        "knowledge-quizzes": knowledge_quizzes,
        "enrolment": enrolment,
        "certification": certification,
        "gate": gate,
    }
)
"""In the order in which they run."""


def run_step(context: Context, *, launch: str, step: str, steps: Mapping[str, Step] = STEPS) -> StepOutcome:
    """`step` of the application that is under way is through, now or already.

    Raises NotFound for a step there is not, Conflict when no application is under way or an earlier step is missing.
    """
    if step not in steps:
        raise NotFound(f"there is no step '{step}'.", hint=did_you_mean(step, steps))
    with context.database.reading() as session:
        application = launches.last_application(session, launch)
    if application is None:
        raise Conflict(f"no application of '{launch}' is under way.", hint=f"Run: readiness apply {launch}")
    if (before := application.finished.get(step)) is not None:
        context.progress.done(step, f"already done ({before.summary})")
        return StepOutcome(step, before.summary, changed=False, again=True)
    missing = [name for name in steps if name not in application.finished]
    if missing[0] != step:
        raise Conflict(f"'{step}' cannot run before '{missing[0]}'.", hint=f"Run: readiness apply {launch}")
    context.progress.step(step)
    result = steps[step](context, launch=launch)
    with context.database.transaction() as session:
        launches.finish_step(
            session,
            context.clock,
            application=application.id,
            step=step,
            summary=result.summary,
            changed=result.changed,
        )
    context.progress.done(step, result.summary)
    return StepOutcome(step, result.summary, result.changed, again=False)


def _render(context: Context, launch: str, stage: str, kinds: tuple[str, ...]) -> StepResult:
    """The stage's materials read as the definition now says, and the engine's tasks in it are done."""
    rendered = render_materials(context, launch=launch, kinds=kinds)
    finished = finish_engine_tasks(context, launch=launch, stage=stage)
    said = f"{len(rendered.rendered)} rendered, {len(rendered.unchanged)} unchanged"
    if rendered.withdrawn:
        said += f", {len(rendered.withdrawn)} withdrawn"
    return StepResult(said, bool(rendered.rendered or rendered.withdrawn or finished))
