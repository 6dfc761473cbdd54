"""`readiness items list`, `lint`, `import`, `export` and `retire`: the question bank, and questions as files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import typer

from readiness.actions.edit_launch_file import team_definition
from readiness.actions.import_items import ItemsImported, import_items
from readiness.actions.lint_items import lint_file, lint_launch_items
from readiness.actions.retire_item import retire_item
from readiness.cli.output_file import write_file
from readiness.cli.permitted import permitted_questions
from readiness.cli.quiz_text import tame, wrapped
from readiness.domain.checks.rule import plural
from readiness.domain.item_exchange.exchange_item import Format, Lost
from readiness.domain.item_exchange.formats import FORMATS
from readiness.domain.item_exchange.text_file import MOST_BYTES
from readiness.domain.quiz.trainers import may_see_keys
from readiness.given_file import read_given
from readiness.ground.errors import NotAllowed, Problem
from readiness.ground.fingerprint import plain
from readiness.ground.percent import percent
from readiness.reports.item_bank import BankEntry, item_bank
from readiness.reports.item_export import export_items
from readiness.wiring.files import open_check_levels, open_launch_files
from readiness.wiring.workspace import open_workspace


class FileFormat(StrEnum):
    gift = "gift"
    aiken = "aiken"
    moodle_xml = "moodle-xml"


FORMAT = typer.Option(None, "--format", help="The file's format; by default told by its name and its beginning.")
BY = typer.Option("", "--by", metavar="EMAIL", help="Mail address of whoever acts; a trainer of the launch.")
JSON = typer.Option(False, "--json", help="As JSON.")
_COLUMNS = ("key", "kind", "version", "difficulty", "observed", "asked", "state")


def mount(app: typer.Typer) -> None:
    """The commands of this module are commands of `app`."""
    app.command("list")(list_items)
    app.command("lint")(lint_items)
    app.command("import")(import_file)
    app.command("export")(export_file)
    app.command("retire")(retire)


def list_items(launch: str = typer.Argument(help="The launch's key."), *, by: str = BY, as_json: bool = JSON) -> None:
    """Every question: version, difficulty as estimated and observed, attempts that asked it, author, source, state.

    For the launch's team, trainers and auditors (--by).
    """
    context = open_workspace(by=by)
    permitted_questions(context, launch=launch)
    entries = item_bank(context, launch=launch)
    if as_json:
        typer.echo(json.dumps(plain(entries), indent=2, ensure_ascii=False))
        return
    if not entries:
        typer.echo(f"'{tame(launch)}' has no questions yet.")
        return
    rows = [_COLUMNS, *(_row(entry) for entry in entries)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    typer.echo(f"\n{len(entries)} questions. observed: share of the mark at the first attempt (attempts).")


def lint_items(
    what: str = typer.Argument(metavar="KEY_OR_FILE", help="A launch, or a file of questions."),
    *,
    form: FileFormat | None = FORMAT,
    as_json: bool = JSON,
) -> None:
    """What is wrong with the questions, and what gives their answers away. Exit 1: findings at error level."""
    path = Path(what)
    if path.is_file():
        found = lint_file(_bytes(path), called=path.name, form=_format(form), levels=open_check_levels())
    else:
        found = lint_launch_items(open_launch_files(), launch=what, levels=open_check_levels())
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
    else:
        _tell_problems(found)
        counts = Counter(problem.level for problem in found)
        told = ", ".join(plural(counts[level], level) for level in ("error", "warning", "note") if counts[level])
        typer.echo(told or "Nothing to find fault with.")
    raise typer.Exit(1 if any(problem.level == "error" for problem in found) else 0)


def import_file(
    file: Path = typer.Argument(help="Questions as GIFT, Aiken or Moodle XML."),
    *,
    launch: str = typer.Option(..., "--launch", help="The launch's key."),
    form: FileFormat | None = FORMAT,
    preview: bool = typer.Option(False, "--preview", help="Show what would come; write nothing."),
    tests: list[str] = typer.Option(
        [], "--tests", metavar="CLAIM", help="What questions test that name no claim by tag or category; repeatable."
    ),
    into: str = typer.Option("", "--into", metavar="FILE", help="A file of the launch, such as questions.yaml."),
    as_drafts: bool = typer.Option(False, "--as-drafts", help="As drafts, which no quiz asks until they are reviewed."),
    skip_uncarried: bool = typer.Option(False, "--skip-uncarried", help="Leave out questions that have no place here."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Write the questions of a file into the launch file: all of them, or, when anything is wrong, none."""
    done = import_items(
        open_workspace(by=by), launch=launch, data=_bytes(file), called=file.name, form=_format(form), tests=tests,
        skip_uncarried=skip_uncarried, as_drafts=as_drafts, into=into, preview=preview,
    )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    _tell_import(done, launch, preview=preview)


