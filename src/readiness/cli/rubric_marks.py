"""Marks as they are typed: `honesty=4 listening=3`."""

from __future__ import annotations

from readiness.cli.quiz_text import tame
from readiness.ground.errors import DefinitionError, Problem


def read_marks(given: list[str]) -> dict[str, float]:
    """Category → mark. Raises DefinitionError with everything that is no mark, or stands twice."""
    marks: dict[str, float] = {}
    problems = []
    for text in given:
        key, equals, number = text.partition("=")
        try:
            value = float(number.replace(",", "."))
        except ValueError:
            equals = ""
        if not equals:
            problems.append(Problem("RP003", f"'{tame(text)}' is no mark.", "Write category=level: honesty=4."))
        elif key in marks:
            problems.append(Problem("RP003", f"'{tame(key)}' is marked twice.", "Mark it once."))
        else:
            marks[key] = value
    if problems:
        raise DefinitionError("these are no marks.", problems=problems)
    return marks


def read_comments(given: list[str]) -> dict[str, str]:
    """Category → comment, of `honesty=Said it at once.` Raises DefinitionError for one without a category."""
    comments: dict[str, str] = {}
    problems = []
    for text in given:
        key, equals, said = text.partition("=")
        if not equals:
            problems.append(Problem("RP003", f"'{tame(text)}' names no category.", "Write honesty=…"))
        comments[key] = said
    if problems:
        raise DefinitionError("these are no comments.", problems=problems)
    return comments
