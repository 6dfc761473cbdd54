"""Is a lead qualified? With every reason, what would change that, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from readiness.domain.definition.qualifying import LeadCriterion, QualifiedLead
from readiness.domain.leads.comparing import Outcome, Value, asked, outcome, spelled

Standing = Literal["qualified", "not-qualified", "undecided"]
"""undecided: nothing speaks against it, but cells that decide it are empty."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion and one lead. `says` is what the list has, "" = nothing; `asks` what the criterion wants."""

    key: str
    name: str
    field: str
    outcome: Outcome
    says: str
    asks: str
    required: bool
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadVerdict:
    """`points` of those that were asked (`needed`). `reasons` stand in the order of the criteria.

    `changes`: the fewest criteria which, once met, make it qualified; empty when it is. `rests_on`: of a qualified
    lead, those of which losing one alone would end that.
    """

    standing: Standing
    points: int
    needed: int
    reasons: tuple[Reason, ...]
    changes: tuple[str, ...]
    rests_on: tuple[str, ...]

    def reason(self, key: str) -> Reason:
        return next(one for one in self.reasons if one.key == key)


def judge(qualified: QualifiedLead, values: Mapping[str, Value], on: date) -> LeadVerdict:
    """The verdict on a lead. `values`: by key of the criterion, what its column says; a key that is not in it = empty.

    Points of every met criterion count, required or not.
    """
    reasons = tuple(_reason(key, one, values.get(key), on) for key, one in qualified.criteria.items())
    points = sum(one.points for one in reasons if one.outcome == "met")
    reachable = points + sum(one.points for one in reasons if one.outcome == "unknown")
    needed = qualified.points_needed
    required = {one.outcome for one in reasons if one.required}
    if "unmet" in required or reachable < needed:
        standing: Standing = "not-qualified"
    else:
        standing = "undecided" if "unknown" in required or points < needed else "qualified"
    return LeadVerdict(
        standing=standing, points=points, needed=needed, reasons=reasons,
        changes=() if standing == "qualified" else _changes(reasons, points, needed),
        rests_on=_rests_on(reasons, points, needed) if standing == "qualified" else (),
    )  # fmt: skip


def _reason(key: str, criterion: LeadCriterion, value: Value | None, on: date) -> Reason:
    return Reason(
        key, criterion.name, criterion.field, outcome(criterion, value, on), spelled(value), asked(criterion, on),
        criterion.required, criterion.points,
    )  # fmt: skip


def _changes(reasons: tuple[Reason, ...], points: int, needed: int) -> tuple[str, ...]:
    """Everything required that is not met, then the most telling of the others until the points are there.

    Taking those with the most points first takes the fewest. Empty when no change would do: too few points in all.
    """
    first = [one for one in reasons if one.required and one.outcome != "met"]
    reached = points + sum(one.points for one in first)
    others = sorted((one for one in reasons if not one.required and one.outcome != "met"), key=lambda one: -one.points)
    for one in others:
        if reached >= needed:
            break
        first.append(one)
        reached += one.points
    chosen = {one.key for one in first}
    return tuple(one.key for one in reasons if one.key in chosen) if reached >= needed else ()


def _rests_on(reasons: tuple[Reason, ...], points: int, needed: int) -> tuple[str, ...]:
    met = (one for one in reasons if one.outcome == "met")
    return tuple(one.key for one in met if one.required or points - one.points < needed)
