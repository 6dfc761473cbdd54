"""`readiness reminders`: who would hear what, send what is due now, remind one person, what was said."""

from __future__ import annotations

import json
from collections.abc import Iterator

import typer

from readiness.actions.nudge_rep import nudge_rep
from readiness.actions.preview_reminders import preview_reminders
from readiness.actions.send_reminders import send_reminders
from readiness.cli.days import read_day
from readiness.cli.permitted import permitted
from readiness.domain.access.permissions import be_signed_in, coach, see_coaching
from readiness.domain.people.address import mail_address
from readiness.domain.reminders.ladder import NEWS
from readiness.domain.reminders.round import HeldBack, Item, Message, Round
from readiness.ground.fingerprint import plain
from readiness.reports.person_page import require_person_seen
from readiness.reports.reminders import round_for, sent_reminders
from readiness.wiring.reminding import mailing_workspace, reminding_workspace
from readiness.wiring.workspace import open_workspace

app = typer.Typer(
    no_args_is_help=True,
    help="Reminders: who would hear what and why, send what is due, remind one person, what was said.",
)

_SHOWN = 40


@app.command()
def preview(
    *,
    on: str = typer.Option("", "--on", help="As of this day (YYYY-MM-DD) of each person's own; else at this moment."),
    person: str = typer.Option("", "--person", help="Only what this mail address would hear."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: they see their own people's."),
    as_json: bool = typer.Option(False, "--json", help="As JSON, everybody."),
) -> None:
    """Who would hear what, when and why; and who would not, and why not. Nothing is sent or stored."""
    context = open_workspace(by=by)
    viewer = permitted(context, see_coaching)
    found = round_for(context, preview_reminders(context, on=read_day(on, "--on") if on else None), viewer)
    if person:
        found = Round(
            tuple(one for one in found.messages if one.to.email == mail_address(person)),
            tuple(one for one in found.held if one.message.to.email == mail_address(person)),
        )
    if as_json:
        typer.echo(json.dumps(plain(_told(found)), indent=2, ensure_ascii=False))
        return
    typer.echo("\n".join(_lines(found)))


@app.command()
def send(
    *,
    by: str = typer.Option("", "--by", help="Mail address of whoever sends; the schedule is nobody."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """What people should hear now is on record and on its way; run again, nobody hears anything twice."""
    context, address = reminding_workspace(by=by)
    done = send_reminders(context, address=address)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2))
        return
    ways = [f"{count} by {name}" for name, count in done.delivered.items()]
    ways += [f"{count} failed by {name} (tried again in the next round)" for name, count in done.failed.items()]
    typer.echo(
        f"{done.messages} {'message' if done.messages == 1 else 'messages'} on record, {done.held} held back; "
        + (", ".join(ways) or "nothing left the application")
        + "."
    )


@app.command()
def nudge(
    launch: str = typer.Argument(help="The launch's key."),
    rep: str = typer.Argument(help="Mail address of whoever is reminded."),
    *,
    says: str = typer.Option(..., "--says", metavar="TEXT", help="Your words to them."),
    by: str = typer.Option("", "--by", help="Mail address of whoever reminds: above them, or a trainer of the launch."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Remind one person in your own words, once in 20 hours: on their home page, and by mail where that is set up."""
    context = mailing_workspace(by=by)
    require_person_seen(context, permitted(context, coach), email=rep)
    done = nudge_rep(context, launch=launch, rep=rep, says=says)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    typer.echo(
        "Your reminder is on their home page" + (", and on its way by mail." if done.mailed else "; no mail went out.")
    )


@app.command()
def log(
    *,
    person: str = typer.Option("", "--person", help="Only to this mail address."),
    limit: int = typer.Option(50, "--limit", min=1, max=10_000, help="At most this many messages, newest first."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: they see their own people's."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """What was said to whom, what was held back, and whether it went out; newest first. One's own, anybody may ask."""
    context, email = open_workspace(by=by), mail_address(person)
    is_own = bool(email) and email == mail_address(context.by())
    viewer = permitted(context, be_signed_in if is_own else see_coaching)
    found = sent_reminders(context, email=email, limit=limit, viewer=viewer)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    if not found.messages and not found.holds:
        typer.echo("Nobody was reminded of anything yet.")
    for one in found.messages:
        ways = ", ".join(f"{d.channel}: {d.state}" for d in one.deliveries) or "in the application"
        typer.echo(f"{one.reminder.on}  {one.reminder.email}  {one.reminder.subject}  ({ways})")
    for hold in found.holds:
        until = f" until {hold.until:%Y-%m-%d %H:%M} UTC" if hold.until else ""
        typer.echo(f"{hold.on}  {hold.email}  held back{until}: {hold.because}")


def _lines(found: Round) -> Iterator[str]:
    if not found.messages and not found.held:
        yield "Nobody would hear anything."
        return
    for message in found.messages[:_SHOWN]:
        yield f"{message.to.email} hears on {message.on}:"
        yield from (f"  {_item(item)}" for item in message.items)
    if len(found.messages) > _SHOWN:
        yield f"and {len(found.messages) - _SHOWN} more people; --json has them all"
    for one in found.held[:_SHOWN]:
        until = f", from {one.held.until:%Y-%m-%d %H:%M} UTC on" if one.held.until else ""
        yield f"{one.message.to.email} hears nothing, {one.held.because}{until}:"
        yield from (f"  {_item(item)}" for item in one.message.items)
    if len(found.held) > _SHOWN:
        yield f"and {len(found.held) - _SHOWN} more who hear nothing; --json has them all"
    yield f"{len(found.messages)} would hear something, {len(found.held)} are left alone."


def _item(item: Item) -> str:
    due = item.due
    whose = "" if item.role == "owner" else f"{due.owner}: "
    when = ":" if due.kind in NEWS else f", due on {due.due_on};"
    return f"{whose}{due.title} ({due.launch}) {item.rung.says}{when} {due.says}  [{item.rung.name}]"


def _told(found: Round) -> dict[str, object]:
    """Addresses, days and reasons; not the clocks and calendars that they follow from."""
    return {
        "messages": [_message(one) for one in found.messages],
        "held": [_held(one) for one in found.held],
    }


def _message(message: Message) -> dict[str, object]:
    items = [
        {"role": item.role, "rung": item.rung.name, "says": item.rung.says, "due": item.due} for item in message.items
    ]
    return {"to": message.to.email, "on": message.on, "items": items}


def _held(one: HeldBack) -> dict[str, object]:
    until = one.held.until.isoformat() if one.held.until else None
    return {**_message(one.message), "because": one.held.because, "until": until}
