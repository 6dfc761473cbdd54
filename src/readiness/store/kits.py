"""Kits and their rewritten parts: rows to values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from readiness.domain.kit.request import KitRequest, request_from
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import fingerprint, plain
from readiness.store.tables.kits import KitRewriteRow, KitRow


@dataclass(frozen=True, slots=True)
class Kit:
    """`by` is a mail address."""

    number: int
    launch: str
    request: KitRequest
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An open part as it was and as the rep wrote it; `text` "" = the words were taken back."""

    number: int
    kit: int
    part: str
    was: str
    text: str
    by: str
    at: datetime


def keep(session: Session, clock: Clock, *, launch: str, request: KitRequest, by: str) -> tuple[Kit, bool]:
    """The kit of this request by this person, and whether it is new."""
    made_of = fingerprint(request)
    found = session.exec(
        select(KitRow).where(KitRow.launch == launch, KitRow.by == by, KitRow.fingerprint == made_of)
    ).first()
    if found is not None:
        return _kit(found), False
    row = KitRow(
        launch=launch, request=plain(request), fingerprint=made_of, by=by, at=clock.now(), simulated=clock.simulated
    )
    session.add(row)
    session.flush()
    return _kit(row), True


def kit(session: Session, launch: str, number: int) -> Kit | None:
    """The kit of this number and launch."""
    row = session.get(KitRow, number)
    return _kit(row) if row is not None and row.launch == launch else None


def kits_of(session: Session, launch: str, by: str) -> tuple[Kit, ...]:
    """What one person made, newest first."""
    rows = session.exec(select(KitRow).where(KitRow.launch == launch, KitRow.by == by).order_by(col(KitRow.id).desc()))
    return tuple(map(_kit, rows))


def rewrite(session: Session, clock: Clock, kit: Kit, *, part: str, was: str, text: str, by: str) -> None:
    """One more version of an open part."""
    session.add(
        KitRewriteRow(
            kit_id=kit.number, launch=kit.launch, part=part, was=was, text=text, by=by, at=clock.now(),
            simulated=clock.simulated,
        )
    )  # fmt: skip
    session.flush()


def rewritten(session: Session, kit: int) -> Mapping[str, str]:
    """Part → the rep's words, of the parts that have some now."""
    rows = session.exec(select(KitRewriteRow).where(KitRewriteRow.kit_id == kit).order_by(col(KitRewriteRow.id)))
    latest = {row.part: row.text for row in rows}
    return {part: text for part, text in latest.items() if text}


def rewrites(session: Session, launch: str) -> tuple[tuple[Rewrite, Kit], ...]:
    """Everything that was rewritten in the launch's kits, newest first, with the kit it stands in."""
    rows = session.exec(
        select(KitRewriteRow, KitRow)
        .join(KitRow, col(KitRow.id) == KitRewriteRow.kit_id)
        .where(KitRewriteRow.launch == launch)
        .order_by(col(KitRewriteRow.id).desc())
    )
    return tuple((_rewrite(row), _kit(of)) for row, of in rows)


def _kit(row: KitRow) -> Kit:
    assert row.id is not None
    return Kit(row.id, row.launch, request_from(row.request), row.by, row.at)


def _rewrite(row: KitRewriteRow) -> Rewrite:
    assert row.id is not None
    return Rewrite(row.id, row.kit_id, row.part, row.was, row.text, row.by, row.at)
