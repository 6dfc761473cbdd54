"""`readiness gate`: cleared, or held, because …"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import typer

from readiness.actions.compare_file import compare_file
from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import Difference, recompute_verdict
from readiness.cli.days import read_day
from readiness.cli.gate_text import verdict_text, visible
from readiness.cli.permitted import permitted_if_named
from readiness.context import Context
from readiness.domain.access.permissions import see_gate
from readiness.domain.access.roles import Viewer
from readiness.ground.fingerprint import plain, short
from readiness.reports.gate import verdict_history
from readiness.reports.gate_page import seen_verdict
from readiness.reports.seen_people import difference_for, without_names
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
    by: str = typer.Option("", "--by", help="Mail address of whoever asks; READINESS_BY otherwise."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Cleared, or held, because: each criterion with its figure, who or what is behind it, and the fix.

    Whoever asks is shown the people they may see, as on the page; a script that names nobody gets the figures alone.
    Exit 0 cleared, 1 held, 2 there is no such launch, market or verdict. With --recompute: 0 when the verdict comes out
    as recorded, 1 when it does not. The verdict of today goes on record when it differs from the last one.
    """
    day = read_day(as_of, "--as-of")
    context = open_workspace(by=by)
    viewer = permitted_if_named(context, see_gate)
    if history:
        _history(context, viewer, launch, as_json=as_json)
    elif recompute is not None:
        _recompute(context, viewer, launch, recompute, as_json=as_json)
    else:
        _decide(context, viewer, launch, day, market, as_json=as_json)


def _decide(
    context: Context, viewer: Viewer | None, launch: str, as_of: date | None, market: str, *, as_json: bool
) -> None:
    decided = decide_gate(context, launch=launch, as_of=as_of, market=market or None)
    file = compare_file(context, launch=launch)
    unasked = unasked_roles_applied(context, launch=launch)
    verdict = seen_verdict(context, verdict=decided.verdict, viewer=viewer)
    if as_json:
        about = {"verdict": decided.number, "is_new": decided.is_new, "changed_from": decided.changed_from}
        whole = {**plain(verdict), **about, "file": file, "unasked_roles": unasked}
        typer.echo(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        typer.echo(verdict_text(verdict, number=decided.number))
        if verdict != decided.verdict:
            typer.echo(_NARROWED if viewer else _NOBODY_NAMED)
        if decided.changed_from:
            typer.echo(f"It was {decided.changed_from} before.")
        if file in FILE_STATES:
            typer.echo(FILE_STATES[file].format(launch=launch))
        for told in unasked:
            typer.echo(f"Look at this: {told}")
    raise typer.Exit(0 if decided.cleared else 1)


_NARROWED = "Named are the people whom you may see; the figures are of everybody."
_NOBODY_NAMED = "Nobody said who asks, so no people are named. With --by: those whom that person may see."


def _recompute(context: Context, viewer: Viewer | None, launch: str, number: int, *, as_json: bool) -> None:
    found = recompute_verdict(context, launch=launch, number=number)
    from_record, from_evidence = (
        tuple(_as_seen(one, viewer) for one in differences) for differences in (found.from_record, found.from_evidence)
    )
    if as_json:
        told = {"same": found.same, "from_record": from_record, "from_evidence": from_evidence}
        typer.echo(json.dumps({"verdict": number, **plain(told)}, indent=2, ensure_ascii=False))
    else:
        typer.echo(f"Verdict {number} of {launch}: {found.verdict.outcome} as of {found.verdict.as_of}.")
        _differences("Decided again from what it stored", from_record)
        _differences("Counted again from the evidence it saw", from_evidence)
        if found.from_evidence and not found.from_record:
            typer.echo("A roster or task list that was changed for days gone by shows like this.")
    raise typer.Exit(0 if found.same else 1)


def _as_seen(one: Difference, viewer: Viewer | None) -> Difference:
    then, now = (difference_for(viewer, one.path, text) for text in (one.then, one.now))
    return replace(one, then=then, now=now)


def _differences(how: str, found: tuple[Difference, ...]) -> None:
    if not found:
        typer.echo(f"✓ {how}: the same.")
        return
    typer.echo(f"✗ {how}: {len(found)} difference{'s' if len(found) > 1 else ''}.")
    for difference in found:
        typer.echo(f"    {difference.path}: {visible(difference.then)} then, {visible(difference.now)} now")


def _history(context: Context, viewer: Viewer | None, launch: str, *, as_json: bool) -> None:
    entries = verdict_history(context, launch=launch)
    if viewer is None:
        entries = tuple(replace(entry, actor=without_names(entry.actor)) for entry in entries)
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
