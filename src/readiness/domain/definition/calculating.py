"""What changing a habit is worth, in the buyer's own figures, whoever the change is bought from (field S4).

In formulas entries are called by their keys, hyphens written as underscores: the input `hours-lost` is `hours_lost`.
"""

from collections.abc import Mapping
from typing import Annotated

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Key, NonEmpty, Ref


@entry
class CalculatorInput:
    """A figure that the buyer knows, with the range in which it is usually found."""

    key: Annotated[str, Key()]
    name: Annotated[str, About("As it is asked for.")]
    unit: Annotated[str, About("`people`, `hours/week`, `USD/hour`; a share is written 0 to 1, without a unit.")] = ""
    low: Annotated[float, About("The least that is usually found.")]
    likely: Annotated[float, About("What is found most.")]
    high: Annotated[float, About("The most that is usually found.")]
    default: Annotated[float, About("What it is until the buyer says; left out: `likely`.")] | None = None
    source: Annotated[str, About("Where the range comes from.")]


@entry
class CalculatorResult:
    """What comes of it, by a formula over inputs and other results."""

    key: Annotated[str, Key()]
    name: str
    unit: str = ""
    formula: Annotated[
        str, About("Names, numbers, + - * / and brackets; min, max, sum, mean, round, floor, ceil and abs.")
    ]
    shown: Annotated[bool, About("False: a step on the way, not shown to the buyer.")] = True


@entry
class Calculator:
    """What a change of habit is worth. It names neither product nor supplier: it convinces of doing, not of buying."""

    key: Annotated[str, Key()]
    name: str
    changes: Annotated[str, About("What the buyer does otherwise, whoever they buy from.")]
    requirement: Annotated[str, Ref("requirements")] | None = None
    personas: tuple[Annotated[str, Ref("personas")], ...] = ()
    conversation: Annotated[str, Ref("conversations")] | None = None
    inputs: Annotated[Mapping[str, CalculatorInput], NonEmpty()]
    results: Annotated[Mapping[str, CalculatorResult], NonEmpty()]
    leads: Annotated[str, About("The result that leads; left out: the last one that is shown.")] | None = None
