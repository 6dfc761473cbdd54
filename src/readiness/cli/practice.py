"""`readiness practice`: the day's few questions, where they stand, hold them, leave them, take them up again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import typer
from typer.core import TyperGroup

from readiness.actions.answer_practice import answer_practice
from readiness.actions.choose_practice import (
    hold_practice,
    opt_out_of_practice,
    resume_practice,
    return_to_practice,
)
from readiness.cli.days import read_day
from readiness.cli.permitted import permitted
from readiness.cli.quiz_taking import HOW, PATIENCE, parse_answer
from readiness.cli.quiz_text import item_lines, tame, wrapped
from readiness.cli.retention_text import retention_lines
from readiness.context import Context
from readiness.domain.access.permissions import see_readiness
from readiness.domain.quiz.answers import answer_problems
from readiness.domain.reinforcement.memory import Sure
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import plain
from readiness.reports.practice import PracticeToday, WithKey, answer_told, practice_items, practice_today
from readiness.reports.retention import retention
from readiness.reports.scopes import scope_within
from readiness.wiring.workspace import open_workspace

SURE: dict[str, Sure] = {"": "", "g": "guess", "s": "sure"}


class NoneMeansTake(TyperGroup):
    """`readiness practice` is `readiness practice take`.

    Typer's click is vendored and private, hence Any.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["take", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=NoneMeansTake)

REP = typer.Option("", "--rep", help="Mail address of whoever is asked; by default whoever acts.")
LAUNCH = typer.Argument(help="The launch's key.")
JSON = typer.Option(False, "--json", help="As JSON.")


@app.callback()
def practice() -> None:
    """A few questions a day after certification: take today's, see where you stand, hold or leave them."""


@app.command()
def take(*, rep: str = REP) -> None:
    """Answer today's questions here, one by one, each explained at once. Ctrl-C leaves the rest for later."""
    context, email = _open(rep)
    today = practice_today(context, rep=email)
    for line in _where(today):
        typer.echo(line)
    try:
        for number, asked in enumerate(practice_items(context, rep=email), start=len(today.answered) + 1):
            _ask(context, email, asked, f"Question {number} of {today.total}")
    except (KeyboardInterrupt, EOFError):
        typer.echo("\n\nThe rest waits; the same command goes on.")
        raise typer.Exit(1) from None
    if today.asked:
        done = practice_today(context, rep=email)
        right = sum(one.right for one in done.answered)
        typer.echo(f"\nDone for today: {right} of {len(done.answered)} right.{_next(done)}")


@app.command()
def status(*, rep: str = REP, as_json: bool = JSON) -> None:
    """Where you stand: today's questions, the programmes you are in, what is held or left."""
    context, email = _open(rep)
    today = practice_today(context, rep=email)
    if as_json:
        typer.echo(json.dumps(plain(today), indent=2, ensure_ascii=False))
        return
    for line in (*_where(today), *_programmes(today)):
        typer.echo(line)


@app.command()
def hold(
    *, until: str = typer.Option(..., "--until", metavar="DATE", help="The last day of it."), rep: str = REP
) -> None:
    """Ask nothing up to and including a day: a holiday, a fair. Leave on the roster pauses by itself."""
    context, email = _open(rep)
    day = read_day(until, "--until")
    assert day is not None
    said = "hold" if hold_practice(context, rep=email, until=day) else "held already"
    typer.echo(f"Your questions are on {said} through {day}." if said == "hold" else f"They are {said} through {day}.")


@app.command()
def resume(*, rep: str = REP) -> None:
    """End a hold: questions come again from now on."""
    context, email = _open(rep)
    ended = resume_practice(context, rep=email)
    typer.echo("The hold is over." if ended else "Nothing was held; nothing was changed.")


@app.command("opt-out")
def opt_out(
    launch: str = LAUNCH,
    *,
    reason: str = typer.Option(..., "--note", "--reason", help="Why; it is recorded."),
    rep: str = REP,
) -> None:
    """Leave the questions of a launch, where its programme allows it."""
    context, email = _open(rep)
    left = opt_out_of_practice(context, rep=email, launch=launch, reason=reason)
    typer.echo(
        f"{launch} asks you nothing any more. Come back: readiness practice opt-in {launch}"
        if left
        else f"You had left {launch} already; nothing was changed."
    )


