"""What trainers decided of questions that had been asked already: inserted, read with every hand-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlmodel import Session

from readiness.domain.definition.assessment import Item
from readiness.domain.quiz.grading import Counts
from readiness.domain.quiz.regrading import wording
from readiness.domain.quiz.rulings import Mended, Rulings
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import plain
from readiness.ground.restore import restore
from readiness.store.prepared import Prepared
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow, ItemRulingRow

_RULING = cast("Table", ItemRulingRow.__table__)  # type: ignore[attr-defined]
_ATTEMPT = cast("Table", AttemptRow.__table__)  # type: ignore[attr-defined]
_STEP = cast("Table", AttemptStepRow.__table__)  # type: ignore[attr-defined]


def rulings_of(session: Session, launch: str, quiz: str) -> Rulings:
    """Everything that was decided at the quiz."""
    mended: list[Mended] = []
    counts: dict[tuple[str, str], Counts] = {}
    for row in _ALL.all(session, {"launch": launch, "quiz": quiz}):
        if row.ruling == "mended":
            mended.append(Mended(restore(Item, row.key), row.through))
        else:
            counts[row.item, row.wording] = row.ruling
    return Rulings(tuple(mended), counts)


def decide(
    session: Session, clock: Clock, *, launch: str, quiz: str, mended: Iterable[Item],
    counts: Mapping[tuple[str, str], Counts], by: str, note: str,
) -> None:  # fmt: skip
    """From here on attempts at the quiz that are handed in are marked so; those there are with the `mended` keys."""
    shared = {"launch": launch, "quiz": quiz, "by": by, "at": clock.now(), "note": note, "simulated": clock.simulated}
    query = select(func.max(_ATTEMPT.c.id)).where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz)
    shared["through"] = session.execute(query).scalar_one() or 0
    rows: list[dict[str, Any]] = [
        {**shared, "item": item.key, "wording": wording(item), "ruling": "mended", "key": plain(item)}
        for item in mended
    ]
    rows += [
        {**shared, "item": item, "wording": words, "ruling": how, "key": None} for (item, words), how in counts.items()
    ]
    if rows:
        session.execute(insert(_RULING), rows)


def wait_for_hand_ins(session: Session, launch: str, quiz: str) -> None:
    """Whoever is handing in an attempt at the quiz, or marking one, has done so; who comes next sees what is decided.

    To be called before anything else is locked: a hand-in locks its attempt first too.
    """
    if session.get_bind().dialect.name == "postgresql":
        over = select(_STEP.c.id).where(_STEP.c.attempt_id == _ATTEMPT.c.id, _STEP.c.kind == "grade").exists()
        still_open = select(_ATTEMPT.c.id).where(_ATTEMPT.c.launch == launch, _ATTEMPT.c.quiz == quiz, ~over)
        session.execute(still_open.order_by(_ATTEMPT.c.id).with_for_update(key_share=True, of=_ATTEMPT))


_ALL = Prepared(
    select(_RULING.c.item, _RULING.c.wording, _RULING.c.ruling, _RULING.c["key"], _RULING.c.through)
    .where(_RULING.c.launch == bindparam("launch"), _RULING.c.quiz == bindparam("quiz"))
    .order_by(_RULING.c.id)
)
