"""Works that share a commit: each stands or falls alone, and nobody is told before it is on the disk."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, NotFound
from readiness.store import journal
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow

CLOCK = FixedClock(datetime(2018, 2, 1, tzinfo=UTC))


def write(session: Session, subject: str) -> str:
    journal.record(session, CLOCK, actor="ann@example.com", verb="wrote", subject=subject)
    return subject


def subjects(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.execute(select(JournalRow.subject).order_by(JournalRow.subject)).scalars())


def test_one_alone_is_a_transaction(database: Database) -> None:
    assert database.together(lambda session: write(session, "one")) == "one"
    assert subjects(database) == ["one"]


def test_what_raises_is_gone_and_raises_to_whoever_brought_it(database: Database) -> None:
    def fails(session: Session) -> None:
        write(session, "gone")
        raise Conflict("not now.")

    with pytest.raises(Conflict, match="not now"):
        database.together(fails)
    assert subjects(database) == []
    database.together(lambda session: write(session, "after"))
    assert subjects(database) == ["after"]


def test_many_at_once_are_all_kept_but_those_that_raised(database: Database) -> None:
    outcomes: dict[int, object] = {}

    def bring(number: int) -> None:
        def work(session: Session) -> str:
            written = write(session, f"{number:03d}")
            if number % 5 == 0:
                raise NotFound(f"number {number}.")
            return written

        try:
            outcomes[number] = database.together(work)
        except NotFound as error:
            outcomes[number] = error.message

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [f"{number:03d}" for number in range(60) if number % 5]
    assert subjects(database) == kept
    assert outcomes == {n: f"number {n}." if n % 5 == 0 else f"{n:03d}" for n in range(60)}


def test_whoever_comes_while_another_commits_shares_the_next_commit(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on Postgres transactions commit side by side")
    inside, go_on = threading.Event(), threading.Event()
    versions: list[int] = []

    def first(session: Session) -> str:
        inside.set()
        go_on.wait()
        return write(session, "first")

    def later(number: int) -> None:
        database.together(lambda session: write(session, f"later {number}"))
        with database.reading() as session:
            versions.append(session.execute(select(func.count()).select_from(JournalRow)).scalar_one())

    leader = threading.Thread(target=lambda: database.together(first))
    leader.start()
    inside.wait()
    followers = [threading.Thread(target=later, args=(number,)) for number in range(5)]
    for thread in followers:
        thread.start()
    while len(database._turns) < 5:
        time.sleep(0.001)
    go_on.set()
    for thread in (leader, *followers):
        thread.join()
    assert versions == [6] * 5, "when the first of them was told, all five were there"


def test_an_interrupt_fails_everybody_who_shared_the_commit_and_nobody_later(database: Database) -> None:
    def stops(_session: Session) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.together(stops)
    assert subjects(database) == []
    assert database.together(lambda session: write(session, "on")) == "on"


def test_a_write_beside_it_by_the_usual_way_waits_its_turn(database: Database) -> None:
    with database.transaction() as session:
        write(session, "usual")
    database.together(lambda session: write(session, "shared"))
    assert subjects(database) == ["shared", "usual"]
