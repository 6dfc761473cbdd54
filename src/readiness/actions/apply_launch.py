"""Carry out what the plan says: begin or continue an application, walk the steps, one process at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from readiness.actions.advance_launch import STEPS, Step, StepOutcome, run_step
from readiness.actions.plan_launch import plan_launch
from readiness.actions.render_materials import render_materials
from readiness.context import Context
from readiness.domain.plan.changes import Plan
from readiness.domain.plan.drift import moved
from readiness.ground.errors import Conflict, NotAllowed
from readiness.ground.fingerprint import short
from readiness.store import journal, launches
from readiness.store.advancing import advancing
from readiness.store.launches import Application, LaunchVersion


@dataclass(frozen=True, slots=True)
class Prospect:
    """What applying would begin with. `continues` is the broken-off application that goes on, if there is one."""

    plan: Plan
    continues: Application | None

    @property
    def nothing_to_do(self) -> bool:
        """True when no step is open and what stands is what the file asks for."""
        return self.continues is None and self.plan.is_empty


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to advance a launch, now. `application` is None when there is nothing to do.

    `continued` is True when an earlier, broken-off application goes on; `through` counts its finished steps.
    """

    launch: str
    plan: Plan
    application: int | None
    continued: bool = False
    through: int = 0

    @property
    def nothing_to_do(self) -> bool:
        return self.application is None


@dataclass(frozen=True, slots=True)
class Applied:
    """What an `apply` came to. `steps` is empty when there was nothing to do."""

    launch: str
    plan: str
    steps: tuple[StepOutcome, ...]

    @property
    def nothing_to_do(self) -> bool:
        return not self.steps

    @property
    def changed(self) -> bool:
        return any(step.changed for step in self.steps)


def prospect(
    context: Context,
    *,
    launch: str,
    base: Mapping[str, str] | None = None,
    plan: str = "",
    steps: Mapping[str, Step] = STEPS,
) -> Prospect:
    """What applying `launch` would begin with; nothing is changed.

    `base` and `plan` are the base and the fingerprint of a saved plan: carrying out anything else is refused. A
    broken-off application of this very definition is continued; when it began with that plan, what it has done so far
    is no move. Raises DefinitionError when the file is unsound, Conflict when the world has moved.
    """
    found = plan_launch(context, launch=launch)
    with context.database.reading() as session:
        last = launches.last_application(session, launch)
        standing = launches.current_version(session, launch)
    if standing is None or standing.fingerprint != found.definition:
        _require_member(context, launch, standing)
    broken_off = last is not None and not set(steps) <= set(last.finished)
    continues = last if broken_off and last is not None and last.fingerprint == found.definition else None
    if base is not None and (continues is None or continues.plan != plan):
        require_unmoved(base, found)
    return Prospect(found, continues)


@contextmanager
def applying(
    context: Context,
    *,
    launch: str,
    engine: str,
    base: Mapping[str, str] | None = None,
    plan: str = "",
    steps: Mapping[str, Step] = STEPS,
) -> Iterator[Turn]:
    """Nobody else advances `launch` while the block runs; an application is under way unless there is nothing to do.

    The other arguments and errors are those of `prospect`; Conflict also when somebody else is at it.
    """
    by = context.by()
    with advancing(context.database, launch=launch, by=by, since=context.clock.now()):
        ahead = prospect(context, launch=launch, base=base, plan=plan, steps=steps)
        if ahead.continues is not None:
            finished = len(ahead.continues.finished)
            yield Turn(launch, ahead.plan, ahead.continues.id, continued=True, through=finished)
        elif ahead.nothing_to_do:
            yield Turn(launch, ahead.plan, None)
        else:
            yield Turn(launch, ahead.plan, _begin(context, ahead.plan, engine, by))


def apply_launch(
    context: Context,
    *,
    launch: str,
    base: Mapping[str, str] | None = None,
    plan: str = "",
    steps: Mapping[str, Step] = STEPS,
) -> Applied:
    """Every step is through, as plain functions, without Prefect; the second time there is nothing to do."""
    with applying(context, launch=launch, engine="none", base=base, plan=plan, steps=steps) as turn:
        return take_steps(context, turn, steps=steps)


def take_steps(context: Context, turn: Turn, *, steps: Mapping[str, Step] = STEPS) -> Applied:
    """Every step of the turn's application is through; none when there is nothing to do."""
    if turn.nothing_to_do:
        restore_files(context, turn)
        return Applied(turn.launch, turn.plan.fingerprint, ())
    done = [run_step(context, launch=turn.launch, step=name, steps=steps) for name in steps]
    return Applied(turn.launch, turn.plan.fingerprint, tuple(done))


def restore_files(context: Context, turn: Turn) -> None:
    """The materials that stand are in the output folder again, as on record, where any was missing or edited."""
    if turn.plan.files_to_restore:
        render_materials(context, launch=turn.launch)


def steps_through(context: Context, *, launch: str) -> int:
    """How many steps of the latest application are finished; 0 when there is none."""
    with context.database.reading() as session:
        last = launches.last_application(session, launch)
    return len(last.finished) if last else 0


def require_unmoved(base: Mapping[str, str], now: Plan) -> None:
    """Raises Conflict, naming every part of the world that moved since the plan with this base was saved."""
    if parts := moved(base, now):
        raise Conflict(
            f"the plan no longer fits: {', '.join(parts)} changed since it was saved.",
            hint=f"Look again: readiness plan {now.launch} --out FILE",
        )


def _require_member(context: Context, launch: str, standing: LaunchVersion | None) -> None:
    """A definition is put in force by somebody of the launch's team, as it stands or, the first time, as it is written.

    Going on with what stands needs nobody's word: schedules do it.
    """
    by = context.by().casefold()
    definition = standing.definition if standing else context.launches.read(launch).launch
    if definition is None or by not in {member.email.casefold() for member in definition.team.values()}:
        raise NotAllowed(
            f"{by} is not in the team of '{launch}' and may not put a definition in force.",
            hint="Somebody of its 'team' applies it, or adds you to it first.",
        )


def _begin(context: Context, plan: Plan, engine: str, by: str) -> int:
    with context.database.transaction() as session:
        begun = launches.begin_application(
            session,
            context.clock,
            launch=plan.launch,
            definition_fingerprint=plan.definition,
            plan=plan.fingerprint,
            engine=engine,
            by=by,
        )
        journal.record(
            session,
            context.clock,
            actor=by,
            verb="began applying",
            subject=f"plan {short(plan.fingerprint)}",
            launch=plan.launch,
            fingerprint=plan.definition,
            detail={"application": begun.id, "engine": engine},
        )
        return begun.id
