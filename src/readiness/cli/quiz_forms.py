"""`readiness quiz forms`: what forms ask, how alike they are, what the bank lacks; and putting them together."""

from __future__ import annotations

import json
from collections.abc import Iterator

import typer

from readiness.actions.assemble_forms import SEED, assemble_forms
from readiness.cli.quiz_text import tame, wrapped
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import plain
from readiness.ground.percent import percent
from readiness.reports.quiz_forms import LaunchForms, QuizForms, Sheet, quiz_forms, sheet_of
from readiness.wiring.workspace import open_workspace

_SHOWN = 5
"""Most exposed items that are named."""


def mount(app: typer.Typer) -> None:
    """The command is one of `app`."""
    app.command()(forms)


def forms(
    launch: str = typer.Argument(help="The launch's key."),
    quiz: str = typer.Argument("", help="Only this quiz."),
    *,
    preview: bool = typer.Option(False, "--preview", help="Put them together and show them; nothing is kept."),
    assemble: bool = typer.Option(False, "--assemble", help="Put them together and keep them: attempts get these."),
    seed: str = typer.Option(None, "--seed", help=f"Another seed gives other forms; {SEED} when there is none."),
    items: bool = typer.Option(False, "--items", help="Name the items of each form."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks; for the launch's team."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Blueprint and parallel forms of quizzes: expected means, shared items, exposure, and what to add to the bank.

    Exit code 1 when the bank cannot serve a quiz.
    """
    if preview and assemble:
        raise Conflict("say either --preview or --assemble.", hint="--preview keeps nothing.")
    if (preview or assemble) and not quiz:
        raise Conflict("say which quiz.", hint=f"Run: readiness quiz forms {launch} QUIZ --preview")
    if seed is not None and not (preview or assemble):
        raise Conflict("a seed is for putting forms together.", hint="Add --preview or --assemble.")
    context = open_workspace(by=by)
    sheet = None
    if preview or assemble:
        made = assemble_forms(context, launch=launch, quiz=quiz, seed=seed or SEED, preview=preview)
        sheet = None if assemble else sheet_of(made.assembly)
        if assemble and not as_json:
            typer.echo("Put together and kept." if made.is_new else "Just these were kept already.")
    found = quiz_forms(context, launch=launch, quiz=quiz)
    if as_json:
        said = plain(found) | ({"preview": plain(sheet)} if sheet else {})
        typer.echo(json.dumps(said, indent=2, ensure_ascii=False))
    else:
        for line in _lines(found, sheet, items=items):
            typer.echo(line)
    if any(one.problems for one in found.quizzes):
        raise typer.Exit(1)


def _lines(found: LaunchForms, preview: Sheet | None, *, items: bool) -> Iterator[str]:
    if not found.quizzes:
        yield f"{tame(found.name)} has no quiz yet."
    for place, quiz in enumerate(found.quizzes):
        if place:
            yield ""
        yield from _quiz(quiz, preview, items=items, launch=found.launch)


def _quiz(quiz: QuizForms, preview: Sheet | None, *, items: bool, launch: str) -> Iterator[str]:
    length = f": {quiz.length} questions of {quiz.pool}" if quiz.length is not None else f": {quiz.pool} questions"
    yield f"{tame(quiz.title)} ({quiz.key}){length}"
    if quiz.always:
        yield from wrapped(f"in every form: {', '.join(quiz.always)}", "    ", "  ")
    for draw in quiz.blueprint:
        yield f"  {draw.count} of {draw.wanted}; {draw.fitting} would do"
    for problem in quiz.problems:
        yield from wrapped(f"{problem.code}  {problem.message} {problem.fix}", "         ", "  ")
    asks = quiz.asks
    if asks is None:
        if not quiz.problems:
            yield (
                "  Every attempt draws its own form; a later one asks what was not asked yet, as far as it can."
                if quiz.blueprint
                else "  Every attempt asks all of them."
            )
    elif preview is not None:
        yield f"  {asks.count} forms with seed {tame(preview.seed)}, not kept"
        yield from _sheet(quiz, preview, items=items)
    elif quiz.sheet is not None:
        sheet = quiz.sheet
        kept = f"kept {sheet.kept_at:%Y-%m-%d %H:%M} by {sheet.kept_by}"
        yield f"  {asks.count} forms with seed {tame(sheet.seed)}, {kept}"
        yield from _sheet(quiz, sheet, items=items)
    elif not quiz.problems:
        yield f"  {asks.count} forms are asked for and none are kept; until then every attempt draws its own."
        yield f"  Put them together: readiness quiz forms {launch} {quiz.key} --assemble"
    yield from _exposure(quiz)
    for note in quiz.doubted:
        yield from wrapped(f"{note.code}  {note.message} {note.fix}", "         ", "  ")


def _sheet(quiz: QuizForms, sheet: Sheet, *, items: bool) -> Iterator[str]:
    others = [form.number for form in sheet.forms]
    yield "    form  questions  known  expected  given  " + "  ".join(f"shares {number}" for number in others)
    for form in sheet.forms:
        expected = "–" if form.expected is None else percent(form.expected)
        expected = f"~{expected}" if form.expected is not None and form.known < len(form.items) else expected
        shares = "  ".join(f"{'–' if n == form.number else form.shares[n]:>{len(f'shares {n}')}}" for n in others)
        yield f"    {form.number:>4}  {len(form.items):>9}  {form.known:>5}  {expected:>8}  {form.given:>5}  {shares}"
        if items:
            yield from wrapped(", ".join(form.drawn), "          ")
    yield from wrapped(sheet.footing, "    ", "  ")
    if not sheet.is_proven:
        yield "  Not proven: the solver's time was up, so another machine might have put them together otherwise."
    if sheet.shared == 0 and quiz.attempts > len(sheet.forms):
        yield f"  A person may try {quiz.attempts} times and meets a form again from attempt {len(sheet.forms) + 1} on."


def _exposure(quiz: QuizForms) -> Iterator[str]:
    if not quiz.counted:
        return
    cap = "no cap" if quiz.may_ask is None else f"at most {quiz.may_ask} each"
    yield f"  Exposure over the last {quiz.counted} attempts ({cap}):"
    drawn = [one for one in quiz.exposed if one.item not in quiz.always]
    for one in drawn[:_SHOWN]:
        over = "  OVER THE CAP" if one.is_over else ""
        yield f"    {one.asked:>4}  {percent(one.asked / quiz.counted):>7}  {one.item}{over}"
    if len(drawn) > _SHOWN:
        yield f"    and {len(drawn) - _SHOWN} more"
