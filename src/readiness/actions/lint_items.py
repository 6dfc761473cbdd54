"""What is wrong with questions, and what gives their answers away: those of a launch file, or of a file to import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness.domain.checks.all_checks import run_checks
from readiness.domain.checks.item_lint import lint
from readiness.domain.checks.levels import AS_WRITTEN, CheckLevels
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.reader import read_as
from readiness.domain.definition.snapshot import tree
from readiness.domain.item_exchange.exchange_item import Format
from readiness.domain.item_exchange.formats import read_questions
from readiness.domain.item_exchange.mapping import to_item
from readiness.domain.quiz.items import item_problems
from readiness.ground.errors import Problem, Where
from readiness.ports import LaunchFiles

_LEFT_OUT = "It is left out when the file is imported."

NO_CLAIM = "facts.none"
"""Stands for the claims of a question while it is judged without a launch."""


def lint_launch_items(launches: LaunchFiles, *, launch: str, levels: CheckLevels = AS_WRITTEN) -> tuple[Problem, ...]:
    """Every finding of `check` about the items of a launch, in file order, told as `check` tells it at these levels.

    Raises NotFound, Unusable.
    """
    reading = launches.read(launch)
    definition = reading.launch
    found = run_checks(definition, reading.where, levels=levels) if definition is not None else reading.problems
    return tuple(one for one in found if one.path.startswith("items."))


def lint_file(
    data: bytes, *, called: str, form: Format | None = None, levels: CheckLevels = AS_WRITTEN
) -> tuple[Problem, ...]:
    """Every problem of a file of questions and every finding about them, each with its line in that file."""
    read = read_questions(data, called, form)
    items: dict[str, Item] = {}
    lines: dict[str, int] = {}
    found = list(read.problems)
    for exchanged in read.items:
        mapped = to_item(exchanged)
        where = Where(called, exchanged.line)
        key = mapped.key if mapped.key and mapped.key not in items else f"line-{exchanged.line}"
        found += [Problem("IX010", f"not carried: {one}.", _LEFT_OUT, where, "note") for one in mapped.lost]
        fields = {name: held for name, held in mapped.fields.items() if held is not None}
        value = read_as(tree({**fields, "tests": [NO_CLAIM]}), Item)
        found += [replace(problem, where=where, path=f"items.{key}.{problem.path}") for problem in value.problems]
        if value.value is not None:
            items[key], lines[key] = replace(value.value, key=key), exchanged.line
            found += [replace(problem, where=where) for problem in item_problems(value.value, f"items.{key}")]
    for lost in read.lost:
        said = f"not carried: “{lost.question}”, {lost.what}."
        found.append(Problem("IX010", said, _LEFT_OUT, Where(called, lost.line), "note"))
    found += _worded(items, lines, called, levels)
    return tuple(sorted(found, key=lambda one: ((one.where or Where("")).line, one.code)))


def _worded(items: dict[str, Item], lines: dict[str, int], called: str, levels: CheckLevels) -> Iterator[Problem]:
    for rule, one in lint(items):
        where, level = Where(called, lines[one.path.split(".")[1]]), levels.level(rule, one.level)
        if level is not None:
            yield Problem(rule.code, one.message, one.fix, where, level, one.path)
