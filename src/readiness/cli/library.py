"""`readiness library`: put assets in, find them, say what they were used for, see what is never used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from readiness.actions.add_asset import add_asset, retire_asset
from readiness.actions.record_use import record_use
from readiness.actions.refresh_library import refresh_library
from readiness.actions.reindex_library import reindex_library
from readiness.actions.search_library import search_library
from readiness.cli.days import read_day
from readiness.cli.permitted import permitted
from readiness.cli.quiz_text import tame
from readiness.cli.roleplay import given_file
from readiness.domain.access.permissions import keep_assets, see_published, see_use, tell_use
from readiness.domain.library.asset import Described, Readers
from readiness.domain.library.excerpt import Said
from readiness.domain.library.inside import Searched
from readiness.ground.fingerprint import plain
from readiness.ground.notes import on_one_line
from readiness.reports.library import Counted, asset_page, missed_searches, not_searched, unused, use_report
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="The asset library: materials and uploads, found by words and facets.")

KEY = typer.Argument(help="The asset's key, as `readiness library search` shows it.")
LAUNCH = typer.Option("", "--launch", help="Only assets of this launch.")
FACET = typer.Option([], "--facet", metavar="NAME=KEY", help="segment, market, competitor, requirement, persona …")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
START = typer.Option(0, "--start", min=0, help="Go on from here.")
LIMIT = typer.Option(0, "--limit", min=0, help="So many at most; 0 = all.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command()
def search(
    words: list[str] = typer.Argument(None, help="What it is about; nothing = the newest."),
    *,
    launch: str = LAUNCH,
    facet: list[str] = FACET,
    kind: str = typer.Option("", "--kind", help="battlecard, module, upload …"),
    freshness: str = typer.Option("", "--freshness", help="fresh, ends-soon or out-of-date."),
    start: int = START,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Find assets that you may read, best first; a slip of the pen finds the word that was meant."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_published)
    facets = {"launch": launch, "kind": kind, "freshness": freshness, **{n: v[0] for n, v in _facets(facet).items()}}
    found = search_library(context, viewer=viewer, text=" ".join(words or []), facets=facets, start=start)
    if _as_json(found, as_json=as_json):
        return
    for typed, word in found.instead.items():
        typer.echo(f"Nothing has “{tame(typed)}”; this is for “{tame(word)}”.")
    for one in found.found:
        stale = "" if one.freshness == "fresh" else f"  [{one.freshness.replace('-', ' ')}]"
        roles = f"  (for {one.roles} roles)" if one.roles > 1 else ""
        typer.echo(f"{one.key}  {tame(one.title)}{roles}{stale}")
        place = f"{one.place}: " if one.place else ""
        typer.echo(f"    {place}{''.join(map(_marked, one.pieces))}")
    more = f"; more: --start {found.next}" if found.next else ""
    typer.echo(f"{found.total:,}{' or more' if found.is_more else ''} found{more}")


@app.command()
def show(key: str = KEY, *, by: str = BY, as_json: bool = JSON) -> None:
    """One asset: what it is found by, its versions, where it is used."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_published)
    refresh_library(context)
    found = asset_page(context, viewer=viewer, key=key)
    if _as_json(found, as_json=as_json):
        return
    until = f" until {found.fresh_until}" if found.fresh_until else ""
    typer.echo(f"{found.key}  {tame(found.title)}  ({found.kind}, {found.freshness.replace('-', ' ')}{until})")
    if found.summary:
        typer.echo(f"  {tame(on_one_line(found.summary))}")
    where = f"readiness materials show {found.launch} {found.material}" if found.material else found.link or found.file
    typer.echo(f"  at: {tame(where)}")
    for name, values in found.facets.items():
        typer.echo(f"  {name}: {', '.join(values)}")
    for one in found.versions:
        typer.echo(f"  version {one.number}  {one.at.date()}  {one.by}  {tame(on_one_line(one.says))}")
    if not found.material:
        typer.echo(f"  {_searched_line(found.searched, found.searched_says)}")
    typer.echo(f"  {_use_line(found.use)}")
    if found.opened_from:
        typer.echo(f"  opened {', '.join(f'{where} by {people}' for where, people in found.opened_from)}")
    for launch, conversation, times in found.used_in:
        typer.echo(f"  used {times} × in {conversation or 'no conversation named'}{f' ({launch})' if launch else ''}")
    for other, title in found.linked_from:
        typer.echo(f"  linked from {other}: {tame(title)}")


