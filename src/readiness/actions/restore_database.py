"""A backup becomes the record again."""

from __future__ import annotations

from pathlib import Path

from readiness.ground.clock import WallClock
from readiness.store import schema
from readiness.store.session import Database


def restore_database(database: Database, source: Path) -> Path | None:
    """The database is what the backup at `source` holds. Returns where the replaced file is kept, None without one.

    Raises NotFound for no such backup, OutsideFailure or Conflict, before anything is touched, for one that is not
    sound, not ours or of a newer program.
    """
    return schema.restore(database, source, WallClock().now().strftime("%Y%m%dT%H%M%SZ"))
