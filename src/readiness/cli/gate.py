"""`readiness gate`: cleared, or held, because …"""

from __future__ import annotations

import json
from datetime import date

import typer

from readiness.actions.compare_file import compare_file
from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import Difference, recompute_verdict
from readiness.cli.days import read_day
from readiness.cli.gate_text import verdict_text, visible
from readiness.ground.fingerprint import plain, short
from readiness.reports.gate import verdict_history
from readiness.reports.unasked_roles import unasked_roles_applied
from readiness.wiring.workspace import open_workspace

app = typer.Typer()

FILE_STATES = {
    "changed": "The file has changed since it was applied; this verdict is about the applied one. "
    "Run: readiness plan {launch}",
    "missing": "The file launches/{launch}/launch.yaml is gone; this verdict is about the applied one.",
    "unreadable": "The file cannot be read as it now is; this verdict is about the applied one. "
    "Run: readiness check {launch}",
}
"""What is said of a file that is not as it was applied."""


@app.command()
def gate(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    as_of: str = typer.Option(
        "", "--as-of", metavar="DATE", help="Another day than today; not recorded. A past day sees what was there."
    ),
    market: str = typer.Option("", "--market", help="Judge criteria that ask each market in this one only."),
    recompute: int = typer.Option(
        None, "--recompute", metavar="ID", min=1, max=2**31 - 1, help="Decide a recorded verdict again."
    ),
    history: bool = typer.Option(False, "--history", help="The verdicts on record, newest first."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Cleared, or held, because: each criterion with its figure, who or what is behind it, and the fix.

    Exit 0 cleared, 1 held, 2 there is no such launch, market or verdict. With --recompute: 0 when the verdict comes out
    as recorded, 1 when it does not. The verdict of today goes on record when it differs from the last one.
    """
    if history:
        _history(launch, as_json=as_json)
    elif recompute is not None:
        _recompute(launch, recompute, as_json=as_json)
    else:
        _decide(launch, read_day(as_of, "--as-of"), market, as_json=as_json)


def _decide(launch: str, as_of: date | None, market: str, *, as_json: bool) -> None:
    context = open_workspace()
    decided = decide_gate(context, launch=launch, as_of=as_of, market=market or None)
    file = compare_file(context, launch=launch)
    unasked = unasked_roles_applied(context, launch=launch)
    if as_json:
        about = {"verdict": decided.number, "is_new": decided.is_new, "changed_from": decided.changed_from}
        whole = {**plain(decided.verdict), **about, "file": file, "unasked_roles": unasked}
        typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        typer.echo(verdict_text(decided.verdict, number=decided.number))
        if decided.changed_from:
            typer.echo(f"It was {decided.changed_from} before.")
        if file in FILE_STATES:
            typer.echo(FILE_STATES[file].format(launch=launch))
        for told in unasked:
            typer.echo(f"Look at this: {told}")
    raise typer.Exit(0 if decided.cleared else 1)


def _recompute(launch: str, number: int, *, as_json: bool) -> None:
    found = recompute_verdict(open_workspace(), launch=launch, number=number)
    if as_json:
        told = {"same": found.same, "from_record": found.from_record, "from_evidence": found.from_evidence}
        typer.echo(json.dumps({"verdict": number, **plain(told)}, indent=2, ensure_ascii=False))
    else:
        typer.echo(f"Verdict {number} of {launch}: {found.verdict.outcome} as of {found.verdict.as_of}.")
        _differences("Decided again from what it stored", found.from_record)
        _differences("Counted again from the evidence it saw", found.from_evidence)
        if found.from_evidence and not found.from_record:
            typer.echo("A roster or task list that was changed for days gone by shows like this.")
    raise typer.Exit(0 if found.same else 1)


def _differences(how: str, found: tuple[Difference, ...]) -> None:
    if not found:
        typer.echo(f"✓ {how}: the same.")
        return
    typer.echo(f"✗ {how}: {len(found)} difference{'s' if len(found) > 1 else ''}.")
    for difference in found:
        typer.echo(f"    {difference.path}: {visible(difference.then)} then, {visible(difference.now)} now")


def _history(launch: str, *, as_json: bool) -> None:
    entries = verdict_history(open_workspace(), launch=launch)
    if as_json:
        typer.echo(json.dumps(plain(entries), indent=2, ensure_ascii=False))
        return
    if not entries:
        typer.echo(f"Nothing has been decided yet. Run: readiness gate {launch}")
    for entry in entries:
        market = f"  in {entry.market}" if entry.market else ""
        rehearsed = "  (simulated clock)" if entry.simulated else ""
        typer.echo(
            f"{entry.number:>5}  {entry.decided_at:%Y-%m-%d %H:%M}  {entry.outcome:<7}{market}  "
            f"definition {short(entry.definition)}  by {visible(entry.actor)}{rehearsed}"
        )
