"""Answers in, a grade out. Every formula is worked by hand in `docs/reference/items-and-grading.md`.

An item earns a fraction 0..1 of its weight; a form earns Σ weight·fraction / Σ weight. All of it is exact rational
arithmetic over the decimals that were written, so 4 of 5 reaches 0.8 and nothing is rounded before it is compared. A
form is passed when its fraction reaches the pass fraction and every must-pass item is wholly right.

An essay earns what a person gave it. One that is answered and has no mark (in practice; dropped before anybody read it)
does not count. Of a must-pass essay the pass mark is asked for, and each must-pass category of its rubric.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.answers import answer_problems, is_given
from readiness.domain.quiz.figures import exact, is_within
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.forms import Form, FormItem, right_sides
from readiness.domain.quiz.items import MARKED_BY_HAND, value_of
from readiness.ground.errors import DefinitionError
from readiness.ground.fingerprint import QUIET
from readiness.ground.percent import percent

Counts = Literal["by-key", "credited", "dropped"]
"""How an item counts: by its key; `credited`, in full for everybody; `dropped`, not at all, nor in the maximum."""

ALL_BY_KEY: Mapping[str, Counts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Marked:
    """What a person gave an essay: `fraction` 0..1, and whether that is enough where it must be passed."""

    fraction: float
    is_enough: bool


NO_MARKS: Mapping[str, Marked] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ItemGrade:
    """What one item earned: `fraction` 0..1. Unanswered earns 0.

    `fraction` is by the key also where a trainer decided that it `counts` otherwise. Of an essay `is_enough` says
    whether its mark is, None = marked by rule, where only all of it is; `unmarked`: answered, and nobody marked it, so
    that it does not count.
    """

    key: str
    fraction: float
    answered: bool
    must_pass: bool
    weight: float
    claims: tuple[str, ...]
    counts: Counts = field(default="by-key", metadata={QUIET: True})
    is_enough: bool | None = field(default=None, metadata={QUIET: True})
    unmarked: bool = field(default=False, metadata={QUIET: True})

    @property
    def is_missed(self) -> bool:
        """True when it counts by its key, or by a person's mark, and was not wholly right, or not enough."""
        if self.counts != "by-key" or self.unmarked:
            return False
        return self.fraction < 1 if self.is_enough is None else not self.is_enough


@dataclass(frozen=True, slots=True)
class Grade:
    """What a form earned. `reasons` says, in the learner's words, why it did not pass; empty when it did.

    `missed_claims` are the claims of every item that was missed, in the order of the form, each once. `late`: it was
    handed in after its time, so it was graded on what had been saved in time.
    """

    quiz: str
    fraction: float
    pass_fraction: float
    passed: bool
    items: tuple[ItemGrade, ...]
    missed_claims: tuple[str, ...]
    reasons: tuple[str, ...]
    late: bool = False


def grade(
    form: Form, pool: Sequence[Item], answers: Mapping[str, Any], *, late: bool = False,
    counts: Mapping[str, Counts] = ALL_BY_KEY, marks: Mapping[str, Marked] = NO_MARKS,
) -> Grade:  # fmt: skip
    """The grade of `answers` on `form`; `pool` holds the items as they were when the form was built.

    `marks` are what people gave the essays, by item key. `late` says that these are the answers saved in time; what
    came after is not among them. `counts` names the items
    that count otherwise than by their key. A form whose items are all dropped earns 0: nothing was shown by it.

    Raises DefinitionError telling every answer that is for no item of the form, or is not an answer to it.
    """
    by_key = {item.key: item for item in pool}
    problems = answer_problems(form, pool, answers)
    if problems:
        raise DefinitionError(f"these are not answers to quiz '{form.quiz}'.", problems=problems)
    earned = [
        (by_key[shown.key], _earned(by_key[shown.key], shown, answers.get(shown.key), marks)) for shown in form.items
    ]
    unmarked = {item.key for item, _ in earned if _is_unmarked(item, answers.get(item.key), marks)}
    counted = [
        (item, Fraction(1) if counts.get(item.key) == "credited" else part)
        for item, part in earned
        if counts.get(item.key) != "dropped" and (item.key not in unmarked or counts.get(item.key) == "credited")
    ]
    total = sum((exact(item.weight) for item, _ in counted), Fraction(0))
    reached = sum((exact(item.weight) * part for item, part in counted), Fraction(0))
    fraction = reached / total if total else Fraction(0)
    items = tuple(
        ItemGrade(
            key=item.key, fraction=float(part), answered=is_given(item, answers.get(item.key)),
            must_pass=item.must_pass, weight=item.weight, claims=item.tests, counts=counts.get(item.key, "by-key"),
            is_enough=_is_enough(item, marks, unmarked), unmarked=item.key in unmarked,
        )
        for item, part in earned
    )  # fmt: skip
    missed = dict.fromkeys(claim for item in items if item.is_missed for claim in item.claims)
    reasons = _reasons(fraction, form.pass_fraction, items)
    return Grade(form.quiz, float(fraction), form.pass_fraction, not reasons, items, tuple(missed), reasons, late)


