"""Statements prepared once and run on the driver's own cursor: for what is asked with nearly every request.

Around each execution SQLAlchemy makes a context, a cursor and a result, which for a small statement costs several
times what the database does. A `Prepared` is built once for each kind of database from the same Core statement, binds
and reads values by the types of the same columns, and then only runs. It takes part in the transaction of the session
it is given. For statements of a fixed shape: no list is bound when it is run, and no ORM objects come back.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session

Read = Callable[[Any], Any]
Statement = ClauseElement | Callable[[str], ClauseElement]
"""A Core statement, or how it is built for a kind of database: "sqlite" or "postgresql"."""


class Prepared:
    """`keys` are the columns that an insert is given values of."""

    def __init__(self, statement: Statement, *, keys: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._keys = list(keys) if keys is not None else None
        self._ready: dict[str, _Ready] = {}

    def all(self, session: Session, given: Mapping[str, Any] | None = None) -> list[Any]:
        """Every row, as a named tuple."""
        return self._of(session).rows(session, given or {})

    def first(self, session: Session, given: Mapping[str, Any] | None = None) -> Any:
        """The first row, as a named tuple; None when there is none."""
        rows = self._of(session).rows(session, given or {})
        return rows[0] if rows else None

    def scalar(self, session: Session, given: Mapping[str, Any] | None = None) -> Any:
        """The first value of the first row; None when there is none."""
        rows = self._of(session).rows(session, given or {})
        return rows[0][0] if rows else None

    def raw(self, session: Session, given: Mapping[str, Any]) -> list[Any]:
        """Every row as the driver gives it: days of SQLite are text."""
        return self._of(session).raw(session, given)

    def read(self, session: Session, raw: Sequence[Any]) -> list[Any]:
        """What `all` makes of rows as `raw` gives them."""
        return self._of(session).read(raw)

    def run(self, session: Session, *rows: Mapping[str, Any]) -> None:
        """The statement is run with each of these."""
        self._of(session).run(session, rows)

    def _of(self, session: Session) -> _Ready:
        dialect = session.get_bind().dialect
        found = self._ready.get(dialect.name)
        if found is None:
            statement = self._statement if isinstance(self._statement, ClauseElement) else self._statement(dialect.name)
            found = self._ready[dialect.name] = _Ready(statement, dialect, self._keys)
        return found


class OnConnection(Session):
    """A session on a connection whose transaction is begun and ended by whoever opened it.

    `driver` is the driver's own connection. What works on objects joins the same transaction.
    """

    def __init__(self, connection: Any) -> None:
        super().__init__(connection, expire_on_commit=False)
        self.driver = connection.connection.driver_connection
        self._connection = connection

    def get_bind(self, *_: Any, **__: Any) -> Any:
        """There is one connection, whatever is asked."""
        return self._connection

    def connection(self, *_: Any, **__: Any) -> Any:
        """The same, at once."""
        return self._connection

    def __exit__(self, *raised: object) -> None:
        """Whoever used no objects leaves nothing to be put away."""
        if self.in_transaction() or self.identity_map:
            super().__exit__(*raised)

    def finish(self) -> None:
        """What objects were given is written; the connection's transaction goes on."""
        if self.in_transaction():
            self.commit()


class _Ready:
    """One statement for one kind of database."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, keys: list[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=keys)
        self._sql = str(compiled)
        self._dialect = dialect
        self._positional = bool(compiled.positional)
        names = compiled.positiontup if self._positional else list(compiled.params)
        said = {column.key: column.default.arg for column in compiled.insert_prefetch or ()}
        self._binds: list[tuple[str, bool, Any, Read | None]] = []
        for name in names:
            bound = compiled.binds[name]
            asked = bound.required and name not in said
            value = said.get(name, bound.effective_value)
            self._binds.append((name, asked, value, bound.type.dialect_impl(dialect).bind_processor(dialect)))
        columns = getattr(statement, "exported_columns", None)
        shown = list(columns) if columns is not None and not isinstance(columns, tuple) else []
        row: Any = namedtuple("Row", [column.key for column in shown], rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._row = row._make
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in shown]
        self._readers = [(place, reader) for place, reader in enumerate(readers) if reader is not None]

    def rows(self, session: Session, given: Mapping[str, Any]) -> list[Any]:
        return self.read(self.raw(session, given))

    def read(self, found: Sequence[Any]) -> list[Any]:
        make, readers = self._row, self._readers
        if not readers:
            return [make(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for place, read in readers:
                values[place] = read(values[place])
            rows.append(make(values))
        return rows

    def raw(self, session: Session, given: Mapping[str, Any]) -> list[Any]:
        values = self._values(given)
        try:
            found: list[Any] = _driver(session).execute(self._sql, values).fetchall()
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(values, error) from error
        return found

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        driver = _driver(session)
        if len(rows) == 1:
            values = self._values(rows[0])
            try:
                driver.execute(self._sql, values)
            except self._dialect.loaded_dbapi.Error as error:
                raise self._told(values, error) from error
            return
        many = [self._values(row) for row in rows]
        try:
            driver.cursor().executemany(self._sql, many)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(many, error) from error

    def _values(self, given: Mapping[str, Any]) -> Any:
        found = []
        for name, is_asked, said, bind in self._binds:
            value = given[name] if is_asked else said
            found.append(value if bind is None else bind(value))
        return found if self._positional else dict(zip((bind[0] for bind in self._binds), found, strict=True))

    def _told(self, values: Any, error: Exception) -> BaseException:
        """The error as SQLAlchemy tells it, so that nobody has to know which way a statement went."""
        return DBAPIError.instance(self._sql, values, error, self._dialect.loaded_dbapi.Error, dialect=self._dialect)


def _driver(session: Session) -> Any:
    if isinstance(session, OnConnection):
        return session.driver
    return session.connection().connection.driver_connection
