"""A trainer accepts or rejects drafted items, as they now read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from readiness.context import Context
from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.materials.content import content_fingerprint
from readiness.domain.quiz.drafting import draft_items
from readiness.domain.quiz.trainers import trainer_of, trainers
from readiness.ground.errors import NotAllowed, NotFound, Problem
from readiness.ground.fingerprint import fingerprint
from readiness.ground.keys import did_you_mean
from readiness.ground.notes import fit_note
from readiness.store import journal, quizzes
from readiness.store.launches import require_version


@dataclass(frozen=True, slots=True)
class ItemsDecided:
    """Keys of the items decided now, of those that stood so already, and of the quizzes that read differently now,
    with what those are called.
    """

    decision: str
    decided: tuple[str, ...]
    unchanged: tuple[str, ...]
    quizzes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def accept_items(
    context: Context,
    *,
    launch: str,
    items: Sequence[str] | None = None,
    decision: Literal["accepted", "rejected"] = "accepted",
    note: str = "",
) -> ItemsDecided:
    """These drafted items (None = every one that nobody has decided on yet) are accepted, or rejected.

    The decision is bound to the wording: a draft that reads differently later is a draft again. Raises NotAllowed for
    anybody but a trainer, NotFound with every key that is no draft.
    """
    by, note = context.by(), fit_note(note)
    with context.database.transaction() as session:
        version = require_version(session, launch)
        require_trainer(version.definition, by)
        drafts = {item.key: item for item in draft_items(version.definition)}
        told = quizzes.item_decisions(session, launch)
        open_ones = [item for item in drafts.values() if (item.key, fingerprint(item)) not in told]
        wanted = open_ones if items is None else _named(drafts, version.definition, items)
        stands = [
            item
            for item in wanted
            if (was := told.get((item.key, fingerprint(item)))) is not None and was.decision == decision
        ]
        now = [item for item in wanted if item not in stands]
        before = _quizzes(session, version.definition)
        if now:
            quizzes.decide_items(session, context.clock, launch=launch, items=now, decision=decision, by=by, note=note)
            journal.record(
                session, context.clock, actor=by, verb=decision, subject=_subject(now), launch=launch,
                fingerprint=version.fingerprint, detail={"items": {item.key: fingerprint(item) for item in now}},
            )  # fmt: skip
        after = _quizzes(session, version.definition) if now else before
    changed = tuple(key for key in after if after[key] != before[key])
    titles = tuple(version.definition.quizzes[key].title for key in changed)
    return ItemsDecided(decision, tuple(one.key for one in now), tuple(one.key for one in stands), changed, titles)


def _quizzes(session: Session, definition: Launch) -> dict[str, str]:
    """The fingerprint of every quiz as it would be published now."""
    accepted = quizzes.accepted_items(session, definition.key, definition)
    return {key: content_fingerprint(definition, "quiz", key, accepted) for key in definition.quizzes}


def require_trainer(definition: Launch, by: str) -> None:
    """Raises NotAllowed, naming who may, unless `by` is a trainer of the launch."""
    if trainer_of(definition, by) is None:
        told = trainers(definition)
        raise NotAllowed(
            f"{by} is no trainer of '{definition.key}'.",
            hint=f"Ask {' or '.join(told)}." if told else "Add a member of enablement to team in the launch file.",
        )


def _named(drafts: dict[str, Item], definition: Launch, keys: Sequence[str]) -> list[Item]:
    problems = []
    for key in dict.fromkeys(keys):
        if key in drafts:
            continue
        if key in definition.items:
            problems.append(
                Problem("QZ005", f"'{key}' is an item of the launch file.", "It needs no acceptance.", path=key)
            )
        else:
            problems.append(Problem("QZ005", f"'{key}' is no drafted item.", did_you_mean(key, drafts), path=key))
    if problems:
        raise NotFound("these are not drafted items.", problems=problems)
    return [drafts[key] for key in dict.fromkeys(keys)]


def _subject(items: Sequence[Item]) -> str:
    return f"item '{items[0].key}'" if len(items) == 1 else f"{len(items)} drafted items"
