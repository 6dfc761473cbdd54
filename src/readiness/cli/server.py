"""`readiness server`: the local Prefect server of this workspace. It stays up; stopping it loses nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import typer

from readiness.cli.showing import StepLines
from readiness.settings import find_root, load_settings
from readiness.wiring.prefect import open_server

app = typer.Typer(no_args_is_help=True, help="The local Prefect server: start, status, stop.")


@app.command()
def start() -> None:
    """Start it in the background, or find it running. `apply` does this by itself."""
    server = open_server(load_settings(find_root(Path.cwd())))
    running = server.ensure(StepLines())
    typer.echo(f"Prefect {running.prefect} at {running.ui_url} (process {running.pid}); its log is {server.log}")


@app.command()
def status(*, as_json: bool = typer.Option(False, "--json", help="As JSON.")) -> None:
    """Does it run and answer? Exit 1 when it does not."""
    server = open_server(load_settings(find_root(Path.cwd())))
    running = server.find()
    if as_json:
        told = {"running": running is not None, "home": str(server.home), "log": str(server.log)}
        if running is not None:
            told |= asdict(running) | {"api_url": running.api_url, "ui_url": running.ui_url}
        typer.echo(json.dumps(told, indent=2))
    elif running is None:
        typer.echo("not running. Start it: readiness server start")
    else:
        typer.echo(f"running: Prefect {running.prefect} at {running.ui_url} (process {running.pid})")
    if running is None:
        raise typer.Exit(1)


@app.command()
def stop() -> None:
    """Stop it. Nothing of ours is lost: the record is in our database."""
    stopped = open_server(load_settings(find_root(Path.cwd()))).stop()
    typer.echo("stopped." if stopped else "it was not running.")
