"""The verdict: every criterion judged, waivers applied, cleared or held.

`decide` is the only place where a launch becomes cleared. It is a pure function; the explanation is read off its
result, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from readiness.domain.definition.gating import (
    CertifiedShare,
    Criterion,
    Gate,
    KnowledgeFresh,
    ManagersCertified,
    Population,
)
from readiness.domain.gate.criteria import judge, kind_of
from readiness.domain.gate.figures import EvidenceFact, Figures, LeftOut
from readiness.domain.gate.found import Found
from readiness.domain.gate.waiver import Waiver, waiver_for, waiver_gone
from readiness.ground.fingerprint import fingerprint

Outcome = Literal["cleared", "held"]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion in one market ("" = the launch as a whole).

    `waiver` is set exactly when the outcome is "waived"; `waiver_gone` says why an earlier waiver no longer counts.
    """

    key: str
    kind: str
    code: str
    market: str
    outcome: Literal["met", "unmet", "waived"]
    found: Found
    left_out: tuple[LeftOut, ...] = ()
    waiver: Waiver | None = None
    waiver_gone: str = ""

    @property
    def name(self) -> str:
        """`ae-certified`, or `ae-certified in emea`."""
        return f"{self.key} in {self.market}" if self.market else self.key


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cleared or held, and why. `decided_at` is when it was asked, `as_of` the day it speaks about."""

    launch: str
    market: str
    definition: str
    as_of: date
    decided_at: datetime
    outcome: Outcome
    criteria: tuple[CriterionResult, ...]
    population: str
    evidence: EvidenceFact

    @property
    def cleared(self) -> bool:
        return self.outcome == "cleared"

    def unmet(self) -> tuple[CriterionResult, ...]:
        return tuple(result for result in self.criteria if result.outcome == "unmet")

    def waived(self) -> tuple[CriterionResult, ...]:
        return tuple(result for result in self.criteria if result.outcome == "waived")


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a verdict rests on, as it is stored with it.

    The policy in force (`criteria` in the order of the launch file), what was counted, the waivers, the day.
    """

    criteria: tuple[Criterion, ...]
    population: Population
    figures: Figures
    waivers: tuple[Waiver, ...]
    as_of: date
    decided_at: datetime


def decide(gate: Gate, figures: Figures, waivers: Sequence[Waiver], on: date, *, decided_at: datetime) -> Verdict:
    """The verdict on `on`: held exactly when some criterion is unmet and no waiver counts for it.

    `waivers` may hold any waivers of the launch, also ended and withdrawn ones. The same arguments give the same
    verdict.
    """
    return decide_from(inputs_of(gate, figures, waivers, on, decided_at=decided_at))


def inputs_of(gate: Gate, figures: Figures, waivers: Sequence[Waiver], on: date, *, decided_at: datetime) -> Inputs:
    return Inputs(tuple(gate.criteria.values()), gate.population, figures, tuple(waivers), on, decided_at)


def decide_from(inputs: Inputs) -> Verdict:
    """The verdict that these inputs give; what recomputation calls with the inputs it stored."""
    figures = inputs.figures
    results = tuple(
        _result(criterion, market, inputs)
        for criterion in inputs.criteria
        for market in scopes(criterion, figures.markets)
    )
    return Verdict(
        launch=figures.launch,
        market=figures.market,
        definition=figures.definition,
        as_of=inputs.as_of,
        decided_at=inputs.decided_at,
        outcome="held" if any(result.outcome == "unmet" for result in results) else "cleared",
        criteria=results,
        population=who_counts(inputs.population, inputs.as_of),
        evidence=figures.evidence,
    )


def scopes(criterion: Criterion, markets: Sequence[str]) -> tuple[str, ...]:
    """The markets in which a criterion is judged one by one; ("",) when it is judged once for the launch."""
    return tuple(markets) if getattr(criterion, "each_market", False) else ("",)


def identity(inputs: Inputs, verdict: Verdict) -> str:
    """The fingerprint of all that a verdict rests on and says, but for the hour and the day.

    Two verdicts with one identity are one verdict, asked twice.
    """
    outcomes = [[result.key, result.market, result.outcome] for result in verdict.criteria]
    return fingerprint(
        {
            "criteria": inputs.criteria,
            "population": inputs.population,
            "figures": inputs.figures,
            "waivers": inputs.waivers,
            "outcomes": outcomes,
        }
    )


def who_counts(population: Population, on: date) -> str:
    """The rule of the denominator, in a sentence."""
    less = []
    if population.exclude_on_leave:
        less.append("those on leave")
    if days := population.exclude_hired_within_days:
        less.append(f"those hired within {days} days")
    told = f", less {' and '.join(less)}" if less else ""
    return f"People on the roster on {on}{told}; leavers and exempt people do not count."


def _result(criterion: Criterion, market: str, inputs: Inputs) -> CriterionResult:
    figures, on = inputs.figures, inputs.as_of
    found = judge(criterion, figures, market)
    kind = kind_of(criterion)
    waiver = None if found.met else waiver_for(inputs.waivers, criterion, market, on)
    counts_people = isinstance(criterion, (CertifiedShare, ManagersCertified, KnowledgeFresh))
    return CriterionResult(
        key=criterion.key,
        kind=kind.kind,
        code=kind.code,
        market=market,
        outcome="met" if found.met else "waived" if waiver else "unmet",
        found=found,
        left_out=figures.share(criterion.key, market).left_out if counts_people else (),
        waiver=waiver,
        waiver_gone="" if found.met or waiver else waiver_gone(inputs.waivers, criterion, market, on),
    )
