"""`readiness init`: make a folder a workspace."""

from __future__ import annotations

from pathlib import Path

import typer

from readiness.actions.start_workspace import SAMPLES, start_workspace
from readiness.ground.errors import Conflict
from readiness.settings import workspace_around

app = typer.Typer()


@app.command()
def init(
    folder: Path = typer.Argument(Path(), help="The folder; the current one when left out."),
    *,
    sample: list[str] = typer.Option(["trial-extension"], "--sample", help=f"Sample launches: {', '.join(SAMPLES)}."),
    empty: bool = typer.Option(False, "--empty", help="No sample launch."),
    nested: bool = typer.Option(False, "--nested", help="Inside another workspace, on purpose."),
) -> None:
    """Make this folder a workspace: launches/, training_templates/, a sample launch. Nothing is overwritten."""
    root = folder.resolve()
    if not nested:
        _refuse_nesting(root)
    started = start_workspace(root, samples=() if empty else tuple(sample))
    for name in started.made:
        typer.echo(f"  made  {name}")
    for name in started.kept:
        typer.echo(f"  kept  {name}")
    if not started.made:
        typer.echo("This is a workspace already; nothing was changed.")
        return
    typer.echo("")
    typer.echo("Next: readiness check" + ("" if empty else f" {sample[0]}"))


def _refuse_nesting(root: Path) -> None:
    """Raises Conflict inside another workspace: from there on, commands would no longer find that one."""
    outer = workspace_around(root)
    if outer not in (None, root):
        raise Conflict(
            f"{root} is inside the workspace {outer}.",
            hint="Use that one, name a folder outside it, or pass --nested for a workspace of its own.",
        )
