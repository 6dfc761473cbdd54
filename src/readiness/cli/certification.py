"""`readiness certification`: how somebody came to stand where they stand, and the decisions taken about it."""

from __future__ import annotations

import csv
import json
import sys

import typer

from readiness.actions.reissue_certification import reissue_certification
from readiness.cli.days import read_day
from readiness.cli.evidence import exempt, revoke
from readiness.cli.permitted import permitted, permitted_person
from readiness.cli.quiz_text import tame
from readiness.domain.access.permissions import see_readiness
from readiness.domain.access.scope import scopes_of
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import plain
from readiness.reports.certification_history import RepHistory, certification_history, history_rows
from readiness.reports.equivalences import equivalences
from readiness.reports.export import safe_cell
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="The history of a rep's certifications, and decisions about them.")

LAUNCH = typer.Argument(help="The launch's key.")
CERTIFICATION = typer.Argument(help="The certification's key.")
REP = typer.Option(..., "--rep", help="Mail address of the rep.")
REASON = typer.Option(..., "--reason", "--note", help="Why; for whoever reads it in a year.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command()
def history(
    launch: str = LAUNCH,
    *,
    rep: str = REP,
    certification: str = typer.Option("", "--certification", help="Only this one."),
    on: str = typer.Option("", "--on", metavar="DATE", help="Up to the end of this day; today by default."),
    as_csv: bool = typer.Option(False, "--csv", help="As CSV, to save or to open in a spreadsheet."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: the rep, or who may see them."),
    as_json: bool = JSON,
) -> None:
    """Every turn of a rep's certifications: the day, from what to what, why, and what brought it.

    For themselves, whoever leads them, and those who see everybody.
    Told from the evidence each time, by the rules that certify; nothing of it is stored. Changes nothing.
    """
    if as_csv and as_json:
        raise Conflict("a file is CSV or JSON, not both.", hint="Leave one of --csv and --json out.")
    context, day = open_workspace(by=by), read_day(on, "--on") if on else None
    permitted_person(context, rep)
    found = certification_history(context, launch=launch, rep=rep, certification=certification or None, on=day)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    elif as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(tuple(map(safe_cell, row)) for row in history_rows(found))
    else:
        typer.echo(history_text(found))


@app.command()
def reissue(
    launch: str = LAUNCH,
    certification: str = CERTIFICATION,
    *,
    rep: str = REP,
    reason: str = REASON,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Give a revoked certification back, to its old end; for the launch's owner, enablement and leadership."""
    one, is_new = reissue_certification(
        open_workspace(by=by), launch=launch, rep=rep, certification=certification, reason=reason
    )
    if as_json:
        typer.echo(json.dumps({**plain(one), "is_new": is_new}, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Re-issued{'' if is_new else ' already'}: {certification} of {one.person}.")


app.command()(revoke)  # both are evidence, and are found there too
app.command()(exempt)


@app.command()
def equivalence(
    launch: str = LAUNCH,
    *,
    by: str = typer.Option("", "--by", help="Mail address of whoever asks."),
    as_json: bool = JSON,
) -> None:
    """Which certifications count for which, in this launch and from others, for how many people today, and for whom.

    You are told the names of people you may see.
    """
    context = open_workspace(by=by)
    scopes = scopes_of(permitted(context, see_readiness))
    found = equivalences(context, launch=launch, scopes=scopes)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo(f"No certification of {launch} has another count for it (equivalent_to in the launch file).")
    for one in found:
        state = "" if one.is_known else "  NOT THERE: no such certification was applied"
        typer.echo(f"{one.certification} ← {one.counts}: {one.people:,} stand by it today{state}")
        for who in one.who:
            typer.echo(f"  {who.email}, {f'through {who.through}' if who.through else 'without end'}")
        if one.seen > len(one.who):
            typer.echo(f"  and {one.seen - len(one.who):,} more")


def history_text(found: RepHistory) -> str:
    """A history as people read it."""
    lines = [f"{found.name} <{found.rep}> in {found.launch}, up to {found.on}"]
    for one in found.certifications:
        lines += ["", f"{one.name} ({one.certification})"]
        if not one.turns:
            lines.append("  Nothing has moved yet.")
        for turn in one.turns:
            change = turn.after if turn.before == turn.after else f"{turn.before} → {turn.after}"
            lines.append(f"  {turn.on}  {change:<26}  {tame(turn.why)}")
            by = f", by {turn.by}" if turn.by else ""
            simulated = ", SIMULATED" if turn.simulated else ""
            lines.append(f"              {turn.trigger}: {tame(turn.cause)}{tame(by)}{simulated}")
    return "\n".join(lines)
