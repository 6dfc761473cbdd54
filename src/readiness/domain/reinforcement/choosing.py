"""What one person is asked today: due first, least likely remembered before the rest, new ones within their measure.

One person has one daily number, whatever launches they are certified in: the largest that any of their programmes
gives. However much is due after weeks away, a day asks no more than that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from readiness.domain.definition.certifying import Reinforcement
from readiness.domain.reinforcement.programme import Question
from readiness.domain.reinforcement.recall import recall


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of a card that was answered before."""

    stability: float
    last_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked of a person today. `held` None = it never was, in this wording."""

    launch: str
    certification: str
    question: Question
    retention: float
    held: Held | None = None

    def likelihood(self, on: date) -> float | None:
        """How likely they remember it on a day; None = never asked. By the forgetting curve alone: one that is missed
        again and again shall not keep the others waiting.
        """
        return None if self.held is None else recall(self.held.stability, (on - self.held.last_on).days)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many questions a day asks, and how many of them may be new. Both 0 = there is no programme."""

    daily: int = 0
    new: int = 0


def budget_of(programmes: Iterable[Reinforcement]) -> Budget:
    """The largest daily number of somebody's programmes, and the largest measure of new ones."""
    listed = tuple(programmes)
    return Budget(max((one.daily for one in listed), default=0), max((one.new_daily for one in listed), default=0))


def chosen(
    candidates: Iterable[Candidate], on: date, *, budget: Budget, answered: int, new: int, person: str
) -> tuple[Candidate, ...]:
    """What is left to ask today, in the order in which it is asked; the same however often it is looked at.

    `answered` questions were answered today already, `new` of them for the first time. What is not due is not asked,
    nor what was answered today. New ones come must-pass first, then in an order of the person's own.
    """
    listed = tuple(candidates)
    room = max(0, budget.daily - answered)
    due = sorted(
        (one for one in listed if one.held is not None and one.held.due_on <= on and one.held.last_on < on),
        key=lambda one: (one.likelihood(on), one.launch, one.question.item.key),
    )[:room]
    fresh = sorted(
        (one for one in listed if one.held is None),
        key=lambda one: (not one.question.item.must_pass, _lot(person, one)),
    )
    return (*due, *fresh[: max(0, min(room - len(due), budget.new - new))])


def _lot(person: str, one: Candidate) -> str:
    return hashlib.sha256(f"{person}\n{one.launch}\n{one.question.item.key}".encode()).hexdigest()
