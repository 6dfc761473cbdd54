"""`readiness roster`: import with a preview, the roster on a day, one person's history."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

from readiness.actions.import_roster import import_roster
from readiness.cli.days import read_day
from readiness.cli.permitted import permitted, permitted_person
from readiness.domain.access.permissions import be_signed_in, see_readiness
from readiness.domain.access.scope import EVERYBODY, scope_asked
from readiness.domain.people.changes import RosterChanges
from readiness.domain.people.movement import Joined
from readiness.domain.people.person import Leave
from readiness.ground.errors import Problem
from readiness.ground.fingerprint import plain
from readiness.reports.roster import PersonHistory, RosterLine, RosterPage, person_history, roster_on, roster_scopes
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True)

_SHOWN = 10
"""People listed under each kind of change; the rest are counted."""


@app.command("import")
def import_(
    file: Path = typer.Argument(..., help="The roster, a CSV file."),
    *,
    history: Path | None = typer.Option(None, "--history", help="Territory history, a CSV file."),
    preview: bool = typer.Option(False, "--preview", help="Show what would change; write nothing."),
    leavers: str = typer.Option("keep", "--leavers", help="People who are not in the file: keep, or close on the day."),
    on: str = typer.Option("", "--on", metavar="DATE", help="The day from which it holds; today when left out."),
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Who imports."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Import people from a CSV file: all of it, or, when anything in it is wrong, nothing."""
    if leavers not in {"keep", "close"}:
        raise typer.BadParameter("write keep or close", param_hint="--leavers")
    context = open_workspace(by=by)
    changes = import_roster(
        context, path=file, history=history, leavers="close" if leavers == "close" else "keep",
        on=read_day(on, "--on"), preview=preview,
    )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(_as_json(changes, preview=preview), indent=2, ensure_ascii=False))
        return
    for line in _account(changes, file, preview=preview):
        typer.echo(line)


