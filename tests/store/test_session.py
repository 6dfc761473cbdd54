from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, DefinitionError, OutsideFailure
from readiness.store import journal
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow


def lines(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count(col(JournalRow.id)))).one()


def write(database: Database, clock: FixedClock, subject: str) -> None:
    with database.transaction() as session:
        journal.record(session, clock, actor="a@example.com", verb="tried", subject=subject)


def test_what_a_transaction_did_is_there_when_it_ends(database: Database, clock: FixedClock):
    write(database, clock, "one")
    assert lines(database) == 1


def test_nothing_is_left_of_a_transaction_that_raised(database: Database, clock: FixedClock):
    with pytest.raises(RuntimeError), database.transaction() as session:
        journal.record(session, clock, actor="a@example.com", verb="tried", subject="x")
        session.flush()
        raise RuntimeError
    assert lines(database) == 0


def test_times_come_back_aware_and_equal(database: Database, clock: FixedClock):
    write(database, clock, "one")
    with database.reading() as session:
        assert session.exec(select(JournalRow.at)).one() == clock.now()


@pytest.mark.parametrize("statement", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal"])
def test_the_database_itself_refuses_to_edit_the_journal(database: Database, clock: FixedClock, statement: str):
    write(database, clock, "one")
    with pytest.raises(DBAPIError, match="journal is insert-only"), database.transaction() as session:
        session.execute(text(statement))
    assert lines(database) == 1


def test_eight_threads_write_one_after_the_other(database: Database, clock: FixedClock):
    threads = [threading.Thread(target=lambda: [write(database, clock, "t") for _ in range(10)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(database) == 80


WRITER = """
import sys
from datetime import UTC, datetime
from readiness.ground.clock import FixedClock
from readiness.store import journal
from readiness.store.session import Database
database = Database(sys.argv[1])
for _ in range(25):
    with database.transaction() as session:
        journal.record(session, FixedClock(datetime(2018, 1, 1, tzinfo=UTC)), actor="p", verb="wrote", subject="x")
"""


def test_three_processes_write_to_one_sqlite_file_without_a_lock_error(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'shared.db'}")
    JournalRow.metadata.create_all(database.engine)
    address = database.url.render_as_string(hide_password=False)
    running = [subprocess.Popen([sys.executable, "-c", WRITER, address]) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert lines(database) == 75
    database.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path, clock: FixedClock):
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    JournalRow.metadata.create_all(database.engine)
    with database.transaction() as session:
        journal.record(session, clock, actor="a", verb="v", subject="s")
        session.flush()
        assert lines(database) == 0
    assert lines(database) == 1
    database.close()


def test_what_was_raised_in_a_transaction_is_not_written_by_the_next_one(database: Database, clock: FixedClock):
    for raises in (True, False):
        with suppress(RuntimeError), database.transaction() as session:
            session.add(JournalRow(at=clock.now(), actor="a", verb="left behind" if raises else "said", subject="s"))
            if raises:
                raise RuntimeError
    with database.reading() as session:
        assert session.exec(select(JournalRow.verb)).all() == ["said"]


def test_what_a_reader_adds_is_never_written(database: Database, clock: FixedClock):
    with database.reading() as session:
        session.add(JournalRow(at=clock.now(), actor="a", verb="read", subject="s"))
        session.flush()
    with database.reading() as session:
        assert not session.new
    write(database, clock, "one")
    assert lines(database) == 1


def test_each_of_many_readers_at_once_keeps_what_it_saw(database: Database, clock: FixedClock):
    if not database.is_sqlite:
        pytest.skip("on Postgres a reader sees what was committed meanwhile")
    with ExitStack() as readers:
        for number in range(9):
            session = readers.enter_context(database.reading())
            assert len(session.exec(select(JournalRow.id)).all()) == number
            readers.callback(lambda session=session, number=number: still_sees(session, number))
            write(database, clock, "one more")
    assert lines(database) == 9


def still_sees(session: Session, number: int) -> None:
    assert len(session.exec(select(JournalRow.id)).all()) == number


def test_a_closed_database_has_no_connection_left(database: Database, clock: FixedClock):
    write(database, clock, "one")
    with database.reading(), database.reading():
        pass
    pool = database.engine.pool
    database.close()
    assert pool.checkedout() == 0


def test_a_database_without_tables_says_what_to_run(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Conflict, match="readiness db upgrade"):
        lines(database)
    database.close()


def test_an_address_nobody_answers_is_an_outside_failure_and_hides_the_password():
    database = Database("postgresql://user:secret@127.0.0.1:1/none")
    with pytest.raises(OutsideFailure) as told:
        lines(database)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("address", ["nonsense", "mysql://x/y", ""])
def test_an_address_of_another_kind_is_refused_with_the_two_that_work(address: str):
    with pytest.raises(DefinitionError, match="sqlite:///path"):
        Database(address)
