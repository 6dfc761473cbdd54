"""`readiness map`: the message of a launch, its gaps, who hears what, and who agreed to it."""

from __future__ import annotations

import json

import typer

from readiness.cli.map_text import map_text
from readiness.cli.permitted import permitted_message
from readiness.ground.fingerprint import plain
from readiness.reports.message_map import message_board
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command("map")
def message_map(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    gaps: bool = typer.Option(False, "--gaps", help="Only the situations that nobody can answer without a gap."),
    by: str = typer.Option("", "--by", help="Mail address of whoever looks; READINESS_BY otherwise."),
    as_json: bool = typer.Option(False, "--json", help="As JSON: everything, keys included."),
) -> None:
    """Which value proposition answers which selling situation, with what, and what is missing.

    A situation is a customer's problem against a competitor, or none. As applied; before that, as the file says.
    For those who see the message in the browser, and the launch's team.
    """
    context = open_workspace(by=by)
    permitted_message(context, launch=launch)
    board = message_board(context, launch=launch)
    typer.echo(json.dumps(plain(board), indent=2, ensure_ascii=False) if as_json else map_text(board, gaps_only=gaps))