@app.command("opt-in")
def opt_in(launch: str = LAUNCH, *, rep: str = REP) -> None:
    """Take up the questions of a launch again."""
    context, email = _open(rep)
    back = return_to_practice(context, rep=email, launch=launch)
    typer.echo(f"{launch} asks you again." if back else f"You had not left {launch}; nothing was changed.")


@app.command("retention")
def retained(
    launch: str = LAUNCH,
    *,
    region: str = typer.Option("", "--region", help="Only people of this region."),
    manager: str = typer.Option("", "--manager", help="Only the people who report to this mail address."),
    by: str = typer.Option("", "--by", help="Mail address of whoever asks: they see their own people's."),
    as_json: bool = JSON,
) -> None:
    """What the certified still know, claim by claim, the weakest first; and how their answers went."""
    if region and manager:
        raise Conflict("name a region or a manager, not both.", hint="Leave one out.")
    context = open_workspace(by=by)
    viewer = permitted(context, see_readiness)
    scope = scope_within(context, viewer, region=region, manager=manager)
    found = retention(context, launch=launch, scope=scope)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for line in retention_lines(found):
        typer.echo(line)


def _open(rep: str) -> tuple[Context, str]:
    context = open_workspace(by=rep)
    return context, context.by()


def _ask(context: Context, email: str, asked: WithKey, head: str) -> None:
    item, entry = asked.item, asked.form.items[0]
    typer.echo(f"\n{head} · {tame(asked.launch_name)}\n")
    for line in item_lines(item, entry):
        typer.echo(line)
    for _ in range(PATIENCE):
        line = input(f"\n{HOW[item.kind]}, ? when you do not know > ").strip()
        if line == ":q":
            raise EOFError
        answer = None if line == "?" else parse_answer(item, len(entry.shown), line)
        wrong = line != "?" and (not line or answer is None or answer_problems(asked.form, (item,), {item.key: answer}))
        if wrong:
            typer.echo(f"  {tame(line)[:60]!r} is no answer here. Type {HOW[item.kind]}; ? = I do not know, :q leaves.")
            continue
        sure = _sure() if answer is not None else ""
        review = answer_practice(context, rep=email, question=asked.token, answer=answer, sure=sure)
        for told in _told(context, email, review.id):
            typer.echo(told)
        return
    raise EOFError


def _sure() -> Sure:
    for _ in range(PATIENCE):
        line = input("How sure? g = a guess, s = sure, Enter = in between > ").strip().casefold()
        if line in SURE:
            return SURE[line]
    raise EOFError


def _told(context: Context, email: str, number: int) -> list[str]:
    told = answer_told(context, rep=email, answer=number)
    lines = ["", f"{'✓ Right.' if told.right else '✗ Not right.'}"]
    if not told.right:
        lines += wrapped(f"right: {told.told}", "    ", "  ")
    for text in (told.chosen_feedback, told.feedback):
        lines += wrapped(text, "    ", "  ") if text else []
    if told.claims:
        lines += wrapped(f"about: {'; '.join(told.claims)}", "    ", "  ")
    if told.due_on:
        lines.append(f"  It comes again on {told.due_on}.")
    return lines


def _where(today: PracticeToday) -> Sequence[str]:
    if not today.programmes:
        return ("Nothing is asked of you: you hold no certification that asks questions afterwards.",)
    if today.paused:
        return (f"Nothing today: {today.paused}.",)
    if today.asked:
        done = f", {len(today.answered)} answered" if today.answered else ""
        return (f"Today: {today.total} questions{done}.",)
    if today.answered:
        right = sum(one.right for one in today.answered)
        return (f"Done for today: {right} of {len(today.answered)} right.{_next(today)}",)
    return (f"Nothing is due today.{_next(today)}",)


def _next(today: PracticeToday) -> str:
    return f" The next on {_day(today.next_on)}." if today.next_on else ""


def _day(day: date) -> str:
    return day.isoformat()


def _programmes(today: PracticeToday) -> Sequence[str]:
    if not today.programmes:
        return ()
    lines = []
    if today.daily:
        lines.append(f"At most {today.daily} a day; {today.due} are due, {today.unseen} were never asked.")
    if today.held_until:
        lines.append(f"Held through {today.held_until}. End it: readiness practice resume")
    for one in today.programmes:
        left = f": left, “{tame(one.left_because)}”" if one.left_because else ""
        lines.append(f"  {one.launch}  {tame(one.name)}{left}")
    return lines
