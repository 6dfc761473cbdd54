"""Playbooks: the built-in ones are whole, the workspace's own stand before them, and problems have their place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.adapters.calendars import HolidayCalendars
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.adapters.playbooks import WorkspacePlaybooks
from readiness.adapters.resources import builtin
from readiness.domain.definition.vocabulary import STAGES
from readiness.domain.tasks.calendar import launch_calendars
from readiness.domain.tasks.graph import build_tasks, years_needed
from readiness.domain.tasks.task import ENGINE_ACTIONS
from readiness.ground.errors import DefinitionError, NotFound, Unusable
from tests.conftest import REPOSITORY

TIERS = (1, 2, 3)


def own(root: Path, tier: int, text: str) -> WorkspacePlaybooks:
    folder = root / "training_templates" / "playbooks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"tier-{tier}.yaml").write_text(text, encoding="utf-8")
    return WorkspacePlaybooks(root)


@pytest.mark.parametrize(("tier", "least"), [(1, 30), (2, 20), (3, 12)])
def test_the_built_in_playbooks_cover_every_stage_in_order(tmp_path: Path, tier: int, least: int):
    playbook = WorkspacePlaybooks(tmp_path).playbook(tier)
    assert len(playbook.tasks) >= least
    stages = [STAGES.index(task.stage) for task in playbook.tasks.values()]
    assert set(stages) == set(range(len(STAGES)))
    assert stages == sorted(stages)


@pytest.mark.parametrize("tier", TIERS)
def test_sales_and_marketing_each_approve_everything_and_sign_off(tmp_path: Path, tier: int):
    tasks = WorkspacePlaybooks(tmp_path).playbook(tier).tasks.values()
    for function in ("sales", "marketing"):
        approved = {kind for t in tasks if (t.action, t.function) == ("approve", function) for kind in t.concerns}
        assert approved >= {"value-proposition-sheet", "objection-cards", "battlecard", "module", "quiz", "role-play"}
        assert any((t.action, t.function) == ("sign-off", function) for t in tasks)


@pytest.mark.parametrize("tier", TIERS)
def test_every_human_and_engine_action_is_in_the_playbook(tmp_path: Path, tier: int):
    actions = {task.action for task in WorkspacePlaybooks(tmp_path).playbook(tier).tasks.values()}
    assert actions >= {"draft", "review", "approve", "publish", "sign-off", "clear", *ENGINE_ACTIONS}


@pytest.mark.parametrize("tier", TIERS)
def test_no_task_comes_after_one_of_a_later_stage(tmp_path: Path, tier: int):
    tasks = WorkspacePlaybooks(tmp_path).playbook(tier).tasks
    for task in tasks.values():
        assert all(STAGES.index(tasks[name].stage) <= STAGES.index(task.stage) for name in task.after)


def test_the_workspace_stands_before_the_built_in_file_by_file(tmp_path: Path):
    playbooks = own(
        tmp_path, 3, "playbook: 1\ntier: 3\nname: Ours\ntasks:\n  a: {title: A, stage: clearance, function: sales}\n"
    )
    assert playbooks.playbook(3).name == "Ours"
    assert playbooks.playbook(2).name == WorkspacePlaybooks(tmp_path / "elsewhere").playbook(2).name


def test_every_problem_is_told_with_line_and_column(tmp_path: Path):
    text = """\
playbook: 1
tier: 2
name: Ours
tasks:
  write: {title: Write, stage: clearence, function: sales}
  show: {title: Show, stage: clearance, function: sails, dayz: 2}
"""
    with pytest.raises(DefinitionError) as caught:
        own(tmp_path, 3, text).playbook(3)
    name = "training_templates/playbooks/tier-3.yaml"
    assert [(str(p.where), p.code) for p in caught.value.problems] == [
        (f"{name}:5:32", "RD008"),
        (f"{name}:6:51", "RD008"),
        (f"{name}:6:58", "RD004"),
    ]
    assert "Did you mean 'days'?" in caught.value.problems[2].fix


def test_what_reads_well_and_makes_no_sense_is_told_in_its_place_too(tmp_path: Path):
    text = """\
playbook: 1
tier: 2
name: Ours
tasks:
  write: {title: Write, stage: clearance, function: sales, after: [show]}
  show:
    title: Show
    stage: clearance
    after: [write, wrote]
"""
    with pytest.raises(DefinitionError) as caught:
        own(tmp_path, 3, text).playbook(3)
    told = [(p.where.line, p.where.column, p.code) for p in caught.value.problems if p.where]
    assert sorted(told) == [(2, 7, "TK012"), (5, 67, "TK002"), (7, 5, "TK004"), (9, 20, "TK001")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "RD001"), ("a: [", "RD002"), ("a: &a [*a]", "RD014"), ("- 1\n", "RD006")],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, code: str):
    with pytest.raises(DefinitionError) as caught:
        own(tmp_path, 3, text).playbook(3)
    assert code in {p.code for p in caught.value.problems}


def test_a_large_file_and_a_folder_in_its_place_are_refused_unread(tmp_path: Path):
    with pytest.raises(Unusable, match=r"0\.5 MB is the most"):
        own(tmp_path, 3, "# " + "x" * 600_000).playbook(3)
    (tmp_path / "training_templates" / "playbooks" / "tier-1.yaml").mkdir()
    with pytest.raises(Unusable, match="no ordinary file"):
        WorkspacePlaybooks(tmp_path).playbook(1)


def test_a_tier_there_is_not_is_not_found(tmp_path: Path):
    with pytest.raises(NotFound, match=r"no playbook built-in tier-9\.yaml"):
        WorkspacePlaybooks(tmp_path).playbook(9)


def test_built_in_files_are_found_and_nothing_outside_them():
    assert builtin("training_templates", "playbooks", "tier-1.yaml").is_file()
    with pytest.raises(ValueError, match="leads out"):
        builtin("training_templates", "..", "..", "etc")


@pytest.mark.parametrize("key", ["gitlab-cicd-for-github", "trial-extension"])
def test_the_sample_launches_can_be_done_in_the_time_they_give(tmp_path: Path, key: str):
    launch = WorkspaceLaunches(REPOSITORY).read(key).launch
    assert launch is not None
    assert launch.starts_on is not None
    playbook = WorkspacePlaybooks(tmp_path).playbook(launch.tier)
    years = years_needed(launch, playbook, launch.starts_on)
    calendars = launch_calendars(launch, HolidayCalendars(tmp_path), years)
    graph = build_tasks(launch, playbook, calendars, launch.starts_on)
    assert graph.slips == ()
    assert [task.key for task in graph.tasks if task.skip] == []
    assert graph.tasks[-1].action == "clear"


def test_the_reference_tells_the_playbooks_as_they_are_and_every_code_there_is(tmp_path: Path):
    page = (REPOSITORY / "docs" / "reference" / "playbooks.md").read_text(encoding="utf-8")
    for tier in TIERS:
        tasks = WorkspacePlaybooks(tmp_path).playbook(tier).tasks.values()
        row = next(line for line in page.splitlines() if line.startswith(f"| {tier} |"))
        told = [cell.strip() for cell in row.strip("|").split("|")]
        assert told[2] == str(len(tasks))
        assert set(told[3].split(", ")) == {task.function for task in tasks if task.function}
    source = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "src").rglob("*.py"))
    assert set(re.findall(r"TK0\d\d", source)) == set(re.findall(r"^\| (TK0\d\d) ", page, re.MULTILINE))
