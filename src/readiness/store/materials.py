"""Rendered pieces and publications: rows to values and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy
from sqlalchemy import Table, bindparam, func, insert
from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from readiness.domain.materials.publication import Publication
from readiness.ground.clock import Clock
from readiness.store.prepared import Prepared
from readiness.store.tables.materials import MaterialVersionRow, PublicationRow


@dataclass(frozen=True, slots=True)
class MaterialVersion:
    """One piece as it now reads; `fingerprint` is of what it was made of, `markdown` is the text itself."""

    launch: str
    kind: str
    key: str
    title: str
    fingerprint: str
    markdown: str
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A freshly rendered piece, about to be kept."""

    kind: str
    key: str
    title: str
    fingerprint: str
    markdown: str


def current(session: Session, launch: str) -> Mapping[tuple[str, str], MaterialVersion]:
    """Every piece that stands, by (kind, key) in that order; withdrawn ones are not among them."""
    latest = (
        select(func.max(MaterialVersionRow.id))
        .where(MaterialVersionRow.launch == launch)
        .group_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    )
    rows = session.exec(
        select(MaterialVersionRow)
        .where(col(MaterialVersionRow.id).in_(latest), col(MaterialVersionRow.withdrawn).is_(False))
        .order_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    ).all()
    return {
        (r.kind, r.key): MaterialVersion(r.launch, r.kind, r.key, r.title, r.fingerprint, r.markdown, r.rendered_at)
        for r in rows
    }


def current_fingerprints(session: Session, launch: str) -> Mapping[tuple[str, str], str]:
    """As `current`, without the texts."""
    latest = (
        select(func.max(MaterialVersionRow.id))
        .where(MaterialVersionRow.launch == launch)
        .group_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    )
    rows = session.exec(
        select(MaterialVersionRow.kind, MaterialVersionRow.key, MaterialVersionRow.fingerprint)
        .where(col(MaterialVersionRow.id).in_(latest), col(MaterialVersionRow.withdrawn).is_(False))
        .order_by(col(MaterialVersionRow.kind), col(MaterialVersionRow.key))
    ).all()
    return {(kind, key): fingerprint for kind, key, fingerprint in rows}


def renderings(session: Session, launch: str, kind: str, key: str) -> tuple[MaterialVersion, ...]:
    """Every text that a piece which stands has had, oldest first; empty when it is not made, or not any more."""
    rows = session.exec(
        select(MaterialVersionRow)
        .where(MaterialVersionRow.launch == launch, MaterialVersionRow.kind == kind, MaterialVersionRow.key == key)
        .order_by(col(MaterialVersionRow.id))
    ).all()
    if not rows or rows[-1].withdrawn:
        return ()
    return tuple(
        MaterialVersion(r.launch, r.kind, r.key, r.title, r.fingerprint, r.markdown, r.rendered_at)
        for r in rows
        if not r.withdrawn
    )


def rendering_times(session: Session, launch: str) -> Mapping[tuple[str, str], tuple[tuple[str, datetime], ...]]:
    """Fingerprint and time of every text of every piece that stands, oldest first, by (kind, key); no texts."""
    columns = MaterialVersionRow.__table__.c  # type: ignore[attr-defined]
    rows = session.execute(
        sqlalchemy.select(columns.kind, columns.key, columns.fingerprint, columns.rendered_at, columns.withdrawn)
        .where(columns.launch == launch)
        .order_by(columns.id)
    )
    found: dict[tuple[str, str], list[tuple[str, datetime]]] = {}
    gone: set[tuple[str, str]] = set()
    for kind, key, fingerprint, rendered_at, withdrawn in rows:
        (gone.add if withdrawn else gone.discard)((kind, key))
        if not withdrawn:
            found.setdefault((kind, key), []).append((fingerprint, rendered_at))
    return {name: tuple(texts) for name, texts in found.items() if name not in gone}


def add_versions(session: Session, clock: Clock, launch: str, pieces: Iterable[Piece]) -> int:
    """Each piece is the current version of itself; returns how many there were."""
    rows = [
        {
            "launch": launch, "kind": p.kind, "key": p.key, "title": p.title, "fingerprint": p.fingerprint,
            "markdown": p.markdown, "withdrawn": False, "rendered_at": clock.now(), "simulated": clock.simulated,
        }
        for p in pieces
    ]  # fmt: skip
    if rows:
        session.execute(insert(MaterialVersionRow), rows)
    return len(rows)


def add_version(session: Session, clock: Clock, launch: str, piece: Piece) -> None:
    """The piece is the current version of itself."""
    add_versions(session, clock, launch, [piece])


def withdraw(session: Session, clock: Clock, launch: str, pieces: Iterable[MaterialVersion]) -> None:
    """The pieces are no longer current; what they said is kept."""
    rows = [
        {
            "launch": launch, "kind": p.kind, "key": p.key, "title": p.title, "fingerprint": p.fingerprint,
            "markdown": "", "withdrawn": True, "rendered_at": clock.now(), "simulated": clock.simulated,
        }
        for p in pieces
    ]  # fmt: skip
    if rows:
        session.execute(insert(MaterialVersionRow), rows)


def publications(session: Session, launch: str) -> tuple[Publication, ...]:
    """The publish log of a launch, in the order in which it was written."""
    return _log(tuple(_LOG.all(session, {"launch": launch})))


@lru_cache(maxsize=64)
def _log(rows: tuple[tuple[Any, ...], ...]) -> tuple[Publication, ...]:
    """The same rows are the same log: whoever keeps what follows from it finds it again at once."""
    return tuple(Publication(**dict(zip(_LOGGED, row, strict=True))) for row in rows)


_PUBLICATION = cast("Table", PublicationRow.__table__)  # type: ignore[attr-defined]
_LOGGED = tuple(column.name for column in _PUBLICATION.c if column.name != "id")
_LOG = Prepared(
    core_select(*(_PUBLICATION.c[name] for name in _LOGGED))
    .where(_PUBLICATION.c.launch == bindparam("launch"))
    .order_by(_PUBLICATION.c.id)
)
"""Built once: it is asked with every attempt that begins and every one that is handed in."""


def publish(session: Session, publication: Publication) -> None:
    """One more line in the publish log."""
    p = publication
    session.add(
        PublicationRow(
            launch=p.launch, kind=p.kind, key=p.key, version=p.version, fingerprint=p.fingerprint, change=p.change,
            note=p.note, by=p.by, at=p.at, simulated=p.simulated,
        )
    )  # fmt: skip
    session.flush()
