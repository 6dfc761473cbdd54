"""What a plan reads of the record beyond what every room reads: marks and counts, no rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.definition.model import Launch
from readiness.domain.plan.changes import EnrolmentChange
from readiness.ground.fingerprint import fingerprint
from readiness.store.enrolment import enrolment_counts
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.people import PostingRow

_ENROLMENT = cast("Table", EnrolmentRow.__table__)  # type: ignore[attr-defined]
_POSTING = cast("Table", PostingRow.__table__)  # type: ignore[attr-defined]


def roster_mark(session: Session) -> str:
    """Differs whenever somebody came, moved or left: postings are inserted and closed, nothing else."""
    posting = _POSTING.c
    found = session.execute(
        select(func.count(), func.max(posting.id), func.count(posting.valid_to), func.max(posting.valid_to))
    ).one()
    return fingerprint(list(found))


def enrolments_ahead(session: Session, launch: Launch, *, on: date) -> tuple[EnrolmentChange, ...]:
    """What enrolling `launch` on `on` would do, by certification: those of the file, then those gone from it.

    Counted by the very statements that enrolling writes with.
    """
    live = _live(session, launch.key)
    found = []
    for name, certification in launch.certifications.items():
        alone = replace(launch, certifications=MappingProxyType({name: certification}))
        counts = enrolment_counts(session, alone, on=on)
        staying = counts.unchanged + counts.rescheduled
        found.append(
            EnrolmentChange(
                certification=name,
                added=counts.added,
                withdrawn=live.get(name, 0) - staying,
                rescheduled=counts.rescheduled,
                unchanged=counts.unchanged,
            )
        )
    gone = [name for name in live if name not in launch.certifications]
    return (*found, *(EnrolmentChange(certification=name, withdrawn=live[name]) for name in gone))


def _live(session: Session, launch: str) -> Mapping[str, int]:
    """Enrolments that stand now, by certification."""
    row = _ENROLMENT.c
    rows = session.execute(
        select(row.certification, func.count())
        .where(row.launch == launch, row.withdrawn_on.is_(None))
        .group_by(row.certification)
        .order_by(row.certification)
    )
    return {name: count for name, count in rows}  # noqa: C416 (a dict() of rows is no Mapping[str, int] to mypy)
