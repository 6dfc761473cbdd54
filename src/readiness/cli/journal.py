"""`readiness journal`: who did what, when, to which fingerprint."""

from __future__ import annotations

import json

import typer

from readiness.ground.fingerprint import plain, short
from readiness.reports.journal import journal
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def show(
    launch: str = typer.Argument("", help="A launch; everything when left out."),
    *,
    actor: str = typer.Option("", "--actor", help="Only what this person did."),
    limit: int = typer.Option(50, "--limit", min=1, max=100_000, help="At most this many lines, newest first."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Who did what, when, to which fingerprint; newest first."""
    lines = journal(open_workspace(), launch=launch, actor=actor, limit=limit)
    if as_json:
        typer.echo(json.dumps(plain(lines), indent=2))
        return
    if not lines:
        typer.echo("Nothing has been done yet.")
    for line in lines:
        marks = f"  {short(line.fingerprint)}" if line.fingerprint else ""
        rehearsed = "  (simulated)" if line.simulated else ""
        where = f"{line.launch}: " if line.launch else ""
        typer.echo(f"{line.at:%Y-%m-%d %H:%M}  {line.actor}  {line.verb}  {where}{line.subject}{marks}{rehearsed}")
