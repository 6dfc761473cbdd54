from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from readiness.ground.clock import FixedClock
from readiness.store.prepared import Prepared
from readiness.store.session import Database
from readiness.store.tables.accounts import AccountRow
from readiness.store.tables.journal import JournalRow

JOURNAL: Table = JournalRow.__table__  # type: ignore[attr-defined]
ACCOUNT: Table = AccountRow.__table__  # type: ignore[attr-defined]
KEYS = ("at", "launch", "actor", "verb", "subject", "fingerprint", "simulated", "detail")
WRITE = Prepared(insert(JOURNAL), keys=KEYS)
READ = Prepared(select(*(JOURNAL.c[key] for key in KEYS)).where(JOURNAL.c.actor == bindparam("who")).order_by("id"))
ADD = Prepared(insert(ACCOUNT), keys=("email", "name", "created_at", "created_by"))
AT = datetime(2018, 3, 22, 9, 30, 15, 123456, tzinfo=UTC)


def line(**said: Any) -> dict[str, Any]:
    return {
        "at": AT, "launch": "atlas", "actor": "a@example.com", "verb": "tried", "subject": "50 % of %s", "simulated": True,
        "fingerprint": None, "detail": {"one": [1, 2.5, "é"], "none": None}, **said,
    }  # fmt: skip


def test_what_is_written_comes_back_as_sqlalchemy_reads_it(database: Database):
    with database.transaction() as session:
        WRITE.run(session, line())
    with database.reading() as session:
        [row] = READ.all(session, {"who": "a@example.com"})
        [same] = session.execute(select(*(JOURNAL.c[key] for key in KEYS))).all()
    assert row == tuple(same)
    assert (row.at, row.simulated, row.detail["none"]) == (AT, True, None)


def test_several_rows_are_written_in_their_order(database: Database):
    with database.transaction() as session:
        WRITE.run(session, line(subject="one"), line(subject="two"))
        WRITE.run(session, line(subject="three"))
    with database.reading() as session:
        assert [row.subject for row in READ.all(session, {"who": "a@example.com"})] == ["one", "two", "three"]


def test_nothing_found_is_an_empty_list_or_none(database: Database):
    with database.reading() as session:
        nobody = {"who": "nobody@example.com"}
        assert (READ.all(session, nobody), READ.first(session, nobody), READ.scalar(session, nobody)) == (
            [],
            None,
            None,
        )


def test_it_takes_part_in_the_transaction_it_is_run_in(database: Database):
    with pytest.raises(RuntimeError), database.transaction() as session:
        WRITE.run(session, line())
        raise RuntimeError
    with database.reading() as session:
        assert READ.all(session, {"who": "a@example.com"}) == []


def test_it_and_objects_see_what_the_other_wrote(database: Database, clock: FixedClock):
    with database.transaction() as session:
        session.add(AccountRow(email="b@example.com", name="B", created_at=clock.now(), created_by="b@example.com"))
        session.flush()
        ADD.run(session, {"email": "a@example.com", "name": "A", "created_at": AT, "created_by": "a@example.com"})
        names = Prepared(select(ACCOUNT.c.name).order_by(ACCOUNT.c.email))
        assert [row.name for row in names.all(session)] == ["A", "B"]
        assert session.get(AccountRow, "a@example.com") is not None
    with database.reading() as session:
        assert session.get(AccountRow, "b@example.com") is not None


def test_a_value_that_is_missing_is_told_and_not_taken_for_nothing(database: Database):
    without = {key: value for key, value in line().items() if key != "detail"}
    with pytest.raises(KeyError, match="detail"), database.transaction() as session:
        WRITE.run(session, without)
    with pytest.raises(KeyError, match="who"), database.reading() as session:
        READ.all(session)


def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(database: Database):
    twice = {"email": "a@example.com", "name": "A", "created_at": AT, "created_by": "a@example.com"}
    with pytest.raises(IntegrityError), database.transaction() as session:
        ADD.run(session, twice)
        ADD.run(session, twice)
    edit = Prepared(JOURNAL.update().values(actor=bindparam("new")))
    with database.transaction() as session:
        WRITE.run(session, line())
    with pytest.raises(DBAPIError, match="insert-only"), database.transaction() as session:
        edit.run(session, {"new": "x"})
