"""`readiness certificates`: everybody's certificate as a PDF, into a folder."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from readiness.actions.print_certificates import print_certificates
from readiness.cli.permitted import permitted
from readiness.cli.quiz_text import tame
from readiness.cli.showing import StepLines
from readiness.domain.access.permissions import see_certificates
from readiness.domain.access.scope import certificate_scopes
from readiness.settings import find_root, load_settings
from readiness.wiring.certificates import code_secret, open_certificate_folder, public_address
from readiness.wiring.workspace import open_workspace

app = typer.Typer()

_SHOWN = 20


@app.command()
def certificates(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    out: Path = typer.Option(..., "--out", metavar="DIR", help="The folder for the files; made when it is not there."),
    certification: str = typer.Option("", "--certification", help="Only this certification, by its key."),
    team: str = typer.Option("", "--team", help="Only the people of this team."),
    by: str = typer.Option("", "--by", help="Mail address of whoever prints; it stands in the journal."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """The certificate of everybody who is certified today, as a PDF each. Run again, only what changed is written.

    Of everybody for trainers, of a region for its sales leader, of their own people for managers.

    With the setting `public_address` each has a QR code and a link to verify it by; without, its code alone. Exit 1
    when a name has a letter that no font here has: each is named with the font to install, and the others are
    printed. Needs the extra `certificates`.
    """
    settings = load_settings(find_root(Path.cwd()))
    address = public_address(settings)
    context = open_workspace(settings.root, by=by, progress=StepLines())
    scopes = certificate_scopes(permitted(context, see_certificates))
    done = print_certificates(
        context, launch=launch, into=open_certificate_folder(out), secret=code_secret(settings), address=address,
        certification=certification, team=team, scopes=scopes,
    )  # fmt: skip
    if as_json:
        told = {"folder": str(out), "written": done.written, "unchanged": done.unchanged, "address": address}
        typer.echo(json.dumps(told | {"refused": [str(one) for one in done.refused]}, indent=2, ensure_ascii=False))
    else:
        if not done.written + done.unchanged + len(done.refused):
            typer.echo("Nobody whose certificate you may have is certified there today, so there is nothing to print.")
        else:
            typer.echo(f"{out}: {done.written} written, {done.unchanged} unchanged.")
        if not address and done.written:
            typer.echo("They carry their code and no link: set public_address for a QR code that leads to us.")
        for problem in done.refused[:_SHOWN]:
            typer.echo(f"✗ {tame(problem.message)} {tame(problem.fix)}")
        if len(done.refused) > _SHOWN:
            typer.echo(f"… and {len(done.refused) - _SHOWN} more (--json lists all).")
    raise typer.Exit(1 if done.refused else 0)
