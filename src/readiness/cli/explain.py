"""`readiness explain`: why a launch, or a rep, stands where it stands."""

from __future__ import annotations

import json

import typer

from readiness.actions.decide_gate import decide_gate
from readiness.cli.gate_text import MARKS, criterion_lines, visible
from readiness.cli.permitted import permitted
from readiness.domain.access.permissions import be_signed_in, see_gate
from readiness.ground.fingerprint import plain, short
from readiness.reports.explain import Explanation, explain_launch
from readiness.reports.gate_page import seen_verdict
from readiness.reports.person_page import person_page
from readiness.reports.standing import RepStanding
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


@app.command()
def explain(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    rep: str = typer.Option("", "--rep", metavar="EMAIL", help="Why this person stands where they stand."),
    market: str = typer.Option("", "--market", help="Judge criteria that ask each market in this one only."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks; READINESS_BY otherwise."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Why the launch stands where it stands, what to do next, and how it came here. Changes nothing.

    For those who see the gate in the browser; people are named whom they may see. A person's standing (--rep) is for
    themselves, whoever leads them, and those who see everybody.

    It reads the verdict out; it does not judge by itself. Exit 0 whatever the verdict.
    """
    context = open_workspace(by=by)
    if rep:
        person = person_page(context, viewer=permitted(context, be_signed_in), launch=launch, email=rep).standing
        typer.echo(json.dumps(plain(person), indent=2, ensure_ascii=False) if as_json else rep_text(person))
        return
    viewer = permitted(context, see_gate)
    decided = decide_gate(context, launch=launch, market=market or None, record=False)
    found = explain_launch(context, verdict=seen_verdict(context, verdict=decided.verdict, viewer=viewer))
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    _tell(found)


def rep_text(found: RepStanding) -> str:
    """A rep as people read it: where they are, each certification with its requirements, and what to do next."""
    where = ", ".join(filter(None, [found.role, found.team, found.territory, found.region]))
    lines = [
        f"{found.name} <{found.rep}> in {found.launch} on {found.on}",
        f"  {where or 'not on the roster that day'}",
    ]
    if found.left_out:
        lines.append(f"  Not counted in the gate: {found.left_out}.")
    if not found.certifications:
        lines.append("  Nothing is asked of this role.")
    for certification in found.certifications:
        lines += ["", f"{certification.name}: {certification.state} ({certification.because})"]
        for asked in certification.requirements:
            mark = MARKS["met" if asked.met_on else "unmet"]
            simulated = "  SIMULATED" if asked.simulated else ""
            lines.append(f"  {mark} {asked.kind} “{asked.title}”: {asked.because}{simulated}")
        lines += [f"  → {step}" for step in certification.next_steps]
    simulated_total = sum(one.simulated for one in found.history)
    records = f"{len(found.history)} record{'' if len(found.history) == 1 else 's'}"
    lines += ["", f"Evidence: {records}, {simulated_total or 'none'} of them simulated."]
    return "\n".join(visible(line) for line in lines)


def _tell(found: Explanation) -> None:
    typer.echo(f"{found.launch} on {found.as_of}. {found.because}")
    for result in (*found.verdict.unmet(), *found.verdict.waived()):
        typer.echo("")
        for line in criterion_lines(result, fix=False):
            typer.echo(line)
    if found.next_steps:
        typer.echo("\nWhat to do, nearest first:")
    for number, step in enumerate(found.next_steps, start=1):
        typer.echo(f"  {number}. {visible(step.fix)} ({', '.join(step.helps)})")
    if found.turns:
        typer.echo("\nHow it came here:")
    for turn in found.turns:
        typer.echo(f"  {turn.decided_at:%Y-%m-%d %H:%M}  {turn.outcome}  (verdict {turn.number}: {turn.why})")
    typer.echo("")
    for clearance in found.clearances:
        where = f" in {clearance.market}" if clearance.market else ""
        if clearance.cleared_at is None:
            typer.echo(f"Clearance{where}: none given.")
            continue
        rehearsed = ", on a SIMULATED clock" if clearance.simulated else ""
        given = f"given {clearance.cleared_at:%Y-%m-%d} by {visible(clearance.cleared_by)}{rehearsed}"
        typer.echo(f"Clearance{where}: {clearance.state}; {given} ({short(clearance.fingerprint)}).")
        for reason in clearance.reasons:
            typer.echo(f"  {visible(reason)}")
