"""`readiness quiz time`: more time on quizzes for one person, seen by those who may give it and by nobody else."""

from __future__ import annotations

import json

import typer

from readiness.actions.give_more_time import give_more_time
from readiness.cli.days import read_day
from readiness.cli.quiz_text import tame
from readiness.domain.quiz.accommodation import Accommodation
from readiness.ground.fingerprint import plain
from readiness.reports.more_time import more_time
from readiness.wiring.workspace import open_workspace


def mount(app: typer.Typer) -> None:
    """The command of this module is a command of `app`."""
    app.command("time")(time)


def time(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    rep: str = typer.Option(..., "--rep", metavar="EMAIL", help="Mail address of whoever has more time."),
    factor: float = typer.Option(None, "--factor", help="So many times the limit: 1.5."),
    minutes: int = typer.Option(None, "--minutes", help="So many minutes more."),
    no_limit: bool = typer.Option(False, "--no-limit", help="No time limit at all."),
    take_back: bool = typer.Option(False, "--take-back", help="The usual time again."),
    until: str = typer.Option("", "--until", metavar="DAY", help="The last day it counts: 2018-09-30."),
    reason: str = typer.Option("", "--note", "--reason", help="Why; only those who may give time see it."),
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Who gives it: a manager above the rep, or a trainer."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """More time for one person on the quizzes of a launch, for attempts that begin from now on; or what there is."""
    context = open_workspace(by=by)
    if factor is not None or minutes is not None or no_limit or take_back:
        last_day = read_day(until, "--until")
        if last_day is None and not take_back:
            raise typer.BadParameter("say until when it counts.", param_hint="'--until'")
        kinds = [("factor", factor is not None), ("minutes", minutes is not None), ("no-limit", no_limit),
                 ("none", take_back)]  # fmt: skip
        chosen = [kind for kind, is_asked in kinds if is_asked]
        give_more_time(
            context, launch=launch, rep=rep, kind=chosen[0] if len(chosen) == 1 else "several", factor=factor,
            minutes=minutes, until=last_day, reason=reason,
        )  # fmt: skip
    found = more_time(context, launch=launch, rep=rep)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    now = f"{found.holds.words} through {found.holds.until}" if found.holds else "the usual time"
    typer.echo(f"{tame(found.name)} ({found.rep}) has {now} on the quizzes of {tame(found.launch_name)}.")
    for one in found.log:
        typer.echo(_line(one))


def _line(one: Accommodation) -> str:
    through = "" if one.kind == "none" else f" through {one.until}"
    return f"  {one.at:%Y-%m-%d}  {one.words}{through}, by {one.by}: {tame(one.reason)}"
