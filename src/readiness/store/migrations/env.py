"""How Alembic reaches our database: on the connection it is given, never on one of its own."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from readiness.store.tables.base import UtcDateTime
from readiness.store.tables.whole import metadata


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Column types as a migration should name them: ours by our name, SQLModel's as what it is."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
context.run_migrations()
