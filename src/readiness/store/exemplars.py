"""Exemplars with the marks agreed on for them, and every try of a grader at one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlmodel import Session

from readiness.domain.role_play.rubric import RubricVersion
from readiness.domain.role_play.work import Work
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.store import rubrics
from readiness.store.submissions import work_columns, work_of
from readiness.store.tables.role_plays import CalibrationMarkRow, ExemplarRow

_EXEMPLAR = cast("Table", ExemplarRow.__table__)  # type: ignore[attr-defined]
_TRY = cast("Table", CalibrationMarkRow.__table__)  # type: ignore[attr-defined]
_IDS = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemplar:
    """A piece of work and the marks agreed on for it. `retired_at` None = graders are calibrated on it."""

    id: int
    launch: str
    role_play: str
    title: str
    rubric: RubricVersion
    work: Work
    levels: Mapping[str, float]
    comments: Mapping[str, str]
    at: datetime
    by: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A grader's marks on an exemplar; `number` counts from 1, `off` is how far from the agreed ones, 0..1."""

    exemplar: int
    grader: str
    number: int
    levels: Mapping[str, float]
    comments: Mapping[str, str]
    fraction: float
    off: float
    at: datetime


def add(
    session: Session, clock: Clock, *, launch: str, role_play: str, title: str, rubric: RubricVersion, work: Work,
    levels: Mapping[str, float], comments: Mapping[str, str], by: str,
) -> int:  # fmt: skip
    """A new exemplar; its id."""
    row = {
        "launch": launch, "role_play": role_play, "title": title, "rubric_id": rubric.id, **work_columns(work),
        "levels": dict(levels), "comments": dict(comments), "at": clock.now(), "by": by, "simulated": clock.simulated,
    }  # fmt: skip
    made: int = session.execute(_EXEMPLAR.insert().values(row).returning(_EXEMPLAR.c.id)).scalar_one()
    return made


def retire(session: Session, clock: Clock, exemplar: int, *, by: str) -> None:
    """Nobody is calibrated on it any more; what was graded stays."""
    session.execute(
        _EXEMPLAR.update()
        .where(_EXEMPLAR.c.id == exemplar, _EXEMPLAR.c.retired_at.is_(None))
        .values(retired_at=clock.now(), retired_by=by)
    )


def require(session: Session, exemplar: int) -> Exemplar:
    """The exemplar. Raises NotFound."""
    row = session.execute(select(_EXEMPLAR).where(_EXEMPLAR.c.id == exemplar)).first() if 0 < exemplar < _IDS else None
    if row is None:
        raise NotFound(f"there is no exemplar {exemplar}.", hint="Run: readiness roleplay calibration KEY")
    return _exemplar(session, row)


def of_launch(session: Session, launch: str, role_play: str = "", *, retired: bool = False) -> tuple[Exemplar, ...]:
    """The exemplars of a launch (of one role-play), oldest first; with `retired`, those too."""
    query = select(_EXEMPLAR).where(_EXEMPLAR.c.launch == launch).order_by(_EXEMPLAR.c.id)
    if role_play:
        query = query.where(_EXEMPLAR.c.role_play == role_play)
    if not retired:
        query = query.where(_EXEMPLAR.c.retired_at.is_(None))
    return tuple(_exemplar(session, row) for row in session.execute(query))


def add_try(
    session: Session, clock: Clock, *, exemplar: int, grader: str, levels: Mapping[str, float],
    comments: Mapping[str, str], fraction: float, off: float,
) -> None:  # fmt: skip
    """One more try of the grader."""
    last = session.execute(
        select(func.max(_TRY.c.number)).where(_TRY.c.exemplar_id == exemplar, _TRY.c.grader == grader)
    ).scalar()
    session.execute(
        _TRY.insert().values(
            exemplar_id=exemplar, grader=grader, number=(last or 0) + 1, levels=dict(levels), comments=dict(comments),
            fraction=fraction, off=off, at=clock.now(), simulated=clock.simulated,
        )
    )  # fmt: skip


def tries(session: Session, exemplars: list[int]) -> tuple[Try, ...]:
    """Every try at these, in the order they were made."""
    if not exemplars:
        return ()
    query = select(_TRY).where(_TRY.c.exemplar_id.in_(exemplars)).order_by(_TRY.c.id)
    return tuple(_try(row) for row in session.execute(query))


def _exemplar(session: Session, row: Any) -> Exemplar:
    return Exemplar(
        id=row.id, launch=row.launch, role_play=row.role_play, title=row.title,
        rubric=rubrics.version(session, row.rubric_id), work=work_of(row),
        levels={key: float(one) for key, one in row.levels.items()}, comments=row.comments, at=row.at, by=row.by,
        retired_at=row.retired_at,
    )  # fmt: skip


def _try(row: Any) -> Try:
    return Try(
        exemplar=row.exemplar_id, grader=row.grader, number=row.number,
        levels={key: float(one) for key, one in row.levels.items()}, comments=row.comments, fraction=row.fraction,
        off=row.off, at=row.at,
    )  # fmt: skip
