"""When what is told about an attempt: the feedback mode of its quiz.

| mode          | whether each answer was right | right answers and feedback | the score |
|---------------|-------------------------------|----------------------------|-----------|
| practice      | at once, answer by answer     | at once, answer by answer  | when handed in; it counts for nothing |
| training      | when handed in                | once the quiz is passed    | when handed in |
| examination   | after the closing day, once nobody sits any more | the same moment | when handed in |

Until whether each answer was right is told, neither is which claims were missed: that would tell it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from readiness.domain.definition.assessment import Quiz
from readiness.domain.quiz.grading import Grade

Feedback = Literal["practice", "training", "examination"]

SOMETHING_MUST_BE_RIGHT: Final = "a question that must be right whatever the rest was not."


@dataclass(frozen=True, slots=True)
class Telling:
    """`questions`: whether each answer was right, and the claims missed. `keys`: right answers and feedback."""

    questions: bool
    keys: bool


def telling(mode: Feedback, *, is_passed: bool, is_closed: bool) -> Telling:
    """What is told of an attempt that was handed in. `is_closed`: the closing day is past and nobody sits any more."""
    if mode == "practice":
        return Telling(questions=True, keys=True)
    if mode == "training":
        return Telling(questions=True, keys=is_passed)
    return Telling(questions=is_closed, keys=is_closed)


def closing(quiz: Quiz) -> datetime | None:
    """The moment at which an examination closes, the end (UTC) of its closing day; None = it has none."""
    day = quiz.closes_on
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def minutes_allowed(quiz: Quiz, limit: int | None, now: datetime) -> int | None:
    """Whole minutes for an attempt that begins now: its limit, and never beyond the closing; None = no limit."""
    closes_at = closing(quiz)
    if closes_at is None:
        return limit
    left = max(0, int((closes_at - now).total_seconds() // 60))
    return left if limit is None else min(limit, left)


def withheld(grade: Grade) -> Grade:
    """The grade without what would tell which answers were right: the score, whether it passed, and nothing by item."""
    failed = any(item.must_pass and item.is_missed for item in grade.items)
    reasons = [reason for reason in grade.reasons if not reason.startswith("must be right")]
    return replace(
        grade, items=(), missed_claims=(), reasons=(*reasons, *((SOMETHING_MUST_BE_RIGHT,) if failed else ()))
    )
