"""What trainers decided of a quiz's questions after they had been asked, and what that means for an attempt.

A mended key is for the attempts there were when it was decided: later ones are asked with the key of their day. That a
question is credited to everybody, or dropped, is for everybody who was or will be asked it in that wording, until it is
decided otherwise: put into other words, it is another question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.grading import Counts
from readiness.domain.quiz.regrading import put_right, wording


@dataclass(frozen=True, slots=True)
class Mended:
    """An item with the key that it has now, for the attempts whose number in the database is `through` or lower."""

    item: Item
    through: int


@dataclass(frozen=True, slots=True)
class Rulings:
    """Everything decided at a quiz. `mended` in the order of decision; `counts` by item key and `wording`."""

    mended: tuple[Mended, ...] = ()
    counts: Mapping[tuple[str, str], Counts] = field(default_factory=lambda: MappingProxyType({}))

    def keys_for(self, attempt: int, asked: Iterable[Item]) -> dict[str, Item]:
        """By item key, those of `asked` whose key was mended for this attempt, put right; the last decision counts."""
        found: dict[str, Item] = {}
        if not self.mended:
            return found
        by_key = {item.key: item for item in asked}
        for one in self.mended:
            first = by_key.get(one.item.key)
            told = put_right(first, one.item) if first is not None and attempt <= one.through else None
            if told is not None:
                found[one.item.key] = told
        return {key: item for key, item in found.items() if item is not by_key[key]}

    def counts_for(self, asked: Iterable[Item]) -> dict[str, Counts]:
        """By item key, those of `asked` that count otherwise than by their key."""
        if not self.counts:
            return {}
        ruled = {key for key, _ in self.counts}
        told = {item.key: self.counts.get((item.key, wording(item)), "by-key") for item in asked if item.key in ruled}
        return {key: counts for key, counts in told.items() if counts != "by-key"}
