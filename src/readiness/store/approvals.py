"""Approvals: rows to values and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import insert
from sqlmodel import Session, col, select

from readiness.domain.materials.approval import Approval, Decision
from readiness.store.tables.materials import ApprovalRow


def record(session: Session, approval: Approval) -> None:
    """One more decision."""
    record_all(session, [approval])


def record_all(session: Session, approvals: Iterable[Approval]) -> None:
    """Every one of these decisions, in this order."""
    rows = [
        {
            "launch": a.launch, "kind": a.kind, "key": a.key, "fingerprint": a.fingerprint, "function": a.function,
            "decision": a.decision, "by": a.by, "at": a.at, "note": a.note, "simulated": a.simulated,
        }
        for a in approvals
    ]  # fmt: skip
    if rows:
        session.execute(insert(ApprovalRow), rows)


def approvals(session: Session, launch: str) -> tuple[Approval, ...]:
    """Every decision on the materials of a launch, in the order in which they were made."""
    rows = session.exec(select(ApprovalRow).where(ApprovalRow.launch == launch).order_by(col(ApprovalRow.id))).all()
    return tuple(
        Approval(
            launch=r.launch, kind=r.kind, key=r.key, fingerprint=r.fingerprint, function=r.function,
            decision=cast("Decision", r.decision), by=r.by, at=r.at, note=r.note, simulated=r.simulated,
        )
        for r in rows
    )  # fmt: skip
