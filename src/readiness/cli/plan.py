"""`readiness plan`: what apply would do, to read or to save."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from readiness.actions.keep_plan import write_plan
from readiness.actions.plan_launch import plan_launch, require_sound
from readiness.cli.plan_text import plan_text
from readiness.ground.fingerprint import plain
from readiness.reports.unasked_roles import unasked_roles
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def plan(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
    out: Path = typer.Option(
        None, "--out", help="Save the plan; apply it as it is with: readiness apply KEY --plan FILE"
    ),
) -> None:
    """What apply would do; changes nothing.

    Tasks with their dates, materials, approvals voided, enrolments, certifications that would lapse, dates that slip.
    Exit 0 also when there is something to do; 1 when the launch file is unsound.
    """
    context = open_workspace()
    found = plan_launch(context, launch=launch)
    unasked = unasked_roles(context, require_sound(context, launch=launch))
    if out is not None:
        write_plan(out, found)
    if as_json:
        about = {"fingerprint": found.fingerprint, **plain(found), "unasked_roles": unasked}
        typer.echo(json.dumps(about, indent=2, ensure_ascii=False))
        return
    typer.echo(plan_text(found))
    for told in unasked:
        typer.echo(f"Look at this: {told}")
    if out is not None:
        typer.echo(f"Saved to {out}. Carry it out exactly so: readiness apply {launch} --plan {out}")
