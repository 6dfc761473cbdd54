"""`readiness quiz`: take one, see and decide on its items, preview a form, open a new round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import typer

from readiness.actions.accept_items import ItemsDecided, accept_items
from readiness.actions.preview_form import preview_form
from readiness.actions.reset_attempts import reset_attempts
from readiness.actions.save_answers import save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.cli import quiz_calibration, quiz_regrade, quiz_time
from readiness.cli.quiz_forms import mount
from readiness.cli.quiz_taking import Left, Taking
from readiness.cli.quiz_text import item_lines, item_review_lines, review_lines, tame, wrapped
from readiness.context import Context
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.forms import FormItem, right_sides
from readiness.ground.duration import lasting
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.fingerprint import plain, short
from readiness.ground.keys import did_you_mean
from readiness.reports.attempt import attempt_review, attempt_review_for, attempt_sheet
from readiness.reports.attempt_told import AttemptReview
from readiness.reports.quiz_items import ItemLine, quiz_items, sees_keys
from readiness.wiring.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, help="Take a quiz, see its items, accept drafted ones.")
quiz_regrade.mount(app)
quiz_time.mount(app)
quiz_calibration.mount(app)

LAUNCH = typer.Argument(help="The launch's key.")
QUIZ = typer.Argument(help="The quiz's key.")
BY = typer.Option("", "--by", help="Mail address of whoever acts.")
ITEMS = typer.Argument(None, help="Keys of drafted items.")
EVERY = typer.Option(False, "--all", help="Every drafted item that nobody has decided on.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.command()
def take(
    launch: str = LAUNCH,
    quiz: str = QUIZ,
    *,
    rep: str = typer.Option(..., "--rep", help="Mail address of whoever takes it."),
    seed: str = typer.Option(None, "--seed", help="Choose the form; for trainers."),
    by: str = typer.Option("", "--by", help="Who sits at the keyboard, when not the rep: a trainer."),
) -> None:
    """Take a quiz here. Every answer is kept as it is given; Ctrl-C leaves it open, and the same command goes on."""
    context = open_workspace(by=by or rep)
    attempt = start_attempt(context, launch=launch, quiz=quiz, rep=rep, seed=seed)
    _greet(attempt, context.clock.now())
    sitting = Taking(
        attempt=attempt,
        ask=input,
        say=typer.echo,
        save=lambda answers, sure: save_answers(context, attempt_id=attempt.id, answers=answers, sure=sure),
        now=context.clock.now,
        tell=(lambda key: _told_now(context, attempt, key)) if attempt.is_practice else None,
    )
    try:
        answers = sitting.answers()
    except Left:
        _farewell(attempt, launch, quiz, rep)
        raise typer.Exit(1) from None
    submit_attempt(context, attempt_id=attempt.id, answers=answers)
    typer.echo("")
    review = attempt_review(context, attempt_id=attempt.id)
    for line in review_lines(review):
        typer.echo(line)
    if isinstance(review, AttemptReview) and not review.grade.passed:
        raise typer.Exit(1)


def _told_now(context: Context, attempt: Attempt, item: str) -> Iterator[str]:
    """What came of the answer that was just given, in practice."""
    place = next(number for number, entry in enumerate(attempt.form.items) if entry.key == item)
    review = attempt_sheet(context, attempt_id=attempt.id).questions[place].review
    yield ""
    if review is not None:
        yield from item_review_lines(review)


@app.command()
def result(
    attempt: int = typer.Argument(help="The attempt's number in the workspace."), *, by: str = BY, as_json: bool = JSON
) -> None:
    """What came of an attempt: its grade, what was missed, what to read again.

    For whoever took it, the managers above them, and the launch's team.
    """
    review = attempt_review_for(open_workspace(by=by), attempt_id=attempt)
    if as_json:
        typer.echo(json.dumps(plain(review), indent=2, ensure_ascii=False))
        return
    for line in review_lines(review):
        typer.echo(line)


@app.command()
def items(
    launch: str = LAUNCH,
    item: list[str] = typer.Argument(None, help="Show these whole, with their key."),
    *,
    drafted: bool = typer.Option(False, "--drafted", help="Only drafted ones, whole, as a trainer decides on them."),
    status: Literal["authored", "accepted", "rejected", "draft", "reworded"] = typer.Option(
        None, "--status", help="Only those that stand so."
    ),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """The items of a launch: authored in its file, drafted from its message, and what was decided on those.

    Options and right answers are shown to the launch's team alone (--by); others see what is asked.
    """
    context = open_workspace(by=by)
    lines, keys = quiz_items(context, launch=launch), sees_keys(context, launch=launch)
    named = item or []
    known = {line.item.key for line in lines}
    if missing := [key for key in named if key not in known]:
        raise NotFound(f"there is no item '{tame(missing[0])}'.", hint=did_you_mean(missing[0], known))
    lines = tuple(
        line
        for line in lines
        if not (drafted and line.status == "authored")
        and (status is None or line.status == status)
        and (not named or line.item.key in named)
    )
    if as_json:
        typer.echo(
            json.dumps(plain(lines if keys else [_without_key(line) for line in lines]), indent=2, ensure_ascii=False)
        )
        return
    for line in lines:
        _show_item(line, whole=keys and (drafted or bool(named)))
    waiting = sum(line.status in ("draft", "reworded") for line in lines)
    if not lines:
        typer.echo("No such items.")
    elif not keys and (drafted or named):
        typer.echo(f"\nOptions and right answers are for the team of '{launch}': pass --by, or set READINESS_BY.")
    elif waiting:
        typer.echo(f"\n{waiting} wait for a trainer: readiness quiz accept {launch} ITEM … (or --all), or reject.")


@app.command()
def accept(
    launch: str = LAUNCH, item: list[str] = ITEMS, *, everything: bool = EVERY,
    note: str = typer.Option("", "--note", "--reason", help="For the record."), by: str = BY, as_json: bool = JSON,
) -> None:  # fmt: skip
    """Accept drafted items as they now read; from then on quizzes may ask them."""
    _decide(launch, item or [], everything=everything, decision="accepted", note=note, by=by, as_json=as_json)


@app.command()
def reject(
    launch: str = LAUNCH, item: list[str] = ITEMS, *, everything: bool = EVERY,
    note: str = typer.Option("", "--note", "--reason", help="Why, for whoever improves the message."), by: str = BY,
    as_json: bool = JSON,
) -> None:  # fmt: skip
    """Reject drafted items as they now read; accepted ones are taken back."""
    _decide(launch, item or [], everything=everything, decision="rejected", note=note, by=by, as_json=as_json)


@app.command()
def form(
    launch: str = LAUNCH,
    quiz: str = QUIZ,
    *,
    seed: str = typer.Option("1", "--seed", help="The same seed gives the same form."),
    key: bool = typer.Option(False, "--key", help="Mark what is right."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """A form of a quiz as a rep would be asked it; for trainers. Nothing is stored."""
    preview = preview_form(open_workspace(by=by), launch=launch, quiz=quiz, seed=seed)
    if as_json:
        typer.echo(json.dumps(plain(preview.form), indent=2, ensure_ascii=False))
        return
    by_key = {item.key: item for item in preview.items}
    typer.echo(f"{tame(preview.title)}: form {short(preview.form.fingerprint)}, {len(preview.form.items)} items")
    for number, entry in enumerate(preview.form.items, start=1):
        item = by_key[entry.key]
        typer.echo(f"\n{number}.  [{item.key}] {item.kind}{', must be right' if item.must_pass else ''}")
        for line in item_lines(item, entry, with_key=key):
            typer.echo(line)


@app.command()
def reset(
    launch: str = LAUNCH,
    quiz: str = QUIZ,
    *,
    rep: str = typer.Option(..., "--rep", help="Whose attempts no longer count."),
    reason: str = typer.Option(..., "--note", "--reason", help="Why; for the journal."),
    by: str = BY,
) -> None:
    """Open a new round of attempts for a rep; for their managers and for trainers. A pass stands."""
    if reset_attempts(open_workspace(by=by), launch=launch, quiz=quiz, rep=rep, reason=reason):
        typer.echo(f"{rep} has a new round of attempts at {quiz}.")
    else:
        typer.echo(f"{rep} has no attempts at {quiz} that count; nothing was changed.")


mount(app)


def _greet(attempt: Attempt, now: datetime) -> None:
    typer.echo(f"{attempt.quiz}, attempt {attempt.number}: {len(attempt.form.items)} questions.", nl=False)
    if attempt.ends_at is not None:
        day = "" if attempt.ends_at.date() == now.date() else f"{attempt.ends_at:%Y-%m-%d} "
        left = lasting(int((attempt.ends_at - now).total_seconds()))
        typer.echo(f" Hand in by {day}{attempt.ends_at:%H:%M} UTC, {left} from now.", nl=False)
    typer.echo(" It goes on where it was left." if attempt.resumed else "")
    if attempt.is_practice:
        typer.echo("Practice: each answer is told at once, the first one stays, and nothing of it counts.")
    typer.echo("Ctrl-C leaves it open; :b goes one back.")


def _farewell(attempt: Attempt, launch: str, quiz: str, rep: str) -> None:
    typer.echo(f"\n\nAttempt {attempt.number} stays open with the answers given so far; nothing was handed in.")
    if attempt.ends_at is not None:
        typer.echo(f"Its time runs on until {attempt.ends_at:%Y-%m-%d %H:%M} UTC.")
    typer.echo(f"Go on: readiness quiz take {launch} {quiz} --rep {rep}")


def _decide(
    launch: str, keys: list[str], *, everything: bool, decision: Literal["accepted", "rejected"], note: str, by: str,
    as_json: bool,
) -> None:  # fmt: skip
    if bool(keys) is everything:
        raise Conflict("say either which items, or --all.", hint=f"Run: readiness quiz items {launch} --drafted")
    decided = accept_items(
        open_workspace(by=by), launch=launch, items=None if everything else keys, decision=decision, note=note
    )
    if as_json:
        typer.echo(json.dumps(plain(decided), indent=2, ensure_ascii=False))
        return
    _tell_decided(decided)


def _tell_decided(decided: ItemsDecided) -> None:
    for key in decided.decided:
        typer.echo(f"{decided.decision}  {key}")
    for key in decided.unchanged:
        typer.echo(f"{decided.decision} already  {key}")
    if not decided.decided and not decided.unchanged:
        typer.echo("No drafted item waits; nothing was changed.")
    elif decided.quizzes:
        told = ", ".join(decided.quizzes)
        typer.echo(f"These quizzes read differently now; render, approve and publish them before reps start: {told}.")
    elif decided.decided:
        typer.echo("No quiz reads differently: none draws from them.")


def _without_key(line: ItemLine) -> dict[str, Any]:
    """What is asked; nothing from which the right answer could be told, the order of options included."""
    item = line.item
    shown = {"key": item.key, "kind": item.kind, "situation": item.situation, "stem": item.stem, "tests": item.tests}
    return {"item": shown, "fingerprint": line.fingerprint, "status": line.status, "quizzes": line.quizzes}


def _show_item(line: ItemLine, *, whole: bool) -> None:
    item = line.item
    asked = f"  in {', '.join(line.quizzes)}" if line.quizzes else ""
    by = f" by {line.by}" if line.by else ""
    if not whole:
        head = f"{line.status:<9} {item.kind:<11} {item.key}{asked}"
        typer.echo(head)
        for text in wrapped(item.stem, "          "):
            typer.echo(text)
        return
    typer.echo(f"\n{item.key}  ({line.status}{by}; {item.kind}{asked})")
    count = {"ordering": len(item.order), "matching": len(right_sides(item))}.get(item.kind, len(item.options))
    for text in item_lines(item, FormItem(item.key, tuple(range(count))), with_key=True):
        typer.echo(text)
