"""How far each launch's materials have come, in a word that changes with anything that the library shows of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from readiness.store.tables.launches import LaunchRow
from readiness.store.tables.materials import ApprovalRow, MaterialVersionRow, PublicationRow


def marks_now(session: Session) -> dict[str, str]:
    """Launch → its version and the highest ids of its renderings, approvals and publications."""
    found: dict[str, list[int]] = {
        key: [version] for key, version in session.exec(select(LaunchRow.key, LaunchRow.version))
    }
    rows: tuple[Any, ...] = (MaterialVersionRow, ApprovalRow, PublicationRow)
    for row in rows:
        highest = dict(session.exec(select(row.launch, func.max(row.id)).group_by(row.launch)).all())
        for launch, marks in found.items():
            marks.append(highest.get(launch) or 0)
    return {launch: ".".join(map(str, marks)) for launch, marks in found.items()}
