"""What an answer to each kind of item looks like, and what is none.

Answers name what stands at a position *as shown*, counted from 1:

    single, scenario   3                     the option at position 3
    multiple           [1, 3]                the options at these positions; [] = none of them
    true-false         true
    numeric            "1,234.5", 8, "8 min" (see `figures`)
    short-text         "own"                 compared by `folding.fold`
    essay              "Because …"           marked by a person
    matching           [2, null, 1]          for each left side in turn, the position of its right side
    ordering           [3, 1, 2]             the positions of the steps, in the order the learner puts them

None, or no entry at all, is unanswered and earns 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.forms import Form, FormItem, right_sides
from readiness.domain.quiz.items import MARKED_BY_HAND, value_of
from readiness.ground.errors import Problem
from readiness.ground.keys import did_you_mean

LONGEST_ANSWER = 2000
"""Characters of a typed answer; a longer one is refused, not graded."""

TOO_LONG_OR_SHORT = "QZ007"

LONGEST_ESSAY = 20_000
"""Characters of an essay, whatever its limits in words say."""


_LARGE = 10**18
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\s\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
"""Kana and Han one by one; everything else between spaces. `static/quiz.js` counts in the same way."""

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


def is_given(item: Item, answer: Any) -> bool:
    """True when there is an answer: an essay of nothing but space, or of what stood in its field at first, is none."""
    if answer is None or item.kind not in MARKED_BY_HAND:
        return answer is not None
    return str(answer).strip() not in {"", item.response_template.strip()}


def length_problems(form: Form, pool: Sequence[Item], answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every essay with fewer or more words than are asked for (QZ007); one that was not written has none too few.

    Judged when it is handed in, not while it is being written. The path of each is the number of its question.
    """
    by_key = {item.key: item for item in pool}
    problems = []
    for number, entry in enumerate(form.items, start=1):
        item = by_key[entry.key]
        answer = answers.get(item.key)
        if item.kind not in MARKED_BY_HAND or not is_given(item, answer):
            continue
        if fault := length_fault(word_count(str(answer)), item.min_words, item.max_words):
            problems.append(Problem(TOO_LONG_OR_SHORT, f"question {number} {fault[0]}", fault[1], path=str(number)))
    return tuple(problems)


def length_fault(count: int, least: int | None, most: int | None) -> tuple[str, str] | None:
    """What is wrong with an essay of so many words, and how to mend it; None = nothing."""
    if least is not None and count < least:
        return f"has {_words(count)}, and {least} is the least.", f"Write {_words(least - count)} more."
    if most is not None and count > most:
        return f"has {_words(count)}, and {most} is the most.", f"Take {_words(count - most)} out."
    return None


def limits_said(low: int | None, high: int | None) -> str:
    """How long an essay may be: "50 to 200 words", "at most 200 words"; "" = as one likes."""
    if low is not None and high is not None:
        return f"{low} to {high} words"
    if low is not None:
        return f"at least {_words(low)}"
    return f"at most {_words(high)}" if high is not None else ""


def word_count(text: str) -> int:
    """What stands between spaces; of scripts that are written without them, each character."""
    return len(_WORD.findall(text))


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


def _essay_fault(_item: Item, _count: int, answer: Any) -> _Fault:
    if isinstance(answer, str) and _is_short(answer, LONGEST_ESSAY):
        return None
    return f"{_told(answer)} is not a text.", f"Answer in at most {LONGEST_ESSAY:,} characters."


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


def _is_short(answer: float | str, longest: int = LONGEST_ANSWER) -> bool:
    """Bounded, and text that a database keeps. Python will not write an int of thousands of digits."""
    if isinstance(answer, str):
        return len(answer) <= longest and "\x00" not in answer and not any("\ud800" <= c <= "\udfff" for c in answer)
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


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"
