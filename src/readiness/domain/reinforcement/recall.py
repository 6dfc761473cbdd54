"""How likely a question is still remembered so many days after its last answer, and until when several are on average.

What was answered wrong last is not remembered, until it is answered right: the curve tells how a memory fades after it
was refreshed by reading the answer, so that on the day of a wrong answer it would say 1.

The forgetting curve of FSRS-6 with its published default decay, as the library `fsrs` has it; a test holds the two
together. It stands here too because the gate needs it and owes the library's import to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

DECAY: Final = -0.1542
FACTOR: Final = 0.9 ** (1 / DECAY) - 1
"""So that after as many days as a memory is stable, the likelihood is 0.9."""

LONGEST: Final = 36_500
"""Days; nothing is looked at further ahead."""


class Trace(NamedTuple):
    """A memory's stability in days, the day of its last answer, and whether that answer was wrong."""

    stability: float
    last_on: date
    missed: bool = False


def recall(stability: float, days: int) -> float:
    """The forgetting curve alone, 0..1, `days` after the last answer; before it (`days` < 0) as on that day."""
    return float((1 + FACTOR * max(0, days) / stability) ** DECAY)


def remembered_on(trace: Trace, on: date) -> float:
    """The likelihood 0..1 of remembering on a day: the curve's after a right answer, 0 after a wrong one."""
    return 0.0 if trace.missed else recall(trace.stability, (on - trace.last_on).days)


def mean_recall(traces: Sequence[Trace], on: date) -> float | None:
    """The mean likelihood on a day; None when there is nothing to remember."""
    if not traces:
        return None
    return sum(remembered_on(trace, on) for trace in traces) / len(traces)


def remembered_through(traces: Sequence[Trace], least: float) -> date | None:
    """The last day on which the mean is at least `least`; None when it is below that on the day of the last answer.

    From the last answer on the mean only falls, so one day tells all of them.
    """
    if not traces:
        return None
    first = max(trace.last_on for trace in traces)

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
