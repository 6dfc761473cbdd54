"""Applying stores the tasks that the file asks for, keeps what was done, and says what cannot be in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.apply_tasks import apply_tasks
from readiness.actions.finish_engine_tasks import finish_engine_tasks
from readiness.actions.schedule_tasks import schedule_tasks
from readiness.domain.definition.frame import Market, TaskChange
from readiness.ground.errors import DefinitionError, NotFound
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from readiness.store.tasks import events, load_graph
from tests.task_world import HEAD, KEY, MARKETER, SELLER, TaskWorld


@pytest.fixture
def world(database: Database, sample: Path) -> TaskWorld:
    return TaskWorld(database, sample)


def verbs(world: TaskWorld) -> list[tuple[str, str]]:
    with world.database.reading() as session:
        return [(row.verb, row.subject) for row in session.exec(select(JournalRow).order_by(JournalRow.id))]


def later(launch, days=30):
    return replace(launch, launch_on=date.fromordinal(launch.launch_on.toordinal() + days))


def test_a_launch_that_was_not_applied_is_not_found(world: TaskWorld):
    with pytest.raises(NotFound, match="has not been applied yet"):
        apply_tasks(world.context(), launch=KEY)


def test_the_first_time_adds_every_task_and_the_second_changes_nothing(world: TaskWorld):
    first = world.apply(render=False)
    assert (len(first.added), first.edited, first.removed, first.unchanged) == (17, (), (), 0)
    assert str(first) == "17 added"
    before = verbs(world)
    second = apply_tasks(world.later(days=3).context(), launch=KEY)
    assert (second.changed, str(second)) == (False, "17 unchanged")
    assert verbs(world) == before


def test_a_moved_launch_moves_the_tasks_and_keeps_what_was_done(world: TaskWorld):
    world.apply(render=False)
    world.do("draft-value-propositions", "done", MARKETER)
    moved = world.apply(later, render=False)
    assert len(moved.edited) == 17
    assert world.state("draft-value-propositions").state == "done"
    with world.database.reading() as session:
        assert load_graph(session, KEY).by_key["clear-launch"].due_on == date(2027, 3, 31)


def test_tasks_of_the_file_come_and_go(world: TaskWorld):
    extra = TaskChange(key="read-aloud", title="Read it aloud", stage="objection-handling", owner="seller")
    came = world.apply(lambda launch: replace(launch, tasks={"read-aloud": extra}), render=False)
    assert "read-aloud" in came.added
    gone = world.apply(render=False)
    assert gone.removed == ("read-aloud",)
    assert gone.edited == ("evaluate-gate",)  # it waited for what nobody else waited for
    assert str(gone) == "1 changed, 1 removed, 16 unchanged"


def test_what_cannot_be_in_time_is_told_and_is_no_error(world: TaskWorld):
    world.at = datetime(2027, 2, 26, 9, tzinfo=UTC)
    applied = world.apply(render=False)
    assert applied.slips
    assert str(applied).endswith(f"{len(applied.slips)} cannot be in time")
    with world.database.reading() as session:
        assert load_graph(session, KEY).slips == applied.slips


def test_everything_that_is_wrong_with_the_tasks_is_told_and_nothing_is_stored(world: TaskWorld):
    wrong = {
        "a": TaskChange(key="a", title="A", stage="clearance", owner="seller", after=("b",)),
        "b": TaskChange(
            key="b", title="B", stage="clearance", owner="head", action="rendr", after=("a", "draft-value-proposition")
        ),
    }
    with pytest.raises(DefinitionError) as caught:
        world.apply(lambda launch: replace(launch, tasks=wrong), render=False)
    assert [p.code for p in caught.value.problems] == ["TK005", "TK001", "TK002"]
    with world.database.reading() as session:
        assert load_graph(session, KEY).tasks == ()


def test_every_market_with_an_unknown_calendar_is_told(world: TaskWorld):
    markets = {key: Market(key=key, name=key, holidays=key.upper()) for key in ("xa", "xb")}
    with pytest.raises(DefinitionError) as caught:
        schedule_tasks(world.context(), replace(world.definition(), markets=markets))
    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("TK013", "markets.xa.holidays"),
        ("TK013", "markets.xb.holidays"),
    ]


def test_the_playbook_of_the_workspace_stands_before_the_built_in_one(world: TaskWorld):
    own = world.root / "training_templates" / "playbooks" / "tier-3.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "playbook: 1\ntier: 3\nname: Ours\ntasks:\n"
        "  talk: {title: Talk, stage: clearance, function: leadership, days: 2}\n",
        encoding="utf-8",
    )
    assert world.apply(render=False).added == ("talk",)
    with world.database.reading() as session:
        assert load_graph(session, KEY).by_key["talk"].owner_email == HEAD


# The engine's own tasks


def test_engine_tasks_wait_for_the_people_before_them_and_are_done_once(world: TaskWorld):
    world.apply()
    early = finish_engine_tasks(world.context(), launch=KEY, stage="objection-handling")
    assert (bool(early), early.waiting) == (False, ("render-message",))
    world.do("draft-value-propositions", "done", MARKETER)
    world.do("draft-objection-responses", "done", MARKETER)
    assert world.state("render-message").finished_by == "done by engine"
    with world.database.reading() as session:
        before = events(session, KEY)
    again = finish_engine_tasks(world.context(), launch=KEY, stage="objection-handling")
    assert (again.finished, again.waiting) == ((), ())
    with world.database.reading() as session:
        assert events(session, KEY) == before


def test_rendering_is_not_done_while_nothing_is_rendered(world: TaskWorld):
    world.apply(render=False)
    world.do("draft-value-propositions", "done", MARKETER)
    world.do("draft-objection-responses", "done", MARKETER)
    assert finish_engine_tasks(world.context(), launch=KEY, stage="objection-handling").finished == ()
    assert world.state("render-message").state == "ready"
    world.apply()
    assert world.state("render-message").state == "done"


def test_engine_tasks_that_wait_for_each_other_are_finished_in_one_go(world: TaskWorld):
    chain = {
        key: TaskChange(key=key, title="E", stage="enrolment", kind="engine", action="remind", after=after)
        for key, after in (("one", ()), ("two", ("one",)), ("three", ("two", "take-training")))
    }
    world.apply(lambda launch: replace(launch, tasks=chain), render=False)
    assert world.state("two").state == "done"
    assert world.state("three").state == "waiting"


def test_an_engine_task_somebody_blocked_stays_blocked(world: TaskWorld):
    world.apply()
    world.do("remind-reps", "block", MARKETER, note="no mails in this week")
    world.work_up_to("")
    finish_engine_tasks(world.context(), launch=KEY, stage="enrolment")
    assert finish_engine_tasks(world.context(), launch=KEY, stage="certification").waiting == ("remind-reps",)
    world.do("remind-reps", "unblock", MARKETER)
    assert finish_engine_tasks(world.context(), launch=KEY, stage="certification").finished == ("remind-reps",)


def test_finished_work_leaves_the_critical_path_at_the_next_apply(world: TaskWorld):
    world.apply(render=False)
    world.do("draft-value-propositions", "done", MARKETER)
    apply_tasks(world.context(SELLER), launch=KEY)
    with world.database.reading() as session:
        assert "draft-value-propositions" not in load_graph(session, KEY).critical_path
