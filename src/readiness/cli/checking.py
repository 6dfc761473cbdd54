"""What `readiness check` says: text for people, JSON for programs, SARIF for code review tools.

Imports no Typer, so that `main` can start it fast.
"""

from __future__ import annotations

import json
from itertools import groupby

from readiness.actions.check_launch import Checked, check_launch, check_workspace
from readiness.cli.sarif import sarif
from readiness.domain.checks.levels import AS_WRITTEN, OF_LAUNCH_FILES
from readiness.ground.errors import Problem, Where
from readiness.wiring.files import open_calendars, open_check_levels, open_launch_files, open_playbooks, open_templates

SOUND, FINDINGS, UNUSABLE = 0, 1, 2
FORMATS = ("text", "json", "sarif")


def plain_arguments(arguments: list[str]) -> tuple[tuple[str, ...], str] | None:
    """The names and the format that the arguments of `check` say; None when they say anything else."""
    names: list[str] = []
    form = "text"
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            names.append(argument)
            continue
        option, _, value = argument.partition("=")
        form = value or next(rest, "")
        if option != "--format" or form not in FORMATS:
            return None
    return tuple(names), form


def tell(names: tuple[str, ...], form: str) -> tuple[str, int]:
    """What is found in these launches (none = all of the workspace), in that format, and the exit code.

    Raises NotFound when no launch is named and the workspace has none, Unusable when its settings are unsound.
    """
    levels = open_check_levels().among(OF_LAUNCH_FILES)
    files, playbooks, templates, calendars = open_launch_files(), open_playbooks(), open_templates(), open_calendars()
    if names:
        checked = tuple(
            check_launch(files, playbooks, launch=name, templates=templates, calendars=calendars, levels=levels)
            for name in names
        )
    else:
        checked = check_workspace(files, playbooks, templates=templates, calendars=calendars, levels=levels)
    if form == "json":
        told = json.dumps([_plain(one) for one in checked], indent=2, ensure_ascii=False)
    elif form == "sarif":
        told = json.dumps(sarif(checked), indent=2, ensure_ascii=False)
    else:
        told = _text(checked)
    return told, exit_code(checked)


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
    return "\n".join([*lines, _summary(checked), *_set_here(checked)])


def _set_here(checked: tuple[Checked, ...]) -> list[str]:
    """What the workspace has told otherwise than the rules say, so that nobody takes silence for soundness."""
    levels = checked[0].levels if checked else AS_WRITTEN
    return [f"set in readiness.toml: {levels.said}"] if levels.set_to else []


def _file(problem: Problem) -> str:
    return (problem.where or Where("")).file


def _line(problem: Problem) -> str:
    where = problem.where
    place = f"{where.line}:{where.column}" if where and where.line else "-"
    lines = [f"  {place:>8}  {problem.level:<7}  {problem.code}  {_on_one_line(problem.message)}"]
    if problem.fix:
        lines.append(f"{'':29}{_on_one_line(problem.fix)}")
    return "\n".join(lines)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _summary(checked: tuple[Checked, ...]) -> str:
    counts = {level: sum(p.level == level for one in checked for p in one.problems) for level in _LEVELS}
    told = ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items() if count)
    there = [one for one in checked if one.there]
    away = len(checked) - len(there)
    gone = f"; {away} {'is' if away == 1 else 'are'} not there" if away else ""
    if not there:
        return f"no launch checked{gone}"
    unsound = sum(not one.sound for one in there)
    whole = f"{len(there)} launch{'' if len(there) == 1 else 'es'} checked"
    verdict = "sound" if not unsound else f"{unsound} unsound" if len(there) > 1 else "unsound"
    return f"{whole}: {verdict}{f' ({told})' if told else ''}{gone}"


_LEVELS = ("error", "warning", "note")


def _plain(one: Checked) -> dict[str, object]:
    return {
        "launch": one.name,
        "usable": one.usable,
        "sound": one.sound,
        "levels": dict(one.levels.set_to),
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
