"""`readiness demo`: the main job end to end on the sample launch, with simulated reps."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

from readiness.ground.errors import Conflict
from readiness.rehearsal.story import SEED, prepare_folder, tell_story
from readiness.settings import ENGINES, load_settings
from readiness.wiring.prefect import open_server

app = typer.Typer()


class Until(StrEnum):
    held = "held"
    cleared = "cleared"


@app.command()
def demo(
    folder: Path = typer.Argument(Path("demo"), help="Where to play; made anew each time."),
    *,
    seed: int = typer.Option(SEED, "--seed", help="Another seed, other reps: the launch may end held."),
    engine: str = typer.Option(
        "local", "--engine", help="local (a Prefect server we start and stop), server, or none."
    ),
    until: Until = typer.Option(
        Until.cleared, "--until", help="held: stop ten days before the launch, to look around and go on by hand."
    ),
    keep_server: bool = typer.Option(
        False, "--keep-server", help="Leave the Prefect server running to look at the runs."
    ),
) -> None:
    """The main job end to end on a real launch of 2018 with a simulated sales force; about a minute and a half."""
    if engine not in ENGINES:
        raise Conflict(f"engine is '{engine}'.", hint="Write local, server or none.")
    root = prepare_folder(folder.resolve())
    try:
        told = tell_story(root, say=typer.echo, seed=seed, engine=engine, until=until.value)
    finally:
        if engine == "local" and not keep_server:
            open_server(load_settings(root)).stop()
    typer.echo("What is there now:")
    typer.echo(f"  {told.report}   the readiness report; open it in a browser")
    typer.echo(f"  {told.materials}   rendered materials, as Markdown and HTML")
    typer.echo(f"  {told.workspace}   the workspace; cd there and try any command, or in a browser:")
    typer.echo(f"  cd {told.workspace} && READINESS_SIMULATED_NOW={told.ends_at:%Y-%m-%dT%H:%M}Z readiness serve")
    if keep_server and engine == "local":
        typer.echo("The Prefect server is still up: readiness server status")
