"""Statements compiled once a process: an engine for each test would compile each statement anew, a fifth of its work.

Through SQLAlchemy's own doors: dialects that stand in its registry in place of the ones they are made of, one object for
all engines, which share what was compiled for it. What is sent to the database is the same.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(5000)


class _OneForAll(Dialect):
    """The same object whenever the same is asked of it; what it asks a server at the first connection it asks once."""

    _made: ClassVar[dict[tuple[type, str], Any]] = {}
    _asked: bool = False

    def __new__(cls, **given: Any) -> Self:
        return cls._made.setdefault((cls, repr(sorted(given.items()))), super().__new__(cls))

    def __init__(self, **given: Any) -> None:
        if not self.__dict__:
            super().__init__(**given)

    def initialize(self, connection: Any) -> None:
        if not self._asked:
            super().initialize(connection)
            self._asked = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class Sqlite(_OneForAll, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class Postgres(_OneForAll, PGDialect_psycopg):
    supports_statement_cache = True


def compile_once() -> None:
    """From now on, every engine of this process."""
    registry.register("sqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.psycopg", __name__, Postgres.__name__)
