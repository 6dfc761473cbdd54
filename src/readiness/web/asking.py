"""From a form that asks questions to answers: positions as shown, as `domain.quiz.answers` has them.

Field names: `a.KEY` for what is picked or typed; `a.KEY.N` for the Nth left side of pairs, or the place of the Nth
step as shown. A field that is not sent, or empty, is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData

from readiness.domain.definition.model import Item
from readiness.domain.quiz.forms import Form, FormItem


def answers_of(sent: FormData, form: Form, pool: Sequence[Item]) -> dict[str, Any]:
    """An answer for every item of the form; None = none was given. What cannot be one goes through, to be refused."""
    by_key = {item.key: item for item in pool}
    return {shown.key: _answer(sent, by_key[shown.key], shown) for shown in form.items}


def _answer(sent: FormData, item: Item, shown: FormItem) -> Any:
    name = f"a.{item.key}"
    texts = [one for one in sent.getlist(name) if isinstance(one, str) and one]
    if item.kind == "multiple":
        return [_position(one) for one in texts] or None
    if item.kind == "matching":
        return _several([_one(sent, f"{name}.{n}") for n in range(len(item.pairs))])
    if item.kind == "ordering":
        return _order([_one(sent, f"{name}.{n}") for n in range(len(shown.shown))])
    if not texts:
        return None
    if item.kind == "true-false":
        return {"true": True, "false": False}.get(texts[0], texts[0])
    return _position(texts[0]) if item.kind in {"single", "scenario"} else texts[0]


def _several(texts: list[str]) -> list[Any] | None:
    return [_position(text) if text else None for text in texts] if any(texts) else None


def _order(places: list[str]) -> list[Any] | None:
    """The steps as shown (from 1) in the order of the places that were chosen for them."""
    if not any(places):
        return None
    chosen = [(_position(place), number) for number, place in enumerate(places, start=1)]
    numbered = [(place, number) for place, number in chosen if isinstance(place, int)]
    if sorted(place for place, _ in numbered) != list(range(1, len(places) + 1)):
        return [place for place, _ in chosen]
    return [number for _, number in sorted(numbered)]


def _one(sent: FormData, name: str) -> str:
    found = sent.get(name, "")
    return found if isinstance(found, str) else ""


def _position(text: str) -> int | str:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else text
