"""The items of a launch: authored ones, and drafted ones with what a trainer has said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.forms import pool
from readiness.domain.quiz.trainers import may_see_keys
from readiness.ground.fingerprint import fingerprint
from readiness.ground.kept import Kept
from readiness.store import quizzes
from readiness.store.launches import require_version

Status = Literal["authored", "accepted", "rejected", "draft", "reworded"]


_DRAFTED: Final[Kept[str, tuple[Item, ...]]] = Kept(16)
"""By the definition's fingerprint: ranking what else might be answered is half of what a large bank costs."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item. `reworded` is a draft that was decided on when it read differently, and waits again.

    `quizzes` are those that may ask it now; an undecided draft is asked nowhere.
    """

    item: Item
    fingerprint: str
    status: Status
    by: str
    quizzes: tuple[str, ...]


def sees_keys(context: Context, *, launch: str) -> bool:
    """Whether whoever asks may see the right answers; False when nobody said who asks. Raises NotFound."""
    with context.database.reading() as session:
        return may_see_keys(require_version(session, launch).definition, context.actor)


def quiz_items(context: Context, *, launch: str) -> tuple[ItemLine, ...]:
    """Every item of the launch as applied: authored ones in file order, then drafts in the order they are made."""
    with context.database.reading() as session:
        version = require_version(session, launch)
        definition = version.definition
        told = quizzes.item_decisions(session, launch)
        accepted = quizzes.accepted_items(session, launch, definition)
    asked: dict[str, list[str]] = {}
    for quiz in definition.quizzes.values():
        for item in pool(quiz, definition, accepted):
            asked.setdefault(item.key, []).append(quiz.key)
    lines = [
        ItemLine(item, fingerprint(item), "authored", "", tuple(asked.get(item.key, ())))
        for item in definition.items.values()
    ]
    ever = {key for key, _ in told}
    for item in _drafts(version.fingerprint, definition):
        print_ = fingerprint(item)
        decision = told.get((item.key, print_))
        status: Status = decision.decision if decision else "reworded" if item.key in ever else "draft"
        lines.append(ItemLine(item, print_, status, decision.by if decision else "", tuple(asked.get(item.key, ()))))
    return tuple(lines)


def _drafts(fingerprint_: str, definition: Launch) -> tuple[Item, ...]:
    kept = _DRAFTED.of(fingerprint_)
    return kept if kept is not None else _DRAFTED.keep(fingerprint_, tuple(draft_items(definition)))
