"""What somebody answered, as it was stored, and whose answers are asked for; without numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """One attempt handed in at `at`. `pool` is the fingerprint of the items it was asked from, as they then read.

    `keys`, `earned` and `chosen` run side by side, an entry for each item that was asked: what it is, the share of its
    mark, 0..1, and what was answered, None = nothing. Positions are turned into authored places from 0: a place, or a
    list of places for several; what was typed stays as it is.
    """

    at: datetime
    pool: str
    keys: tuple[str, ...]
    earned: tuple[float, ...]
    chosen: tuple[Any, ...]
    simulated: bool = False


def authored(answer: Any, shown: Sequence[int]) -> Any:
    """`answer` (see `domain.quiz.answers`) with positions on the form turned into authored places."""
    if type(answer) is int and shown:  # nearly always, and no truth
        return shown[answer - 1]
    if not shown or answer is None or isinstance(answer, bool):
        return answer
    if isinstance(answer, list):
        return [None if one is None else shown[one - 1] for one in answer]
    return shown[answer - 1] if isinstance(answer, int) else answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which attempts count. `first_only`: each person's first at the quiz, if it was handed in.

    `since` and `until` are days (UTC) on which it was handed in, both included; `role` and `region` are where the
    person stood on that day. None and "" ask for all.
    """

    first_only: bool = True
    since: date | None = None
    until: date | None = None
    role: str = ""
    region: str = ""
