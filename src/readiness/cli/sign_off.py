"""`readiness sign-off`: a function signs off the definition as it stands."""

from __future__ import annotations

import json

import typer

from readiness.actions.sign_off import sign_off, withdraw_sign_off
from readiness.ground.fingerprint import plain, short
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def sign(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    function: str = typer.Option(..., "--function", help="The function you sign for: sales, marketing, legal …"),
    by: str = typer.Option("", "--by", help="Your mail address: a member of that function in the launch's team."),
    note: str = typer.Option("", "--note", "--reason", help="Kept with the sign-off."),
    withdraw: bool = typer.Option(False, "--withdraw", help="Take your sign-off of this definition back."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Sign off the definition as it was last applied, for your function. It lapses when the definition changes."""
    act = withdraw_sign_off if withdraw else sign_off
    done = act(open_workspace(by=by), launch=launch, function=function, note=note)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    what = f"definition {short(done.definition)} of {launch}, for {function}"
    if withdraw:
        typer.echo(f"Taken back: {what}." if done.changed else f"Nothing to take back: you had not signed off {what}.")
    else:
        typer.echo(f"{'Signed off' if done.changed else 'Signed off already'}: {what}, by {done.by}.")
