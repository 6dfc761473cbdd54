"""`readiness report`: one HTML readiness report to open, print or send."""

from __future__ import annotations

import json

import typer

from readiness.actions.decide_gate import decide_gate
from readiness.actions.write_output import write_output
from readiness.ground.fingerprint import plain
from readiness.reports.readiness import readiness_report
from readiness.wiring.pages import open_report_page
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def report(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    as_json: bool = typer.Option(False, "--json", help="The same as JSON, on stdout; no file is written."),
) -> None:
    """One HTML page: the verdict and why, the people behind it, the work, the materials, the record."""
    context = open_workspace()
    decided = decide_gate(context, launch=launch)
    value = readiness_report(context, verdict=decided.verdict, number=decided.number)
    if as_json:
        typer.echo(json.dumps(plain(value), indent=2, ensure_ascii=False))
        return
    path = write_output(context, launch=launch, name="readiness.html", text=open_report_page().render(value))
    typer.echo(f"{path}")
