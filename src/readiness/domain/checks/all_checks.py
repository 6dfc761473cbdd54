"""Every check there is, and one function that runs them over a definition."""

from __future__ import annotations

from collections.abc import Callable

from readiness.domain.checks import (
    assessment,
    battlecards,
    calculators,
    certifying,
    claims,
    coverage,
    dates,
    item_lint,
    message,
    qualifying,
    telling,
    words,
)
from readiness.domain.checks.levels import CheckLevels
from readiness.domain.checks.reading import READING
from readiness.domain.checks.rule import Check, Rule, Subject
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.drafting import draft_items
from readiness.ground.errors import Problem, Where

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *coverage.CHECKS, *message.CHECKS, *words.CHECKS, *claims.CHECKS, *calculators.CHECKS, *battlecards.CHECKS,
            *assessment.CHECKS, *item_lint.CHECKS, *telling.CHECKS, *dates.CHECKS, *certifying.CHECKS,
            *qualifying.CHECKS,
        ),
        key=lambda check: check.rule.code,
    )
)  # fmt: skip
"""In order of their codes; each code once."""

RULES: tuple[Rule, ...] = (*READING, *(check.rule for check in CHECKS))
"""Everything `readiness check` can find in a launch file, in order of code; the tasks' own rules are the playbook's."""


def _nowhere(path: str) -> Where | None:  # noqa: ARG001
    return None


def run_checks(
    launch: Launch,
    where: Callable[[str], Where | None] = _nowhere,
    templates: frozenset[str] | None = None,
    *,
    levels: CheckLevels,
) -> tuple[Problem, ...]:
    """Every finding over a definition, in order of check and then of the file; `where` finds the place of a path.

    `templates` are the module templates of the workspace; None leaves out what would need them. `levels`: how loudly
    the workspace wants each rule told; one that is off is not even looked for. Pure, and judged on the launch day: the
    same definition has the same findings on any day and in any time zone.
    """
    subject = Subject(launch, draft_items(launch), templates)
    return tuple(
        Problem(check.rule.code, found.message, found.fix, where(found.path), level, found.path)
        for check in CHECKS
        if levels.level(check.rule) is not None
        for found in check.find(subject)
        if (level := levels.level(check.rule, found.level)) is not None
    )
