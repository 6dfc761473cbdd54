"""`readiness voice`: send what was heard in the field, see what became of it, decide on what others sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import typer

from readiness.actions.send_voice import send_voice
from readiness.actions.triage_voice import Accepted, Triaged, accept_voice, decline_voice, merge_voice
from readiness.cli.permitted import permitted
from readiness.cli.quiz_text import tame
from readiness.domain.access.permissions import see_field_voice, see_own_voice, triage_voice
from readiness.domain.access.permissions import send_voice as may_send
from readiness.domain.field_voice.proposal import FIELDS
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.fingerprint import plain
from readiness.ground.notes import on_one_line
from readiness.reports.field_voice import VoiceLine, my_voices, voice_page, voice_queue
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="What the field hears: objections, questions, wins, rewritten words.")

LAUNCH = typer.Argument(help="The launch's key.")
GROUP = typer.Argument(help="The number of the group, from `readiness voice queue`.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command()
def send(
    launch: str = LAUNCH,
    kind: str = typer.Argument(help="objection, question, win or rewrite."),
    says: str = typer.Argument(help="In the customer's words; of a rewrite, the words you used."),
    *,
    about: str = typer.Option("", "--about", metavar="CLAIM", help="What of the message: objections.price"),
    competitor: str = typer.Option("", "--competitor", help="The competitor that was named, by key."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Send one thing you heard, as readiness voice send KEY objection "They do not want two tools."."""
    context = open_workspace(by=by)
    permitted(context, may_send)
    done = send_voice(context, launch=launch, kind=kind, says=says, about=about, competitor=competitor, via="command")
    if _as_json(done, as_json=as_json):
        return
    others = f" {done.alike} other {'person' if done.alike == 1 else 'people'} heard the same." if done.alike else ""
    typer.echo(f"{'Sent' if done.is_new else 'Sent already today'}: {kind} {done.voice.id}.{others}")
    typer.echo("See what becomes of it: readiness voice mine")


@app.command()
def mine(*, by: str = BY, as_json: bool = JSON) -> None:
    """What you sent, newest first, and what became of it."""
    context = open_workspace(by=by)
    permitted(context, see_own_voice)
    found = my_voices(context)
    if _as_json(found, as_json=as_json):
        return
    for one in found:
        typer.echo(f"{one.voice.id:>4}  {one.voice.at.date()}  {one.voice.kind}  “{tame(on_one_line(one.voice.says))}”")
        typer.echo(f"      {tame(on_one_line(one.told))}")
    if not found:
        typer.echo('You have sent nothing yet: readiness voice send KEY objection "…"')


