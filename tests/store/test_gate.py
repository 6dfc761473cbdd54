"""What the gate keeps: insert-only, one verdict after the other, and read back up to its marks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from readiness.actions.clear_launch import clear_launch
from readiness.actions.decide_gate import decide_gate
from readiness.actions.sign_off import sign_off, withdraw_sign_off
from readiness.actions.waive_criterion import waive_criterion
from readiness.actions.withdraw_waiver import withdraw_waiver
from readiness.store import gate, gate_sources
from readiness.store.launches import require_version
from readiness.store.session import Database
from readiness.store.tables.gate import ClearanceRow, SignOffRow, VerdictRow, WaiverRow, WaiverWithdrawalRow
from readiness.store.task_progress import task_progress
from tests.gate_world import SELLERS, World, definition
from tests.task_world import KEY, MARKETER, ORDER, SELLER, TaskWorld

TABLES = (VerdictRow, WaiverRow, WaiverWithdrawalRow, SignOffRow, ClearanceRow)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(SELLERS)
    return made


def test_every_row_of_the_gate_refuses_to_be_edited_or_deleted(world: World) -> None:
    for criterion in ("reps", "signed"):
        waive_criterion(
            world.context("mara"), launch="atlas", criterion=criterion, reason="r", approver="lee@example.com",
            until=date(2018, 2, 3),
        )  # fmt: skip
    sign_off(world.context("sam"), launch="atlas", function="sales")
    clear_launch(world.context("mara"), launch="atlas")
    withdraw_waiver(world.context("lee"), launch="atlas", criterion="reps")
    for table in TABLES:
        with world.database.reading() as session:
            assert session.exec(select(table)).all(), table
        for statement in (update(table).values(id=table.id), delete(table)):
            with world.database.reading() as session:
                connection = session.connection()
                with pytest.raises(DBAPIError, match="insert-only"):
                    connection.execute(statement)


def test_many_who_decide_at_once_record_one_verdict(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        decided = list(pool.map(lambda _: decide_gate(world.context(), launch="atlas"), range(8)))
    assert sum(one.is_new for one in decided) == 1
    assert {one.number for one in decided} == {1}


def test_many_who_clear_at_once_give_one_clearance(world: World) -> None:
    world.certify(*SELLERS)
    sign_off(world.context("sam"), launch="atlas", function="sales")
    with ThreadPoolExecutor(4) as pool:
        cleared = list(pool.map(lambda _: clear_launch(world.context("mara"), launch="atlas"), range(8)))
    assert sum(one.is_new for one in cleared) == 1
    assert len({one.signed.fingerprint for one in cleared}) == 1


def test_sign_offs_are_read_up_to_a_mark_and_the_last_word_counts(world: World) -> None:
    sign_off(world.context("sam"), launch="atlas", function="sales")
    with world.database.reading() as session:
        mark = gate_sources.marks_now(session, "atlas").sign_offs
    withdraw_sign_off(world.context("sam"), launch="atlas", function="sales")
    with world.database.reading() as session:
        assert [word.withdrawn for word in gate.sign_offs(session, "atlas", up_to=mark)] == [False]
        assert [word.withdrawn for word in gate.sign_offs(session, "atlas")] == [True]


def test_tasks_read_up_to_the_marks_of_now_stand_where_the_task_list_says(database: Database, sample: Path) -> None:
    """Holds `gate_sources.tasks_seen` to `store.task_progress`, after every act of the small launch's way."""
    world = TaskWorld(database, sample)
    world.apply()
    acts = [*ORDER, ("sign-off-marketing", "approve", MARKETER), ("sign-off-sales", "approve", SELLER)]
    seen = 0
    for task, verb, by in acts:
        if task.startswith("sign-off"):
            sign_off(world.context(by), launch=KEY, function="marketing" if by == MARKETER else "sales")
        else:
            world.do(task, verb, by)
        with database.reading() as session:
            version = require_version(session, KEY)
            _, then = gate_sources.tasks_seen(session, KEY, gate_sources.marks_now(session, KEY), version.fingerprint)
            now = task_progress(session, KEY).states
        assert {key: state.state for key, state in then.items()} == {key: state.state for key, state in now.items()}
        assert {key: state.note for key, state in then.items()} == {key: state.note for key, state in now.items()}
        seen += 1
    assert seen == len(acts)
