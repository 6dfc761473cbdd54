"""Rubrics as they were used: kept once by fingerprint, numbered, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from readiness.domain.role_play.rubric import Rubric, RubricVersion
from readiness.ground.clock import Clock
from readiness.ground.fingerprint import plain
from readiness.ground.restore import restore
from readiness.store.tables.role_plays import RolePlayMarkRow, RubricVersionRow, SubmissionRow

_TRIES = 5


def freeze(session: Session, clock: Clock, *, launch: str, rubric: Rubric, by: str) -> RubricVersion:
    """The rubric is kept as it reads, and is the same version whenever it reads so again."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(RubricVersionRow)
    for _ in range(_TRIES):
        found = _standing(session, launch, rubric)
        if found is not None:
            return found
        last = session.execute(
            select(func.max(col(RubricVersionRow.number))).where(
                col(RubricVersionRow.launch) == launch, col(RubricVersionRow.role_play) == rubric.role_play
            )
        ).scalar()
        row = {
            "launch": launch, "role_play": rubric.role_play, "number": (last or 0) + 1,
            "fingerprint": rubric.fingerprint, "body": plain(rubric), "at": clock.now(), "by": by,
            "simulated": clock.simulated,
        }  # fmt: skip
        # Somebody may use it, or another version, for the first time at the same moment: then it is looked for again.
        session.execute(insert.values(row).on_conflict_do_nothing())
    raise RuntimeError(f"the rubric of {launch}/{rubric.role_play} could not be kept")


def version(session: Session, rubric_id: int) -> RubricVersion:
    """The version that a mark or a submission names."""
    row = session.execute(select(RubricVersionRow).where(col(RubricVersionRow.id) == rubric_id)).scalar_one()
    return _version(row)


def versions(session: Session, launch: str, role_play: str) -> tuple[RubricVersion, ...]:
    """Every version that was used, oldest first; empty = none was."""
    rows = session.execute(
        select(RubricVersionRow)
        .where(col(RubricVersionRow.launch) == launch, col(RubricVersionRow.role_play) == role_play)
        .order_by(col(RubricVersionRow.number))
    ).scalars()
    return tuple(_version(row) for row in rows)


def used(session: Session, launch: str) -> Mapping[str, tuple[tuple[int, str, int], ...]]:
    """Role-play → its versions as (number, fingerprint, marks and open submissions bound to it), oldest first."""
    marks = select(func.count()).where(col(RolePlayMarkRow.rubric_id) == col(RubricVersionRow.id)).scalar_subquery()
    handed_in = select(func.count()).where(col(SubmissionRow.rubric_id) == col(RubricVersionRow.id)).scalar_subquery()
    rows = session.execute(
        select(
            col(RubricVersionRow.role_play), col(RubricVersionRow.number), col(RubricVersionRow.fingerprint),
            marks, handed_in,
        )
        .where(col(RubricVersionRow.launch) == launch)
        .order_by(col(RubricVersionRow.role_play), col(RubricVersionRow.number))
    )  # fmt: skip
    found: dict[str, tuple[tuple[int, str, int], ...]] = {}
    for role_play, number, fingerprint, given, works in rows:
        found[role_play] = (*found.get(role_play, ()), (number, fingerprint, max(given, works)))
    return found


def _standing(session: Session, launch: str, rubric: Rubric) -> RubricVersion | None:
    row = session.execute(
        select(RubricVersionRow).where(
            col(RubricVersionRow.launch) == launch, col(RubricVersionRow.role_play) == rubric.role_play,
            col(RubricVersionRow.fingerprint) == rubric.fingerprint,
        )
    ).scalar_one_or_none()  # fmt: skip
    return _version(row) if row else None


def _version(row: Any) -> RubricVersion:
    return RubricVersion(row.id, row.number, restore(Rubric, row.body))
