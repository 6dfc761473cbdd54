"""An answer in the words of its item: what somebody chose, whatever the order in which it was shown to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.forms import FormItem, right_sides


def answer_in_words(item: Item, shown: FormItem, answer: Any) -> str:
    """`Own runners`, `a | b`, `left = right | …`, `first > second`, `true`, `8 min`; "" for no answer."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "true" if answer else "false"
    options = [option.text for option in item.options]
    told = str(int(answer) if isinstance(answer, float) and answer.is_integer() else answer)
    if item.kind in ("single", "scenario"):
        told = _at(options, shown, answer)
    elif item.kind == "multiple":
        told = " | ".join(_at(options, shown, one) for one in answer) or "none of them"
    elif item.kind == "ordering":
        told = " > ".join(_at(item.order, shown, one) for one in answer)
    elif item.kind == "matching":
        sides = right_sides(item)
        chosen = [_at(sides, shown, one) if one is not None else "?" for one in answer]
        told = " | ".join(f"{pair.left} = {one}" for pair, one in zip(item.pairs, chosen, strict=True))
    return told


def _at(texts: Sequence[str], shown: FormItem, position: int) -> str:
    return texts[shown.shown[position - 1]]