def export_file(
    launch: str = typer.Argument(help="The launch's key."),
    *,
    form: FileFormat = typer.Option(..., "--format", help="The format of the file."),
    quiz: str = typer.Option("", "--quiz", help="Only what this quiz may ask."),
    output: Path | None = typer.Option(None, "--output", metavar="FILE", help="Where to, else standard output."),
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Mail address of whoever asks; of the launch's team."),
) -> None:
    """Questions with their keys as a file for another product; what it cannot carry is told on standard error.

    Right answers are for the launch's team alone (--by).
    """
    context = open_workspace(by=by)
    if not may_see_keys(team_definition(context, launch=launch), context.actor):
        raise NotAllowed(
            f"questions with their right answers are for the team of '{launch}'.",
            hint="Pass --by with an address of the team, or set READINESS_BY.",
        )
    made = export_items(context, launch=launch, form=FORMATS[FORMATS.index(form.value)], quiz=quiz)
    _tell_lost(made.lost, err=True)
    if output is None:
        typer.echo(made.text, nl=False)
        return
    write_file(output, made.text)
    typer.echo(f"{made.count} of {made.total} questions written to {output}.", err=True)


def retire(
    launch: str = typer.Argument(help="The launch's key."),
    item: str = typer.Argument(help="The question's key, as `readiness items list` shows it."),
    *,
    from_quizzes: bool = typer.Option(False, "--from-quizzes", help="Also out of the quizzes that name it."),
    note: str = typer.Option("", "--note", "--reason", help="Why; it stands in the journal."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Take a question out of the launch file; answers that were given to it stay on record.

    A quiz that names it asks it in every form, so it leaves those only with --from-quizzes.
    """
    context = open_workspace(by=by)
    permitted_questions(context, launch=launch)
    done = retire_item(context, launch=launch, item=item, from_quizzes=from_quizzes, note=note)
    if as_json:
        typer.echo(json.dumps(plain(done), indent=2, ensure_ascii=False))
        return
    if not done.is_new:
        typer.echo(f"'{done.item}' is out of the launch file already.")
        return
    leaves = f", and out of {' and '.join(done.quizzes)}" if done.quizzes else ""
    typer.echo(f"'{done.item}' is out of the launch file{leaves}. That counts after: readiness apply {launch}")
    if done.warnings:
        typer.echo("\nThe check now says:")
        _tell_problems(done.warnings)


def _format(form: FileFormat | None) -> Format | None:
    return None if form is None else FORMATS[FORMATS.index(form.value)]


def _bytes(path: Path) -> bytes:
    """The file, or as much of it as is needed to say that it is too large."""
    return read_given(path, most=MOST_BYTES)


def _row(entry: BankEntry) -> tuple[str, ...]:
    estimated = percent(entry.estimated) if entry.estimated is not None else "-"
    observed = f"{percent(entry.observed)} ({entry.first_attempts})" if entry.observed is not None else "-"
    state = f"{entry.state}, {entry.pending}" if entry.pending else entry.state
    return (entry.key, entry.kind, str(entry.version or "-"), estimated, observed, str(entry.exposure), state)


def _tell_import(done: ItemsImported, launch: str, *, preview: bool) -> None:
    for one in done.items:
        typer.echo(f"{'would come' if preview else 'written':<10} {one.line:>5}  {one.item.kind:<11} {one.item.key}")
        for text in wrapped(one.item.stem, " " * 18):
            typer.echo(text)
    for key in done.unchanged:
        typer.echo(f"{'unchanged':<10}        {'':<11}{key}")
    _tell_lost(done.lost)
    if done.warnings:
        typer.echo(f"\nThe check {'would then say' if preview else 'now says'}:")
        _tell_problems(done.warnings)
    count = f"{len(done.items)} question{'' if len(done.items) == 1 else 's'}"
    if not done.items:
        typer.echo("\nNothing is new; nothing was changed.")
    elif preview:
        typer.echo(f"\n{count} would come; nothing was written.")
    else:
        told = f"\n{count} written to {', '.join(done.files)}."
        if done.essays:
            told += " Essays stay in the bank until a quiz names them, or draws with essays: true."
        if done.essays < len(done.items):
            told += f" {'The others' if done.essays else 'They'} are asked after: readiness apply {launch}"
        typer.echo(told)


def _tell_lost(lost: Sequence[Lost], *, err: bool = False) -> None:
    if lost:
        typer.echo("\nNot carried:", err=err)
    for one in lost:
        place = f"{one.line:>5}" if one.line else "    -"
        what = f"left out: {one.what}" if one.whole else one.what
        typer.echo(f"  {place}  {tame(one.question)}: {tame(what)}", err=err)


def _tell_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        place = str(problem.where.line) if problem.where and problem.where.line else "-"
        typer.echo(f"  {place:>5}  {problem.level:<7}  {problem.code}  {tame(problem.message)}")
        if problem.fix:
            typer.echo(f"{'':25}{tame(problem.fix)}")
