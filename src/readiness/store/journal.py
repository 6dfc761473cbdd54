"""Writing and reading the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlmodel import Session, col, select

from readiness.ground.clock import Clock
from readiness.store.prepared import Prepared
from readiness.store.tables.journal import JournalRow

_LINE = Prepared(
    insert(cast("Table", JournalRow.__table__)),  # type: ignore[attr-defined]
    keys=("at", "launch", "actor", "verb", "subject", "fingerprint", "simulated", "detail"),
)


def record(
    session: Session,
    clock: Clock,
    *,
    actor: str,
    verb: str,
    subject: str,
    launch: str = "",
    fingerprint: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One line is added to the journal, inside the caller's transaction: the act and its record stand or fall
    together.
    """
    row = {
        "at": clock.now(), "launch": launch, "actor": actor, "verb": verb, "subject": subject,
        "fingerprint": fingerprint, "simulated": clock.simulated, "detail": dict(detail or {}),
    }  # fmt: skip
    _LINE.run(session, row)


def last_act(session: Session) -> JournalRow | None:
    """What was recorded last, by whichever clock; None when nothing was."""
    return session.exec(select(JournalRow).order_by(col(JournalRow.id).desc()).limit(1)).first()
