"""RD24x: what a qualified lead is can be met, counts for something, and has somebody to agree on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from readiness.domain.checks.rule import Check, Finding, Rule, Subject, plural
from readiness.domain.definition.qualifying import (
    DateCriterion,
    LeadCriterion,
    NumberCriterion,
    QualifiedLead,
    TextCriterion,
    YesNoCriterion,
)


def _impossible(subject: Subject) -> Iterator[Finding]:
    qualified = subject.launch.qualified_lead
    if qualified is None:
        return
    reachable = sum(one.points for one in qualified.criteria.values())
    if qualified.points_needed > reachable:
        message = f"{qualified.points_needed} points are needed, and all criteria together have {reachable}."
        yield Finding("qualified_lead.points_needed", message, f"Write {reachable} or less, or give more points.")
    required = [(key, one) for key, one in qualified.criteria.items() if one.required]
    for place, (key, one) in enumerate(required):
        for other_key, other in required[:place]:
            if _column(one) == _column(other) and _exclude(one, other):
                message = f"no lead can meet both '{other_key}' and '{key}': they want {one.field} to be two things."
                yield Finding(f"qualified_lead.criteria.{key}", message, "Correct one, or write required: false.")


def _column(criterion: LeadCriterion) -> str:
    return criterion.field.casefold().strip()


def _exclude(one: LeadCriterion, other: LeadCriterion) -> bool:
    """True when no value meets both; only pairs of the same kind are looked at."""
    if isinstance(one, NumberCriterion) and isinstance(other, NumberCriterion):
        low, low_open = max(_low(one), _low(other))
        high, high_closed = min(_high(one), _high(other))
        return low > high or (low == high and (low_open or not high_closed))
    if isinstance(one, DateCriterion) and isinstance(other, DateCriterion):
        since = max((c.value for c in (one, other) if c.operator == "on-or-after"), default=date.min)
        until = min((c.value for c in (one, other) if c.operator == "on-or-before"), default=date.max)
        return since > until
    if isinstance(one, TextCriterion) and isinstance(other, TextCriterion):
        return _texts_exclude(one, other) or _texts_exclude(other, one)
    return isinstance(one, YesNoCriterion) and isinstance(other, YesNoCriterion) and one.value is not other.value


def _low(criterion: NumberCriterion) -> tuple[float, bool]:
    """The least value that meets it, and whether that itself does not."""
    if criterion.operator in {"at-most", "below"}:
        return float("-inf"), False
    return criterion.value, criterion.operator == "above"


def _high(criterion: NumberCriterion) -> tuple[float, bool]:
    """The greatest value that meets it, and whether that itself does; the lesser of two sorts before."""
    if criterion.operator in {"at-least", "above"}:
        return float("inf"), True
    return criterion.value, criterion.operator != "below"


def _texts_exclude(one: TextCriterion, other: TextCriterion) -> bool:
    if one.operator != "one-of" or other.operator == "contains-one-of":
        return False
    mine, theirs = {v.casefold() for v in one.values}, {v.casefold() for v in other.values}
    return not (mine & theirs if other.operator == "one-of" else mine - theirs)


def _for_nothing(subject: Subject) -> Iterator[Finding]:
    qualified = subject.launch.qualified_lead
    for key, one in qualified.criteria.items() if qualified else ():
        if not one.required and not one.points:
            message = f"'{key}' is not required and has no points: it changes nothing."
            yield Finding(f"qualified_lead.criteria.{key}", message, "Give it points, or take it out.")
    if qualified and not _asks(qualified):
        message = (
            f"every lead is qualified: none of the {plural(len(qualified.criteria), 'criterion', 'criteria')} counts."
        )
        yield Finding("qualified_lead.points_needed", message, "Require a criterion, or write points_needed.")


def _asks(qualified: QualifiedLead) -> bool:
    return qualified.points_needed > 0 or any(one.required for one in qualified.criteria.values())


def _nobody_agrees(subject: Subject) -> Iterator[Finding]:
    qualified = subject.launch.qualified_lead
    there = {member.function for member in subject.launch.team.values()}
    for place, function in enumerate(qualified.agreed_by if qualified else ()):
        if function not in there:
            message = f"{function} has to agree on what a qualified lead is, and nobody in the team is of {function}."
            yield Finding(f"qualified_lead.agreed_by.{place}", message, "Add a member to team, or take it out.")


CHECKS = (
    Check(
        Rule(
            code="RD241", level="warning", title="Lead that cannot be",
            rule="Some lead could meet everything that is required and reach the points that are needed.",
            why="Criteria are added one by one, by two functions. When two of them exclude each other every list comes "
            "back empty, and nobody looks for the reason in the criteria.",
            fix="Correct one of the two, make it optional, or ask for fewer points.",
            source="S25",
        ),
        _impossible,
    ),
    Check(
        Rule(
            code="RD242", level="warning", title="Criterion for nothing",
            rule="Every criterion of a qualified lead is required or has points, and not every lead is qualified.",
            why="A criterion that changes no verdict was agreed on in vain.",
            fix="Require it, give it points, or take it out.",
            source="S25",
        ),
        _for_nothing,
    ),
    Check(
        Rule(
            code="RD243", level="warning", title="Agreement that nobody can give",
            rule="Every function in `agreed_by` has a member in the team.",
            why="What a qualified lead is counts once both functions said so. With nobody to say it, it never does.",
            fix="Add a member of that function to `team`, or take it out of `agreed_by`.",
            source="S25",
        ),
        _nobody_agrees,
    ),
)  # fmt: skip
