"""`readiness module`: preview, publish, log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import typer

from readiness.actions.foresee_publication import foresee_publication
from readiness.actions.preview_module import preview_module
from readiness.actions.publish_content import UNAPPROVED, Published, publish_all, publish_content
from readiness.cli.output_file import write_file
from readiness.cli.plan_text import foreseen_lines
from readiness.cli.preview import show_preview
from readiness.context import Context
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import plain, short
from readiness.ground.notes import on_one_line
from readiness.reports.materials import content_lines, publish_log
from readiness.reports.module_changes import module_changes
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="Training modules: preview as a role, publish a version, publish log.")

LAUNCH = typer.Argument(help="The launch's key.")


@app.command()
def preview(
    launch: str = LAUNCH,
    module: str = typer.Argument(help="The module's key."),
    *,
    certification: str = typer.Option(None, "--as", help="Read it as people of this certification do."),
    html: bool = typer.Option(False, "--html", help="The page instead of the Markdown."),
    out: Path = typer.Option(None, "--out", help="Write it to this file."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """The module as the launch file now makes it, for one role. Nothing is stored."""
    made = preview_module(open_workspace(), launch=launch, module=module, certification=certification)
    if as_json:
        typer.echo(json.dumps(plain(made), indent=2, ensure_ascii=False))
        return
    show_preview(made, html=html, out=out)


@app.command()
def changes(
    launch: str = LAUNCH,
    module: str = typer.Argument(help="The module's key."),
    *,
    since: int = typer.Option(None, "--since", min=1, help="From this published version; else from the last one."),
    out: Path = typer.Option(None, "--out", help="Write the Markdown to this file."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """What people read who completed an earlier version: only what changed. Nothing is stored."""
    found = module_changes(open_workspace(), launch=launch, module=module, since=since)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    if out is None:
        typer.echo(found.markdown, nl=False)
        return
    write_file(out, found.markdown)
    typer.echo(f"{out}: {found.title}, from version {found.since} to {found.version}; {found.minutes} min.")


@app.command()
def publish(
    launch: str = LAUNCH,
    key: str = typer.Argument(None, help="The key of the module, quiz or role-play."),
    *,
    kind: str = typer.Option("module", "--kind", help="module, quiz or role-play."),
    everything: bool = typer.Option(False, "--all", help="Every module, quiz and role-play of the launch."),
    change: Literal["minor", "delta", "recertify"] = typer.Option(
        None, "--change", help="What the change asks of people; else what the launch file declares."
    ),
    note: str = typer.Option("", "--note", "--reason", help="What changed, for those who have to take it again."),
    unapproved: bool = typer.Option(
        False, "--unapproved", help="Publish without approvals that are missing; --note says why, and the log keeps it."
    ),
    preview: bool = typer.Option(False, "--preview", help="Only say who would take what again; publish nothing."),
    names: bool = typer.Option(False, "--names", help="With --preview: everybody who would, by address."),
    by: str = typer.Option("", "--by", help="Mail address of whoever publishes."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """From here on, people are held to the content as it now reads; refused while approvals of it are missing."""
    if (key is None) is not everything:
        raise Conflict("say either which content to publish, or --all.", hint="readiness module publish KEY MODULE")
    context = open_workspace(by=by)
    if preview:
        _preview(context, launch=launch, kind=kind, key=key, change=change, names=names, as_json=as_json)
        return
    if everything:
        published = publish_all(context, launch=launch, change=change, note=note, unapproved=unapproved)
    else:
        one = publish_content(
            context, launch=launch, kind=kind, key=key, change=change, note=note, unapproved=unapproved
        )
        published = (one,)
    if as_json:
        typer.echo(json.dumps(plain(published), indent=2, ensure_ascii=False))
        return
    for one in published:
        typer.echo(_told(one))


@app.command()
def log(
    launch: str = LAUNCH,
    *,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Every publication, oldest first, and what reads otherwise than it was published."""
    context = open_workspace()
    entries, lines = publish_log(context, launch=launch), content_lines(context, launch=launch)
    if as_json:
        typer.echo(json.dumps({"log": plain(entries), "content": plain(lines)}, indent=2, ensure_ascii=False))
        return
    for entry in entries:
        note = f"  {on_one_line(entry.note)}" if entry.note else ""
        typer.echo(
            f"{entry.at:%Y-%m-%d %H:%M}  {entry.kind}/{entry.key} version {entry.version}  {entry.change:<9}"
            f"  {short(entry.fingerprint)}  {entry.by}{note}"
        )
    for line in lines:
        name = f"{line.kind}/{line.key}"
        if line.published is None:
            typer.echo(f"not published yet: {name}")
        elif line.changed:
            typer.echo(f"changed since version {line.published.version}: {name} (declared {line.declared_change})")


def _preview(
    context: Context,
    *,
    launch: str,
    kind: str,
    key: str | None,
    change: Literal["minor", "delta", "recertify"] | None,
    names: bool,
    as_json: bool,
) -> None:
    if key is None:
        raise Conflict("--preview is of one piece of content.", hint=f"For all of them: readiness plan {launch}")
    found = foresee_publication(context, launch=launch, kind=kind, key=key, change=change)
    people = found.people if found and names else ()
    if as_json:
        told = {"foreseen": found.foreseen if found else None, "people": people}
        typer.echo(json.dumps(plain(told), indent=2, ensure_ascii=False))
        return
    if found is None:
        typer.echo(f"{kind}/{key}: nobody has anything to take again; it is published as it reads, or never was.")
        return
    for line in foreseen_lines(found.foreseen):
        typer.echo(line)
    for one in people:
        typer.echo(f"  {one.email}  {one.certification}  {one.region}{'  lapses' if one.lapses else ''}")


def _told(one: Published) -> str:
    p = one.publication
    name = f"{p.kind}/{p.key} version {p.version}"
    if not one.is_new:
        return f"{name}: {one.means}"
    lacking = f"\n  {on_one_line(p.note)}" if p.note.startswith(UNAPPROVED) else ""
    return f"{name} published ({p.change}, {short(p.fingerprint)}): {one.means}{lacking}"