@app.command()
def show(
    *,
    on: str = typer.Option("", "--on", metavar="DATE", help="The roster on this day; today when left out."),
    role: str = typer.Option("", "--role", help="Only this role."),
    region: str = typer.Option("", "--region", help="Only this region."),
    territory: str = typer.Option("", "--territory", help="Only this territory."),
    team: str = typer.Option("", "--team", help="Only this team."),
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Who asks: they see their own people."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Who is on the roster on a day, and where; of a region for its sales leader, of their own people for managers.

    Of everybody for whoever may import it, trainers, marketers, administrators and auditors.
    """
    day, context = read_day(on, "--on"), open_workspace(by=by)
    scopes = roster_scopes(context, permitted(context, be_signed_in))
    if not scopes:
        scope_asked(permitted(context, see_readiness))
    page = roster_on(context, scopes=scopes, on=day, role=role, region=region, territory=territory, team=team)
    if as_json:
        typer.echo(json.dumps(plain(page), indent=2, ensure_ascii=False))
        return
    if not page.lines:
        typer.echo(_nobody(page))
        return
    _table(["email", "role", "territory", "region", "manager", "since", ""], [_cells(line) for line in page.lines])
    typer.echo(f"\n{len(page.lines):,} of {page.total:,} people on {page.day}.")


@app.command()
def history(
    email: str = typer.Argument(..., help="Whose."),
    *,
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Who asks: the person, or who may see them."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Where one person stood, from day to day, and what was doubtful about it."""
    context = open_workspace(by=by)
    if EVERYBODY not in roster_scopes(context, permitted(context, be_signed_in)):
        permitted_person(context, email)
    found = person_history(context, email=email)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    typer.echo(_who(found))
    rows = []
    for stretch in found.stretches:
        posting = stretch.posting
        until = "corrected the same day" if stretch.corrected else str(posting.valid_to or "")
        rows.append(
            [str(posting.valid_from), until, posting.role, posting.territory, posting.region,
             posting.manager_email or "", posting.source]
        )  # fmt: skip
    _table(["from", "until (not including)", "role", "territory", "region", "manager", "said by"], rows)
    for leave in found.leaves:
        typer.echo(
            f"On leave from {leave.starts_on} {f'to {leave.ends_on}' if leave.ends_on else 'with no end given'}."
        )
    for note in found.notes:
        typer.echo(f"Note: {note}")


def _account(changes: RosterChanges, file: Path, *, preview: bool) -> Iterable[str]:
    """What was (or would be) done, in sentences a person can check against the file."""
    for level, heading in (("warning", "Look at these; none of them stops the import:"), ("note", "How it was read:")):
        told = [problem for problem in changes.warnings if problem.level == level]
        if told:
            yield heading
            yield from (f"  {_told(problem)}" for problem in told[: 5 * _SHOWN])
            if len(told) > 5 * _SHOWN:
                yield f"  … and {len(told) - 5 * _SHOWN:,} more"
            yield ""
    if changes.nothing:
        yield f"Nothing changes: the roster already is what {file.name} says on {changes.on}."
        return
    yield f"{'Would be imported' if preview else 'Imported'} from {file.name}, holding from {changes.on}:"
    particulars = [
        (one.email, [f for f in one.fields if f[0] != "left_on"]) for one in changes.changed
    ]  # fmt: skip
    yield from _group("joining", [_joined(one) for one in changes.joined if not one.returns])
    yield from _group("coming back", [_joined(one) for one in changes.joined if one.returns])
    yield from _group("moving", [f"{one.email}: {_fields(one.fields)}" for one in changes.moved])
    yield from _group("leaving", [f"{one.email} on {one.on}" for one in changes.left])
    yield from _group(
        "staying longer", [f"{one.email} until {one.until or 'further notice'}" for one in changes.stayed]
    )
    yield from _group("with other particulars", [f"{email}: {_fields(f)}" for email, f in particulars if f])
    yield from _group("with other leave", [f"{one.email}: {_away(one.after)}" for one in changes.leave])
    if changes.loaded:
        yield f"  {len(changes.loaded):,} postings loaded from the history"
    yield f"  {changes.unchanged:,} unchanged"
    if preview:
        yield "Nothing was written."
    else:
        yield "Who is asked for what changes with the next: readiness apply KEY"


def _group(what: str, people: Sequence[str]) -> Iterable[str]:
    if people:
        yield f"  {len(people):,} {what}"
        yield from (f"    {line}" for line in people[:_SHOWN])
        if len(people) > _SHOWN:
            yield f"    … and {len(people) - _SHOWN:,} more"


def _told(problem: Problem) -> str:
    place = f"{problem.where}: " if problem.where else ""
    return f"{place}{problem.code} {problem.message} {problem.fix}".rstrip()


def _joined(one: Joined) -> str:
    posting = one.posting
    if posting is None:
        return f"{one.email} (has left)"
    place = ", ".join(filter(None, (posting.role, posting.territory, posting.region)))
    return f"{one.email}: {place} from {posting.valid_from}"


def _away(leave: Leave | None) -> str:
    if leave is None:
        return "no leave after all"
    return f"from {leave.starts_on} " + (f"to {leave.ends_on}" if leave.ends_on else "with no end given")


def _fields(fields: Iterable[tuple[str, str, str]]) -> str:
    return "; ".join(f"{name} {old or '(none)'} → {new or '(none)'}" for name, old, new in fields)


def _cells(line: RosterLine) -> list[str]:
    until = f" until {line.leave_until}" if line.leave_until else ""
    marks = [f"on leave{until}" if line.on_leave else "", f"leaves on {line.leaves_on}" if line.leaves_on else ""]
    marks.append("history disagrees" if line.note else "")
    said = ", ".join(filter(None, marks))
    return [line.email, line.role, line.territory, line.region, line.manager, str(line.since), said]


def _who(found: PersonHistory) -> str:
    parts = [f"{found.name} <{found.email}>"]
    if found.start_date:
        parts.append(f"started {found.start_date}")
    if found.left_on:
        parts.append(f"not on the roster from {found.left_on}")
    if found.languages:
        parts.append(f"speaks {', '.join(found.languages)}")
    return ", ".join(parts)


def _nobody(page: RosterPage) -> str:
    if page.total:
        return f"Nobody like that among the {page.total:,} people on {page.day}."
    return f"Nobody is on the roster on {page.day}. Run: readiness roster import FILE"


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines into a pipe."""
    if not sys.stdout.isatty():
        for row in (headings, *rows):
            typer.echo("\t".join(row).rstrip())
        return
    from rich.console import Console  # noqa: PLC0415  a tenth of a second, and only a terminal needs it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _as_json(changes: RosterChanges, *, preview: bool) -> dict[str, Any]:
    found: dict[str, Any] = plain(changes)
    del found["problems"]
    return {"preview": preview, "nothing": changes.nothing, **found}
