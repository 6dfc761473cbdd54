"""Is the database what this program believes it to be?"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.store import schema
from readiness.store.glance import HEAD
from readiness.store.session import Database


@dataclass(frozen=True, slots=True)
class DatabaseHealth:
    """`revision` None = no tables. `drift` empty = tables, columns, names and insert-only triggers are as they should
    be.
    """

    url: str
    revision: str | None
    head: str
    drift: tuple[str, ...]

    @property
    def newer(self) -> bool:
        """True when a newer program made it."""
        return self.revision is not None and self.revision > self.head

    @property
    def sound(self) -> bool:
        return self.revision == self.head and not self.drift


def check_database(database: Database) -> DatabaseHealth:
    revision = schema.revision(database)
    drift = schema.drift(database) if revision == HEAD else ()
    return DatabaseHealth(database.shown_url, revision, HEAD, drift)
