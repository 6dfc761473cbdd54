"""`readiness task`: one task in full, and the eight things a person can do to it."""

from __future__ import annotations

import json

import typer

from readiness.actions.decide_task import decide_task
from readiness.cli.task_text import decided_text, line_text
from readiness.domain.tasks.task import Verb
from readiness.ground.fingerprint import plain
from readiness.reports.tasks import task_line
from readiness.wiring.workspace import open_workspace

app = typer.Typer(
    no_args_is_help=True, help="One task: see it, start, submit, approve, reject, finish, skip or block it."
)

LAUNCH = typer.Argument(help="The launch's key.")
TASK = typer.Argument(help="The task's key, as `readiness tasks` shows it.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
NOTE = typer.Option("", "--note", "--reason", help="Anything worth keeping.")
REASON = typer.Option("", "--note", "--reason", help="The reason; needed.")
FUNCTION = typer.Option(None, "--function", help="The function you act for, when you are in several.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command()
def show(launch: str = LAUNCH, task: str = TASK, *, as_json: bool = JSON) -> None:
    """Everything about one task: dates, owner, prerequisites, state and what finished it."""
    line = task_line(open_workspace(), launch=launch, task=task)
    typer.echo(json.dumps(plain(line), indent=2, ensure_ascii=False) if as_json else line_text(line))


@app.command()
def start(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = NOTE, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """Work on it has begun. Also brings a skipped task back."""
    _decide("start", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def submit(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = NOTE, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """It is ready to be looked at; somebody approves or rejects it."""
    _decide("submit", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def approve(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = NOTE, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """Say yes, for your function, to everything the task is about as it now reads; also signs off."""
    _decide("approve", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def reject(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = REASON, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """Say no, with the reason; an approval stays blocked until the content changes or you approve it after all."""
    _decide("reject", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def done(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = NOTE, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """It is finished. A publishing task publishes every content it is about."""
    _decide("done", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def skip(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = REASON, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """It is not needed, with the reason."""
    _decide("skip", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def block(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = REASON, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """It cannot go on, with the reason."""
    _decide("block", launch, task, by=by, note=note, function=function, as_json=as_json)


@app.command()
def unblock(
    launch: str = LAUNCH, task: str = TASK, *, by: str = BY, note: str = NOTE, function: str = FUNCTION,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """It can go on where it was."""
    _decide("unblock", launch, task, by=by, note=note, function=function, as_json=as_json)


def _decide(verb: Verb, launch: str, task: str, *, by: str, note: str, function: str | None, as_json: bool) -> None:
    decided = decide_task(open_workspace(by=by), launch=launch, task=task, verb=verb, note=note, function=function)
    typer.echo(json.dumps(plain(decided), indent=2, ensure_ascii=False) if as_json else decided_text(decided))
