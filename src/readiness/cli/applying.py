"""What `readiness apply` does, once its arguments are read and the flow's process is on its way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import Turn, applying, restore_files, steps_through, take_steps
from readiness.actions.keep_plan import read_plan
from readiness.actions.render_materials import render_ahead
from readiness.cli.plan_text import files_text, undone_text
from readiness.cli.showing import StepLines
from readiness.context import Context
from readiness.ground.errors import ReadinessError
from readiness.ports import FlowRunner
from readiness.settings import Settings
from readiness.wiring.prefect import ready_runner
from readiness.wiring.running import answer, sharing
from readiness.wiring.workspace import open_workspace


def apply(
    settings: Settings,
    launch: str,
    *,
    saved: Path | None,
    engine: str,
    by: str,
    begun: FlowRunner | None,
    as_json: bool,
) -> str:
    """The launch is applied, as the plan in the file `saved` says if there is one; what came of it, as told to people.

    `begun` is what will run the flow, if that is known by now. Steps are shown as they go.
    """
    lines = StepLines()
    context = open_workspace(by=by, progress=lines)
    plan = read_plan(saved, launch=launch) if saved else None
    base, wanted = (dict(plan.base), plan.fingerprint) if plan else (None, "")
    try:
        with applying(context, launch=launch, engine=engine, base=base, plan=wanted) as turn:
            done = _carry_out(context, settings, turn, engine, lines, begun)
            return _json(turn, done) if as_json else f"{launch}: {done.told}"
    except (ReadinessError, KeyboardInterrupt):
        lines.failed()
        if lines.heard & STEPS.keys():
            through = steps_through(context, launch=launch)
            lines.note(f"{through} of {len(STEPS)} steps are through and kept; apply again to go on")
        raise


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of it, in a sentence. `run` is where Prefect shows it; empty without Prefect."""

    told: str
    applied: bool = False
    run: str = ""


def _json(turn: Turn, done: _Done) -> str:
    plan = turn.plan
    told = {
        "launch": turn.launch, "applied": done.applied, "nothing_to_do": turn.nothing_to_do,
        "definition": plan.definition, "plan": plan.fingerprint, "application": turn.application,
        "continued": turn.continued, "added": plan.added, "changed": plan.changed, "removed": plan.removed,
        "restored_files": list(plan.files_to_restore), "run": done.run, "told": done.told,
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False)


def _carry_out(
    context: Context, settings: Settings, turn: Turn, engine: str, lines: StepLines, begun: FlowRunner | None
) -> _Done:
    if turn.nothing_to_do and (lost := turn.plan.files_to_restore):
        restore_files(context, turn)
        are = "is" if len(lost) == 1 else "are"
        files = files_text(turn.plan, "was", "were")
        return _Done(f"nothing to do on the record; {files} and {are} written again.")
    if turn.nothing_to_do:
        return _Done("nothing to do; what stands is what the file asks for.")
    if undone := undone_text(turn.plan):
        lines.note(undone)
    if turn.through:
        lines.note(f"going on: {turn.through} of {len(STEPS)} steps were through already")
    if engine == "none":
        lines.note("without Prefect: plain functions, one after the other")
        take_steps(context, turn)
        return _Done("applied.", applied=True)
    parameters = {"launch": turn.launch, "root": str(context.root), "by": context.by()}
    runner = ready_runner(begun, settings, engine, lines)
    try:
        render_ahead(context, launch=turn.launch)  # while the flow's process imports Prefect
        with sharing(context, turn):
            seen_at = runner.run(parameters, answer)["seen_at"]
    finally:
        runner.close()
    return _Done(f"applied. The run: {seen_at}" if seen_at else "applied.", applied=True, run=seen_at)
