from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from readiness.actions.upgrade_database import ready_database
from readiness.ground.errors import Conflict, NotFound
from readiness.store import schema
from readiness.store.session import Database


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'state' / 'readiness.db'}")


@pytest.fixture
def empty_postgres(postgres_url: str):
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS schema_test"))
        connection.execute(text("CREATE DATABASE schema_test"))
    made = Database(Database(postgres_url).url.set(database="schema_test").render_as_string(hide_password=False))
    yield made
    made.close()
    admin.dispose()


def test_the_constant_names_the_newest_migration():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_an_upgrade_makes_every_table_as_the_code_has_it(empty: Database):
    assert schema.upgrade(empty) == schema.Upgraded(None, schema.HEAD)
    assert schema.drift(empty) == ()


def test_the_same_on_postgres(empty_postgres: Database):
    assert schema.upgrade(empty_postgres) == schema.Upgraded(None, schema.HEAD)
    assert schema.drift(empty_postgres) == ()


def test_the_second_upgrade_does_nothing(empty: Database):
    schema.upgrade(empty)
    assert schema.upgrade(empty) == schema.Upgraded(schema.HEAD, schema.HEAD)


def test_a_missing_trigger_and_a_foreign_column_are_told(empty: Database):
    schema.upgrade(empty)
    with sqlite3.connect(empty.url.database) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("ALTER TABLE journal ADD COLUMN shoe_size INTEGER")
    told = " ".join(schema.drift(empty))
    assert "journal can be edited" in told
    assert "shoe_size" in told


def test_a_new_sqlite_file_is_made_without_asking(empty: Database):
    ready_database(empty)
    assert schema.revision(empty) == schema.HEAD


def test_an_older_or_newer_database_is_never_touched_unasked(empty: Database):
    schema.upgrade(empty)
    with sqlite3.connect(empty.url.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Conflict, match="this program needs"):
        ready_database(empty)
    with sqlite3.connect(empty.url.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Conflict, match="newer than this program"):
        ready_database(empty)


def test_postgres_is_upgraded_only_when_asked(empty_postgres: Database):
    with pytest.raises(Conflict, match="readiness db upgrade"):
        ready_database(empty_postgres)


def test_a_backup_holds_everything_and_overwrites_nothing(empty: Database, tmp_path: Path):
    schema.upgrade(empty)
    with empty.transaction() as session:
        session.execute(text("INSERT INTO launch VALUES ('atlas', 'Atlas', 3, '2018-03-22', 1, 'sha256:0')"))
    made = schema.backup(empty, tmp_path / "backups" / "one.db")
    with sqlite3.connect(made) as copy:
        assert copy.execute("SELECT key FROM launch").fetchall() == [("atlas",)]
    with pytest.raises(Conflict, match="exists already"):
        schema.backup(empty, made)


def test_without_a_database_there_is_nothing_to_back_up(empty: Database, tmp_path: Path):
    with pytest.raises(NotFound):
        schema.backup(empty, tmp_path / "one.db")
