"""The schema over time: which revision a database is at, bringing it to ours, and telling drift.

Alembic does the work and is imported only here and only when asked: reading the revision costs one SELECT.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from readiness.ground.errors import Conflict, NotFound, OutsideFailure
from readiness.store.glance import HEAD
from readiness.store.session import Database
from readiness.store.unfit import REPLACED, not_a_file, other_revision, unusable

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Upgraded:
    """`before` is None for a database that had no tables."""

    before: str | None
    after: str


def revision(database: Database) -> str | None:
    """The revision a database is at; None when it has none of our tables."""
    try:
        with database.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found) if found else None
    except SQLAlchemyError as error:
        if database.file is not None:
            raise unusable(str(getattr(error, "orig", None) or error), database.file) from error
        raise OutsideFailure(
            f"the database at {database.shown_url} cannot be reached: {str(error).splitlines()[0]}",
            hint="Is it running, and is READINESS_DATABASE_URL right?",
        ) from error


def upgrade(database: Database) -> Upgraded:
    """The database is at `HEAD`. In one transaction: a failure leaves it where it was."""
    if database.file is not None:
        try:
            database.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(f"unable to open {database.file.parent}", database.file) from error
    before = revision(database)
    if before == HEAD:
        return Upgraded(before, HEAD)
    if before is not None and before > HEAD:
        require_head(database)
    from alembic import command  # noqa: PLC0415  (a second to import; most commands never need it)

    with database.schema_change() as connection:
        command.upgrade(_alembic(connection), "head")
    return Upgraded(before, HEAD)


def require_head(database: Database) -> None:
    """Raises Conflict unless the database is at `HEAD`."""
    found = revision(database)
    if found == HEAD:
        return
    raise other_revision(found, database.file, HEAD)


def drift(database: Database) -> tuple[str, ...]:
    """What the database's tables and triggers have otherwise than the code says; empty = nothing."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    from readiness.store.tables.whole import INSERT_ONLY, metadata  # noqa: PLC0415  (every table: only drift needs it)

    def ours(name: str | None, kind: str, _parents: Any) -> bool:
        return kind != "table" or name in metadata.tables

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        found = [_tell(difference) for difference in compare_metadata(context, metadata)]
        guarded = _guarded_tables(connection)
    found += [f"{table} can be edited: its insert-only trigger is missing" for table in sorted(INSERT_ONLY - guarded)]
    return tuple(found)


def backup(database: Database, target: Path) -> Path:
    """A whole, consistent copy of a SQLite database at `target`, made while others read and write.

    Raises Conflict when the target exists or the database is Postgres (whose own tools do this).
    """
    if not database.is_sqlite:
        raise Conflict("this is a Postgres database.", hint="Use pg_dump; it sees one consistent moment.")
    source = database.file
    if source is None or not source.is_file():
        raise _missing(source)
    if target.exists():
        raise Conflict(f"{target} exists already.", hint="Give another name; nothing is overwritten.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return _copy(source, target)


def restore(database: Database, source: Path, stamp: str) -> Path | None:
    """The database is what the backup at `source` holds; what stood there is in `backups`, under the name returned.

    The backup is judged first: nothing is touched for one that is not sound, not ours, or of a newer program. Returns
    None when nothing stood there. Nobody may have the database open. Raises Conflict for Postgres, NotFound.
    """
    file = database.file
    if file is None:
        raise Conflict("this is a Postgres database.", hint="Use pg_restore.")
    if not source.is_file():
        raise not_a_file(source) or NotFound(f"there is no backup at {source}.")
    if (wrong := not_a_file(file)) is not None:
        raise wrong
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(file.name + ".restored")
    new.unlink(missing_ok=True)
    _copy(source, new)
    if (found := _revision_in(new)) is None or found > HEAD:
        new.unlink()
        raise other_revision(found, source, HEAD) if found else Conflict(f"{source} is no backup of this program.")
    there = file.exists()
    aside = file.parent / "backups" / f"{REPLACED}{stamp}.{file.name}"
    for end in ("-wal", "-shm", ""):
        part = file.with_name(file.name + end)
        if part.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            part.replace(aside.with_name(aside.name + end))
    new.replace(file)
    return aside if there else None


def _missing(file: Path | None) -> NotFound | OutsideFailure:
    wrong = not_a_file(file) if file else None
    return wrong or NotFound(f"there is no database at {file}.", hint="Run: readiness db upgrade")


def _copy(source: Path, target: Path) -> Path:
    """A sound copy of a SQLite file as of one moment, whole or not at all."""
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(part)) as writing:
            reading.backup(writing)
            sound = writing.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        part.unlink(missing_ok=True)
        raise unusable(str(error), source) from error
    if sound != "ok":
        part.unlink()
        raise unusable(f"malformed: {sound}", source)
    shutil.move(part, target)
    return target


def _revision_in(file: Path) -> str | None:
    with closing(sqlite3.connect(file)) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError:
            return None
    return str(found[0]) if found else None


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _tell(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(_tell(one) for one in difference)
    verb, *rest = difference
    return f"{verb}: {', '.join(str(getattr(part, 'name', part)) for part in rest if part is not None)}"


def _guarded_tables(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT tbl_name FROM sqlite_master WHERE type='trigger'"))
        names = [row[0] for row in rows]
        return {name for name in names if names.count(name) >= 2}
    rows = connection.execute(
        text("SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal")
    )
    return {row[0] for row in rows}
