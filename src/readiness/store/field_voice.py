"""What the field sent and what was decided of it: rows to values and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlmodel import Session

from readiness.domain.access.scope import Scope
from readiness.domain.field_voice.triage import Decided, Decision
from readiness.domain.field_voice.voice import Voice, VoiceKind
from readiness.ground.clock import Clock
from readiness.store.reporting_trees import seen_addresses
from readiness.store.tables.field_voice import FieldVoiceDecisionRow, FieldVoiceRow

_VOICE = cast("Table", FieldVoiceRow.__table__)  # type: ignore[attr-defined]
_DECISION = cast("Table", FieldVoiceDecisionRow.__table__)  # type: ignore[attr-defined]

COMPARED = 2_000
"""So many of a launch's latest voices of a kind are compared with a new one."""


@dataclass(frozen=True, slots=True)
class VoiceMarks:
    """The highest ids of what was sent and decided in one launch; 0 = none."""

    voices: int = 0
    decisions: int = 0


NOTHING_SEEN = VoiceMarks()


def add_voice(
    session: Session, clock: Clock, *, launch: str, group: int | None, kind: VoiceKind, says: str, about: str,
    competitor: str, sender: str, region: str, via: str,
) -> Voice:  # fmt: skip
    """It is on record, in `group`, or as the first of one when that is None."""
    at = clock.now()
    number = session.execute(
        insert(_VOICE).returning(_VOICE.c.id),
        {
            "launch": launch, "group_id": group, "kind": kind, "says": says, "about": about, "competitor": competitor,
            "sender": sender, "region": region, "via": via, "at": at, "simulated": clock.simulated,
        },
    ).scalar_one()  # fmt: skip
    return Voice(number, group or number, launch, kind, says, about, competitor, sender, region, via, at)


def add_decision(session: Session, clock: Clock, launch: str, decision: Decision) -> None:
    """One more word on a group."""
    session.execute(
        insert(_DECISION),
        {
            "launch": launch, "voice_id": decision.group, "decision": decision.decision,
            "into_id": decision.into or None, "entry": decision.entry, "reason": decision.reason, "by": decision.by,
            "at": decision.at, "simulated": clock.simulated,
        },
    )  # fmt: skip


def voices_of(
    session: Session, launch: str, *, up_to: int | None = None, scopes: Iterable[Scope] | None = None, viewer: str = "",
    day: date = date.max,
) -> tuple[Voice, ...]:  # fmt: skip
    """Everything that was sent about a launch, oldest first (up to an id); of the people in these scopes on `day` and
    `viewer` when scopes are given.
    """
    query = select(_VOICE).where(_VOICE.c.launch == launch).order_by(_VOICE.c.id)
    if up_to is not None:
        query = query.where(_VOICE.c.id <= up_to)
    if scopes is not None:
        seen = seen_addresses(scopes, viewer, day)
        if seen is not None:
            query = query.where(_VOICE.c.sender.in_(seen))
    return tuple(_voice(row) for row in session.execute(query))


def voices_from(session: Session, sender: str) -> tuple[Voice, ...]:
    """Everything that one person sent, newest first."""
    query = select(_VOICE).where(_VOICE.c.sender == sender).order_by(_VOICE.c.id.desc())
    return tuple(_voice(row) for row in session.execute(query))


def compared_with(session: Session, launch: str, kind: str) -> tuple[tuple[int, str], ...]:
    """Group and text of the launch's latest voices of a kind, newest first."""
    query = (
        select(_VOICE.c.id, _VOICE.c.group_id, _VOICE.c.says)
        .where(_VOICE.c.launch == launch, _VOICE.c.kind == kind)
        .order_by(_VOICE.c.id.desc())
        .limit(COMPARED)
    )
    return tuple((row.group_id or row.id, row.says) for row in session.execute(query))


def sent_already(session: Session, *, launch: str, kind: str, sender: str, says: str, since: datetime) -> Voice | None:
    """What this person sent in these very words since then; None when they did not."""
    query = (
        select(_VOICE)
        .where(
            _VOICE.c.launch == launch, _VOICE.c.sender == sender, _VOICE.c.kind == kind, _VOICE.c.says == says,
            _VOICE.c.at >= since,
        )
        .order_by(_VOICE.c.id)
        .limit(1)
    )  # fmt: skip
    row = session.execute(query).first()
    return _voice(row) if row else None


def decisions_of(session: Session, launch: str, *, up_to: int | None = None) -> tuple[Decision, ...]:
    """Every decision on a launch's groups, oldest first (up to an id)."""
    query = select(_DECISION).where(_DECISION.c.launch == launch).order_by(_DECISION.c.id)
    if up_to is not None:
        query = query.where(_DECISION.c.id <= up_to)
    return tuple(
        Decision(
            row.voice_id, cast("Decided", row.decision), row.into_id or 0, row.entry, row.reason, row.by, row.at
        )
        for row in session.execute(query)
    )  # fmt: skip


def marks(session: Session, launch: str, *, until: datetime | None = None) -> VoiceMarks:
    """How far both records of a launch go, or went up to a moment."""
    found = []
    for table in (_VOICE, _DECISION):
        query = select(func.max(table.c.id)).where(table.c.launch == launch)
        if until is not None:
            query = query.where(table.c.at <= until)
        found.append(session.execute(query).scalar() or 0)
    return VoiceMarks(*found)


def _voice(row: object) -> Voice:
    r = cast("FieldVoiceRow", row)
    assert r.id is not None
    return Voice(
        r.id, r.group_id or r.id, r.launch, cast("VoiceKind", r.kind), r.says, r.about, r.competitor, r.sender,
        r.region, r.via, r.at,
    )  # fmt: skip
