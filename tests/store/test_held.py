"""Answers held until something is recorded; slow ones no more often than they are worth."""

from __future__ import annotations

import threading
import time

import pytest

from readiness.store import held as room
from readiness.store.held import held, mark_of
from readiness.store.journal import record
from readiness.store.session import Database
from tests.standing_world import clock


class Counting:
    """Makes 1, 2, 3 …, each in so many seconds by a watch of its own; `really` is how long that takes of ours."""

    def __init__(self, seconds: float = 0, really: float = 0) -> None:
        self.made = 0
        self.seconds = seconds
        self.really = really
        self.time = 0.0

    def __call__(self) -> int:
        time.sleep(self.really)
        self.time += self.seconds
        self.made += 1
        return self.made

    def watch(self) -> float:
        return self.time


def test_an_answer_is_made_once_while_nothing_changes_and_anew_when_something_did(database: Database):
    make = Counting()
    assert [held(database, "a", mark, make, make.watch) for mark in ("1", "1", "2", "2", "1")] == [1, 1, 2, 2, 3]


def test_what_is_asked_under_another_key_is_another_answer(database: Database):
    make = Counting()
    assert [held(database, key, "1", make) for key in ("a", "b", "a", "b")] == [1, 2, 1, 2]


def test_what_was_slow_twice_is_shown_again_for_a_while_although_something_changed(database: Database):
    make = Counting(seconds=room.QUICK * 1.5)
    asked = [held(database, "a", str(mark), make, make.watch) for mark in range(5)]
    assert asked == [1, 2, 2, 2, 2]
    make.time += room.PATIENCE * make.seconds
    assert held(database, "a", "5", make, make.watch) == 3, "and then it is made anew"


def test_an_answer_that_could_not_be_made_is_not_held(database: Database):
    def fails() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        held(database, "a", "1", fails)
    assert held(database, "a", "1", lambda: 7) == 7


def test_many_who_ask_at_once_wait_for_one_to_make_it(database: Database):
    make = Counting(really=0.05)
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(held(database, "a", "1", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (make.made, found) == (1, [1] * 8)


def test_only_so_many_answers_are_held_and_the_oldest_goes_first(database: Database):
    for number in range(room.MOST + 1):
        held(database, number, "1", lambda: "first")
    assert held(database, 1, "1", lambda: "second") == "first"
    assert held(database, 0, "1", lambda: "second") == "second"


def test_the_mark_moves_with_what_is_recorded_and_only_then(database: Database):
    with database.reading() as session:
        before = mark_of(session)
    with database.reading() as session:
        assert mark_of(session) == before
    with database.transaction() as session:
        record(session, clock(), actor="a@x.example", verb="did", subject="something")
    with database.reading() as session:
        assert mark_of(session) != before
