"""`readiness quiz calibration`: how sure people are of their answers, against how right."""

from __future__ import annotations

import json
from collections.abc import Iterator

import typer

from readiness.cli.quiz_text import tame, wrapped
from readiness.domain.checks.rule import plural
from readiness.ground.fingerprint import plain
from readiness.ground.percent import percent
from readiness.reports.calibration import QuizCalibration, quiz_calibration_for
from readiness.wiring.workspace import open_workspace


def mount(app: typer.Typer) -> None:
    """The command of this module is a command of `app`."""
    app.command("calibration")(calibration)


def calibration(
    launch: str = typer.Argument(help="The launch's key."),
    quiz: str = typer.Argument(help="The quiz's key."),
    *,
    by: str = typer.Option("", "--by", metavar="EMAIL", help="Mail address of whoever asks; of the launch's team."),
    as_json: bool = typer.Option(False, "--json", help="As JSON."),
) -> None:
    """How sure people said they were, against how often they were right; and what they are certain and wrong of."""
    found = quiz_calibration_for(open_workspace(by=by), launch=launch, quiz=quiz)
    if as_json:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    for line in _lines(found):
        typer.echo(line)


def _lines(found: QuizCalibration) -> Iterator[str]:
    if not found.answers:
        asks = "Nobody has said yet." if found.asks else "It does not ask: write `confidence: true` in the launch file."
        yield f"{tame(found.title)}: {asks}"
        return
    yield f"{tame(found.title)}: {plural(found.answers, 'answer')} of {plural(found.people, 'person', 'people')}."
    for one in found.levels:
        if one.share is None or one.low is None or one.high is None:
            yield f"  {one.name:<12} nothing yet"
            continue
        least, most = (percent(share) for share in one.stands_for)
        yield (
            f"  {one.name:<12} {one.right} of {one.answers} right, {percent(one.share)} "
            f"(95 %: {percent(one.low)} to {percent(one.high)}; stands for {least} to {most}): {one.says}"
        )
    if found.missed:
        yield ""
        yield "Certain, and wrong:"
    for missed in found.missed:
        told = missed.figures
        how = f"{told.wrong} of {told.certain} certain answers, {plural(told.people, 'person', 'people')}"
        yield from wrapped(f"{missed.title} ({told.claim}): {how}", "    ", "  - ")
