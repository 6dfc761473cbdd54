"""`readiness roi`: what changing a habit is worth, in a buyer's own figures."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

import typer

from readiness.cli.output_file import page_ending, telling, write_bytes
from readiness.cli.roi_text import lines_text, sheet_text
from readiness.domain.value.given import figures_given
from readiness.ground.errors import DefinitionError, Problem
from readiness.ground.fingerprint import plain
from readiness.reports.calculators import calculator_handout, calculator_lines, calculator_sheet
from readiness.wiring.workspace import open_workspace

app = typer.Typer()


class Format(StrEnum):
    text = "text"
    json = "json"


@app.command()
def roi(
    launch: str = typer.Argument(help="The launch's key."),
    calculator: str = typer.Argument(None, help="The calculator's key; none = which there are."),
    *,
    given: list[str] = typer.Option(
        None, "--input", "-i", metavar="KEY=NUMBER", help="A figure of the buyer's; again for each."
    ),
    form: Format = typer.Option(Format.text, "--format", help="How to tell it."),
    page: Path = typer.Option(None, "--page", help="Write the buyer's page here: .md, .html, .pdf, .docx, .pptx."),
    account: str = typer.Option("", "--account", help="Whose figures they are; stands on the page."),
) -> None:
    """What changing a habit is worth, and which figure matters most: each turned from its lowest to its highest.

    What is not given is the file's own figure. As applied; before that, as the file says.
    """
    context = open_workspace()
    if calculator is None:
        lines = calculator_lines(context, launch=launch)
        typer.echo(json.dumps(plain(lines), indent=2, ensure_ascii=False) if form == "json" else lines_text(lines))
        return
    figures = figures_given(given or [])
    wrong: list[Problem] = []
    with telling(wrong):
        sheet = calculator_sheet(context, launch=launch, key=calculator, given=figures)
    if page:
        with telling(wrong):
            ending = page_ending(page)
        with telling(wrong):
            handout = calculator_handout(context, launch=launch, key=calculator, given=figures, account=account)
    if wrong:
        raise DefinitionError("this cannot be worked out as it was asked.", problems=tuple(dict.fromkeys(wrong)))
    if page:
        write_bytes(page, context.handouts.write(handout, ending))
    if form == "json":
        typer.echo(json.dumps(plain(sheet), indent=2, ensure_ascii=False))
        return
    typer.echo(sheet_text(sheet))
    if page:
        typer.echo(f"\nThe page is {page}.")
