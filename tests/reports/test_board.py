"""Board, timeline, portfolio and the progress of an apply, from the record of both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.actions.advance_launch import STEPS
from readiness.actions.apply_launch import apply_launch
from readiness.actions.decide_task import decide_task
from readiness.actions.plan_launch import plan_launch
from readiness.actions.save_definition import save_definition
from readiness.actions.start_apply import start_apply
from readiness.ground.errors import Conflict
from readiness.reports.applying import apply_progress
from readiness.reports.board import launch_board, launch_place, task_page
from readiness.reports.definition import definition_text, file_standing
from readiness.reports.portfolio import portfolio
from readiness.reports.timeline import launch_timeline
from readiness.store.session import Database
from tests.fakes import HeardApplier
from tests.plan_world import KEY, MARKETER, Workspace
from tests.task_world import SELLER

FIRST = "draft-value-propositions"


@pytest.fixture
def world(database: Database, sample: Path) -> Workspace:
    made = Workspace(database, sample)
    made.hire("rosa", "remy")
    return made


def test_nothing_applied_is_a_place_with_a_file_and_no_load(world: Workspace):
    assert launch_place(world.context(), launch=KEY).applied is False
    assert launch_place(world.context(), launch=KEY).name == "Thirty-day trial"
    assert file_standing(world.context(), launch=KEY).standing == "never applied"
    found = portfolio(world.context())
    assert found.roles == ()
    assert {line.key for line in found.launches if line.applied is None} == {KEY, "gitlab-cicd-for-github"}


def test_the_board_says_who_may_do_what_and_what_happened_since(world: Workspace):
    apply_launch(world.context(), launch=KEY)
    later = replace(world, at=world.at.replace(hour=10))
    decide_task(later.context(), launch=KEY, task=FIRST, verb="done", note="read by two")
    found = launch_board(later.context(), launch=KEY, viewer=MARKETER)
    assert (found.since.version, found.since.total) == (1, 1)
    assert found.since.acts[0].detail["note"] == "read by two"
    assert {step.step for step in found.since.steps} >= {"validate", "tasks"}
    page = task_page(later.context(), launch=KEY, task=FIRST, viewer=SELLER)
    assert page.card.line.state == "done"
    assert page.card.verbs == ()  # it is marketing's
    assert [event.note for event in page.events] == ["read by two"]
    assert FIRST in {
        line.key
        for line in task_page(later.context(), launch=KEY, task=page.blocks[0].key, viewer=SELLER).prerequisites
    }


def test_the_load_counts_modules_of_everybody_in_the_role(world: Workspace):
    apply_launch(world.context(), launch=KEY)
    (role,) = portfolio(world.context()).roles
    # Due 2 days before Tuesday 2 March 2027: Sunday 28 February, in the week of Monday the 22nd. One module of 10
    # minutes; the quiz has no time limit.
    assert (role.role, role.people) == ("seller", 2)
    assert [(week.monday, week.minutes, week.asked[0].untimed) for week in role.weeks] == [(date(2027, 2, 22), 10, 1)]
    assert role.flagged == ()


def test_the_timeline_holds_every_task_and_the_launch(world: Workspace):
    apply_launch(world.context(), launch=KEY)
    found = launch_timeline(world.context(), launch=KEY)
    assert len(found.bars) == 17
    assert found.first_on <= min(bar.line.start_on for bar in found.bars)
    assert found.last_on >= found.launch_on == date(2027, 3, 2)


def test_what_the_file_changes_is_named_entry_by_entry(world: Workspace):
    apply_launch(world.context(), launch=KEY)
    assert file_standing(world.context(), launch=KEY).standing == "same"
    world.edit("minutes: 10", "minutes: 12")
    world.edit("at_least: 0.75", "at_least: 0.8")
    world.edit("launch_on: 2027-03-02", "launch_on: 2027-03-09")
    told = file_standing(world.context(), launch=KEY)
    assert told.standing == "changed"
    assert [(one.path, one.what) for one in told.changes] == [
        ("launch_on", "changed"), ("modules.the-longer-trial", "changed"), ("gate.criteria.sellers-certified", "changed"),
    ]  # fmt: skip


def test_a_save_is_journalled_with_the_file_or_not_at_all(world: Workspace):
    text = definition_text(world.context(), launch=KEY)
    saved = save_definition(
        world.context(), launch=KEY, file="launch.yaml", text=text.text + "# x\n", opened=text.fingerprint
    )
    assert saved.changed
    assert saved.problems == 0
    with pytest.raises(Conflict):
        save_definition(
            world.context(), launch=KEY, file="launch.yaml", text=text.text + "# y\n", opened=text.fingerprint
        )
    lines = [row for row in world.record()["journal"] if "file launch.yaml" in row]
    assert len(lines) == 1


def test_an_apply_is_started_once_and_its_steps_are_its_own(world: Workspace):
    heard = HeardApplier()
    context = replace(world.context(), applier=heard)
    plan = plan_launch(context, launch=KEY).fingerprint
    assert start_apply(context, launch=KEY, plan=plan) == "started"
    assert start_apply(context, launch=KEY, plan=plan) == "under way"
    assert heard.runs[0].before == 0
    assert apply_progress(context, launch=KEY, steps=STEPS).through == 0
    apply_launch(context, launch=KEY)
    heard.end(0)
    told = apply_progress(context, launch=KEY, steps=STEPS)
    assert (told.outcome, told.through, told.name) == ("done", len(STEPS), "Thirty-day trial")
    assert start_apply(context, launch=KEY, plan=plan) == "done already"
    assert start_apply(context, launch=KEY, plan=plan_launch(context, launch=KEY).fingerprint) == "nothing to do"


def test_a_broken_off_apply_goes_on_and_counts_what_it_had_finished(world: Workspace):
    class Broken(Exception):
        pass

    def breaks(context: object, *, launch: str) -> None:
        raise Broken

    heard = HeardApplier()
    context = replace(world.context(), applier=heard)
    plan = plan_launch(context, launch=KEY).fingerprint
    start_apply(context, launch=KEY, plan=plan)
    with pytest.raises(Broken):
        apply_launch(context, launch=KEY, steps=dict(STEPS) | {"enrolment": breaks})
    heard.end(3)
    told = apply_progress(context, launch=KEY, steps=STEPS)
    assert told.outcome == "failed"
    assert [step.standing for step in told.steps] == ["done"] * 6 + ["broken off", "waiting", "waiting"]
    again = plan_launch(context, launch=KEY).fingerprint
    assert start_apply(context, launch=KEY, plan=again) == "started"
    assert apply_progress(context, launch=KEY, steps=STEPS).through == 6
