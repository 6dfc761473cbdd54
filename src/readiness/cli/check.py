"""`readiness check`: is the launch file sound? Text for people, JSON for programs, SARIF for code review tools."""

from __future__ import annotations

import json
from enum import StrEnum
from itertools import groupby

import typer

from readiness.actions.check_launch import Checked, check_launch, check_workspace
from readiness.cli.sarif import sarif
from readiness.ground.errors import Problem, Where
from readiness.wiring.files import open_launch_files

app = typer.Typer()

SOUND, FINDINGS, UNUSABLE = 0, 1, 2


class Format(StrEnum):
    text = "text"
    json = "json"
    sarif = "sarif"


@app.command()
def check(
    launches: list[str] = typer.Argument(None, metavar="[PATH]...", help="Launch files, folders or keys; none = all."),
    *,
    form: Format = typer.Option(Format.text, "--format", help="How to tell the findings."),
) -> None:
    """Is the launch file sound? All problems at once, each with line, rule and fix.

    Exit 0: sound (warnings and notes allowed). 1: findings at error level. 2: a file that cannot be used.
    """
    files = open_launch_files()
    checked = tuple(check_launch(files, launch=name) for name in launches) if launches else check_workspace(files)
    if form is Format.json:
        typer.echo(json.dumps([_plain(one) for one in checked], indent=2, ensure_ascii=False))
    elif form is Format.sarif:
        typer.echo(json.dumps(sarif(checked), indent=2, ensure_ascii=False))
    else:
        typer.echo(_text(checked))
    raise typer.Exit(exit_code(checked))


def exit_code(checked: tuple[Checked, ...]) -> int:
    """2 when any file could not be used, 1 when anything is unsound, 0 otherwise."""
    if not all(one.usable for one in checked):
        return UNUSABLE
    return SOUND if all(one.sound for one in checked) else FINDINGS


def _text(checked: tuple[Checked, ...]) -> str:
    """Per file a heading and its findings, in file order; then a line for all of it."""
    lines: list[str] = []
    for one in checked:
        if not one.problems:
            lines += [f"{one.name}: sound", ""]
        for file, found in groupby(one.problems, key=_file):
            lines += [file or one.name, *(_line(problem) for problem in found), ""]
    return "\n".join([*lines, _summary(checked)])


def _file(problem: Problem) -> str:
    return (problem.where or Where("")).file


def _line(problem: Problem) -> str:
    where = problem.where
    place = f"{where.line}:{where.column}" if where and where.line else "-"
    lines = [f"  {place:>8}  {problem.level:<7}  {problem.code}  {problem.message}"]
    if problem.fix:
        lines.append(f"{'':29}{problem.fix}")
    return "\n".join(lines)


def _summary(checked: tuple[Checked, ...]) -> str:
    counts = {level: sum(p.level == level for one in checked for p in one.problems) for level in _LEVELS}
    told = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items() if count)
    unsound = sum(not one.sound for one in checked)
    whole = f"{len(checked)} launch{'' if len(checked) == 1 else 'es'} checked"
    verdict = "sound" if not unsound else f"{unsound} unsound" if len(checked) > 1 else "unsound"
    return f"{whole}: {verdict}{f' ({told})' if told else ''}"


_LEVELS = ("error", "warning", "note")


def _plain(one: Checked) -> dict[str, object]:
    return {
        "launch": one.name,
        "usable": one.usable,
        "sound": one.sound,
        "problems": [
            {
                "code": p.code,
                "level": p.level,
                "message": p.message,
                "fix": p.fix,
                "path": p.path,
                "file": p.where.file if p.where else "",
                "line": p.where.line if p.where else 0,
                "column": p.where.column if p.where else 0,
            }
            for p in one.problems
        ],
    }
