"""Who writes next: a gate for one writer at a time, and turns that share a commit.

Both are waited for in threads and on an event loop alike (`ground.giving_way`).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Connection
from sqlmodel import Session

from readiness.ground.giving_way import Waiting
from readiness.store.prepared import OnConnection

T = TypeVar("T")


class Gate:
    """One is inside at a time; the others wait in the order in which they came. Not for nesting."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[Waiting] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            here = Waiting()
            self._waiting.append(here)
        here.wait()  # whoever goes out leaves it taken, for the one that is woken

    def __exit__(self, *_: object) -> None:
        with self._guard:
            following = self._waiting.popleft() if self._waiting else None
            self._is_taken = following is not None
        if following is not None:
            following.wake()


class Turn(Generic[T]):
    """One work among those that share a commit, and what came of it."""

    def __init__(self, work: Callable[[Session], T]) -> None:
        self._work = work
        self._result: T | None = None
        self._error: BaseException | None = None
        self.waiting = Waiting()
        self.is_over = False

    def take(self, connection: Connection, session: OnConnection) -> None:
        """In a savepoint of its own: what it raises leaves nothing behind for the others."""
        try:
            with connection.begin_nested():
                self.take_alone(session)
        except Exception as error:  # noqa: BLE001  (it is raised to whoever brought the work, where they wait)
            self._error = error

    def take_alone(self, session: OnConnection) -> None:
        """Without a savepoint, which nobody else needs; what it raises ends the transaction."""
        with session:
            self._result = self._work(session)
            session.finish()

    def fail(self, error: BaseException) -> None:
        self._error = self._error or error

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        return cast("T", self._result)


class Turns:
    """What comes while others are served waits, and is then served together.

    The first of those that wait serves them all, its own among them, by `serve`.
    """

    def __init__(self, serve: Callable[[list[Turn[Any]]], None]) -> None:
        self._serve = serve
        self._guard = threading.Lock()
        self._waiting: list[Turn[Any]] = []
        self._is_served = False

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, work: Callable[[Session], T]) -> T:
        """What the work returns or raises, once it is committed."""
        turn = Turn(work)
        with self._guard:
            self._waiting.append(turn)
            is_first, self._is_served = not self._is_served, True
        if not is_first:
            turn.waiting.wait()  # until it is over, or it is the first of those that wait
        if not turn.is_over:
            self._serve_all()
        return turn.outcome()

    def _serve_all(self) -> None:
        with self._guard:
            turns, self._waiting = self._waiting, []
        try:
            self._serve(turns)
        except BaseException as error:  # noqa: BLE001  (told to everybody, the one who serves among them)
            for turn in turns:
                turn.fail(error)
        with self._guard:
            following = self._waiting[0] if self._waiting else None
            self._is_served = following is not None
        for turn in turns:
            turn.is_over = True
        for turn in turns[1:]:
            turn.waiting.wake()
        if following is not None:
            following.waiting.wake()
