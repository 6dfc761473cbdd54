"""A question is put right: what was answered is graded again, on the question as it was asked.

Only the key is taken over: which options are right, and what they are worth; the truth, the figure and its tolerance,
the accepted texts, what goes with what, the right order; and the feedback. Weight, claims and whether it must be right
stay as they were when people were asked. A question that reads otherwise by now was never asked, so nobody's answer to
the one that was is graded by it. A question that no key saves is credited to everybody or dropped from the marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.folding import fold
from readiness.domain.quiz.forms import Form, FormItem, right_sides
from readiness.domain.quiz.grading import ALL_BY_KEY, NO_MARKS, Counts, Grade, Marked, grade
from readiness.domain.quiz.items import value_of
from readiness.ground.fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Regraded:
    """An attempt as it is graded with the keys put right: form and pool to go with them, and the grade."""

    form: Form
    pool: tuple[Item, ...]
    grade: Grade


def put_right(asked: Item, now: Item) -> Item | None:
    """The question as it was asked with the key that it has now; None when it asks something else by now.

    It is `asked` itself when the key is the same.
    """
    if _wording(asked) != _wording(now):
        return None
    told: Item | None
    if asked.options:
        by_text = {option.text: option for option in now.options}
        if len(by_text) != len(asked.options):
            return None
        told = replace(asked, options=tuple(by_text[option.text] for option in asked.options))
    elif asked.kind == "matching":
        told = _matched(asked, now)
    elif asked.kind == "ordering":
        told = replace(asked, order=now.order)
    else:
        told = replace(asked, truth=now.truth, number=now.number, tolerance=now.tolerance, accept=now.accept)
    if told is None or _key(told) == _key(asked):
        return asked if told is not None else None
    return replace(told, feedback=now.feedback)


def wording(item: Item) -> str:
    """The fingerprint of what somebody who is asked the item reads, in whatever order, without its key."""
    return fingerprint(_wording(item))


def key_fixes(pool: Sequence[Item], now: Mapping[str, Item], *, among: Sequence[str] = ()) -> dict[str, Item]:
    """By item key, the items of a pool whose key is another one by now, put right; of these keys alone, when named."""
    found = {}
    for asked in pool:
        if asked.key in now and (not among or asked.key in among):
            told = put_right(asked, now[asked.key])
            if told is not None and told is not asked:
                found[asked.key] = told
    return found


def reworded(pool: Sequence[Item], now: Mapping[str, Item]) -> tuple[str, ...]:
    """Keys of the items of a pool that ask something else by now, so that no answer to them can be graded again."""
    return tuple(asked.key for asked in pool if asked.key in now and put_right(asked, now[asked.key]) is None)


def regraded(
    form: Form, pool: Sequence[Item], answers: Mapping[str, Any], fixes: Mapping[str, Item], *, late: bool = False,
    counts: Mapping[str, Counts] = ALL_BY_KEY, marks: Mapping[str, Marked] = NO_MARKS,
) -> Regraded:  # fmt: skip
    """The same answers to the same form, graded with these keys; positions in answers mean what they meant.

    Essays keep the `marks` that people gave them: what they are marked on has no key that could be put right.
    """
    items = tuple(fixes.get(item.key, item) for item in pool)
    before = {item.key: item for item in pool}
    entries = tuple(
        _carried(entry, before[entry.key], fixes[entry.key]) if entry.key in fixes else entry for entry in form.items
    )
    again = replace(form, items=entries)
    return Regraded(again, items, grade(again, items, answers, late=late, counts=counts, marks=marks))


def _matched(asked: Item, now: Item) -> Item | None:
    rights = {pair.left: pair for pair in now.pairs}
    if len(rights) != len(asked.pairs):
        return None
    return replace(asked, pairs=tuple(rights[pair.left] for pair in asked.pairs))


def _carried(entry: FormItem, before: Item, after: Item) -> FormItem:
    """What stands at each position, told by where it stands in the item as put right."""
    if before.kind == "ordering":
        return FormItem(entry.key, tuple(after.order.index(before.order[place]) for place in entry.shown))
    if before.kind == "matching":
        old, new = right_sides(before), [fold(side) for side in right_sides(after)]
        return FormItem(entry.key, tuple(new.index(fold(old[place])) for place in entry.shown))
    return entry


def _wording(item: Item) -> tuple[Any, ...]:
    return (
        item.kind, item.stem, item.situation, item.unit, sorted(option.text for option in item.options),
        sorted(pair.left for pair in item.pairs), sorted(fold(side) for side in right_sides(item)), sorted(item.order),
    )  # fmt: skip


def _key(item: Item) -> tuple[Any, ...]:
    return (
        tuple((option.text, value_of(option)) for option in item.options), item.truth, item.number, item.tolerance,
        frozenset(fold(text) for text in item.accept), item.pairs, item.order,
    )  # fmt: skip
