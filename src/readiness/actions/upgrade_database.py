"""Bring the database to this program's revision."""

from __future__ import annotations

from pathlib import Path

from readiness.store import schema
from readiness.store.schema import Upgraded
from readiness.store.session import Database


def upgrade_database(database: Database) -> Upgraded:
    """Every table is there and as this program needs it. Nothing happens the second time."""
    return schema.upgrade(database)


def files_unread(database: Database) -> int:
    """How many files of the library have not been looked into yet, such as those from before files were read."""
    from readiness.store.library_search import searched_inside  # noqa: PLC0415  (most commands never need it)

    with database.reading() as session:
        return len(searched_inside(session, ("unread",)))


def ready_database(database: Database) -> None:
    """The database can be used: a SQLite file that does not exist yet is made; anything else must be at our revision.

    An existing database is never changed without being asked: raises Conflict that names `readiness db upgrade`.
    """
    if database.is_sqlite and not Path(database.url.database or "").exists():
        schema.upgrade(database)
        return
    schema.require_head(database)
