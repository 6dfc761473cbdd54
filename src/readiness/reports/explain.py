"""Why a launch stands where it stands: the verdict read out, with how it came there and what to do next.

Nothing is judged here. The verdict comes in from `decide_gate`, so that the explanation and the gate cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.context import Context
from readiness.domain.gate.verdict import CriterionResult, Verdict
from readiness.reports.clearance import ClearanceStanding, clearance_standings
from readiness.reports.gate import verdict_history


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do, and the criteria that it helps; `people` more must certify (0 = it is not about people)."""

    fix: str
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A verdict that differs from the one before it."""

    decided_at: datetime
    outcome: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """`because` is the one-sentence answer; `next_steps` are told once each, nearest to met first."""

    launch: str
    as_of: date
    outcome: str
    because: str
    verdict: Verdict
    next_steps: tuple[NextStep, ...]
    turns: tuple[Turn, ...]
    clearances: tuple[ClearanceStanding, ...]


def explain_launch(context: Context, *, verdict: Verdict) -> Explanation:
    """The verdict in words, with the launch's history of outcomes (newest first) and its clearances."""
    history = [entry for entry in verdict_history(context, launch=verdict.launch) if entry.market == verdict.market]
    turns = [
        Turn(entry.decided_at, entry.outcome, entry.number, _why(entry.definition != before.definition))
        if before is not None
        else Turn(entry.decided_at, entry.outcome, entry.number, "the first verdict")
        for entry, before in zip(history, [*history[1:], None], strict=True)
        if before is None or before.outcome != entry.outcome
    ]
    return Explanation(
        launch=verdict.launch,
        as_of=verdict.as_of,
        outcome=verdict.outcome,
        because=because(verdict),
        verdict=verdict,
        next_steps=next_steps(verdict),
        turns=tuple(turns),
        clearances=clearance_standings(context, launch=verdict.launch, verdict=verdict),
    )


def because(verdict: Verdict) -> str:
    """The answer in one sentence."""
    of = len(verdict.criteria)
    if not verdict.cleared:
        names = ", ".join(result.name for result in verdict.unmet())
        are = "is" if len(verdict.unmet()) == 1 else "are"
        return f"Held, because {len(verdict.unmet())} of {of} criteria {are} unmet: {names}."
    if waived := verdict.waived():
        names = ", ".join(result.name for result in waived)
        return f"Cleared: {of - len(waived)} of {of} criteria are met and {len(waived)} waived: {names}."
    return f"Cleared: all {of} criteria are met."


def next_steps(verdict: Verdict) -> tuple[NextStep, ...]:
    """What to do about every unmet criterion, nearest to met first; criteria with the same fix share a step."""
    steps: dict[str, list[str]] = {}
    for result in sorted(verdict.unmet(), key=_distance):
        steps.setdefault(result.found.fix, []).append(result.name)
    return tuple(NextStep(fix, tuple(names)) for fix, names in steps.items())


def _distance(result: CriterionResult) -> tuple[float, str]:
    found = result.found
    if found.figure is None or found.figure > 1 or found.threshold == 0:
        return (1.0, result.name)
    return (max(0.0, found.threshold - found.figure), result.name)


def _why(definition_changed: bool) -> str:  # noqa: FBT001
    return (
        "the definition had changed" if definition_changed else "the evidence, tasks, approvals or waivers had changed"
    )
