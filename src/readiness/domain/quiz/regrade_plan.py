"""What grading a quiz again would do, as it is told before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness.domain.quiz.grading import Counts


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One attempt whose mark changes: the share it earned and whether it was passed, before and after."""

    attempt: int
    rep: str
    number: int
    handed_in_at: datetime
    was: float
    becomes: float
    was_passed: bool
    is_passed: bool


@dataclass(frozen=True, slots=True)
class StandingMove:
    """A certification that somebody gains or loses, or that ends on another day. `was` and `becomes` are states."""

    rep: str
    certification: str
    was: str
    becomes: str
    was_through: date | None
    through: date | None


@dataclass(frozen=True, slots=True)
class KeyFix:
    """One question whose key was put right; `attempts` that were handed in were asked it with the old one."""

    item: str
    stem: str
    attempts: int


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One question that somebody was asked, and how it counts now."""

    item: str
    stem: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class CountChange:
    """One question that counts otherwise from here on; `attempts` that were handed in are marked anew for it.

    `still_asked`: the launch file still has it in these words, so that it may be asked again and counts so too.
    """

    item: str
    stem: str
    was: Counts
    becomes: Counts
    attempts: int
    still_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegradePlan:
    """What grading again would do. `regraded` attempts were asked a question of `fixes` or `counts`; `changes` are
    those of them whose mark changes. `reworded`: questions that read otherwise than when they were asked, which grade
    nobody anew. `asked`: every question there was. `still_open` attempts are marked by all this too, once they are
    handed in.

    `fingerprint` is of all of it: what is done is done only as long as it would do exactly this.
    """

    launch: str
    launch_name: str
    quiz: str
    title: str
    fixes: tuple[KeyFix, ...]
    counts: tuple[CountChange, ...]
    asked: tuple[AskedItem, ...]
    regraded: int
    changes: tuple[MarkChange, ...]
    moves: tuple[StandingMove, ...]
    reworded: tuple[str, ...]
    still_open: int
    fingerprint: str

    @property
    def is_nothing(self) -> bool:
        """True when nothing is left to do."""
        return not (self.regraded or self.still_open or self.counts)

    @property
    def newly_passed(self) -> tuple[MarkChange, ...]:
        return tuple(one for one in self.changes if one.is_passed and not one.was_passed)

    @property
    def no_longer_passed(self) -> tuple[MarkChange, ...]:
        return tuple(one for one in self.changes if one.was_passed and not one.is_passed)
