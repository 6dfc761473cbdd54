"""`readiness evidence`: what happened elsewhere, and what people say here: completions, marks, attestations."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from readiness.actions.attest_rep import attest_rep
from readiness.actions.complete_module import complete_module
from readiness.actions.exempt_rep import exempt_rep
from readiness.actions.import_evidence import import_evidence
from readiness.actions.record_mark import record_mark
from readiness.actions.revoke_certification import revoke_certification
from readiness.cli.days import read_day
from readiness.cli.permitted import permitted
from readiness.cli.quiz_text import tame, wrapped
from readiness.cli.rubric_marks import read_marks
from readiness.domain.access.permissions import be_signed_in
from readiness.ground.fingerprint import plain, short
from readiness.ground.percent import percent
from readiness.reports.evidence import evidence_for
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="Record or import what happened elsewhere.")

LAUNCH = typer.Argument(help="The launch's key.")
REP = typer.Option(..., "--rep", help="Mail address of the rep.")
NOTE = typer.Option("", "--note", "--reason", help="For the record.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command("import")
def import_(
    launch: str = LAUNCH,
    file: Path = typer.Argument(
        help="CSV or JSON. Columns that are needed: email, kind (module-completed, quiz-attempt or role-play), subject "
        "(the key of the module, quiz or role-play), happened_at. Others: fraction (0.8 or 80 %), passed (yes or no), "
        "version or fingerprint (of the content taken; without, what was published then), note, launch."
    ),
    *,
    preview: bool = typer.Option(False, "--preview", help="Say what would be recorded; record nothing."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Import completions, quiz attempts and role-play marks taken elsewhere; all of a file or nothing of it."""
    came = import_evidence(open_workspace(by=by), launch=launch, path=file, preview=preview)
    if as_json:
        typer.echo(json.dumps(plain(came), indent=2, ensure_ascii=False))
        return
    for warning in came.warnings:
        typer.echo(str(warning), err=True)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(came.kinds.items()))
    verb = "would be recorded" if preview else "recorded"
    typer.echo(
        f"{came.file}: {came.added:,} {verb}"
        + (f" ({kinds}; {came.people:,} {'person' if came.people == 1 else 'people'})" if came.added else "")
        + "."
    )
    if came.known:
        typer.echo(f"{came.known:,} known already.")
    if came.repeated:
        typer.echo(f"{came.repeated:,} rows repeat an earlier row of the file.")
    if preview:
        typer.echo("A preview: nothing was recorded.")


@app.command()
def complete(
    launch: str = LAUNCH,
    module: str = typer.Argument(help="The module's key."),
    *,
    rep: str = REP,
    note: str = NOTE,
    by: str = typer.Option("", "--by", help="Who says so, when not the rep: a trainer."),
    as_json: bool = JSON,
) -> None:
    """A rep has gone through a module, as it is published now."""
    done = complete_module(open_workspace(by=by or rep), launch=launch, module=module, rep=rep, note=note)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    again = "" if done.changed else " (known already)"
    typer.echo(
        f"Completed{again}: {module} by {done.evidence.person}, content {short(done.evidence.fingerprint or '')}."
    )


@app.command()
def mark(
    launch: str = LAUNCH,
    role_play: str = typer.Argument(help="The role-play's key."),
    marks: list[str] = typer.Argument(help="One for each category of the rubric: honesty=4 listening=3."),
    *,
    rep: str = REP,
    note: str = NOTE,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Mark a rep's role-play on its rubric; for their managers and for trainers."""
    told = record_mark(
        open_workspace(by=by), launch=launch, role_play=role_play, rep=rep, marks=read_marks(marks), note=note
    )
    if as_json:
        typer.echo(json.dumps(plain(told), indent=2, ensure_ascii=False))
        return
    verdict = "Passed" if told.mark.passed else "Not passed"
    again = "" if told.changed else " (known already)"
    typer.echo(f"{verdict}{again}: {percent(told.mark.fraction)}; the pass mark is {percent(told.mark.pass_fraction)}.")
    for reason in told.mark.reasons:
        for line in wrapped(reason, "    ", "  - "):
            typer.echo(line)
    if told.waits_says:
        typer.echo(told.waits_says)


@app.command()
def attest(
    launch: str = LAUNCH,
    certification: str = typer.Argument(help="The certification's key."),
    *,
    rep: str = REP,
    note: str = NOTE,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Attest that a rep is ready; for their managers."""
    done = attest_rep(open_workspace(by=by), launch=launch, certification=certification, rep=rep, note=note)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    again = " already" if not done.changed else ""
    typer.echo(f"Attested{again}: {done.evidence.person} for {certification}, by {done.evidence.recorded_by}.")


@app.command()
def exempt(
    launch: str = LAUNCH,
    certification: str = typer.Argument(help="The certification's key."),
    *,
    rep: str = REP,
    until: str = typer.Option(..., "--until", metavar="DATE", help="The last day on which it counts."),
    reason: str = typer.Option(..., "--note", "--reason", help="Why; for whoever reads it in a year."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Exempt a rep from a certification through a day, for a reason."""
    last_day = read_day(until, "--until")
    if last_day is None:
        raise typer.BadParameter("an exemption has an end.", param_hint="'--until'")
    one, is_new = exempt_rep(
        open_workspace(by=by), launch=launch, rep=rep, certification=certification, until=last_day, reason=reason
    )
    if as_json:
        typer.echo(json.dumps({**plain(one), "is_new": is_new}, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Exempt{'' if is_new else ' already'}: {one.person} from {certification} until {one.until}.")


@app.command()
def revoke(
    launch: str = LAUNCH,
    certification: str = typer.Argument(help="The certification's key."),
    *,
    rep: str = REP,
    reason: str = typer.Option(..., "--note", "--reason", help="Why; for whoever reads it in a year."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Revoke a certification: what met it is void, until it is re-issued or everything is passed again."""
    one, is_new = revoke_certification(
        open_workspace(by=by), launch=launch, rep=rep, certification=certification, reason=reason
    )
    if as_json:
        typer.echo(json.dumps({**plain(one), "is_new": is_new}, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Revoked{'' if is_new else ' already'}: {certification} of {one.person}.")


@app.command("list")
def list_(
    launch: str = LAUNCH,
    *,
    rep: str = REP,
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: the rep, or who may see them."),
    as_json: bool = JSON,
) -> None:
    """Everything on record of a rep in a launch, as it happened; for themselves, who leads them, who sees everybody."""
    context = open_workspace(by=by)
    found = evidence_for(context, viewer=permitted(context, be_signed_in), launch=launch, rep=rep)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo(f"Nothing is on record of {rep} in {launch}.")
    for recorded in found:
        one = recorded.evidence
        came = "" if one.passed is None else "passed" if one.passed else "not passed"
        share = "" if one.fraction is None else percent(one.fraction)
        content = f"content {short(one.fingerprint)}" if one.fingerprint else ""
        rehearsed = "simulated" if one.simulated else ""
        told = ", ".join(filter(None, [came, share, content, rehearsed, f"{one.source} by {one.recorded_by}"]))
        typer.echo(f"{one.happened_at:%Y-%m-%d %H:%M}  {one.kind:<16}  {one.subject:<20}  {tame(told)}")
        for line in wrapped(one.note, "                  "):
            typer.echo(line)
