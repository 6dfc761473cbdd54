"""What all tables share: constraint names, aware UTC times, and the insert-only rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Table, TypeDecorator, event, text
from sqlmodel import SQLModel

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

INSERT_ONLY: set[str] = set()
"""Names of tables whose rows are inserted and never edited: evidence, approvals, verdicts, clearances, the journal."""

SETTLED: dict[str, tuple[str, ...]] = {}
"""Insert-only tables of which some columns may still be set: the name, and the columns that may not."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite stores it without offset, and it comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without offset reached the store")
        aware = value.astimezone(UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def insert_only(cls: type[SQLModel]) -> type[SQLModel]:
    """Class decorator: the database refuses to update or delete rows of this table (triggers on both backends)."""
    table: Table = cls.__table__  # type: ignore[attr-defined]
    INSERT_ONLY.add(table.name)
    event.listen(table, "after_create", _create_triggers)
    return cls


def insert_and_close(*columns: str) -> Any:
    """Class decorator: as `insert_only`, but `columns` may still be set, for rows that are opened and then closed."""

    def decorate(cls: type[SQLModel]) -> type[SQLModel]:
        table: Table = cls.__table__  # type: ignore[attr-defined]
        SETTLED[table.name] = tuple(column.name for column in table.columns if column.name not in columns)
        return insert_only(cls)

    return decorate


def _create_triggers(target: Table, connection: Any, **_: Any) -> None:
    for statement in insert_only_sql(target.name, connection.dialect.name):
        connection.execute(text(statement))


def insert_only_sql(table: str, dialect: str) -> list[str]:
    """The statements that make `table` insert-only; used by migrations and by `create_all` alike."""
    settled = SETTLED.get(table)
    update = f"UPDATE OF {', '.join(settled)}" if settled else "UPDATE"
    if dialect == "sqlite":
        return [
            (
                f"CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
            )
            for name, verb in (("update", update), ("delete", "DELETE"))
        ]
    return [
        (
            "CREATE OR REPLACE FUNCTION readiness_insert_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$"
        ),
        (
            f"CREATE TRIGGER {table}_insert_only BEFORE {update} OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION readiness_insert_only()"
        ),
    ]
