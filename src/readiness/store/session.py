"""The database: one engine, one writer at a time on SQLite, and the only `commit` in the product.

SQLite runs in WAL with synchronous=FULL; writers are serialised inside the process by a lock and between processes by
an flock beside the file, because SQLite's own lock waiting is the worst queue there is (measured: p99 1 s against
40 ms). Readers never wait. On Postgres a transaction is a transaction.

Work on an event loop (`ground.giving_way`) waits for these locks and for the disk without holding up the loop.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlmodel import Session

from readiness.ground.errors import NotFound, OutsideFailure, Unusable
from readiness.ground.giving_way import aside, is_on_a_loop
from readiness.store.glance import ADDRESSES, EXTRA
from readiness.store.prepared import OnConnection
from readiness.store.seats import Seats
from readiness.store.turns import Gate, Turn, Turns
from readiness.store.unfit import unusable

T = TypeVar("T")


_SEATS: Final = 4
"""As many readers at one moment keep their connections; each holds up to 2 MB of pages (see `_set_pragmas`)."""


_QUICK_SECONDS: Final = 0.001
"""A small page takes as long, and whoever comes during it waits anyway."""


class Database:
    """A database at `url` (`sqlite:///path` or `postgresql+psycopg://…`). Opening does not touch the schema."""

    def __init__(self, url: str) -> None:
        parsed = _address(url)
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._gate = Gate()
        self._turns = Turns(self._serve)
        self._hands: ThreadPoolExecutor | None = None
        self._commit_seconds = 0.0
        name = parsed.database
        self.file = Path(name) if self.is_sqlite and name and name != ":memory:" else None
        """The SQLite file, which need not be there; None for Postgres and for a database in memory."""
        self._lock_path = self.file.with_name(self.file.name + ".lock") if self.file else None
        self.engine = self._open()
        self._writers = self.engine.execution_options(writes=True)
        self._reading = Seats(self.engine, kept=_SEATS) if self.file else None
        self._writing = Seats(self._writers, kept=1, commit=self._commit) if self.file else None

    def _open(self) -> Engine:
        if not self.is_sqlite:
            return self._open_postgres()
        asked: dict[str, Any] = {"pool_size": 1, "max_overflow": 14} if self.file else {}
        engine = create_engine(self.url, connect_args={"check_same_thread": False, "timeout": 30}, **asked)
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine

    def _open_postgres(self) -> Engine:
        try:
            return create_engine(self.url, pool_pre_ping=True, insertmanyvalues_page_size=5000)
        except ModuleNotFoundError as error:
            raise OutsideFailure(
                f"{self.shown_url} needs the library {error.name}, which is not installed.",
                hint=EXTRA,
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed when the block ends and gone when it raises. Not for nesting."""
        with self._one_writer(), _in_our_words(self.file), self._begun() as (_, session):
            yield session
            session.finish()

    def together(self, work: Callable[[Session], T]) -> T:
        """`work` is done and committed, with what others bring at the same moment; returns or raises what it does.

        For what many people do at once: a commit waits for the disk, and here one wait serves everybody who came
        during the last one. Each work stands in a savepoint of its own, so one that raises takes no other with it. On
        Postgres, where transactions wait for the disk side by side, it is a transaction like any other.
        """
        if not self.is_sqlite:
            with self.transaction() as session:
                return work(session)
        with _in_our_words(self.file):
            return self._turns.take(work)

    def _serve(self, turns: list[Turn[Any]]) -> None:
        """Each of them is served, by one commit."""
        with self._one_writer(), self._begun() as (connection, session):
            if len(turns) == 1:
                turns[0].take_alone(session)
            else:
                for turn in turns:
                    turn.take(connection, session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read from: one snapshot, never committed."""
        with _in_our_words(self.file):
            if self._reading is not None:
                with self._reading.reading() as session:
                    yield session
                return
            with self.engine.connect() as connection:
                connection.begin()
                with OnConnection(connection) as session:
                    yield session

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """A connection on which tables are made and changed: all of it is committed at the end, or none."""
        with self._one_writer(), self._writers.begin() as connection:
            yield connection

    @property
    def shown_url(self) -> str:
        """The address without its password, for people and logs."""
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        for seats in (self._reading, self._writing):
            if seats is not None:
                seats.close()
        if self._hands is not None:
            self._hands.shutdown()
            self._hands = None
        self.engine.dispose()

    @contextmanager
    def _begun(self) -> Iterator[tuple[Connection, OnConnection]]:
        """A connection and a session on it, in a transaction that is committed at the end."""
        if self._writing is not None:
            with self._writing.writing() as both:
                yield both
            return
        with self._writers.begin() as connection, OnConnection(connection) as session:
            yield connection, session

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._gate:
            if self._lock_path is None:
                yield
                return
            try:
                handle = os.open(self._lock_path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as error:
                if self._lock_path.parent.is_dir():
                    raise unusable(f"unable to open {self._lock_path}", self.file) from error
                raise NotFound(
                    f"there is no workspace database at {self.url.database}.", hint="Run: readiness db upgrade"
                ) from error
            try:
                self._lock_file(handle)
                yield
            finally:
                os.close(handle)

    def _lock_file(self, handle: int) -> None:
        """No other process writes until `handle` is closed."""
        if is_on_a_loop():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._aside(partial(fcntl.flock, handle, fcntl.LOCK_EX))
        else:
            fcntl.flock(handle, fcntl.LOCK_EX)

    def _commit(self, commit: Callable[[], None]) -> None:
        """Waits for the disk: where work is on a loop, there while the disk is quick, and aside while it is not.

        To hand it over costs more than a quick disk does, and all that time no other process writes.
        """
        if is_on_a_loop() and self._commit_seconds > _QUICK_SECONDS:
            self._commit_seconds = self._aside(partial(_timed, commit))
        else:
            self._commit_seconds += (_timed(commit) - self._commit_seconds) / 4

    def _aside(self, call: Callable[[], T]) -> T:
        """What waits for the disk or for another process. One pair of hands: there is one writer."""
        return aside(call, self._own_hands)

    def _own_hands(self) -> ThreadPoolExecutor:
        if self._hands is None:
            self._hands = ThreadPoolExecutor(1, "readiness-writer")
        return self._hands


def _timed(call: Callable[[], None]) -> float:
    """How many seconds it took."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _address(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Unusable("the database address cannot be read.", hint=ADDRESSES) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise Unusable(f"the database address names '{parsed.drivername}'.", hint=ADDRESSES)
    return parsed


@contextmanager
def _in_our_words(file: Path | None) -> Iterator[None]:
    """Of the driver's errors only those that a database in order does not have; a broken rule is the caller's own."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in {OperationalError, DatabaseError}:
            raise
        raise unusable(str(error.orig or error), file) from error


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-2048", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    """On the driver's own connection, before everything anybody reads; a seat has begun by itself (`store.seats`)."""
    driver = connection.connection.driver_connection
    if not driver.in_transaction:
        driver.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes", False) else "BEGIN")
