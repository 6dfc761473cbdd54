"""Work that is written to wait, done on an event loop: while it waits, the loop goes on with others.

A thread for each piece of work costs more than a small page does: the interpreter's lock is handed over at nearly every
statement. `on_the_loop` does the work where the loop is, in a greenlet; what would block (`aside`, `Waiting`) gives the
loop back until it is over. The same code waits in the ordinary way when it runs in a thread.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar, cast

from greenlet import getcurrent, greenlet

T = TypeVar("T")


async def on_the_loop(work: Callable[..., T], *given: Any) -> T:
    """What `work(*given)` returns or raises. Nothing else runs on the loop until it is over or waits.

    Cancelled in the middle, it is done to its end first, as in a thread.
    """
    doing = _OnLoop(work, asyncio.get_running_loop())
    is_cancelled = False
    came = doing.switch(*given)
    while not doing.dead:
        try:
            said = await asyncio.shield(came)
        except asyncio.CancelledError:
            if not came.cancelled():
                is_cancelled = True
                continue
            came = doing.throw(asyncio.CancelledError())
        except BaseException as error:  # noqa: BLE001  (it is raised where the work waits)
            came = doing.throw(error)
        else:
            came = doing.switch(said)
    if is_cancelled:
        raise asyncio.CancelledError
    return cast("T", came)


def aside(call: Callable[[], T], hands: Callable[[], Executor]) -> T:
    """What `call` returns or raises; work on a loop leaves it to `hands` and gives way meanwhile."""
    here = getcurrent()
    if not isinstance(here, _OnLoop):
        return call()
    return cast("T", here.wait_for(here.loop.run_in_executor(hands(), call)))


def is_on_a_loop() -> bool:
    """True within `on_the_loop`, where nothing may block."""
    return isinstance(getcurrent(), _OnLoop)


class Waiting:
    """Somebody who waits until they are woken, on a loop or in a thread of their own. Made by whoever waits."""

    def __init__(self) -> None:
        here = getcurrent()
        self._work = here if isinstance(here, _OnLoop) else None
        self._thread = threading.get_ident()
        if self._work is not None:
            self._future: asyncio.Future[None] = self._work.loop.create_future()
        else:
            self._is_woken = threading.Lock()
            self._is_woken.acquire()

    def wait(self) -> None:
        """Until `wake`, which may have come before."""
        if self._work is not None:
            self._work.wait_for(self._future)
        else:
            self._is_woken.acquire()

    def wake(self) -> None:
        """Once, from any thread."""
        if self._work is None:
            self._is_woken.release()
        elif threading.get_ident() == self._thread:
            self._future.set_result(None)
        else:
            self._work.loop.call_soon_threadsafe(self._future.set_result, None)


class _OnLoop(greenlet):  # type: ignore[misc]  # it has no types
    """Work in progress on a loop; its parent is whoever runs the loop."""

    def __init__(self, work: Callable[..., Any], loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(work)
        self.loop = loop

    def wait_for(self, future: asyncio.Future[Any]) -> Any:
        """The loop goes on until `future` is done; called by the work itself."""
        assert self.parent is not None
        return self.parent.switch(future)
