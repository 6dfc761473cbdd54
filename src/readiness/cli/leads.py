"""`readiness leads`: what a qualified lead is, who agreed, lists judged by it, and where sales judges otherwise."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from readiness.actions.agree_lead_criteria import agree_lead_criteria
from readiness.cli.leads_text import criteria_text, drift_text, leads_text
from readiness.cli.permitted import permitted_message
from readiness.context import Context
from readiness.domain.leads.lead_list import LARGEST_LIST
from readiness.given_file import read_given
from readiness.ground.fingerprint import plain
from readiness.reports.leads import JudgedLeads, judge_leads, lead_criteria, lead_drift, leads_as_csv
from readiness.wiring.workspace import open_workspace

app = typer.Typer(help="What a qualified lead is, lists judged by it, and where sales judges otherwise.")

LAUNCH = typer.Option(..., "--launch", help="The launch's key.")
FILE = typer.Argument(help="A list of leads: CSV with a header line.")
BY = typer.Option("", "--by", help="Mail address of whoever acts; READINESS_BY otherwise.")


class Format(StrEnum):
    text = "text"
    json = "json"
    csv = "csv"


class PlainFormat(StrEnum):
    text = "text"
    json = "json"


@app.command()
def criteria(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    by: str = BY,
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """What a qualified lead is in this launch, and who agreed to it as it now reads."""
    found = lead_criteria(_for_those_who_may(by, launch), launch=launch)
    typer.echo(_json(found) if as_json else criteria_text(found))


@app.command()
def agree(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    function: str = typer.Option("", "--for", help="The function you speak for, when you are in several."),
    reject: bool = typer.Option(False, "--reject", help="Say no, with a --note that says why."),
    note: str = typer.Option("", "--note", help="What you want to be known with it."),
    by: str = BY,
) -> None:
    """Agree, for your function, to what a qualified lead is as applied; it lapses when a criterion changes."""
    done = agree_lead_criteria(
        open_workspace(by=by), launch=launch, decision="rejected" if reject else "approved", function=function or None,
        note=note,
    )  # fmt: skip
    said = "agreed to" if done.decision == "approved" else "rejected"
    typer.echo(f"{done.function} has {said} what a qualified lead is{'' if done.changed else ' (and had before)'}.")
    typer.echo(criteria_text(lead_criteria(open_workspace(by=by), launch=launch), words_only=True))


@app.command()
def qualify(
    file: Path = FILE, *, launch: str = LAUNCH, form: Format = typer.Option(Format.text, "--format", help="How."),
    by: str = BY,
) -> None:  # fmt: skip
    """Each lead's verdict, with the reasons and what would change it. Nothing of the list is kept.

    Every row that cannot be read is told at once, with its line; then no lead is judged.
    """
    context = _for_those_who_may(by, launch)
    found = judge_leads(context, launch=launch, data=read_given(file, most=LARGEST_LIST), called=file.name)
    if form is Format.csv:
        typer.echo(leads_as_csv(found), nl=False)
    else:
        typer.echo(
            json.dumps(as_plain(found), indent=2, ensure_ascii=False) if form is Format.json else leads_text(found)
        )


@app.command()
def drift(
    file: Path = FILE, *, launch: str = LAUNCH,
    form: PlainFormat = typer.Option(PlainFormat.text, "--format", help="How."), by: str = BY,
) -> None:  # fmt: skip
    """How far sales accepts other leads than the criteria do, and over which criterion. Nothing of the list is kept.

    The list has a column `accepted`: yes or no, empty where sales has not said.
    """
    context = _for_those_who_may(by, launch)
    found = lead_drift(context, launch=launch, data=read_given(file, most=LARGEST_LIST), called=file.name)
    typer.echo(_json(found) if form is PlainFormat.json else drift_text(found))


def _for_those_who_may(by: str, launch: str) -> Context:
    """The workspace, for those who see the message in the browser and the launch's team. Raises NotAllowed."""
    context = open_workspace(by=by)
    permitted_message(context, launch=launch)
    return context


def as_plain(found: JudgedLeads) -> dict[str, Any]:
    """The list with what people read of each lead beside what programs do."""
    leads = [{**plain(one), "says": one.says, "reasons": one.reasons, "change": one.change} for one in found.leads]
    return {**plain(found), "leads": leads, "counts": found.counts}


def _json(value: Any) -> str:
    return json.dumps(plain(value), indent=2, ensure_ascii=False)
