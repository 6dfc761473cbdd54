"""How likely a question is still remembered so many days after its last answer, and until when several are on average.

The forgetting curve of FSRS-6 with its published default decay, as the library `fsrs` has it; a test holds the two
together. It stands here too because the gate needs it and owes the library's import to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

DECAY: Final = -0.1542
FACTOR: Final = 0.9 ** (1 / DECAY) - 1
"""So that after as many days as a memory is stable, the likelihood is 0.9."""

LONGEST: Final = 36_500
"""Days; nothing is looked at further ahead."""

Trace = tuple[float, date]
"""A memory's stability in days, and the day of its last answer."""


def recall(stability: float, days: int) -> float:
    """The likelihood 0..1 of remembering `days` after the last answer; before it (`days` < 0) as on that day."""
    return float((1 + FACTOR * max(0, days) / stability) ** DECAY)


def mean_recall(traces: Sequence[Trace], on: date) -> float | None:
    """The mean likelihood on a day; None when there is nothing to remember."""
    if not traces:
        return None
    return sum(recall(stability, (on - last).days) for stability, last in traces) / len(traces)


def remembered_through(traces: Sequence[Trace], least: float) -> date | None:
    """The last day on which the mean is at least `least`; None when it is below that on the day of the last answer.

    From the last answer on the mean only falls, so one day tells all of them.
    """
    if not traces:
        return None
    first = max(last for _, last in traces)

    def holds(days: int) -> bool:
        mean = mean_recall(traces, first + timedelta(days=days))
        return mean is not None and mean >= least

    if not holds(0):
        return None
    low, high = 0, min(LONGEST, (date.max - first).days)
    if holds(high):
        return first + timedelta(days=high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return first + timedelta(days=low)
