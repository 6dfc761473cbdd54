"""A copy of the record that can be trusted."""

from __future__ import annotations

from pathlib import Path

from readiness.store import schema
from readiness.store.session import Database


def backup_database(database: Database, target: Path) -> Path:
    """`target` holds the whole database as of one moment. Raises Conflict rather than overwrite."""
    return schema.backup(database, target)
