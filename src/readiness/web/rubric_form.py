"""Marks on a rubric as a form sends them: `mark-<category>` and `comment-<category>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.ground.errors import DefinitionError, Problem, ReadinessError
from readiness.web.field_problems import said_of_field

_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a form was refused, what was typed in it, and what is wrong by field. Empty = it was not sent yet."""

    error: ReadinessError | None = None
    typed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    again: bool = False

    @property
    def wrong(self) -> Mapping[str, str]:
        if self.error is None:
            return {}
        return {one.path: said_of_field(one, one.path) for one in self.error.problems if one.path}

    def was(self, name: str) -> str:
        """What was typed into a field."""
        return self.typed.get(name, "")


NOTHING_YET = Refused()


def levels_of(form: Mapping[str, str]) -> dict[str, float]:
    """Category → mark. Raises DefinitionError naming each field that holds no number."""
    told = {name.removeprefix("mark-"): text.strip() for name, text in form.items() if name.startswith("mark-")}
    levels, problems = {}, []
    for key, text in told.items():
        try:
            levels[key] = float(text.replace(",", "."))
        except ValueError:
            wrong = f"'{key[:_LONGEST]}' has no mark."
            problems.append(Problem("MK001", wrong, "Choose a level for every category.", path=key[:_LONGEST]))
    if problems:
        raise DefinitionError("the marks are not complete.", problems=problems)
    return levels


def comments_of(form: Mapping[str, str]) -> dict[str, str]:
    """Category → comment; empty ones included."""
    return {name.removeprefix("comment-"): text for name, text in form.items() if name.startswith("comment-") and text}
