"""Works that share a commit: each stands or falls alone, and nobody is told before it is on the disk."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, NotFound
from readiness.ground.giving_way import on_the_loop
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


def test_on_a_loop_and_in_threads_at_once_everything_is_kept_but_what_raised(database: Database) -> None:
    outcomes: dict[int, object] = {}

    def work(number: int, session: Session) -> str:
        written = write(session, f"{number:03d}")
        if number % 5 == 0:
            raise NotFound(f"number {number}.")
        return written

    def bring(number: int) -> None:
        try:
            if number % 7 == 1:
                with database.transaction() as session:
                    outcomes[number] = work(number, session)
            else:
                outcomes[number] = database.together(lambda session: work(number, session))
        except NotFound as error:
            outcomes[number] = error.message

    async def on_one_loop() -> None:
        await asyncio.gather(
            *(on_the_loop(bring, n) for n in range(40)), *(asyncio.to_thread(bring, n) for n in range(40, 80))
        )

    asyncio.run(on_one_loop())
    assert subjects(database) == [f"{number:03d}" for number in range(80) if number % 5]
    assert outcomes == {n: f"number {n}." if n % 5 == 0 else f"{n:03d}" for n in range(80)}


def test_a_loop_goes_on_while_works_on_it_wait_for_a_writer_elsewhere(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on Postgres pages are answered in threads")
    inside, go_on = threading.Event(), threading.Event()

    def held() -> None:
        with database.transaction() as session:
            write(session, "first")
            inside.set()
            go_on.wait()

    async def meanwhile() -> list[str]:
        holding = asyncio.create_task(asyncio.to_thread(held))
        await asyncio.to_thread(inside.wait)
        waiting = [
            asyncio.create_task(on_the_loop(database.together, lambda session, n=n: write(session, f"later {n}")))
            for n in range(3)
        ]
        for _ in range(5):
            await asyncio.sleep(0)
        seen = await on_the_loop(subjects, database)
        assert not any(task.done() for task in waiting)
        go_on.set()
        await asyncio.gather(holding, *waiting)
        return seen

    assert asyncio.run(meanwhile()) == [], "readers go on, and see nothing that is not committed"
    assert subjects(database) == ["first", "later 0", "later 1", "later 2"]


def test_another_process_s_lock_is_waited_for_without_holding_up_the_loop(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on Postgres pages are answered in threads")
    assert database.file is not None
    other = Database(str(database.url))  # a database of its own has a lock of its own, as another process does

    async def meanwhile() -> bool:
        with other.transaction() as session:
            write(session, "theirs")
            ours = asyncio.create_task(on_the_loop(database.together, lambda session: write(session, "ours")))
            for _ in range(5):
                await asyncio.sleep(0)
            waited = not ours.done()
        await ours
        return waited

    assert asyncio.run(meanwhile())
    other.close()
    assert subjects(database) == ["ours", "theirs"]


def test_work_that_is_cancelled_while_it_waits_is_done_to_its_end(database: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> str:
        inside.set()
        go_on.wait()
        return write(session, "slow")

    async def cancelled() -> bool:
        holding = asyncio.create_task(asyncio.to_thread(database.together, slow))
        await asyncio.to_thread(inside.wait)
        if not database.is_sqlite:
            go_on.set()  # there one transaction does not wait for another
        ours = asyncio.create_task(on_the_loop(database.together, lambda session: write(session, "ours")))
        await asyncio.sleep(0)
        ours.cancel()
        go_on.set()
        await holding
        return isinstance((await asyncio.gather(ours, return_exceptions=True))[0], asyncio.CancelledError)

    assert asyncio.run(cancelled()) or not database.is_sqlite
    assert subjects(database) == ["ours", "slow"]