def marks_in(grade: Grade) -> dict[str, Marked]:
    """The marks that people gave, as a grade holds them: to grade the same again by other keys."""
    return {
        one.key: Marked(one.fraction, one.is_enough)
        for one in grade.items
        if one.is_enough is not None and one.answered
    }


def _is_unmarked(item: Item, answer: Any, marks: Mapping[str, Marked]) -> bool:
    return item.kind in MARKED_BY_HAND and is_given(item, answer) and item.key not in marks


def _is_enough(item: Item, marks: Mapping[str, Marked], unmarked: Collection[str]) -> bool | None:
    if item.kind not in MARKED_BY_HAND or item.key in unmarked:
        return None
    return marks[item.key].is_enough if item.key in marks else False


def _reasons(fraction: Fraction, pass_fraction: float, items: Sequence[ItemGrade]) -> tuple[str, ...]:
    reasons = []
    if fraction < exact(pass_fraction):
        reasons.append(f"{percent(float(fraction))} is below the pass mark of {percent(pass_fraction)}.")
    failed = [item.key for item in items if item.must_pass and item.is_missed]
    if failed:
        reasons.append(f"must be right whatever the rest: {', '.join(failed)}.")
    return tuple(reasons)


def _earned(item: Item, shown: FormItem, answer: Any, marks: Mapping[str, Marked]) -> Fraction:
    if not is_given(item, answer):
        return Fraction(0)
    if item.kind in MARKED_BY_HAND:
        # A third of the marks is kept as 0.333…; it is a third again before anything is compared with it.
        return Fraction(marks[item.key].fraction).limit_denominator(_FINEST) if item.key in marks else Fraction(0)
    return _EARNS[item.kind](item, shown, answer)


def _single(item: Item, shown: FormItem, answer: Any) -> Fraction:
    return Fraction(int(item.options[shown.shown[answer - 1]].correct))


def _scenario(item: Item, shown: FormItem, answer: Any) -> Fraction:
    return min(Fraction(1), max(Fraction(0), exact(value_of(item.options[shown.shown[answer - 1]]))))


def _multiple(item: Item, shown: FormItem, answer: Any) -> Fraction:
    picked = [item.options[shown.shown[position - 1]].correct for position in answer]
    right = sum(option.correct for option in item.options)
    return max(Fraction(0), Fraction(sum(picked) - (len(picked) - sum(picked)), right))


def _true_false(item: Item, _shown: FormItem, answer: Any) -> Fraction:
    return Fraction(int(answer is item.truth))


def _numeric(item: Item, _shown: FormItem, answer: Any) -> Fraction:
    assert item.number is not None
    text = answer if isinstance(answer, str) else repr(answer)
    return Fraction(int(is_within(text, number=item.number, tolerance=item.tolerance, unit=item.unit)))


def _short_text(item: Item, _shown: FormItem, answer: Any) -> Fraction:
    return Fraction(int(fold(answer) in {fold(text) for text in item.accept}))


def _matching(item: Item, shown: FormItem, answer: Any) -> Fraction:
    sides = right_sides(item)
    right = sum(
        position is not None and fold(sides[shown.shown[position - 1]]) == fold(pair.right)
        for pair, position in zip(item.pairs, answer, strict=True)
    )
    return Fraction(right, len(item.pairs))


def _ordering(item: Item, shown: FormItem, answer: Any) -> Fraction:
    """The share of neighbours that rightly follow each other: of n steps, n − 1 pairs."""
    placed = [shown.shown[position - 1] for position in answer]
    follows = sum(after == before + 1 for before, after in itertools.pairwise(placed))
    return Fraction(follows, len(item.order) - 1)


_FINEST = 1_000_000

_EARNS: Mapping[str, Callable[[Item, FormItem, Any], Fraction]] = {
    "single": _single, "multiple": _multiple, "true-false": _true_false, "numeric": _numeric,
    "short-text": _short_text, "matching": _matching, "ordering": _ordering, "scenario": _scenario,
}  # fmt: skip
