"""What is wrong with a form, field by field: said beside each field, and above the form with a link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.ground.errors import Problem
from readiness.web.page_words import sentence


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """`field` is the name under which the template shows it (its id is `f-<field>`), "" = the form as a whole."""

    field: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class FormProblems:
    """Everything that is wrong, in the order of the form; nothing = the form is sound."""

    found: tuple[FieldProblem, ...] = ()

    @property
    def wrong(self) -> Mapping[str, str]:
        """Field → what is wrong with it, in one text."""
        told: dict[str, str] = {}
        for one in self.found:
            told[one.field] = f"{told[one.field]} {one.says}" if one.field in told else one.says
        return MappingProxyType(told)


def in_order(found: Iterable[FieldProblem], fields: Iterable[str]) -> FormProblems:
    """Sorted as the fields stand in the form; what belongs to none of them comes first."""
    order = {name: place for place, name in enumerate(fields)}
    return FormProblems(tuple(sorted(dict.fromkeys(found), key=lambda one: order.get(one.field, -1))))


def said_of_field(problem: Problem, path: str) -> str:
    """The problem in words that stand beside the field: without its path, which is written for files."""
    named = f"'{path}' "
    said = problem.message.removeprefix(named)
    if said != problem.message and said.startswith(("is ", "has ", "holds ")):
        said = f"This {said}"
    return f"{sentence(said)} {problem.fix}".strip()
