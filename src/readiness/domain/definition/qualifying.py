"""What a qualified lead is, agreed by the functions that make leads and those that take them (field S25).

Every criterion looks at one column of a lead list. A required one that is not met disqualifies the lead; the others
earn points, of which `points_needed` are asked.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from readiness.domain.definition.entry import entry
from readiness.domain.definition.shape import About, Between, Key, NonEmpty
from readiness.domain.definition.vocabulary import Days, Function

Points = Annotated[int, Between(0, 100)]
_COLUMN = About("The column of the lead list, as its header writes it.")
_REQUIRED = About("False: not meeting it costs its points and no more.")


@entry
class NumberCriterion:
    """A number in the lead list, compared with one of ours."""

    kind: Literal["number"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    operator: Literal["at-least", "at-most", "above", "below", "equal-to"] = "at-least"
    value: float
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


@entry
class TextCriterion:
    """A text in the lead list, compared without regard to capitals."""

    kind: Literal["text"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    operator: Literal["one-of", "none-of", "contains-one-of"] = "one-of"
    values: Annotated[tuple[str, ...], NonEmpty()]
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


@entry
class DateCriterion:
    """A day in the lead list, compared with one of ours; both ends count."""

    kind: Literal["date"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    operator: Literal["on-or-after", "on-or-before"] = "on-or-before"
    value: date
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


@entry
class RecentCriterion:
    """A day in the lead list that is at most so many days ago, and not to come."""

    kind: Literal["recent"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    within_days: Days
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


@entry
class YesNoCriterion:
    """A yes or a no in the lead list."""

    kind: Literal["yes-no"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    value: bool = True
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


@entry
class FilledCriterion:
    """Anything at all in that column."""

    kind: Literal["filled"]
    key: Annotated[str, Key()]
    name: Annotated[str, About("As people say it.")]
    field: Annotated[str, _COLUMN]
    required: Annotated[bool, _REQUIRED] = True
    points: Points = 0
    why: Annotated[str, About("What the criterion is about, for those who argue over it.")] = ""


LeadCriterion = NumberCriterion | TextCriterion | DateCriterion | RecentCriterion | YesNoCriterion | FilledCriterion


@entry
class QualifiedLead:
    """When a lead is worth a salesperson's time, in words that a list can be judged by."""

    agreed_by: Annotated[tuple[Function, ...], NonEmpty(), About("Functions whose agreement is asked for.")] = (
        "marketing", "sales",
    )  # fmt: skip
    points_needed: Annotated[int, Between(0, 1000), About("Points a lead needs beside what is required.")] = 0
    criteria: Annotated[Mapping[str, LeadCriterion], NonEmpty()]
