"""How sure somebody is of an answer, and whether they are right about that.

Three levels, asked with each answer where the quiz says so (`confidence: true`). They never change the mark. The shares
that each level stands for are the break-even points of certainty-based marking (1, 2 or 3 marks when right, 0, -2 or -6
when wrong): below 2/3, 2/3 to 4/5, above 4/5 (A. R. Gardner-Medwin, Confidence-based marking: towards deeper learning
and better exams, in C. Bryan and K. Clegg (eds.), Innovative Assessment in Higher Education, Routledge 2006).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from readiness.domain.quiz.forms import Form
from readiness.ground.errors import Problem

LEVELS: Final[Mapping[int, str]] = {1: "a guess", 2: "fairly sure", 3: "certain"}
STANDS_FOR: Final[Mapping[int, tuple[float, float]]] = {1: (0.0, 2 / 3), 2: (2 / 3, 4 / 5), 3: (4 / 5, 1.0)}
"""The share of right answers that each level claims, both ends included."""

ENOUGH: Final = 10
"""Answers at a level below which nothing is said of it: an interval of fewer says next to nothing."""

Says = Literal["overconfident", "underconfident", "well judged", "cannot tell yet"]


@dataclass(frozen=True, slots=True)
class SureAnswer:
    """One answer at a level: `is_right` = wholly right. `claims` are those of its item."""

    level: int
    is_right: bool
    item: str
    claims: tuple[str, ...]
    person: str = ""


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """A level: `right` of `answers`, the share with its 95 % interval (Wilson), what it stands for, and what that says.

    `share` and the interval are None without answers.
    """

    level: int
    name: str
    answers: int
    right: int
    share: float | None
    low: float | None
    high: float | None
    stands_for: tuple[float, float]
    says: Says


@dataclass(frozen=True, slots=True)
class ClaimMissed:
    """A claim about which people were certain and wrong: `wrong` of `certain` answers, by so many people."""

    claim: str
    wrong: int
    certain: int
    people: int


def confidence_problems(form: Form, given: Mapping[str, Any], *, asked: bool) -> tuple[Problem, ...]:
    """QZ006: a level that is none, for a question that is not on the form, or where the quiz asks for none."""
    if given and not asked:
        return (Problem("QZ006", "this quiz does not ask how sure you are.", "Leave it out."),)
    keys = {entry.key for entry in form.items}
    return tuple(
        Problem("QZ006", f"'{str(key)[:40]}' has no such level of confidence.", "Say 1, 2 or 3.", path=str(key)[:40])
        for key, level in given.items()
        if key not in keys or isinstance(level, bool) or level not in LEVELS
    )


def calibration(answers: Iterable[SureAnswer]) -> tuple[LevelFigures, ...]:
    """The figures of each level, lowest first."""
    by_level: dict[int, list[bool]] = defaultdict(list)
    for one in answers:
        by_level[one.level].append(one.is_right)
    return tuple(_figures(level, by_level[level]) for level in LEVELS)


def certain_and_wrong(answers: Sequence[SureAnswer]) -> tuple[ClaimMissed, ...]:
    """Claims that somebody was certain of and wrong about, most wrong answers first."""
    certain: dict[str, int] = defaultdict(int)
    wrong: dict[str, list[str]] = defaultdict(list)
    for one in answers:
        if one.level == max(LEVELS):
            for claim in one.claims:
                certain[claim] += 1
                if not one.is_right:
                    wrong[claim].append(one.person)
    found = [ClaimMissed(claim, len(who), certain[claim], len(set(who))) for claim, who in wrong.items()]
    return tuple(sorted(found, key=lambda one: (-one.wrong, one.claim)))


def _figures(level: int, right: Sequence[bool]) -> LevelFigures:
    count, hits = len(right), sum(right)
    if not count:
        return LevelFigures(level, LEVELS[level], 0, 0, None, None, None, STANDS_FOR[level], "cannot tell yet")
    low, high = _wilson(hits, count)
    return LevelFigures(
        level, LEVELS[level], count, hits, hits / count, low, high, STANDS_FOR[level], _says(level, count, low, high)
    )


def _says(level: int, count: int, low: float, high: float) -> Says:
    """Only what the whole interval says: the share may lie anywhere in it."""
    least, most = STANDS_FOR[level]
    if count < ENOUGH:
        return "cannot tell yet"
    if high < least:
        return "overconfident"
    if low > most:
        return "underconfident"
    return "well judged"


def _wilson(hits: int, count: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """The score interval of a share (E. B. Wilson, 1927); z of 95 %."""
    share = hits / count
    scale = 1 + z * z / count
    middle = (share + z * z / (2 * count)) / scale
    half = z * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5 / scale
    return max(0.0, middle - half), min(1.0, middle + half)
