"""Which launches look at which: a certification of one may count for, or open a test-out in, another.

Written with the definition that says so; read with every piece of evidence, so it is one small table.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, bindparam, delete, select
from sqlmodel import Session

from readiness.domain.certification.rule import looked_at
from readiness.domain.definition.model import Launch
from readiness.store.prepared import Prepared
from readiness.store.tables.standings import LaunchLinkRow

_LINK: Table = LaunchLinkRow.__table__  # type: ignore[attr-defined]


def keep_links(session: Session, launch: Launch) -> None:
    """The table says what this definition looks at, and nothing of earlier ones."""
    wanted = set(looked_at(launch.key, launch.certifications.values()))
    there = set(session.execute(select(_LINK.c.source).where(_LINK.c.launch == launch.key)).scalars())
    if gone := there - wanted:
        session.execute(delete(_LINK).where(_LINK.c.launch == launch.key, _LINK.c.source.in_(sorted(gone))))
    if new := sorted(wanted - there):
        session.execute(_LINK.insert(), [{"source": source, "launch": launch.key} for source in new])


def lookers(session: Session, source: str) -> Sequence[str]:
    """The launches that look at `source`, by key."""
    return [row[0] for row in _LOOKERS.raw(session, {"source": source})]


_LOOKERS = Prepared(select(_LINK.c.launch).where(_LINK.c.source == bindparam("source")).order_by(_LINK.c.launch))
