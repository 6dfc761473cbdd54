"""Assets, their versions, what was done with them and what was searched for: rows to values and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, func, insert, select, update
from sqlmodel import Session

from readiness.domain.library.asset import Act, Described, Facets, Readers, Via
from readiness.domain.library.finding import Asked
from readiness.domain.role_play.work import KeptFile
from readiness.ground.clock import Clock
from readiness.ground.errors import NotFound
from readiness.ground.keys import nearest
from readiness.store.tables.library import (
    AssetDocumentRow,
    AssetRow,
    AssetSearchRow,
    AssetUseRow,
    AssetVersionRow,
    LibraryMarkRow,
)

_ASSET = cast("Table", AssetRow.__table__)  # type: ignore[attr-defined]
_VERSION = cast("Table", AssetVersionRow.__table__)  # type: ignore[attr-defined]
_DOCUMENT = cast("Table", AssetDocumentRow.__table__)  # type: ignore[attr-defined]
_USE = cast("Table", AssetUseRow.__table__)  # type: ignore[attr-defined]
_SEARCH = cast("Table", AssetSearchRow.__table__)  # type: ignore[attr-defined]
_MARK = cast("Table", LibraryMarkRow.__table__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Asset:
    """`material` is the piece of `launch` that it is (`battlecard/jenkins`), "" = it was uploaded."""

    id: int
    key: str
    launch: str
    material: str
    is_gone: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetVersion:
    """What an upload was from `at` on. `file` None = it is at `link`."""

    number: int
    title: str
    summary: str
    facets: Facets
    fresh_until: date | None
    readers: Readers
    file: KeptFile | None
    link: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A search that found nothing: as last typed, how often, by how many people, and when last."""

    text: str
    times: int
    people: int
    last_at: datetime


def asset(session: Session, key: str) -> Asset | None:
    """None when there never was one."""
    row = session.execute(select(_ASSET).where(_ASSET.c.key == key)).first()
    return Asset(*row) if row else None


def asset_of(session: Session, number: int) -> Asset | None:
    """The asset of this number."""
    row = session.execute(select(_ASSET).where(_ASSET.c.id == number)).first()
    return Asset(*row) if row else None


def require_asset(session: Session, key: str) -> Asset:
    """Raises NotFound, with the nearest key there is."""
    found = asset(session, key)
    if found is None or found.is_gone:
        start = key[:2].replace("%", "").replace("_", "")
        alike = session.execute(select(_ASSET.c.key).where(_ASSET.c.key.startswith(start)).limit(500)).scalars()
        close = nearest(key[:100], alike)
        hint = f"Did you mean {close}?" if close else "Run: readiness library search"
        raise NotFound(f"there is no asset '{key[:80]}'.", hint=hint)
    return found


def assets_of(session: Session, launch: str) -> Mapping[str, Asset]:
    """The materials of a launch that ever were in the library, by name of the piece."""
    rows = session.execute(select(_ASSET).where(_ASSET.c.launch == launch, _ASSET.c.material != ""))
    return {row.material: Asset(*row) for row in rows}


def of_material(session: Session, launch: str, material: str) -> Asset | None:
    """The asset that this piece is; None when it is not in the library."""
    row = session.execute(select(_ASSET).where(_ASSET.c.launch == launch, _ASSET.c.material == material)).first()
    return Asset(*row) if row else None


def add_asset(session: Session, *, key: str, launch: str, material: str, since: datetime) -> Asset:
    """It is in the library from now on; its texts are `library_search`'s."""
    values = {"key": key, "launch": launch, "material": material, "is_gone": False, "since": since}
    number = session.execute(insert(_ASSET).returning(_ASSET.c.id), values).scalar_one()
    return Asset(number, key, launch, material, is_gone=False, since=since)


def mark_gone(session: Session, asset: int, *, is_gone: bool = True) -> None:
    """It is there no more, or is again."""
    session.execute(update(_ASSET).where(_ASSET.c.id == asset).values(is_gone=is_gone))