@app.command()
def queue(
    launch: str = LAUNCH,
    *,
    state: str = typer.Option("open", "--state", help="open, new, accepted, answered, declined, or all."),
    kind: str = typer.Option("", "--kind", help="Only this kind."),
    competitor: str = typer.Option("", "--competitor", help="Only what names this competitor."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """What people whom you may see sent, what is alike together, most heard first."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_field_voice)
    found = voice_queue(
        context, launch=launch, viewer=viewer, state="" if state == "all" else state, kind=kind, competitor=competitor
    )
    if _as_json(found, as_json=as_json):
        return
    for line in found.lines:
        for text in _group_lines(line):
            typer.echo(text)
    counts = ", ".join(f"{count} {name}" for name, count in found.counts.items())
    typer.echo(f"{len(found.lines)} shown; of {found.whose}: {counts}.")


@app.command()
def show(launch: str = LAUNCH, group: int = GROUP, *, by: str = BY, as_json: bool = JSON) -> None:
    """One group: who sent what, and what of the message sounds like it."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_field_voice)
    found = voice_page(context, launch=launch, group=group, viewer=viewer)
    if _as_json(found, as_json=as_json):
        return
    for text in _group_lines(found.line):
        typer.echo(text)
    for voice in found.voices:
        where = f", {voice.region}" if voice.region else ""
        typer.echo(f"  {voice.at.date()}  {voice.sender}{where}: “{tame(on_one_line(voice.says))}”")
    for claim, title in found.alike:
        typer.echo(f"  sounds like {claim}: {tame(on_one_line(title))}")


@app.command()
def accept(
    launch: str = LAUNCH,
    group: int = GROUP,
    entry: str = typer.Argument(help="The new entry's key; for words, the path of the text to replace."),
    fields: list[str] = typer.Argument(None, help="FIELD=TEXT as in the launch file: response.reframe='…'"),
    *,
    becomes: str = typer.Option("objection", "--as", help="objection, fact, proof-point or words."),
    preview: bool = typer.Option(False, "--preview", help="Show the edit; write nothing."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Write it into the launch file, comments kept; then plan, apply and approve as ever."""
    context = open_workspace(by=by)
    viewer = permitted(context, triage_voice)
    begins = voice_page(context, launch=launch, group=group, viewer=viewer).begins
    told = {**begins.get(becomes, {}), **_fields(fields or [], becomes)}
    done = accept_voice(context, launch=launch, group=group, becomes=becomes, entry=entry, fields=told, preview=preview)
    if not _as_json(done, as_json=as_json):
        _tell_accepted(done, launch)


@app.command()
def merge(
    launch: str = LAUNCH,
    group: int = GROUP,
    into: str = typer.Argument(help="Another group's number, or what answers it already: objections.price"),
    *,
    reason: str = typer.Option("", "--note", "--reason", help="Anything worth keeping."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """It says the same as another group, or as the message does already."""
    context = open_workspace(by=by)
    permitted(context, triage_voice)
    number = int(into) if into.isascii() and into.isdigit() and len(into) < 10 else 0
    done = merge_voice(context, launch=launch, group=group, into=number, entry="" if number else into, reason=reason)
    _tell_triaged(done, f"Merged: {group} into {into}.", as_json=as_json)


@app.command()
def decline(
    launch: str = LAUNCH,
    group: int = GROUP,
    *,
    reason: str = typer.Option("", "--note", "--reason", help="Why; the senders read it."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """It is not taken up."""
    context = open_workspace(by=by)
    permitted(context, triage_voice)
    done = decline_voice(context, launch=launch, group=group, reason=reason)
    _tell_triaged(done, f"Declined: {group}.", as_json=as_json)


def _fields(told: list[str], becomes: str) -> dict[str, str]:
    problems, found = [], {}
    for one in told:
        name, sign, text = one.partition("=")
        if sign:
            found[name] = text
        else:
            known = ", ".join(FIELDS.get(becomes, ()))  # type: ignore[call-overload]
            problems.append(Problem("FV009", f"'{one[:60]}' is no FIELD=TEXT.", f"Fields: {known}."))
    if problems:
        raise DefinitionError("this cannot be accepted.", problems=problems)
    return found


def _group_lines(line: VoiceLine) -> Iterator[str]:
    people = "1 person" if line.heard_by == 1 else f"{line.heard_by} people"
    yield f"{line.number:>4}  {line.state:<9} {line.kind:<10} {people:<10} “{tame(on_one_line(line.says))}”"
    if line.state != "new":
        yield f"      {tame(on_one_line(line.told))}"


def _tell_accepted(done: Accepted, launch: str) -> None:
    for file in done.files:
        typer.echo(file.name)
        for line in file.changes.lines:
            sign = {"added": "+", "removed": "-", "same": " "}.get(line.kind)
            typer.echo(f"{sign} {line.text}" if sign else f"  … {line.count} lines as before")
    for problem in done.warnings:
        typer.echo(str(problem))
    if done.written:
        typer.echo(f"Written: {done.path}. It counts once it is applied: readiness plan {launch}")
    else:
        typer.echo("A preview; nothing was written.")


def _tell_triaged(done: Triaged, said: str, *, as_json: bool) -> None:
    if not _as_json(done, as_json=as_json):
        mailed = f" {done.mailed} had a mail." if done.mailed else ""
        typer.echo(f"{said} Those who sent it see it on their home page.{mailed}")


def _as_json(found: Any, *, as_json: bool) -> bool:
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    return as_json
