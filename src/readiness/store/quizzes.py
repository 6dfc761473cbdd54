"""Decisions on drafted items: which of them stand now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.definition.model import Launch
from readiness.domain.quiz.drafting import draft_items
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import fingerprint
from readiness.store.prepared import Prepared
from readiness.store.tables.quizzes import DraftedItemDecisionRow

Verdict = Literal["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """The last word on a drafted item as it reads under `fingerprint`."""

    item: str
    fingerprint: str
    decision: Verdict
    by: str
    at: datetime
    note: str


def accepted_items(
    session: Session, launch: str, definition: Launch, *, until: datetime | None = None
) -> tuple[Item, ...]:
    """The drafted items of `definition` that a trainer has accepted as they now read, in the order of the drafts.

    A draft whose wording has changed since is a draft again. Only decisions up to `until` count, when it is given.
    """
    return accepted_of(definition, accepted_prints(session, launch, until=until))


def accepted_prints(session: Session, launch: str, *, until: datetime | None = None) -> frozenset[tuple[str, str]]:
    """(key, fingerprint) of every drafted item whose last word is that it is accepted."""
    told = item_decisions(session, launch, until=until)
    return frozenset(key for key, decision in told.items() if decision.decision == "accepted")


def accepted_of(definition: Launch, accepted: frozenset[tuple[str, str]]) -> tuple[Item, ...]:
    """Those of the drafts of `definition` that were accepted as they now read, in the order of the drafts."""
    if not accepted:
        return ()
    worth_asking = {item for item, _ in accepted}
    return tuple(
        item
        for item in draft_items(definition)
        if item.key in worth_asking and (item.key, fingerprint(item)) in accepted
    )


def item_decisions(
    session: Session, launch: str, *, until: datetime | None = None
) -> Mapping[tuple[str, str], ItemDecision]:
    """The last decision on each (item key, item fingerprint), of those made up to `until`."""
    rows = _DECISIONS.all(session, {"launch": launch})
    return {
        (row.item, row.fingerprint): ItemDecision(
            row.item, row.fingerprint, cast("Verdict", row.decision), row.by, row.at, row.note
        )
        for row in rows
        if until is None or row.at <= until
    }


_DECISION = cast("Table", DraftedItemDecisionRow.__table__)  # type: ignore[attr-defined]
_DECISIONS = Prepared(
    select(
        _DECISION.c.item, _DECISION.c.fingerprint, _DECISION.c.decision, _DECISION.c.by, _DECISION.c.at,
        _DECISION.c.note,
    )
    .where(_DECISION.c.launch == bindparam("launch"))
    .order_by(_DECISION.c.id)
)  # fmt: skip


def decide_items(
    session: Session, clock: Clock, *, launch: str, items: Iterable[Item], decision: Verdict, by: str, note: str
) -> int:
    """One more decision on each of `items` as it reads; returns how many."""
    rows = [
        {
            "launch": launch, "item": item.key, "fingerprint": fingerprint(item), "decision": decision, "by": by,
            "at": clock.now(), "note": note, "simulated": clock.simulated,
        }
        for item in items
    ]  # fmt: skip
    if rows:
        session.execute(insert(DraftedItemDecisionRow), rows)
    return len(rows)