def add_version(
    session: Session, clock: Clock, asset: int, told: Described, *, file: KeptFile | None, link: str, note: str, by: str
) -> AssetVersion:
    """The upload is this from now on."""
    last = session.execute(select(func.max(_VERSION.c.number)).where(_VERSION.c.asset_id == asset)).scalar() or 0
    facets = {name: list(values) for name, values in told.facets.items() if values}
    row = {
        "asset_id": asset, "number": last + 1, "title": told.title.strip(), "summary": told.summary.strip(),
        "facets": facets, "fresh_until": told.fresh_until, "readers": told.readers,
        "token": file.token if file else "", "file_name": file.name if file else "",
        "media_type": file.media_type if file else "", "size": file.size if file else 0,
        "sha256": file.sha256 if file else "", "link": link, "note": note, "by": by, "at": clock.now(),
        "simulated": clock.simulated,
    }  # fmt: skip
    session.execute(insert(_VERSION), row)
    return versions_of(session, asset)[0]


def versions_of(session: Session, asset: int) -> tuple[AssetVersion, ...]:
    """Newest first; none of a material, whose texts are `store.materials`'."""
    rows = session.execute(select(_VERSION).where(_VERSION.c.asset_id == asset).order_by(_VERSION.c.number.desc()))
    return tuple(
        AssetVersion(
            number=row.number, title=row.title, summary=row.summary,
            facets={name: tuple(values) for name, values in row.facets.items()}, fresh_until=row.fresh_until,
            readers=row.readers, link=row.link, note=row.note, by=row.by, at=row.at,
            file=KeptFile(row.token, row.file_name, row.media_type, row.size, row.sha256) if row.token else None,
        )
        for row in rows
    )  # fmt: skip


def is_named(session: Session, token: str) -> bool:
    """True when some version is this file."""
    return session.execute(select(_VERSION.c.id).where(_VERSION.c.token == token)).first() is not None


def marks(session: Session) -> dict[str, str]:
    """Launch → how far its materials are in the library."""
    return {row.launch: row.seen for row in session.execute(select(_MARK))}


def set_mark(session: Session, launch: str, seen: str, *, is_new: bool) -> None:
    if is_new:
        session.execute(insert(_MARK), {"launch": launch, "seen": seen})
    else:
        session.execute(update(_MARK).where(_MARK.c.launch == launch).values(seen=seen))


def fingerprints_of(session: Session, launch: str) -> Mapping[tuple[int, str], str]:
    """(asset, readers) → fingerprint of every text of the launch's materials in the library."""
    rows = session.execute(
        select(_DOCUMENT.c.asset_id, _DOCUMENT.c.readers, _DOCUMENT.c.fingerprint)
        .join(_ASSET, _ASSET.c.id == _DOCUMENT.c.asset_id)
        .where(_ASSET.c.launch == launch, _ASSET.c.material != "")
    )
    return {(row.asset_id, row.readers): row.fingerprint for row in rows}


def opened_today(session: Session, asset: int, by: str, day: date) -> bool:
    """True when this person opened it on the day already."""
    query = select(_USE.c.id).where(
        _USE.c.asset_id == asset, _USE.c.by == by, _USE.c.on_day == day, _USE.c.act == "opened"
    )
    return session.execute(query.limit(1)).first() is not None


def add_use(
    session: Session, clock: Clock, asset: int, *, act: Act, launch: str, conversation: str, helped: bool | None,
    minutes: int | None, note: str, by: str, via: Via = "",
) -> None:  # fmt: skip
    """It is on record."""
    row = {
        "asset_id": asset, "act": act, "via": via, "launch": launch, "conversation": conversation, "helped": helped,
        "minutes": minutes, "note": note, "by": by, "on_day": clock.today(), "at": clock.now(),
        "simulated": clock.simulated,
    }  # fmt: skip
    session.execute(insert(_USE), row)


def add_search(session: Session, clock: Clock, asked: Asked, *, found: int, by: str) -> None:
    """What was searched for is on record."""
    row = {
        "text": asked.text, "words": " ".join(sorted(asked.words)), "facets": dict(asked.facets), "found": found,
        "by": by, "at": clock.now(), "simulated": clock.simulated,
    }  # fmt: skip
    session.execute(insert(_SEARCH), row)


def missed_searches(session: Session, *, limit: int = 100) -> tuple[Missed, ...]:
    """What was searched for with words and not found, most often first, in whatever order the words were."""
    times = func.count().label("times")
    query = (
        select(func.min(_SEARCH.c.text), times, func.count(func.distinct(_SEARCH.c.by)), func.max(_SEARCH.c.at))
        .where(_SEARCH.c.found == 0, _SEARCH.c.words != "")
        .group_by(_SEARCH.c.words)
        .order_by(times.desc(), _SEARCH.c.words)
        .limit(limit)
    )
    return tuple(Missed(*row) for row in session.execute(query))
