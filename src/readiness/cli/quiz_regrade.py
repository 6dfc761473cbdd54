"""`readiness quiz regrade`: a question was put right; first what that changes, then doing exactly that."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import typer

from readiness.actions.regrade_quiz import RegradePlan, regrade_preview, regrade_quiz, ways_to_count
from readiness.cli.quiz_text import tame, wrapped
from readiness.domain.checks.rule import plural
from readiness.ground.fingerprint import plain, short
from readiness.ground.percent import percent
from readiness.wiring.workspace import open_workspace

BECOMES = {
    "credited": "Everybody gets its marks.", "dropped": "It is taken out of the maximum.",
    "by-key": "It counts by its key again.",
}  # fmt: skip
SHOWN = 40
"""Attempts and certifications told one by one; --json has all."""


def mount(app: typer.Typer) -> None:
    """The command of this module is a command of `app`."""
    app.command("regrade")(regrade)


def regrade(
    launch: str = typer.Argument(help="The launch's key."),
    quiz: str = typer.Argument(help="The quiz's key."),
    *,
    item: list[str] = typer.Option([], "--item", metavar="ITEM", help="Only this question's key; again for more."),
    credit: list[str] = typer.Option([], "--credit", metavar="ITEM", help="Everybody gets this question's marks."),
    drop: list[str] = typer.Option([], "--drop", metavar="ITEM", help="This question is out of the maximum."),
    by_key: list[str] = typer.Option([], "--by-key", metavar="ITEM", help="It counts by its key again."),
    note: str = typer.Option("", "--note", "--reason", help="What was wrong with it; needed with --yes."),
    yes: bool = typer.Option(False, "--yes", help="Do it. Without, it is only told what it would do."),
    seen: str = typer.Option("", "--seen", metavar="PRINT", help="Only if it still does what was told under this."),
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Mail address of whoever acts; a trainer of the launch."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """Grade what was handed in again, with the keys as they were put right in the launch file and applied.

    A question that no key saves is credited to everybody (--credit) or taken out of the maximum (--drop); --by-key
    takes that back. Attempts still open are marked so when they are handed in. Without --yes it changes nothing: it
    tells whose marks change, who would newly pass or no longer pass, and whose certification moves. Marks, evidence,
    standings and journal change together or not at all; the second time there is nothing left to do.
    """
    context = open_workspace(by=by)
    items, counts = tuple(item), ways_to_count(credit=credit, drop=drop, by_key=by_key)
    if yes:
        told = regrade_preview(context, launch=launch, quiz=quiz, items=items, counts=counts)
        wanted = told.fingerprint if seen and short(told.fingerprint) == seen else seen or told.fingerprint
        plan = regrade_quiz(context, launch=launch, quiz=quiz, items=items, counts=counts, note=note, seen=wanted)
    else:
        plan = regrade_preview(context, launch=launch, quiz=quiz, items=items, counts=counts)
    if as_json:
        typer.echo(json.dumps({"done": yes, **plain(plan)}, indent=2, ensure_ascii=False))
        return
    for line in regrade_lines(plan, done=yes):
        typer.echo(line)
    if not (plan.is_nothing or yes):
        asked = {"item": item, "credit": credit, "drop": drop, "by-key": by_key}
        named = "".join(f" --{name} {shlex.quote(one)}" for name, keys in asked.items() for one in keys)
        typer.echo("\nNothing was changed. To do just this:")
        bound = f"--seen {short(plan.fingerprint)} --yes --note 'why'"
        typer.echo(f"  readiness quiz regrade {launch} {quiz}{named} {bound}")


def regrade_lines(plan: RegradePlan, *, done: bool) -> Iterator[str]:
    """What grading again changes, or `done` has changed."""
    if plan.is_nothing:
        yield f"Every answer to {tame(plan.title)} is marked as its questions now stand; nothing to grade again."
        yield from _asides(plan)
        return
    keys = f": {plural(len(plan.fixes), 'key')} put right." if plan.fixes else ""
    yield f"{tame(plan.title)}{keys}"
    for fix in plan.fixes:
        yield from wrapped(f"{fix.stem} ({plural(fix.attempts, 'attempt')})", "      ", f"  {fix.item}: ")
    for count in plan.counts:
        told = f"{count.stem} ({plural(count.attempts, 'attempt')}) {BECOMES[count.becomes]}"
        yield from wrapped(told, "      ", f"  {count.item}: ")
    yield ""
    did = "graded again" if done else "to grade again"
    changed = "changed" if done else "would change"
    yield f"{plural(plan.regraded, 'attempt')} {did}; {plural(len(plan.changes), 'mark')} {changed}."
    for one in plan.changes[:SHOWN]:
        turned = "" if one.was_passed == one.is_passed else "; now passed" if one.is_passed else "; no longer passed"
        yield (
            f"  {one.rep}, attempt {one.number} of {one.handed_in_at:%Y-%m-%d}: "
            f"{percent(one.was)} → {percent(one.becomes)}{turned}"
        )
    yield from _more(len(plan.changes))
    yield f"Newly passed: {len(plan.newly_passed)}. No longer passed: {len(plan.no_longer_passed)}."
    yield ""
    yield "Certifications that move:" if plan.moves else "No certification moves."
    for move in plan.moves[:SHOWN]:
        until = f" (through {move.through})" if move.through else ""
        yield f"  {move.rep}, {move.certification}: {move.was} → {move.becomes}{until}"
    yield from _more(len(plan.moves))
    yield from _asides(plan)


def _asides(plan: RegradePlan) -> Iterator[str]:
    if plan.reworded:
        told = ", ".join(plan.reworded)
        yield from wrapped(f"Ask something else by now, so that their answers stay as they were graded: {told}.")
    if plan.still_open:
        yield f"{plural(plan.still_open, 'attempt')} still open, to be marked so once handed in."
    if again := [one.item for one in plan.counts if one.still_asked and one.becomes != "by-key"]:
        told = f"Still in the launch file in these words: {', '.join(again)}. Whoever is asked is marked so too."
        yield from wrapped(f"{told} Retire it there, or put it into other words.")


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  … and {count - SHOWN} more: --json tells all."
