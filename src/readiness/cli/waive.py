"""`readiness waive`: a criterion is waived, or a waiver withdrawn."""

from __future__ import annotations

import json

import typer

from readiness.actions.waive_criterion import waive_criterion
from readiness.actions.withdraw_waiver import withdraw_waiver
from readiness.cli.days import read_day
from readiness.cli.gate_text import waiver_text
from readiness.ground.fingerprint import plain
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def waive(
    launch: str = typer.Argument(help="The launch's key."),
    criterion: str = typer.Argument(help="The criterion's key in the gate."),
    *,
    reason: str = typer.Option("", "--note", "--reason", help="Why; for whoever reads it in a year."),
    approver: str = typer.Option("", "--approver", help="Who approves: another person, of a function that may waive."),
    until: str = typer.Option("", "--until", metavar="DATE", help="The last day on which it counts."),
    market: str = typer.Option("", "--market", help="In this market only; for criteria that ask each market."),
    withdraw: bool = typer.Option(False, "--withdraw", help="End the waivers of this criterion now."),
    by: str = typer.Option("", "--by", help="Who asks for it: your mail address, of the launch's team."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Waive a criterion, with a reason, an approver and an end; it shows in every verdict that rests on it.

    Two people of the launch's team: --by asks, --approver approves. The waiver is of the criterion as it reads now and
    lapses when that changes.
    """
    context = open_workspace(by=by)
    if withdraw:
        ended = withdraw_waiver(context, launch=launch, criterion=criterion, market=market or None, note=reason).waivers
        if as_json:
            typer.echo(json.dumps({"withdrawn": plain(ended)}, indent=2, ensure_ascii=False))
            return
        for waiver in ended:
            typer.echo(f"Withdrawn: {criterion}, waived {waiver_text(waiver)}")
        if not ended:
            typer.echo(f"No waiver of {criterion} counts any more; nothing was changed.")
        return
    last_day = read_day(until, "--until")
    missing = [
        name for name, given in (("--note", reason), ("--approver", approver), ("--until", last_day)) if not given
    ]
    if missing or last_day is None:
        raise typer.BadParameter(f"a waiver needs {', '.join(missing)}.")
    waiver, is_new = waive_criterion(
        context, launch=launch, criterion=criterion, reason=reason, approver=approver, until=last_day, market=market
    )
    if as_json:
        typer.echo(json.dumps({**plain(waiver), "is_new": is_new}, indent=2, ensure_ascii=False))
        return
    where = f" in {market}" if market else ""
    typer.echo(f"{'Waived' if is_new else 'Waived already'}: {criterion}{where}, {waiver_text(waiver)}")
