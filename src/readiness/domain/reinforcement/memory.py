"""What the answers to one card come to: how stable the memory is, and when the question is due again.

The scheduler is `fsrs` with its published default weights; chance is off, so the same answers always give the same
memory. A question is asked at most once a day, so what the library would ask again within the hour is due the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from fsrs import Card, Rating, Scheduler

Sure = Literal["", "guess", "sure"]
"""How sure somebody said they were; "" = they did not say, or somewhere between."""

RATINGS: Final = {"": Rating.Good, "guess": Rating.Hard, "sure": Rating.Easy}
"""Of an answer that was wholly right. Anything less is Again, however sure they were."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to a card: when, how it was rated (1 to 4, as fsrs counts), and the retention wanted at the time."""

    at: datetime
    rating: int
    retention: float


@dataclass(frozen=True, slots=True)
class Memory:
    """A card after its answers. `stability` in days, `difficulty` 1 to 10; `due_at` is what the library said.

    `missed`: the last answer was not right.
    """

    stability: float
    difficulty: float
    last_at: datetime
    due_at: datetime
    answers: int
    wrong: int
    missed: bool

    @property
    def last_on(self) -> date:
        return self.last_at.date()

    @property
    def due_on(self) -> date:
        """The first day on which it is asked again: never that of the last answer."""
        return max(self.due_at.date(), self.last_on + timedelta(days=1))


def rated(*, right: bool, sure: Sure = "") -> int:
    """How fsrs counts an answer: 1 Again, 2 Hard, 3 Good, 4 Easy."""
    return int(RATINGS[sure] if right else Rating.Again)


def is_right(rating: int) -> bool:
    """True for every rating of a wholly right answer."""
    return rating > int(Rating.Again)


def remembered(answers: Iterable[Answered]) -> Memory | None:
    """The memory that these answers to one card leave, in whatever order they come; None without any."""
    card = Card(card_id=0, due=_NEVER)
    count = wrong = 0
    missed = False
    for one in sorted(answers, key=lambda answer: (answer.at, answer.rating)):
        card, _ = _scheduler(one.retention).review_card(card, Rating(one.rating), one.at)
        count += 1
        missed = not is_right(one.rating)
        wrong += missed
    if card.last_review is None or card.stability is None or card.difficulty is None:
        return None
    return Memory(card.stability, card.difficulty, card.last_review, card.due, count, wrong, missed)


_NEVER: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
"""When a card without answers would be due: given, because the library otherwise looks at the clock."""


@lru_cache(maxsize=64)
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(desired_retention=retention, enable_fuzzing=False)
