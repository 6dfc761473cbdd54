"""`readiness items`: what the answers say about a launch's questions, and the question bank as files."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from readiness.cli.days import read_day
from readiness.cli.items_exchange import mount
from readiness.cli.items_text import analysis_lines, item_lines, question_lines, statistics_lines
from readiness.cli.output_file import write_file
from readiness.cli.permitted import permitted_questions
from readiness.cli.quiz_text import tame
from readiness.domain.item_analysis.given import Which
from readiness.domain.people.sheet import LARGEST_FILE, decode
from readiness.given_file import read_given
from readiness.ground.errors import NotFound
from readiness.ground.fingerprint import plain
from readiness.ground.keys import did_you_mean
from readiness.reports.item_statistics import as_csv, item_statistics, table_statistics
from readiness.wiring.workspace import open_workspace


class KeyMeansStats(TyperGroup):
    """`readiness items KEY` is `readiness items stats KEY`: what is no command is a launch's key.

    Typer's click is vendored and private, hence Any.
    """

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            args = ["stats", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=KeyMeansStats, no_args_is_help=True)


@app.callback()
def items() -> None:
    """Statistics of a launch's questions: `readiness items KEY`; and its questions as files."""


@app.command()
def stats(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    quiz: str = typer.Option("", "--quiz", help="Only this quiz."),
    item: str = typer.Option("", "--item", help="Only this question, whole, with its table of options."),
    all_attempts: bool = typer.Option(False, "--all-attempts", help="Repeated attempts too; by default the first."),
    since: str = typer.Option("", "--since", metavar="DATE", help="Handed in on this day or later."),
    until: str = typer.Option("", "--until", metavar="DATE", help="Handed in on this day or earlier."),
    role: str = typer.Option("", "--role", help="Only people in this role on that day."),
    region: str = typer.Option("", "--region", help="Only people in this region on that day."),
    csv: Path | None = typer.Option(None, "--csv", metavar="FILE", help="Also a row per question into this file."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: who may see the question bank."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Facility, discrimination, options, consistency: which questions work, and what to do about the others.

    With options and keys, so for the launch's team, trainers and auditors alone (--by).
    """
    context = open_workspace(by=by)
    permitted_questions(context, launch=launch)
    which = Which(
        first_only=not all_attempts, since=read_day(since, "--since"), until=read_day(until, "--until"), role=role,
        region=region,
    )  # fmt: skip
    found = item_statistics(context, launch=launch, quiz=quiz, which=which, with_keys=True)
    known = [line.figures.key for one in found.quizzes for line in (*one.questions, *one.former)]
    if item and item not in known:
        raise NotFound(f"no quiz asks '{tame(item)}'.", hint=did_you_mean(item, known))
    if csv is not None:
        write_file(csv, as_csv(found))
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for line in question_lines(found, item) if item else statistics_lines(found):
        typer.echo(line)
    if csv is not None:
        typer.echo(f"\nWritten to {csv}.")


class Empty(StrEnum):
    not_asked = "not-asked"
    zero = "zero"


@app.command()
def table(
    file: Path = typer.Argument(
        help="CSV: names of questions, then a row of marks (or, with --key, answers) an attempt."
    ),
    *,
    key: Path | None = typer.Option(
        None, "--key", metavar="FILE", help="The right answers: the names again, and a row; A|C where several count."
    ),
    empty: Empty | None = typer.Option(
        None, "--empty", help="What an empty cell means: not-asked (so among marks), or zero (so among answers)."
    ),
    item: str = typer.Option("", "--item", help="Only this question, with its table of options."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """The same statistics of a table from elsewhere. `essay:8` as a name: 8 is the most, otherwise 1."""
    told = [decode(read_given(one, most=LARGEST_FILE), str(one)) for one in (file, key) if one is not None]
    found = table_statistics(told[0], key=told[1] if key is not None else None, empty=empty.value if empty else "")
    if item:
        known = [one.key for one in found.items]
        if item not in known:
            raise NotFound(f"no question is called '{tame(item)}'.", hint=did_you_mean(item, known))
        found = replace(found, items=tuple(one for one in found.items if one.key == item))
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for line in analysis_lines(found) if not item else item_lines(found.items[0]):
        typer.echo(line)


mount(app)
