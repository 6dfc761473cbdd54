"""`readiness apply`: make it so, through Prefect, showing each step as it goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer

from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import Turn, applying, restore_files, steps_through, take_steps
from readiness.actions.keep_plan import read_plan
from readiness.cli.plan_text import files_text, undone_text
from readiness.cli.showing import StepLines
from readiness.context import Context
from readiness.ground.errors import ReadinessError
from readiness.settings import Settings, find_root, load_settings
from readiness.wiring.prefect import open_runner
from readiness.wiring.running import sharing
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


class Engine(StrEnum):
    local = "local"
    server = "server"
    none = "none"


@app.command()
def apply(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    plan: Path = typer.Option(
        None, "--plan", help="A plan saved by `readiness plan --out`: do exactly that or refuse."
    ),
    engine: Engine = typer.Option(None, "--engine", help="Who runs the steps; default: the setting `engine`, local."),
    by: str = typer.Option("", "--by", help="Who acts: a mail address."),
    as_json: bool = typer.Option(False, "--json", help="What came of it as JSON; the steps are shown on stderr."),
) -> None:
    """Make it so: the steps of the launch, shown as they go.

    Safe to repeat: a broken-off apply goes on where it stopped, and a second one finds nothing to do.
    Exit 0: done, or nothing to do. 1: refused. 2: unusable input. 3: something outside failed; apply again.
    """
    settings = load_settings(find_root(Path.cwd()))
    lines = StepLines()
    context = open_workspace(by=by, progress=lines)
    saved = read_plan(plan, launch=launch) if plan else None
    base, wanted = (dict(saved.base), saved.fingerprint) if saved else (None, "")
    chosen = engine or Engine(settings.engine)
    try:
        with applying(context, launch=launch, engine=chosen.value, base=base, plan=wanted) as turn:
            done = _carry_out(context, settings, turn, chosen, lines)
            told = _json(turn, done) if as_json else f"{launch}: {done.told}"
            typer.echo(told)
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


def _carry_out(context: Context, settings: Settings, turn: Turn, engine: Engine, lines: StepLines) -> _Done:
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
    if engine is Engine.none:
        lines.note("without Prefect: plain functions, one after the other")
        take_steps(context, turn)
        return _Done("applied.", applied=True)
    runner = open_runner(settings, engine.value, lines)
    parameters = {"launch": turn.launch, "root": str(context.root), "by": context.by()}
    with sharing(context, turn):
        seen_at = runner.run("launch_readiness", parameters)["seen_at"]
    return _Done(f"applied. The run: {seen_at}" if seen_at else "applied.", applied=True, run=seen_at)
