"""The task screen: who does what by when, what is late, and mine alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from readiness.actions.apply_tasks import apply_tasks
from readiness.ground.errors import NotFound
from readiness.reports.tasks import task_boards, task_line
from readiness.store import launches
from readiness.store.session import Database
from tests.task_world import KEY, MARKETER, SELLER, TRAINER, TaskWorld


@pytest.fixture
def world(database: Database, sample: Path) -> TaskWorld:
    made = TaskWorld(database, sample)
    made.apply(render=False)
    return made


def test_a_board_has_every_task_with_its_owner_dates_and_state(world: TaskWorld):
    (board,) = task_boards(world.context(), launch=KEY)
    assert (board.name, board.launch_on, board.days_to_launch) == ("Thirty-day trial", date(2027, 3, 2), 43)
    assert board.counts == {"ready": 1, "waiting": 16}
    first = board.lines[0]
    assert (first.key, first.who, first.state, first.critical, first.overdue_days) == (
        "draft-value-propositions", MARKETER, "ready", True, 0,
    )  # fmt: skip
    assert {line.who for line in board.lines if line.kind == "engine"} == {"engine"}


def test_what_is_past_its_day_and_not_finished_is_overdue(world: TaskWorld):
    world.do("draft-value-propositions", "done", MARKETER)
    world.at = datetime(2027, 2, 17, 9, tzinfo=UTC)
    (board,) = task_boards(world.context(), launch=KEY)
    late = {line.key: line.overdue_days for line in board.lines if line.overdue_days}
    # Back from Tue 2 March: clear Mon 1, sign off Fri 26 Feb, train Tue 23 – Thu 25, publish Mon 22, approve Fri 19,
    # review Thu 18, write Wed 17, responses Tue 16: a day past on the 17th. What is due on the 17th is in time.
    assert late == {"draft-objection-responses": 1}
    assert "draft-value-propositions" not in late
    assert board.overdue == len(late)


def test_finished_work_is_not_critical_and_does_not_slip(world: TaskWorld):
    assert task_boards(world.context(), launch=KEY)[0].slips == ()
    world.at = datetime(2027, 2, 26, 9, tzinfo=UTC)  # and nothing was applied again
    (before,) = task_boards(world.context(), launch=KEY)
    assert "draft-value-propositions" in {s.task for s in before.slips}
    world.do("draft-value-propositions", "done", MARKETER)
    (after,) = task_boards(world.context(), launch=KEY)
    assert "draft-value-propositions" not in {s.task for s in after.slips}
    assert "draft-value-propositions" not in after.critical_path
    assert not after.lines[0].critical


def test_mine_are_the_tasks_i_own_however_my_address_is_written(world: TaskWorld):
    (board,) = task_boards(world.context(), mine=TRAINER.upper())
    assert [line.key for line in board.lines] == ["write-modules", "write-questions", "publish-content"]
    assert board.counts["waiting"] == 16


def test_a_launch_in_which_i_own_nothing_is_left_out(world: TaskWorld):
    other = replace(
        world.definition(), key="other", team={"marketer": replace(world.definition().team["marketer"], email="a@b.example")} | {
            key: replace(member, email="x@b.example") for key, member in world.definition().team.items() if key != "marketer"
        }
    )  # fmt: skip
    with world.database.transaction() as session:
        launches.record_version(session, world.context().clock, other, MARKETER)
    apply_tasks(world.context(), launch="other")
    assert [board.launch for board in task_boards(world.context())] == ["other", KEY]
    assert [board.launch for board in task_boards(world.context(), mine=SELLER)] == [KEY]


def test_a_stage_alone(world: TaskWorld):
    (board,) = task_boards(world.context(), launch=KEY, stage="clearance")
    assert {line.stage for line in board.lines} == {"clearance"}
    assert sum(board.counts.values()) == 17


def test_unknown_stages_people_tasks_and_launches_are_told_with_the_nearest(world: TaskWorld):
    with pytest.raises(NotFound) as caught:
        task_boards(world.context(), stage="clearence")
    assert caught.value.hint == "Did you mean 'clearance'?"
    with pytest.raises(NotFound) as caught:
        task_boards(world.context(), mine="nor@tallybird.example")
    assert caught.value.hint == f"Did you mean '{MARKETER}'?"
    with pytest.raises(NotFound, match="has no task 'writ-modules'"):
        task_line(world.context(), launch=KEY, task="writ-modules")
    with pytest.raises(NotFound, match="has not been applied"):
        task_boards(world.context(), launch="none")


def test_a_workspace_without_an_applied_launch_has_no_boards(database: Database, sample: Path):
    assert task_boards(TaskWorld(database, sample).context()) == ()
