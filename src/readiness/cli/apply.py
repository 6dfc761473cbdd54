"""`readiness apply`: make it so, through Prefect, showing each step as it goes.

What it does stands in `applying`, which is loaded while the process of the flow imports Prefect (`adapters.
flow_process`): the two take about as long.
"""

from __future__ import annotations

import importlib
from enum import StrEnum
from pathlib import Path

import typer

from readiness.ports import FlowRunner
from readiness.settings import find_root, load_settings
from readiness.wiring.prefect import begin_runner

app = typer.Typer()


class Engine(StrEnum):
    local = "local"
    server = "server"
    none = "none"


@app.command()
def apply(
    given: typer.Context,
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
    chosen = engine or Engine(settings.engine)
    begun: FlowRunner | None = given.obj or begin_runner(settings, chosen.value)
    try:
        applying = importlib.import_module("readiness.cli.applying")
        told = applying.apply(settings, launch, saved=plan, engine=chosen.value, by=by, begun=begun, as_json=as_json)
    finally:
        if begun is not None:
            begun.close()
    typer.echo(told)
