"""What somebody answered, as it was stored, and whose answers are asked for; without numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """One attempt handed in at `at`. `pool` is the fingerprint of the items it was asked from, as they then read.

    `shown` holds for each item that was asked the authored index of what stood at each position; `earned` the share of
    the mark, 0..1; `answers` what was answered, in positions as shown (see `domain.quiz.answers`).
    """

    at: datetime
    pool: str
    shown: Mapping[str, Sequence[int]]
    answers: Mapping[str, Any]
    earned: Mapping[str, float]
    simulated: bool = False


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
