"""`readiness kit`: what to take to one named buyer; its open parts rewritten; what reps rewrote."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from readiness.actions.make_kit import make_kit
from readiness.actions.rewrite_kit import rewrite_kit
from readiness.cli.output_file import write_bytes
from readiness.domain.kit.plan import READERS
from readiness.domain.kit.request import KitWish
from readiness.domain.value.given import figures_given
from readiness.ground.errors import OutsideFailure
from readiness.ground.fingerprint import plain
from readiness.ports.handouts import FORMS
from readiness.reports.kit import kit_handout, kit_rewrites, kit_sheet
from readiness.wiring.workspace import open_workspace


class KitCommands(TyperGroup):
    """`readiness kit KEY …` is `readiness kit make KEY …`: whatever is no command of its own is a launch."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["make", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=KitCommands, no_args_is_help=True,
    help="Kits for a named buyer. `readiness kit KEY …` makes one; what is no command here is a launch.",
)  # fmt: skip

LAUNCH = typer.Argument(help="The launch's key.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
FOLDERS = {"buyer": "for-the-buyer", "us": "for-us"}


class KitFormat(StrEnum):
    md = "md"
    html = "html"
    pdf = "pdf"
    docx = "docx"
    pptx = "pptx"
    all = "all"


@app.command()
def make(
    launch: str = LAUNCH,
    *,
    account: str = typer.Option(..., help="The company."),
    person: str = typer.Option(..., help="The person, by name."),
    role: str = typer.Option(..., help="What the person is there: COO, head of development."),
    requirement: str = typer.Option(..., help="The problem it is about: a key of requirements."),
    conversation: str = typer.Option(..., help="The conversation it is for: a key of conversations."),
    competitor: str = typer.Option("", help="Whom they compare with: a key of competitors."),
    persona: str = typer.Option("", help="As whom to speak to them: a key of personas; else found by the role."),
    calculator: str = typer.Option("", help="What it is worth to them: a key of calculators."),
    given: list[str] = typer.Option(None, "--input", "-i", metavar="KEY=NUMBER", help="A figure of the buyer's."),
    form: KitFormat = typer.Option(KitFormat.all, "--format", help="In which form."),
    output: Path = typer.Option(None, "--output", help="Write the two documents into this folder."),
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON: every part."),
) -> None:
    """A kit for one named buyer, of approved pieces only: one document to hand over, one for our own people.

    What is not approved is named and left out. Asked for again, the same kit comes with what was rewritten in it.
    """
    context = open_workspace(by=by)
    figures = figures_given(given or [])
    wish = KitWish(
        account=account, person=person, role=role, requirement=requirement, conversation=conversation,
        competitor=competitor, persona=persona, calculator=calculator, inputs=figures.values, unread=figures.unread,
    )  # fmt: skip
    kit = make_kit(context, launch=launch, wish=wish)
    sheet = kit_sheet(context, launch=launch, number=kit.number)
    written: list[Path] = []
    if output is not None:
        _make_folder(output)
        for reader in READERS:
            handout = kit_handout(context, sheet, reader)
            for one in FORMS if form == "all" else [one for one in FORMS if one == form]:
                path = output / f"{_slug(account) or f'kit-{kit.number}'}-{FOLDERS[reader]}.{one}"
                write_bytes(path, context.handouts.write(handout, one))
                written.append(path)
    if as_json:
        told = {**plain(sheet), "written": [str(path) for path in written]}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Kit {kit.number} for {person}, {role}, {account}: spoken to as {sheet.spoken_to_as}.")
    for part in sheet.parts:
        state = ("rewritten" if part.words else "open") if part.is_open else "locked"
        typer.echo(f"  {FOLDERS[part.reader]:<14} {part.key:<12} {state:<9} {part.title}")
    for left in sheet.left_out:
        typer.echo(f"  left out: {left.what} ({left.material} is {left.lacking})")
    for path in written:
        typer.echo(f"written: {path}")
    if not written:
        typer.echo("Name a folder with --output to have it as files.")


@app.command()
def rewrite(
    launch: str = LAUNCH,
    number: int = typer.Argument(help="The kit's number."),
    part: str = typer.Argument(help="An open part: opening, purpose, agenda, next-step."),
    *,
    text: str = typer.Option(..., "--text", help="Your own words; empty takes them back."),
    by: str = BY,
) -> None:
    """Your own words in an open part of a kit of yours. Marketing reads them, not for whom they are."""
    changed = rewrite_kit(open_workspace(by=by), launch=launch, number=number, part=part, text=text)
    typer.echo(f"{part}: {'rewritten' if changed else 'read so already'}.")


@app.command()
def rewrites(
    launch: str = LAUNCH,
    *,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """What reps made of the open parts, newest first: what it said, what they say, and in what situation."""
    found = kit_rewrites(open_workspace(), launch=launch)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for one in found:
        against = f" against {one.competitor}" if one.competitor else ""
        typer.echo(f"{one.at:%Y-%m-%d}  {one.part}  to {one.role}, {one.requirement}{against}, {one.conversation}")
        typer.echo(f"  was: {' '.join(one.was.split())}")
        typer.echo(f"  now: {' '.join(one.text.split()) or '(taken back)'}")
    if not found:
        typer.echo("Nobody has rewritten anything yet.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideFailure(f"{folder} cannot be made: {error.strerror}.", hint="Name another folder.") from error


def _slug(account: str) -> str:
    """A file name of an account's name; "" of one that has no Latin letters."""
    return re.sub(r"[^a-z0-9]+", "-", account.lower()).strip("-")[:40].strip("-")
