"""A request with an idempotency key, on both engines."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.actions.answer_once import begin_once, finish_once, forget_once
from readiness.context import Context
from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, DefinitionError
from readiness.store.session import Database
from tests.gate_world import World

KEY, ASKED = "6f1e", "sha256:abc"
SAL, KIM = "sal@example.com", "kim@example.com"


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    return World(database, tmp_path).context().acting_as(SAL)


def at(context: Context, hour: int, minute: int = 0) -> Context:
    return replace(context, clock=FixedClock(datetime(2018, 2, 1, hour, minute, tzinfo=UTC), simulated=False))


def test_the_first_is_done_and_the_second_is_given_its_answer(context: Context):
    assert begin_once(context, key=KEY, request=ASKED) is None
    finish_once(context, key=KEY, status=201, body='{"a": 1}')
    assert begin_once(context, key=KEY, request=ASKED) == (201, '{"a": 1}')


def test_while_the_first_is_being_done_the_second_waits(context: Context):
    begin_once(context, key=KEY, request=ASKED)
    with pytest.raises(Conflict, match="being done right now"):
        begin_once(context, key=KEY, request=ASKED)


def test_a_key_is_for_one_request(context: Context):
    begin_once(context, key=KEY, request=ASKED)
    finish_once(context, key=KEY, status=200, body="1")
    with pytest.raises(DefinitionError) as told:
        begin_once(context, key=KEY, request="sha256:other")
    assert told.value.problems[0].code == "AP003"


def test_what_was_refused_may_be_tried_again(context: Context):
    begin_once(context, key=KEY, request=ASKED)
    forget_once(context, key=KEY)
    assert begin_once(context, key=KEY, request="sha256:other") is None


def test_keys_are_each_persons_own(context: Context):
    begin_once(context, key=KEY, request=ASKED)
    finish_once(context, key=KEY, status=200, body="of sal")
    kim = context.acting_as(KIM)
    assert begin_once(kim, key=KEY, request="sha256:other") is None
    forget_once(kim, key=KEY)
    assert begin_once(context, key=KEY, request=ASKED) == (200, "of sal")


def test_one_that_died_may_be_tried_again_after_two_minutes(context: Context):
    begin_once(at(context, 9), key=KEY, request=ASKED)
    with pytest.raises(Conflict):
        begin_once(at(context, 9, 2), key=KEY, request=ASKED)
    assert begin_once(at(context, 9, 3), key=KEY, request=ASKED) is None


def test_an_answer_is_kept_for_a_day(context: Context):
    begin_once(at(context, 0), key=KEY, request=ASKED)
    finish_once(at(context, 0), key=KEY, status=200, body="1")
    assert begin_once(at(context, 23, 59), key=KEY, request=ASKED) == (200, "1")
    tomorrow = replace(context, clock=FixedClock(datetime(2018, 2, 2, 0, 1, tzinfo=UTC), simulated=False))
    assert begin_once(tomorrow, key=KEY, request=ASKED) is None


@pytest.mark.parametrize("key", ["", "x" * 201, "schlüssel", "a\nb"])
def test_a_key_that_is_none_is_refused(context: Context, key: str):
    with pytest.raises(DefinitionError) as told:
        begin_once(context, key=key, request=ASKED)
    assert told.value.problems[0].code == "AP002"


def test_of_many_at_once_one_is_done(context: Context):
    told: list[str] = []
    ready = threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        try:
            told.append("mine" if begin_once(context, key=KEY, request=ASKED) is None else "answered")
        except Conflict:
            told.append("wait")

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["mine", *["wait"] * 7]
