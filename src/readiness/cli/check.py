"""`readiness check`, as Typer sees it; `checking` does the work and `main` may start it without Typer."""

from __future__ import annotations

from enum import StrEnum

import typer

from readiness.cli.checking import tell

app = typer.Typer()


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"


@app.command()
def check(
    launches: list[str] = typer.Argument(None, metavar="PATH", help="Launch files, folders or keys; none = all."),
    *,
    form: Format = typer.Option(Format.text, "--format", help="How to tell the findings."),
) -> None:
    """Is the launch file sound? All problems at once, each with line, rule and fix.

    Exit 0: sound (warnings and notes allowed). 1: findings at error level. 2: a file that cannot be used.
    """
    text, code = tell(tuple(launches or ()), form.value)
    typer.echo(text)
    raise typer.Exit(code)
