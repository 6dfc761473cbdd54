"""An essay of a quiz as graders meet it: a piece of work with a rubric, as a role-play is.

Its rubric is the item's own, or one category marked in even steps; what passes in it is the pass mark of the quiz. The
subject of its work is `quiz/item`: no key of a role-play has a stroke.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from readiness.domain.definition.assessment import Item, RubricCategory
from readiness.domain.quiz.answers import is_given
from readiness.domain.quiz.attempts import Attempt
from readiness.domain.quiz.grading import Counts
from readiness.domain.quiz.items import MARKED_BY_HAND
from readiness.domain.role_play.rubric import Rubric
from readiness.ground.percent import percent

WHOLE: Final = "mark"
"""The key of the one category of an essay without a rubric."""

_COUNTED: Final = frozenset({"by-key"})


def subject_of(quiz: str, item: str) -> str:
    """What an essay's work is filed under."""
    return f"{quiz}/{item}"


def parts_of(subject: str) -> tuple[str, str] | None:
    """Quiz and item of an essay's subject; None for a role-play's."""
    quiz, stroke, item = subject.partition("/")
    return (quiz, item) if stroke else None


def essay_rubric(subject: str, item: Item, pass_fraction: float) -> Rubric:
    """What answers to the essay are marked on."""
    categories = tuple(item.rubric.values()) or (_in_steps(item.mark_steps),)
    return Rubric(role_play=subject, pass_fraction=pass_fraction, categories=categories)


def essays_of(attempt: Attempt) -> tuple[Item, ...]:
    """The essays that the attempt asks, in its order."""
    by_key = {item.key: item for item in attempt.items}
    asked = (by_key[entry.key] for entry in attempt.form.items)
    return tuple(item for item in asked if item.kind in MARKED_BY_HAND)


def to_mark(attempt: Attempt, answers: Mapping[str, Any], counts: Mapping[str, Counts]) -> tuple[Item, ...]:
    """The essays whose answers a person has to mark before the attempt has its own.

    Practice asks nobody; an empty answer earns nothing without being read; what was credited to everybody or dropped
    waits for no mark.
    """
    if attempt.is_practice:
        return ()
    return tuple(
        item
        for item in essays_of(attempt)
        if is_given(item, answers.get(item.key)) and counts.get(item.key, "by-key") in _COUNTED
    )


def places_of(attempt: Attempt, items: Iterable[Item]) -> tuple[int, ...]:
    """The numbers of these questions in the attempt, from 1."""
    wanted = {item.key for item in items}
    return tuple(number for number, entry in enumerate(attempt.form.items, start=1) if entry.key in wanted)


def _in_steps(steps: int) -> RubricCategory:
    told: Sequence[str] = [_step(step, steps) for step in range(steps + 1)]
    return RubricCategory(key=WHOLE, name="The answer", weight=100, anchors=tuple(told))


def _step(step: int, steps: int) -> str:
    if step in {0, steps}:
        return "All of it" if step else "Nothing of what was asked"
    return f"{percent(float(Fraction(step, steps)))} of it"
