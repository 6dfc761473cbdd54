"""The line over time: how many counted and how many were certified at the end of each day. One row per day, kept.

Written by whoever records a verdict and by the daily watch, in their transaction; what was written for a day earlier
on that day is replaced. Days on which neither ran have no row: a line has gaps rather than guesses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import Table, delete, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.domain.certification.population import GroupCount
from readiness.ground.clock import Clock
from readiness.store.tables.standings import ReadinessDayRow

_DAY = cast("Table", ReadinessDayRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class DayCount:
    """One certification on one day, over the regions asked for."""

    certification: str
    on: date
    counted: int
    certified: int


def record_day(
    session: Session, clock: Clock, launch: str, on: date, counts: Mapping[str, Sequence[GroupCount]]
) -> None:
    """The day stands as `counts` says: certification → its regions. Regions without anybody have no row."""
    rows = [
        {
            "launch": launch, "certification": certification, "region": _region(group.group), "on_day": on,
            "counted": group.counted, "certified": group.certified, "simulated": clock.simulated,
        }
        for certification, groups in counts.items()
        for group in groups
    ]  # fmt: skip
    there = [(row["certification"], row["region"]) for row in rows]
    key = tuple_(_DAY.c.certification, _DAY.c.region)
    session.execute(delete(_DAY).where(_DAY.c.launch == launch, _DAY.c.on_day == on, key.not_in(there)))
    if rows:
        statement = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_DAY)
        figures = {name: statement.excluded[name] for name in ("counted", "certified", "simulated")}
        statement = statement.on_conflict_do_update(index_elements=list(_DAY.primary_key), set_=figures)
        session.execute(statement, rows)


def days_of(session: Session, launch: str, *, regions: Collection[str] | None = None) -> tuple[DayCount, ...]:
    """Every day there is, by certification and day; `regions` None = all of them together."""
    day = _DAY.c
    where = [day.launch == launch]
    if regions is not None:
        where.append(day.region.in_(sorted(regions)))
    rows = session.execute(
        select(day.certification, day.on_day, func.sum(day.counted), func.sum(day.certified))
        .where(*where)
        .group_by(day.certification, day.on_day)
        .order_by(day.certification, day.on_day)
    )
    return tuple(DayCount(key, on, int(counted), int(certified)) for key, on, counted, certified in rows)


def _region(group: str) -> str:
    """People without a region are counted under "" here, whatever their group is called."""
    return "" if group == "(no region)" else group
