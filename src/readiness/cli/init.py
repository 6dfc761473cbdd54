"""`readiness init`: make a folder a workspace."""

from __future__ import annotations

from pathlib import Path

import typer

from readiness.actions.start_workspace import SAMPLES, start_workspace

app = typer.Typer()


@app.command()
def init(
    folder: Path = typer.Argument(Path(), help="The folder; the current one when left out."),
    *,
    sample: list[str] = typer.Option(["trial-extension"], "--sample", help=f"Sample launches: {', '.join(SAMPLES)}."),
    empty: bool = typer.Option(False, "--empty", help="No sample launch."),
) -> None:
    """Make this folder a workspace: launches/, training_templates/, a sample launch. Nothing is overwritten."""
    started = start_workspace(folder.resolve(), samples=() if empty else tuple(sample))
    for name in started.made:
        typer.echo(f"  made  {name}")
    for name in started.kept:
        typer.echo(f"  kept  {name}")
    if not started.made:
        typer.echo("This is a workspace already; nothing was changed.")
        return
    typer.echo("")
    typer.echo("Next: readiness check" + ("" if empty else f" {sample[0]}"))
