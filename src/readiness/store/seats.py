"""Connections that stay open between transactions, each with its session, for SQLite.

To take a connection from SQLAlchemy's pool, to make a session and to put both away costs several times what a small
statement does, and every request has at least one transaction. The one used last is taken first: SQLite still has the
pages it read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from readiness.store.prepared import OnConnection


def _here(call: Callable[[], None]) -> None:
    call()


class Seats:
    """At most `kept` wait to be used again; what is needed beyond them at one moment comes from the engine's pool.

    A commit, which waits for the disk, is left to `commit`.
    """

    def __init__(self, engine: Engine, *, kept: int, commit: Callable[[Callable[[], None]], None] = _here) -> None:
        self._engine = engine
        self._kept = kept
        self._commit = commit
        self._free: list[tuple[Connection, OnConnection]] = []

    @contextmanager
    def reading(self) -> Iterator[OnConnection]:
        """A session in a transaction that is never committed."""
        connection, session = self._take()
        try:
            session.driver.execute("BEGIN")
            with session:
                yield session
            if connection.in_transaction():
                connection.rollback()
            else:
                session.driver.rollback()
        except BaseException:
            connection.close()
            raise
        self._keep(connection, session)

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, OnConnection]]:
        """The same, committed at the end and gone when anything is raised."""
        connection, session = self._take()
        try:
            session.driver.execute("BEGIN IMMEDIATE")
            with session:
                yield connection, session
            self._commit(connection.commit if connection.in_transaction() else session.driver.commit)
        except BaseException:
            connection.close()
            raise
        self._keep(connection, session)

    def close(self) -> None:
        """Those that wait are closed."""
        while self._free:
            self._free.pop()[0].close()

    def _take(self) -> tuple[Connection, OnConnection]:
        try:
            return self._free.pop()
        except IndexError:  # asked and answered in one step: others take at the same time
            connection = self._engine.connect()
            return connection, OnConnection(connection)

    def _keep(self, connection: Connection, session: OnConnection) -> None:
        """One in which something was raised never comes back here: the pool looks after it."""
        if len(self._free) < self._kept:
            self._free.append((connection, session))
        else:
            connection.close()
