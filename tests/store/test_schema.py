from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from readiness.actions.upgrade_database import files_unread, ready_database
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


def test_uploads_of_an_earlier_release_wait_to_be_read_and_links_do_not(empty: Database):
    _at(empty, "0014")
    version = (
        "INSERT INTO asset_version (asset_id, number, title, summary, facets, readers, token, file_name, media_type, size,"
        " sha256, link, note, \"by\", at, simulated) VALUES ({0}, 1, 'One', '', '{{}}', 'all', '{1}', '', '', 0, '', '', '',"
        " 'ann@example.com', '2018-01-01', 0)"
    )
    document = (
        "INSERT INTO asset_document (asset_id, readers, kind, title, summary, body, facets, fingerprint, made_at)"
        " VALUES ({0}, 'all', 'upload', 'One', '', 'deck.pptx', '{{}}', 'f', '2018-01-01')"
    )
    with empty.transaction() as session:
        for number, token in ((1, "a-file"), (2, "")):
            session.execute(text(f"INSERT INTO asset VALUES ({number}, 'a{number}', '', '', 0, '2018-01-01')"))
            session.execute(text(version.format(number, token)))
            session.execute(text(document.format(number)))
        session.execute(
            text(
                'INSERT INTO asset_use (asset_id, act, launch, conversation, note, "by", on_day, at, simulated)'
                " VALUES (1, 'opened', '', '', '', 'ann@example.com', '2018-01-01', '2018-01-01', 0)"
            )
        )
    schema.upgrade(empty)
    assert schema.drift(empty) == ()
    assert files_unread(empty) == 1
    with empty.reading() as session:
        told = session.execute(text("SELECT inside, inside_says FROM asset_document ORDER BY asset_id")).all()
        assert session.execute(text("SELECT via FROM asset_use")).scalars().all() == [""]
    assert [one.inside for one in told] == ["unread", "not"]
    assert told[1].inside_says == "what is at a link is not looked into"


def test_attempts_of_an_earlier_release_come_along_and_can_be_graded_again(empty: Database):
    _at(empty, "0002")
    with empty.transaction() as session:
        for statement in (
            "INSERT INTO person (id, email, name, languages) VALUES (1, 'ann@example.com', 'Ann', '[]')",
            "INSERT INTO quiz_pool VALUES ('p', '[]')",
            (
                "INSERT INTO attempt (id, launch, quiz, person_id, number, pool_fingerprint, form, form_fingerprint,"
                " content_fingerprint, seed, started_at, started_by, simulated)"
                " VALUES (1, 'l', 'q', 1, 1, 'p', '{}', 'f', 'c', 's', '2018-01-01', 'ann@example.com', 0)"
            ),
            "INSERT INTO attempt_step (attempt_id, seq, kind, at, body) VALUES (1, 1, 'grade', '2018-01-01', '{}')",
        ):
            session.execute(text(statement))
    schema.upgrade(empty)
    again = "INSERT INTO attempt_step (attempt_id, seq, kind, at, body) VALUES (1, {}, '{}', '2018-01-02', '{{}}')"
    with empty.transaction() as session:
        session.execute(text(again.format(2, "regrade")))
        session.execute(text(again.format(3, "regrade")))
        assert session.execute(text("SELECT count(*) FROM attempt_step")).scalar_one() == 3
    for refused in (again.format(4, "grade"), again.format(4, "guess"), "DELETE FROM attempt_step"):
        with pytest.raises(DatabaseError), empty.transaction() as session:
            session.execute(text(refused))
    assert schema.drift(empty) == ()


@pytest.mark.parametrize("where", ["empty", "empty_postgres"])
def test_cards_of_an_earlier_release_learn_whether_their_last_answer_was_wrong(
    where: str, request: pytest.FixtureRequest
):
    database = request.getfixturevalue(where)
    _at(database, "0009")
    with database.transaction() as session:
        session.execute(text("INSERT INTO person (id, email, name, languages) VALUES (1, 'ann@x.org', 'Ann', '[]')"))
        session.execute(text("INSERT INTO practice_question VALUES ('f', '{}')"))
        session.execute(text("INSERT INTO knowledge_basis VALUES ('l', 'd', 'a')"))
        for item, ratings in {"lost": (3, 1), "won": (1, 3)}.items():
            card = f"INSERT INTO practice_card VALUES ('l', 1, '{item}', 'm', 2, 5, '2018-01-02', '2018-01-04', 2, 1)"
            session.execute(text(card))
            for day, rating in enumerate(ratings, start=1):
                values = f"'l', 1, 'c', '{item}', 'm', 'f', 's', '2018-01-0{day}', '2018-01-0{day}', 'null', 1, ''"
                review = (
                    "INSERT INTO practice_review (launch, person_id, certification, item, meaning,"
                    " question_fingerprint, seed, on_day, answered_at, answer, fraction, sure, rating, retention,"
                    f" is_new, source, simulated) VALUES ({values}, {rating}, 0.9, false, 'terminal', false)"
                )
                session.execute(text(review))
    schema.upgrade(database)
    with database.reading() as session:
        cards = session.execute(text("SELECT item, missed FROM practice_card ORDER BY item")).all()
        assert [(item, bool(missed)) for item, missed in cards] == [("lost", True), ("won", False)]
        kept = session.execute(text("SELECT count(*) FROM knowledge_basis")).scalar_one()
    assert kept == 0, "days of freshness are told anew"
    assert schema.drift(database) == ()


def _at(database: Database, revision: str) -> None:
    if database.file is not None:
        database.file.parent.mkdir(parents=True)
    with database.schema_change() as connection:
        command.upgrade(schema._alembic(connection), revision)
