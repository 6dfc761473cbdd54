"""Until when somebody's knowledge is fresh, as the gate criterion `knowledge-fresh` asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.definition.gating import KnowledgeFresh
from readiness.domain.reinforcement.recall import Trace, remembered_through


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the answers of one person in one certification show. `through` is the last fresh day; None = there is none:
    too few answers, or already below.
    """

    answers: int = 0
    through: date | None = None


NOTHING = Fresh()


def freshness(criterion: KnowledgeFresh, traces: Sequence[Trace], answers: int) -> Fresh:
    """What these memories show: all questions of the certification that were answered in the wording of today, and how
    often they were answered. Right for every day from that of the last answer on.
    """
    if answers < criterion.answers:
        return Fresh(answers)
    through = remembered_through(traces, criterion.recall)
    if through is not None and criterion.within_days is not None:
        through = min(through, max(trace.last_on for trace in traces) + timedelta(days=criterion.within_days))
    return Fresh(answers, through)


def is_fresh(criterion: KnowledgeFresh, fresh: Fresh, certified_on: date, on: date) -> bool:
    """True on the days of grace after certification, and while the answers say so."""
    return (on - certified_on).days <= criterion.grace_days or (fresh.through is not None and on <= fresh.through)


def why_not_fresh(criterion: KnowledgeFresh, fresh: Fresh) -> str:
    """`never answered`, `2 of 5 answers`, `faded: fresh through 2018-05-01`."""
    if not fresh.answers:
        return "never answered a question after certification"
    if fresh.answers < criterion.answers:
        return f"{fresh.answers} of {criterion.answers} answers given"
    if fresh.through is None:
        return f"{fresh.answers} answers, and remembers too little"
    return f"faded: was fresh through {fresh.through}"
