"""One cell of a lead list against one criterion: what it says, whether that meets the criterion, and what would."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

from readiness.domain.definition.qualifying import (
    DateCriterion,
    FilledCriterion,
    LeadCriterion,
    NumberCriterion,
    RecentCriterion,
    TextCriterion,
)

Value = Decimal | str | date | bool
Outcome = Literal["met", "unmet", "unknown"]
"""unknown: the cell is empty, so nobody can say."""

YES: Final = frozenset(("yes", "y", "true", "1", "x"))
NO: Final = frozenset(("no", "n", "false", "0"))
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,9})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_COMPARED: Final = {"at-least": "at least", "at-most": "at most", "above": "above", "below": "below", "equal-to": ""}


def read_value(criterion: LeadCriterion, text: str) -> Value:
    """What a cell that is not empty says, as the criterion's kind reads it.

    Raises ValueError with a sentence for people: what it is not, and how to write it.
    """
    if isinstance(criterion, NumberCriterion):
        if not _NUMBER.fullmatch(text):
            raise ValueError("is no number. Write 1200, 1,200 or 12.5.")
        return Decimal(text.replace(",", ""))
    if isinstance(criterion, (DateCriterion, RecentCriterion)):
        return _day(text)
    if isinstance(criterion, (TextCriterion, FilledCriterion)):
        return text
    said = text.casefold()
    if said not in YES | NO:
        raise ValueError("is neither yes nor no. Write yes or no.")
    return said in YES


def outcome(criterion: LeadCriterion, value: Value | None, on: date) -> Outcome:
    """Whether the value meets the criterion on that day; None = the cell was empty."""
    if isinstance(criterion, FilledCriterion):
        return "unmet" if value is None else "met"
    if value is None:
        return "unknown"
    return "met" if _meets(criterion, value, on) else "unmet"


def asked(criterion: LeadCriterion, on: date) -> str:
    """What the criterion asks of its column, in words: `at least 50`, `one of: US, Canada`."""
    if isinstance(criterion, NumberCriterion):
        return f"{_COMPARED[criterion.operator]} {criterion.value:,g}".strip()
    if isinstance(criterion, TextCriterion):
        said = {"one-of": "one of", "none-of": "none of", "contains-one-of": "with one of"}[criterion.operator]
        return f"{said}: {', '.join(criterion.values)}"
    if isinstance(criterion, DateCriterion):
        return f"{criterion.operator.replace('-', ' ')} {criterion.value}"
    if isinstance(criterion, RecentCriterion):
        return f"between {on - timedelta(days=criterion.within_days)} and {on}"
    if isinstance(criterion, FilledCriterion):
        return "filled in"
    return "yes" if criterion.value else "no"


def spelled(value: Value | None) -> str:
    """A value as people write it; "" = the cell was empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,f}" if isinstance(value, Decimal) else str(value)


def _meets(criterion: LeadCriterion, value: Value, on: date) -> bool:
    if isinstance(criterion, NumberCriterion):
        assert isinstance(value, Decimal)
        wanted = Decimal(str(criterion.value))
        return {
            "at-least": value >= wanted, "at-most": value <= wanted, "above": value > wanted, "below": value < wanted,
            "equal-to": value == wanted,
        }[criterion.operator]  # fmt: skip
    if isinstance(criterion, TextCriterion):
        said, wanted_texts = str(value).casefold(), [one.casefold() for one in criterion.values]
        if criterion.operator == "contains-one-of":
            return any(one in said for one in wanted_texts)
        return (said in wanted_texts) == (criterion.operator == "one-of")
    if isinstance(criterion, DateCriterion):
        assert isinstance(value, date)
        return value >= criterion.value if criterion.operator == "on-or-after" else value <= criterion.value
    if isinstance(criterion, RecentCriterion):
        assert isinstance(value, date)
        return on - timedelta(days=criterion.within_days) <= value <= on
    return isinstance(criterion, FilledCriterion) or value is criterion.value


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # 2018-02-30 looks like a day
    raise ValueError("is no day. Write 2018-03-22.")
