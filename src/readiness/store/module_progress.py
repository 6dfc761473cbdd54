"""Where somebody is in a module: the sections of the published content that they have read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from readiness.ground.clock import Clock
from readiness.store.tables.learning import ModuleProgressRow

_PROGRESS = cast("Table", ModuleProgressRow.__table__)  # type: ignore[attr-defined]


def sections_read(session: Session, launch: str, person_id: int, module: str, fingerprint: str) -> tuple[str, ...]:
    """The sections of this content that they have read, in the order in which they did; empty for other content."""
    row = _PROGRESS.c
    found = session.execute(
        select(row.sections).where(
            row.launch == launch, row.person_id == person_id, row.module == module, row.fingerprint == fingerprint
        )
    ).scalar_one_or_none()
    return tuple(found or ())


def all_sections_read(session: Session, launch: str, person_id: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """By module and fingerprint, everything they have begun in the launch."""
    row = _PROGRESS.c
    rows = session.execute(
        select(row.module, row.fingerprint, row.sections).where(row.launch == launch, row.person_id == person_id)
    )
    return {(module, fingerprint): tuple(sections) for module, fingerprint, sections in rows}


def read_other_content(session: Session, launch: str, person_id: int, module: str, fingerprint: str) -> bool:
    """True when what they began was other content than this."""
    row = _PROGRESS.c
    found = session.execute(
        select(row.fingerprint).where(row.launch == launch, row.person_id == person_id, row.module == module)
    ).scalar_one_or_none()
    return found not in (None, fingerprint)


def keep_sections(
    session: Session, clock: Clock, *, launch: str, person_id: int, module: str, fingerprint: str,
    sections: Sequence[str],
) -> None:  # fmt: skip
    """These are the sections they have read of this content; what was kept of other content is forgotten."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_PROGRESS)
    new: dict[str, Any] = {"fingerprint": fingerprint, "sections": list(sections), "at": clock.now()}
    statement = insert.on_conflict_do_update(index_elements=list(_PROGRESS.primary_key), set_=new)
    session.execute(statement, {"launch": launch, "person_id": person_id, "module": module} | new)