@app.command()
def add(
    key: str = typer.Argument(help="What it is called from now on: price-one-pager"),
    file: Path | None = typer.Argument(None, help="The file; or --link."),
    *,
    title: str = typer.Option(..., "--title", help="What people see."),
    summary: str = typer.Option("", "--summary", help="What is in it; searched in before the file's own text."),
    launch: str = typer.Option("", "--launch", help="The launch that it belongs to; its keys are the facets' values."),
    facet: list[str] = FACET,
    link: str = typer.Option("", "--link", help="Where it is, when it is not a file of ours."),
    fresh_until: str = typer.Option("", "--fresh-until", metavar="DATE", help="The last day on which it is right."),
    staff_only: bool = typer.Option(False, "--staff-only", help="Not for reps."),
    replaces: bool = typer.Option(False, "--replaces", help="A new version of the asset of this key."),
    note: str = typer.Option("", "--note", help="What is new in this version."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Put an asset into the library, or a new version of one."""
    context = open_workspace(by=by)
    permitted(context, keep_assets)
    readers: Readers = "staff" if staff_only else "all"
    told = Described(
        key=key, title=title, summary=summary, launch=launch, facets=_facets(facet), readers=readers,
        fresh_until=read_day(fresh_until, "--fresh-until"),
    )  # fmt: skip
    done = add_asset(context, told, file=given_file(file), link=link, note=note, replaces=replaces)
    if not _as_json(done, as_json=as_json):
        typer.echo(f"{'Added' if done.is_new else 'There already'}: {done.key}, version {done.version.number}.")
        typer.echo(_searched_line(done.searched, done.says))


@app.command()
def reindex(
    *,
    everything: bool = typer.Option(False, "--all", help="Every file, also those that were read."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Read uploaded files that nobody could read so far, so that they are searched inside."""
    context = open_workspace(by=by)
    permitted(context, keep_assets)
    done = reindex_library(context, everything=everything)
    if _as_json(done, as_json=as_json):
        return
    for one in done:
        typer.echo(f"{one.key}  {_searched_line(one.searched, one.says)}")
    typer.echo(f"{len(done)} {'file' if len(done) == 1 else 'files'} read.")


@app.command()
def unsearched(*, by: str = BY, as_json: bool = JSON) -> None:
    """What is not searched inside, or not to its end, and why."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_use)
    refresh_library(context)
    found = not_searched(context, viewer=viewer)
    if _as_json(found, as_json=as_json):
        return
    for one in found:
        typer.echo(f"{one.key}  {tame(one.title)}\n    {_searched_line(one.searched, one.says)}")
    if not found:
        typer.echo("Everything that was uploaded is searched inside.")


@app.command()
def retire(
    key: str = KEY,
    *,
    reason: str = typer.Option("", "--note", "--reason", help="Why; for whoever reads it in a year."),
    by: str = BY,
) -> None:
    """Take an upload out of the library; what was said of it stays on record."""
    context = open_workspace(by=by)
    permitted(context, keep_assets)
    retire_asset(context, key=key, reason=reason)
    typer.echo(f"Retired: {key}.")


@app.command()
def use(
    key: str = KEY,
    *,
    act: str = typer.Option("used", "--act", help="opened, shared or used."),
    conversation: str = typer.Option("", "--conversation", help="In which conversation."),
    helped: bool | None = typer.Option(None, "--helped/--no-help", help="Whether it helped."),
    minutes: int | None = typer.Option(None, "--minutes", help="Minutes that it saved you."),
    note: str = typer.Option("", "--note", help="Anything worth keeping."),
    by: str = BY,
) -> None:
    """Say that you used or shared it, in which conversation, and whether it helped."""
    context = open_workspace(by=by)
    viewer = permitted(context, tell_use)
    record_use(
        context, viewer=viewer, key=key, act=act, conversation=conversation, helped=helped, minutes=minutes, note=note
    )
    typer.echo(f"On record: {act} {key}.")


@app.command("report")
def report(
    *, launch: str = LAUNCH, start: int = START, limit: int = LIMIT, by: str = BY, as_json: bool = JSON
) -> None:  # fmt: skip
    """What every asset that was used was used for, most used first. Counts, no names."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_use)
    refresh_library(context)
    found = use_report(context, viewer=viewer, launch=launch, start=start, limit=limit or None)
    if _as_json(found.lines, as_json=as_json):
        return
    for one in found.lines:
        typer.echo(f"{one.key}  {tame(one.title)}\n    {_use_line(one)}")
    typer.echo(_count_line(found, start, "opened, shared or used"))


@app.command("unused")
def unused_(
    *,
    launch: str = LAUNCH,
    days: int = typer.Option(0, "--days", min=0, max=3650, help="Only what has been there for so many days."),
    start: int = START,
    limit: int = LIMIT,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """What nobody ever opened, shared or used, oldest first."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_use)
    refresh_library(context)
    found = unused(context, viewer=viewer, launch=launch, days=days, start=start, limit=limit or None)
    if _as_json(found.lines, as_json=as_json):
        return
    for one in found.lines:
        typer.echo(f"{one.since.date()}  {one.key}  {tame(one.title)}")
    typer.echo(_count_line(found, start, "never opened, shared or used"))


@app.command()
def searches(*, by: str = BY, as_json: bool = JSON) -> None:
    """What people searched for and did not find, most often first."""
    context = open_workspace(by=by)
    permitted(context, see_use)
    found = missed_searches(context)
    if _as_json(found, as_json=as_json):
        return
    for one in found:
        people = "1 person" if one.people == 1 else f"{one.people} people"
        typer.echo(f"{one.times:>4} ×  “{tame(one.text)}”  by {people}, last on {one.last_at.date()}")
    if not found:
        typer.echo("Everything that was searched for was found.")


def _count_line(found: Counted, start: int, what: str) -> str:
    after = start + len(found.lines)
    more = f" Go on with --start {after}." if found.lines and after < found.count else ""
    return f"{found.count} {what}.{more}"


def _facets(told: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in told:
        name, sign, value = one.partition("=")
        if not sign or not value:
            raise typer.BadParameter("write NAME=KEY, such as competitor=jenkins", param_hint="--facet")
        found[name] = (*found.get(name, ()), value)
    return found


def _marked(one: Said) -> str:
    told = tame(on_one_line(one.text)) if one.text.strip() else one.text
    edge = one.text[:1].isspace(), one.text[-1:].isspace()
    told = f"{' ' if edge[0] and told.strip() else ''}{told}{' ' if edge[1] and told.strip() else ''}"
    return typer.style(told, bold=True) if one.is_asked else told


def _searched_line(searched: Searched, says: str) -> str:
    told = {
        "all": "searched inside", "part": "searched inside, not to its end",
        "not": "not searched inside", "unread": "not searched inside yet",
    }[searched]  # fmt: skip
    more = " (then: readiness library reindex)" if searched == "unread" else ""
    return f"{told}{': ' if says else ''}{tame(on_one_line(says))}{more}"


def _use_line(one: Any) -> str:
    told = f"opened by {one.opened}, shared {one.shared} ×, used {one.used} ×"
    if one.helped or one.not_helped:
        told += f", helped {one.helped} of {one.helped + one.not_helped}"
    return told + (f", {one.minutes} min saved" if one.minutes else "")


def _as_json(found: Any, *, as_json: bool) -> bool:
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    return as_json
