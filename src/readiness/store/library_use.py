"""What was done with the assets of the library, counted by the database: of one, of the most used, of what never is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Subquery, Table, and_, case, func, select, true
from sqlmodel import Session

from readiness.domain.library.asset import Readers
from readiness.store.tables.library import AssetDocumentRow, AssetRow, AssetUseRow

_ASSET = cast("Table", AssetRow.__table__)  # type: ignore[attr-defined]
_DOCUMENT = cast("Table", AssetDocumentRow.__table__)  # type: ignore[attr-defined]
_USE = cast("Table", AssetUseRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCounts:
    """What was done with one asset. `opened` counts people, the others how often; `minutes` are those saved, in all."""

    key: str
    title: str
    launch: str
    material: str
    since: datetime
    opened: int
    shared: int
    used: int
    helped: int
    not_helped: int
    minutes: int
    last_on: date | None

    @property
    def is_unused(self) -> bool:
        return not (self.opened or self.shared or self.used)


def use_of(session: Session, asset: int, *, readers: tuple[Readers, ...]) -> UseCounts | None:
    """Of one asset; None for one that these readers cannot find."""
    uses = select(*_of_uses()).where(_USE.c.asset_id == asset).subquery()
    query = (
        select(_ASSET.c.key, _title(readers), _ASSET.c.launch, _ASSET.c.material, _ASSET.c.since, *_counts(uses))
        .join(uses, true())
        .where(_ASSET.c.id == asset, *_found_by(readers))
    )
    row = session.execute(query).first()
    return UseCounts(**row._asdict()) if row else None


def most_used(
    session: Session, *, readers: tuple[Readers, ...], launch: str = "", start: int = 0, limit: int | None = None
) -> tuple[UseCounts, ...]:
    """Of every asset that these readers can find (of a launch) and that was opened, shared or used, most used first,
    then by key; `limit` of them from `start` (from 0) on.
    """
    uses = select(_USE.c.asset_id, *_of_uses()).group_by(_USE.c.asset_id).subquery()
    order = (uses.c.used.desc(), uses.c.opened.desc(), uses.c.shared.desc())
    ranked = select(_ASSET.c.id, *_counts(uses)).join(uses, uses.c.asset_id == _ASSET.c.id).where(*_found_by(readers))
    some = _of_launch(ranked, launch).order_by(*order, _ASSET.c.key).offset(start).limit(limit).subquery()
    rows = session.execute(
        select(_ASSET.c.key, _title(readers), _ASSET.c.launch, _ASSET.c.material, _ASSET.c.since, *_counts(some))
        .join(some, some.c.id == _ASSET.c.id)
        .order_by(some.c.used.desc(), some.c.opened.desc(), some.c.shared.desc(), _ASSET.c.key)
    )
    return tuple(UseCounts(**row._asdict()) for row in rows)


def never_used(
    session: Session, *, readers: tuple[Readers, ...], launch: str = "", before: datetime | None = None, start: int = 0,
    limit: int | None = None,
) -> tuple[UseCounts, ...]:  # fmt: skip
    """The assets that nobody opened, shared or used and that were there `before`, oldest first, as `most_used`."""
    query = _of_launch(_unused(readers, before, _ASSET.c.id), launch).order_by(_ASSET.c.since, _ASSET.c.key)
    some = query.offset(start).limit(limit).subquery()
    rows = session.execute(
        select(_ASSET.c.key, _title(readers), _ASSET.c.launch, _ASSET.c.material, _ASSET.c.since)
        .join(some, some.c.id == _ASSET.c.id)
        .order_by(_ASSET.c.since, _ASSET.c.key)
    )
    nothing: dict[str, Any] = {
        "opened": 0,
        "shared": 0,
        "used": 0,
        "helped": 0,
        "not_helped": 0,
        "minutes": 0,
        "last_on": None,
    }
    return tuple(UseCounts(**row._asdict(), **nothing) for row in rows)


def count_used(session: Session, *, readers: tuple[Readers, ...], launch: str = "") -> int:
    """How many `most_used` has in all."""
    some = select(_USE.c.asset_id).distinct().subquery()
    query = select(func.count()).select_from(_ASSET).join(some, some.c.asset_id == _ASSET.c.id)
    return int(session.execute(_of_launch(query.where(*_found_by(readers)), launch)).scalar_one())


def count_unused(
    session: Session, *, readers: tuple[Readers, ...], launch: str = "", before: datetime | None = None
) -> int:
    """How many `never_used` has in all."""
    return int(session.execute(_of_launch(_unused(readers, before, func.count()), launch)).scalar_one())


def conversations_of(session: Session, asset: int) -> Mapping[tuple[str, str], int]:
    """(launch, conversation) → how often it was used there, most first."""
    times = func.count().label("times")
    query = (
        select(_USE.c.launch, _USE.c.conversation, times)
        .where(_USE.c.asset_id == asset, _USE.c.act == "used")
        .group_by(_USE.c.launch, _USE.c.conversation)
        .order_by(times.desc(), _USE.c.launch, _USE.c.conversation)
    )
    return {(row.launch, row.conversation): row.times for row in session.execute(query)}


def opened_from(session: Session, asset: int) -> Mapping[str, int]:
    """Where it was opened (`domain.library.asset.Via`) → by how many people, most first."""
    count = func.count(func.distinct(_USE.c.by)).label("people")
    query = (
        select(_USE.c.via, count)
        .where(_USE.c.asset_id == asset, _USE.c.act == "opened")
        .group_by(_USE.c.via)
        .order_by(count.desc(), _USE.c.via)
    )
    return {row.via: row.people for row in session.execute(query)}


def _sum_of(rule: Any, value: Any = 1) -> Any:
    return func.coalesce(func.sum(case((rule, value), else_=0)), 0)


def _of_uses() -> tuple[Any, ...]:
    """What the uses of an asset come to; zeros where there are none."""
    u = _USE.c
    return (
        func.count(func.distinct(case((u.act == "opened", u.by)))).label("opened"),
        _sum_of(u.act == "shared").label("shared"),
        _sum_of(u.act == "used").label("used"),
        _sum_of(u.helped.is_(True)).label("helped"),
        _sum_of(u.helped.is_(False)).label("not_helped"),
        func.coalesce(func.sum(u.minutes), 0).label("minutes"),
        func.max(u.on_day).label("last_on"),
    )


def _counts(some: Subquery) -> tuple[Any, ...]:
    """The same, of a query that worked them out."""
    return tuple(some.c[name] for name in ("opened", "shared", "used", "helped", "not_helped", "minutes", "last_on"))


def _unused(readers: tuple[Readers, ...], before: datetime | None, what: Any) -> Select[Any]:
    used = select(_USE.c.id).where(_USE.c.asset_id == _ASSET.c.id).correlate(_ASSET).exists()
    query = select(what).select_from(_ASSET).where(~used, *_found_by(readers))
    return query if before is None else query.where(_ASSET.c.since <= before)


def _found_by(readers: tuple[Readers, ...]) -> tuple[Any, ...]:
    theirs = and_(_DOCUMENT.c.asset_id == _ASSET.c.id, _DOCUMENT.c.readers.in_(readers))
    return _ASSET.c.is_gone.is_(False), select(_DOCUMENT.c.asset_id).where(theirs).correlate(_ASSET).exists()


def _title(readers: tuple[Readers, ...]) -> Any:
    """What these readers know the asset by."""
    theirs = and_(_DOCUMENT.c.asset_id == _ASSET.c.id, _DOCUMENT.c.readers.in_(readers))
    return select(func.min(_DOCUMENT.c.title)).where(theirs).correlate(_ASSET).scalar_subquery().label("title")


def _of_launch(query: Select[Any], launch: str) -> Select[Any]:
    return query.where(_ASSET.c.launch == launch) if launch else query
