"""Which question it was that people answered: a changed question is another one, whatever its key."""

from __future__ import annotations

from typing import Final

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.items import value_of
from readiness.ground.fingerprint import fingerprint

ASKED: Final = ("kind", "stem", "situation", "truth", "number", "tolerance", "unit", "accept", "pairs", "order")


def wording(item: Item) -> str:
    """The fingerprint of what is asked and what is right.

    Its weight, its claims, its feedback and whether it must be passed may change without making it another question;
    a word of the stem or of an option, or the key, may not.
    """
    asked = {name: getattr(item, name) for name in ASKED}
    return fingerprint(asked | {"options": [(option.text, value_of(option)) for option in item.options]})
