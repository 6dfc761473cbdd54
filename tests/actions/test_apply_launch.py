"""Planning and applying the small sample launch, on both databases: once, twice, broken off, at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from readiness.actions.advance_launch import STEPS, Step, StepResult, run_step
from readiness.actions.apply_launch import Applied, apply_launch, applying
from readiness.actions.plan_launch import plan_launch
from readiness.context import Context
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound, OutsideFailure
from readiness.store import launches
from readiness.store.session import Database
from tests.fakes import HeardProgress
from tests.plan_world import KEY, Workspace


@pytest.fixture
def workspace(database: Database, sample: Path) -> Workspace:
    made = Workspace(database, sample)
    made.hire("rosa", "sven")
    return made


def apply(workspace: Workspace, **given: object) -> Applied:
    return apply_launch(workspace.context(), launch=KEY, **given)  # type: ignore[arg-type]


def applications(workspace: Workspace) -> int:
    return len(workspace.record()["application"])


def test_everything_a_plan_shows_is_what_applying_does(workspace: Workspace) -> None:
    plan = plan_launch(workspace.context(), launch=KEY)
    done = apply(workspace)
    record = workspace.record()
    assert [step.step for step in done.steps] == list(STEPS)
    assert len(record["task"]) == len(plan.tasks.added) > 0
    assert len(record["material_version"]) == len(plan.materials.rendered) > 0
    assert len(record["enrolment"]) == sum(e.added for e in plan.enrolments) > 0
    assert done.plan == plan.fingerprint
    shown = {(line.key, line.title) for line in plan.tasks.added}
    assert {row[1:2] + row[3:4] for row in record["task"]} == shown


def test_planning_changes_nothing(workspace: Workspace) -> None:
    before = workspace.record()
    plan_launch(workspace.context(), launch=KEY)
    assert workspace.record() == before
    assert workspace.files() == {}


def test_applying_twice_changes_nothing_the_second_time(workspace: Workspace) -> None:
    apply(workspace)
    record, files = workspace.record(), workspace.files()
    again = apply(workspace)
    assert again.nothing_to_do
    assert workspace.record() == record
    assert workspace.files() == files
    assert plan_launch(workspace.context(), launch=KEY).is_empty


def test_one_edit_is_one_new_version_and_only_its_pieces(workspace: Workspace) -> None:
    apply(workspace)
    before = workspace.record()
    workspace.edit("Rosa", "Rosalind")
    plan = plan_launch(workspace.context(), launch=KEY)
    assert plan.materials.rerendered
    assert plan.materials.unchanged
    apply(workspace)
    after = workspace.record()
    assert len(after["launch_version"]) == len(before["launch_version"]) + 1
    assert len(after["material_version"]) == len(before["material_version"]) + len(plan.materials.rerendered)
    assert after["enrolment"] == before["enrolment"]


def test_going_back_to_an_earlier_text_is_a_version_of_its_own(workspace: Workspace) -> None:
    apply(workspace)
    workspace.edit("Rosa", "Rosalind")
    apply(workspace)
    workspace.edit("Rosalind", "Rosa")
    apply(workspace)
    with workspace.database.reading() as session:
        now = launches.require_version(session, KEY)
        assert now.number == 3
        assert launches.version(session, KEY, now.fingerprint).number == 3
    assert plan_launch(workspace.context(), launch=KEY).is_empty


def test_people_who_come_and_go_are_planned_and_applied_without_an_edit(workspace: Workspace) -> None:
    apply(workspace)
    workspace.hire("rosa", "tom", "uma")
    plan = plan_launch(workspace.context(), launch=KEY)
    (change,) = plan.enrolments
    each = len(workspace.record()["enrolment"]) // 2
    assert (change.added, change.withdrawn) == (2 * each, each)
    assert not apply(workspace).nothing_to_do
    assert plan_launch(workspace.context(), launch=KEY).is_empty


def test_a_definition_with_errors_is_refused_before_anything_runs(workspace: Workspace) -> None:
    before = workspace.record()
    workspace.edit("tier: 3", "tier: 9")
    with pytest.raises(DefinitionError) as caught:
        apply(workspace)
    assert caught.value.problems
    assert workspace.record() == before


def test_work_that_does_not_fit_before_the_launch_is_refused_at_its_line_before_anything_is_written(
    workspace: Workspace,
) -> None:
    before = workspace.record()
    workspace.edit("starts_on: 2027-01-18", "starts_on: 2027-02-26")
    for refused in (plan_launch, apply_launch):
        with pytest.raises(DefinitionError) as caught:
            refused(workspace.context(), launch=KEY)
        (problem,) = caught.value.problems
        assert (problem.code, str(problem.where)) == ("TK014", "launches/trial-extension/launch.yaml:11:12")
    assert workspace.record() == before
    assert workspace.files() == {}


def test_a_launch_that_is_not_there_and_an_unnamed_actor_are_refused(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        plan_launch(workspace.context(), launch="no-such")
    with pytest.raises(NotAllowed):
        apply_launch(workspace.context(by=""), launch=KEY)


def test_a_saved_plan_is_carried_out_as_long_as_the_world_stands_still(workspace: Workspace) -> None:
    saved = plan_launch(workspace.context(), launch=KEY)
    assert not apply(workspace, base=saved.base, plan=saved.fingerprint).nothing_to_do


def test_a_saved_plan_is_refused_when_the_file_has_moved_on(workspace: Workspace) -> None:
    saved = plan_launch(workspace.context(), launch=KEY)
    workspace.edit("Rosa", "Rosalind")
    with pytest.raises(Conflict, match="the launch file") as caught:
        apply(workspace, base=saved.base, plan=saved.fingerprint)
    assert "readiness plan" in caught.value.hint
    assert workspace.record()["launch"] == []


def test_a_saved_plan_is_refused_when_the_roster_has_moved_on(workspace: Workspace) -> None:
    saved = plan_launch(workspace.context(), launch=KEY)
    workspace.hire("rosa", "sven", "tom")
    with pytest.raises(Conflict, match="the roster, the enrolments"):
        apply(workspace, base=saved.base, plan=saved.fingerprint)


def test_a_saved_plan_cannot_be_carried_out_twice(workspace: Workspace) -> None:
    saved = plan_launch(workspace.context(), launch=KEY)
    apply(workspace, base=saved.base, plan=saved.fingerprint)
    with pytest.raises(Conflict, match="the applied definition"):
        apply(workspace, base=saved.base, plan=saved.fingerprint)


def breaking_at(step: str, error: Exception) -> Mapping[str, Step]:
    def broken(context: Context, *, launch: str) -> StepResult:
        raise error

    return MappingProxyType({**STEPS, step: broken})


@pytest.mark.parametrize("step", ["validate", "training-modules", "gate"])
def test_a_failed_step_is_where_the_next_apply_goes_on(workspace: Workspace, step: str) -> None:
    with pytest.raises(OutsideFailure):
        apply(workspace, steps=breaking_at(step, OutsideFailure("the disk is full")))
    progress = HeardProgress()
    done = apply_launch(workspace.context(progress=progress), launch=KEY)
    through = list(STEPS)[: list(STEPS).index(step)]
    assert [one.step for one in done.steps if one.again] == through
    assert [line for line in progress.heard if "already done" in line] == [
        f"{one.step}: already done ({one.summary})" for one in done.steps if one.again
    ]
    assert applications(workspace) == 1
    assert apply(workspace).nothing_to_do


def test_a_broken_off_saved_plan_goes_on_with_the_same_plan(workspace: Workspace) -> None:
    saved = plan_launch(workspace.context(), launch=KEY)
    with pytest.raises(OutsideFailure):
        apply(workspace, base=saved.base, plan=saved.fingerprint, steps=breaking_at("gate", OutsideFailure("x")))
    done = apply(workspace, base=saved.base, plan=saved.fingerprint)
    assert [one.step for one in done.steps if not one.again] == ["gate"]


def test_a_broken_off_application_of_an_older_text_is_not_gone_on_with(workspace: Workspace) -> None:
    with pytest.raises(OutsideFailure):
        apply(workspace, steps=breaking_at("gate", OutsideFailure("x")))
    workspace.edit("Rosa", "Rosalind")
    assert not any(one.again for one in apply(workspace).steps)
    assert applications(workspace) == 2


def test_only_one_may_apply_a_launch_at_a_time_and_the_other_hears_who(workspace: Workspace) -> None:
    context = workspace.context(by="ada@tallybird.example")
    told = pytest.raises(Conflict, match=r"is being applied by ada@tallybird.example \(process \d+")
    with applying(context, launch=KEY, engine="none"), told:
        apply(workspace)
    assert not apply(workspace).nothing_to_do


def test_a_stranger_may_not_put_a_definition_in_force_but_may_go_on_with_one(workspace: Workspace) -> None:
    stranger = workspace.context(by="cal@tallybird.example")
    with pytest.raises(NotAllowed, match="not in the team"):
        apply_launch(stranger, launch=KEY)
    apply(workspace)
    assert apply_launch(stranger, launch=KEY).nothing_to_do
    workspace.edit("Rosa", "Rosalind")
    with pytest.raises(NotAllowed, match="not in the team"):
        apply_launch(stranger, launch=KEY)
    assert not apply(workspace).nothing_to_do


def test_two_launches_may_be_applied_at_the_same_time(workspace: Workspace) -> None:
    folder = workspace.root / "launches"
    text = (folder / KEY / "launch.yaml").read_text(encoding="utf-8")
    (folder / "another").mkdir()
    (folder / "another" / "launch.yaml").write_text(text.replace(f"key: {KEY}", "key: another"), encoding="utf-8")
    with applying(workspace.context(), launch=KEY, engine="none"):
        other = apply_launch(workspace.context(), launch="another")
    assert not other.nothing_to_do


def test_a_step_out_of_its_turn_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Conflict, match="no application"):
        run_step(workspace.context(), launch=KEY, step="validate")
    with applying(workspace.context(), launch=KEY, engine="none"):
        with pytest.raises(Conflict, match="cannot run before 'validate'"):
            run_step(workspace.context(), launch=KEY, step="gate")
        with pytest.raises(NotFound, match="no step"):
            run_step(workspace.context(), launch=KEY, step="gates")


def test_each_act_is_in_the_journal_with_its_author(workspace: Workspace) -> None:
    apply(workspace)
    lines = workspace.record()["journal"]
    assert any("began applying" in line and "noor@tallybird.example" in line for line in lines)
    assert any("applied" in line and "definition" in line for line in lines)
