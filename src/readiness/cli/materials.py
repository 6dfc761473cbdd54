"""`readiness materials`: list, show, render, approve, reject."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

import typer

from readiness.actions.approve_materials import Decided, approve_materials
from readiness.actions.copy_template import copy_template
from readiness.actions.draft_materials import INDEX
from readiness.actions.render_materials import render_materials
from readiness.cli.card_text import card_text
from readiness.cli.output_file import page_ending, write_bytes
from readiness.domain.materials.spec import KIND_NAMES
from readiness.ground.fingerprint import plain, short
from readiness.reports.battlecard import battlecard, battlecard_handout
from readiness.reports.materials import MaterialLine, material, material_lines, template_names
from readiness.wiring.workspace import open_workspace


class CardFormat(StrEnum):
    text = "text"
    json = "json"


app = typer.Typer(no_args_is_help=True, help="Rendered materials: list, show, render, approve, reject.")

LAUNCH = typer.Argument(help="The launch's key.")
NAMES = typer.Argument(None, help="Pieces (battlecard/jenkins) or kinds (battlecard); none = all.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
FUNCTION = typer.Option(None, "--for", help="The function decided for; needed when you are in several.")


@app.command("list")
def list_(
    launch: str = LAUNCH,
    *,
    kind: str = typer.Option(None, "--kind", help="Only this kind."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Every piece that stands: who approved it as it reads, and whose approval the gate still asks for."""
    lines = material_lines(open_workspace(), launch=launch, kind=kind)
    if as_json:
        typer.echo(json.dumps(plain(lines), indent=2, ensure_ascii=False))
        return
    if not lines:
        typer.echo(f"Nothing has been rendered yet. Run: readiness apply {launch}")
        return
    width = max(len(line.key) for line in lines)
    heading = ""
    for line in lines:
        if line.kind != heading:
            heading = line.kind
            typer.echo(f"{'' if line is lines[0] else chr(10)}{KIND_NAMES[line.kind]} ({line.kind})")
        typer.echo(f"  {line.key:<{width}}  {short(line.fingerprint)}  {_standing(line)}")
        for reason in line.reasons:
            typer.echo(f"  {'':<{width}}  {reason}")


@app.command()
def show(
    launch: str = LAUNCH,
    name: str = typer.Argument(help="The piece: kind/key, as `materials list` shows it."),
    *,
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """The text of a piece, as it is on record: what an approval binds to. A quiz's sheet has the answers: team only."""
    found = material(open_workspace(by=by), launch=launch, name=name)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    else:
        typer.echo(found.markdown, nl=False)


@app.command()
def card(
    launch: str = LAUNCH,
    competitor: str = typer.Argument(help="The competitor's key."),
    *,
    form: CardFormat = typer.Option(CardFormat.text, "--format", help="json: the stable shape that the API has too."),
    page: Path = typer.Option(None, "--page", help="Write it here to print: .md, .html, .pdf, .docx, .pptx."),
) -> None:
    """A battlecard on one screen, as JSON to show elsewhere, or as a page to print."""
    context = open_workspace()
    if page is not None:
        ending = page_ending(page)
        handout = battlecard_handout(context, launch=launch, competitor=competitor)
        write_bytes(page, context.handouts.write(handout, ending))
    found = battlecard(context, launch=launch, competitor=competitor)
    if form == "json":
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    typer.echo(card_text(found))


@app.command()
def render(
    launch: str = LAUNCH,
    *,
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Render what changed, and write files that are missing or of an older page design. `apply` does the first too."""
    done = render_materials(open_workspace(by=by), launch=launch)
    if as_json:
        told = {"rendered": done.rendered, "unchanged": done.unchanged, "withdrawn": done.withdrawn}
        typer.echo(json.dumps({**plain(told), "folder": str(done.folder)}, indent=2))
        return
    for name in done.rendered:
        typer.echo(f"rendered: {name}")
    for name in done.withdrawn:
        typer.echo(f"withdrawn: {name}")
    typer.echo(f"{len(done.rendered)} rendered, {len(done.unchanged)} unchanged. Open {done.folder / INDEX}")


@app.command()
def approve(
    launch: str = LAUNCH,
    names: list[str] = NAMES,
    *,
    function: str = FUNCTION,
    note: str = typer.Option("", "--note", "--reason", help="Anything worth keeping."),
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Approve pieces as they now read. When one changes, its approval lapses."""
    context = open_workspace(by=by)
    decided = approve_materials(
        context, launch=launch, decision="approved", function=function, names=tuple(names or ()), note=note
    )
    _tell(decided, as_json=as_json)


@app.command()
def reject(
    launch: str = LAUNCH,
    names: list[str] = NAMES,
    *,
    note: str = typer.Option("", "--note", "--reason", help="What is wrong; whoever mends it reads this."),
    function: str = FUNCTION,
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Reject pieces as they now read; takes back an approval. Needs a reason."""
    context = open_workspace(by=by)
    decided = approve_materials(
        context, launch=launch, decision="rejected", function=function, names=tuple(names or ()), note=note
    )
    _tell(decided, as_json=as_json)


@app.command()
def templates(
    *,
    copy: str = typer.Option(None, "--copy", metavar="NAME", help="Make this one your own, to change it."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """The training templates there are, and which are your own."""
    context = open_workspace()
    if copy is not None:
        path = copy_template(context, name=copy)
        typer.echo(f"{path.relative_to(context.root).as_posix()} is yours to change.")
        return
    names = template_names(context)
    if as_json:
        typer.echo(json.dumps(plain(names), indent=2))
        return
    for name, own in names.items():
        typer.echo(f"{name}{'  (your own)' if own else ''}")


def _standing(line: MaterialLine) -> str:
    parts = []
    if line.approved_by:
        parts.append(f"approved by {', '.join(line.approved_by)}")
    if line.rejected_by:
        parts.append(f"rejected by {', '.join(line.rejected_by)}")
    if line.waiting_for:
        parts.append(f"waiting for {', '.join(line.waiting_for)}")
    return "; ".join(parts) or "nobody has to approve it"


def _tell(decided: Decided, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(plain(decided), indent=2, ensure_ascii=False))
        return
    for name in decided.decided:
        typer.echo(f"{decided.decision} for {decided.function}: {name}")
    if decided.already:
        count = len(decided.already)
        reads = "was {} already, as it now reads" if count == 1 else "were {} already, as they now read"
        typer.echo(f"{count} {reads.format(decided.decision)}.")
