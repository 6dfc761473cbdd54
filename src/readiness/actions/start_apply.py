"""An apply of exactly the plan that somebody looked at is under way, in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import prospect
from readiness.actions.keep_plan import write_plan
from readiness.context import Context
from readiness.ground.errors import Conflict
from readiness.store import launches

Started = Literal["started", "under way", "done already", "nothing to do"]


@dataclass(frozen=True, slots=True)
class _Record:
    """`last` is the number of the last application, `unfinished` whether steps of it are open."""

    last: int
    unfinished: bool


def start_apply(context: Context, *, launch: str, plan: str) -> Started:
    """The plan with this fingerprint is being carried out; asked again, nothing more is started.

    A broken-off application of the same definition goes on. Raises Conflict when the plan is no longer what applying
    would do, NotAllowed when whoever asks may not put the definition in force, DefinitionError for an unsound file.
    """
    by = context.by()
    before = context.applier.last(launch)
    if before is not None and before.running:
        return "under way"
    record = _record(context, launch)
    if before is not None and before.plan == plan and before.succeeded and not record.unfinished:
        return "done already"
    ahead = prospect(context, launch=launch)
    if ahead.plan.fingerprint != plan:
        raise Conflict(
            "the plan no longer fits: something changed since you looked at it; nothing was applied.",
            hint="Look at the plan as it is now, then apply it.",
        )
    if ahead.nothing_to_do and not ahead.plan.files_to_restore:
        return "nothing to do"
    started = context.applier.start(
        launch,
        plan=plan,
        by=by,
        at=context.clock.now(),
        before=record.last - 1 if record.unfinished else record.last,
        write_plan=partial(write_plan, plan=ahead.plan),
    )
    return "started" if started else "under way"


def _record(context: Context, launch: str) -> _Record:
    with context.database.reading() as session:
        last = launches.last_application(session, launch)
    if last is None:
        return _Record(0, unfinished=False)
    return _Record(last.id, unfinished=not set(STEPS) <= set(last.finished))
