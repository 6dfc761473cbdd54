"""What an answer to each kind of item looks like, and what is none.

Answers name what stands at a position *as shown*, counted from 1:

    single, scenario   3                     the option at position 3
    multiple           [1, 3]                the options at these positions; [] = none of them
    true-false         true
    numeric            "1,234.5", 8, "8 min" (see `figures`)
    short-text         "own"                 compared by `folding.fold`
    matching           [2, null, 1]          for each left side in turn, the position of its right side
    ordering           [3, 1, 2]             the positions of the steps, in the order the learner puts them

None, or no entry at all, is unanswered and earns 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.forms import Form, FormItem, right_sides
from readiness.domain.quiz.items import value_of
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean

LONGEST_ANSWER = 2000
"""Characters of a typed answer; a longer one is refused, not graded."""


_LARGE = 10**18

_Fault = tuple[str, str] | None
"""What is wrong and how to mend it; None when it can be graded."""


def answer_problems(form: Form, pool: Sequence[Item], answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every answer that is for no item of the form (QZ001) or is not of its item's kind (QZ002).

    Empty = all can be graded.
    """
    by_key = {item.key: item for item in pool}
    shown = {entry.key: entry for entry in form.items}
    problems = []
    for key, answer in answers.items():
        if key not in shown:
            problems.append(
                Problem("QZ001", f"'{key}' is not an item of this form.", did_you_mean(str(key), shown), path=str(key))
            )
        elif answer is not None and (fault := _FAULTS[by_key[key].kind](by_key[key], len(shown[key].shown), answer)):
            problems.append(Problem("QZ002", f"'{key}' is {by_key[key].kind}: {fault[0]}", fault[1], path=key))
    return tuple(problems)


def key_of(item: Item, shown: FormItem) -> Any:
    """The answer that earns everything, in the positions of this form: the answer key, for trainers and tests.

    Short text gives its first accepted answer; an essay has none, None.
    """
    at = {index: position for position, index in enumerate(shown.shown, start=1)}
    if item.kind in ("single", "scenario"):
        best = max(range(len(item.options)), key=lambda i: value_of(item.options[i]))
        return at[best]
    if item.kind == "multiple":
        return [at[i] for i in sorted(at, key=at.__getitem__) if item.options[i].correct]
    if item.kind == "matching":
        sides = [fold(side) for side in right_sides(item)]
        return [at[sides.index(fold(pair.right))] for pair in item.pairs]
    if item.kind == "ordering":
        return [at[i] for i in range(len(item.order))]
    keys = {"true-false": item.truth, "numeric": item.number, "short-text": next(iter(item.accept), ""), "essay": None}
    return keys[item.kind]


def _one_fault(_item: Item, count: int, answer: Any) -> _Fault:
    if _is_position(answer, count):
        return None
    return f"{_told(answer)} is not one of its {count} options.", f"Answer 1 to {count}."


def _several_fault(_item: Item, count: int, answer: Any) -> _Fault:
    if _are_positions(answer, count) and len(set(answer)) == len(answer):
        return None
    return f"{_told(answer)} is not a choice among its {count} options.", f"List positions 1 to {count}, each once."


def _truth_fault(_item: Item, _count: int, answer: Any) -> _Fault:
    return (
        None if isinstance(answer, bool) else (f"{_told(answer)} is neither true nor false.", "Answer true or false.")
    )


def _figure_fault(_item: Item, _count: int, answer: Any) -> _Fault:
    if isinstance(answer, (int, float, str)) and not isinstance(answer, bool) and _is_short(answer):
        return None
    return f"{_told(answer)} is not a figure.", "Answer a number, or text such as 8 min."


def _text_fault(_item: Item, _count: int, answer: Any) -> _Fault:
    if isinstance(answer, str) and _is_short(answer):
        return None
    return f"{_told(answer)} is not a short text.", f"Answer in at most {LONGEST_ANSWER} characters."


def _pairs_fault(item: Item, count: int, answer: Any) -> _Fault:
    if isinstance(answer, (list, tuple)) and len(answer) == len(item.pairs):
        given = [position for position in answer if position is not None]
        if _are_positions(given, count):
            return None
    return (
        f"{_told(answer)} does not give each of its {len(item.pairs)} left sides a right side.",
        f"List {len(item.pairs)} positions 1 to {count}, null where unanswered.",
    )


def _order_fault(_item: Item, count: int, answer: Any) -> _Fault:
    if _are_positions(answer, count) and sorted(answer) == list(range(1, count + 1)):
        return None
    return f"{_told(answer)} is not an order of its {count} steps.", f"List each of 1 to {count} once."


def _essay_fault(_item: Item, _count: int, _answer: Any) -> _Fault:
    return "a person has to read and mark it.", "Leave it out of quizzes; a role-play is marked by hand."


_FAULTS: Mapping[str, Callable[[Item, int, Any], _Fault]] = {
    "single": _one_fault,
    "scenario": _one_fault,
    "multiple": _several_fault,
    "true-false": _truth_fault,
    "numeric": _figure_fault,
    "short-text": _text_fault,
    "matching": _pairs_fault,
    "ordering": _order_fault,
    "essay": _essay_fault,
}


def _is_short(answer: float | str) -> bool:
    """Bounded, and text that a database keeps. Python will not write an int of thousands of digits."""
    if isinstance(answer, str):
        return (
            len(answer) <= LONGEST_ANSWER
            and "\x00" not in answer
            and not any("\ud800" <= c <= "\udfff" for c in answer)
        )
    return math.isfinite(answer) if isinstance(answer, float) else abs(answer) < _LARGE


def _is_position(answer: Any, count: int) -> bool:
    return isinstance(answer, int) and not isinstance(answer, bool) and 1 <= answer <= count


def _are_positions(answer: Any, count: int) -> bool:
    return isinstance(answer, (list, tuple)) and all(_is_position(one, count) for one in answer)


def _told(answer: Any) -> str:
    """`answer` as it was written, cut to a line; nothing in it is trusted to be short or shallow."""
    if isinstance(answer, int) and abs(answer) >= _LARGE:
        return "that number"
    text = ascii(answer) if isinstance(answer, (str, int, float)) else f"a {type(answer).__name__}"
    return text if len(text) <= 60 else text[:57] + "…"
