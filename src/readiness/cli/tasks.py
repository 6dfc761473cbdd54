"""`readiness tasks`: the tasks of a launch, of a stage, of one person."""

from __future__ import annotations

import json

import typer

from readiness.cli.task_text import board_text
from readiness.ground.fingerprint import plain
from readiness.reports.tasks import task_boards
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def tasks(
    launch: str = typer.Argument("", help="The launch's key; none = every applied launch."),
    *,
    mine: str = typer.Option("", "--mine", metavar="EMAIL", help="Only the tasks this person owns."),
    stage: str = typer.Option("", "--stage", help="Only the tasks of this stage."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Who does what by when, and where it stands. ! is overdue, * is on the critical path.

    Slack is in business days from today: how long a task may wait without moving the launch.
    """
    boards = task_boards(open_workspace(), launch=launch, mine=mine, stage=stage)
    if as_json:
        typer.echo(json.dumps(plain(boards), indent=2, ensure_ascii=False))
        return
    if not boards:
        typer.echo("No launch has been applied yet. Run: readiness apply KEY")
    for i, board in enumerate(boards):
        typer.echo(("\n" if i else "") + board_text(board))
