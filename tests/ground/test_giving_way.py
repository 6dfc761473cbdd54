"""Work that waits on an event loop lets the others go on, and does the same in a thread."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from readiness.ground.giving_way import Waiting, aside, is_on_a_loop, on_the_loop


def test_work_on_a_loop_gives_what_it_returns_and_raises_what_it_raises() -> None:
    def fails() -> None:
        raise ValueError("no.")

    async def both() -> None:
        assert await on_the_loop(divmod, 7, 2) == (3, 1)
        with pytest.raises(ValueError, match="no"):
            await on_the_loop(fails)

    asyncio.run(both())


def test_what_is_left_aside_is_done_in_another_thread_and_raises_where_it_was_left() -> None:
    def fails() -> None:
        raise ValueError("not here.")

    with ThreadPoolExecutor(1) as hands:

        def work() -> int:
            with pytest.raises(ValueError, match="not here"):
                aside(fails, lambda: hands)
            return aside(threading.get_ident, lambda: hands)

        assert asyncio.run(on_the_loop(work)) != threading.get_ident()
        assert work() == threading.get_ident(), "in a thread it is done there"


def test_nothing_else_runs_on_the_loop_until_work_is_over_or_waits() -> None:
    told: list[str] = []

    def work(name: str, waits: list[Waiting]) -> None:
        assert is_on_a_loop()
        told.append(f"{name} begins")
        waits.append(Waiting())
        waits[-1].wait()
        told.append(f"{name} ends")

    async def two() -> None:
        waits: list[Waiting] = []
        doing = [asyncio.create_task(on_the_loop(work, name, waits)) for name in ("one", "two")]
        await asyncio.sleep(0)
        assert told == ["one begins", "two begins"]
        waits[1].wake()
        await doing[1]
        await asyncio.to_thread(waits[0].wake)
        await doing[0]

    asyncio.run(two())
    assert told == ["one begins", "two begins", "two ends", "one ends"]
    assert not is_on_a_loop()


def test_whoever_is_woken_before_they_wait_does_not_wait() -> None:
    def work() -> bool:
        here = Waiting()
        here.wake()
        here.wait()
        return True

    assert work()
    assert asyncio.run(on_the_loop(work))
