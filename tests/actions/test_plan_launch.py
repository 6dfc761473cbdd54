"""What a plan says before anybody pays for it: what people did that will not count, templates that fail, files gone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.apply_launch import apply_launch
from readiness.actions.approve_materials import approve_materials
from readiness.actions.clear_launch import clear_launch
from readiness.actions.plan_launch import plan_launch
from readiness.actions.sign_off import sign_off
from readiness.actions.verify_clearance import verify_clearance
from readiness.adapters.signer import WorkspaceSigner
from readiness.context import Context
from readiness.domain.plan.changes import Plan
from readiness.domain.tasks.task import FINISHED
from readiness.ground.errors import Conflict, DefinitionError
from readiness.store.session import Database
from readiness.store.task_progress import task_progress
from tests.plan_world import KEY, MARKETER, Workspace
from tests.task_world import HEAD, SELLER, TRAINER, TaskWorld


@pytest.fixture
def workspace(database: Database, sample: Path) -> Workspace:
    """The small launch applied, with a gate that asks for two sign-offs and nothing else."""
    made = Workspace(database, sample)
    for line in ("sellers-certified: {kind", "message-agreed: {kind", "proven: {kind"):
        made.edit(f"    {line}", f"    # {line}")
    made.hire("rosa", "sven")
    apply_launch(made.context(), launch=KEY)
    return made


def as_of(workspace: Workspace, by: str = MARKETER) -> Context:
    return replace(workspace.context(by=by), signer=WorkspaceSigner(workspace.root / "keys"))


def plan(workspace: Workspace) -> Plan:
    return plan_launch(workspace.context(), launch=KEY)


def finished(workspace: Workspace) -> set[str]:
    with workspace.database.reading() as session:
        return {key for key, state in task_progress(session, KEY).states.items() if state.state in FINISHED}


def worked(workspace: Workspace) -> None:
    """The people of the launch have done everything, signed it off and cleared it."""
    tasks = TaskWorld(workspace.database, workspace.root, workspace.at)
    tasks.work_up_to("")
    workspace.at = tasks.later(minutes=1).at
    for by, function in ((MARKETER, "marketing"), (SELLER, "sales")):
        sign_off(as_of(workspace, by), launch=KEY, function=function)
    clear_launch(as_of(workspace), launch=KEY)


def test_nothing_is_undone_while_the_file_stays_as_it_is(workspace: Workspace) -> None:
    worked(workspace)
    found = plan(workspace)
    assert (found.sign_offs, found.clearances, found.reopened, found.materials.voided) == ((), (), (), ())


def test_an_edit_that_prints_nowhere_voids_sign_offs_and_clearance_and_leaves_approvals(workspace: Workspace) -> None:
    worked(workspace)
    workspace.edit("target: 1 in 4", "target: 1 in 3")
    found = plan(workspace)
    assert [(s.function, s.by) for s in found.sign_offs] == [("marketing", MARKETER), ("sales", SELLER)]
    assert [(c.market, c.by) for c in found.clearances] == [("", MARKETER)]
    assert found.materials.voided == ()
    before = finished(workspace)
    apply_launch(as_of(workspace), launch=KEY)
    assert {task.key for task in found.reopened} == before - finished(workspace) != set()
    assert verify_clearance(as_of(workspace), launch=KEY).no_longer


def test_an_edit_that_is_printed_reopens_the_tasks_that_approved_and_published_it(workspace: Workspace) -> None:
    worked(workspace)
    workspace.edit("It does cost nothing for longer.", "It costs nothing for longer.")
    found = plan(workspace)
    reopened = {task.key: task for task in found.reopened}
    assert {"approve-content-sales", "approve-content-marketing"} <= reopened.keys()
    assert SELLER in reopened["approve-content-sales"].finished_by
    assert found.materials.voided
    before = finished(workspace)
    apply_launch(as_of(workspace), launch=KEY)
    assert reopened.keys() == before - finished(workspace)


def test_going_back_to_a_signed_text_brings_its_sign_offs_back(workspace: Workspace) -> None:
    worked(workspace)
    workspace.edit("target: 1 in 4", "target: 1 in 3")
    apply_launch(as_of(workspace), launch=KEY)
    workspace.edit("target: 1 in 3", "target: 1 in 4")
    found = plan(workspace)
    assert (found.sign_offs, found.clearances, found.reopened) == ((), (), ())


def test_a_saved_plan_is_refused_when_somebody_signed_off_meanwhile(workspace: Workspace) -> None:
    workspace.edit("target: 1 in 4", "target: 1 in 3")
    saved = plan(workspace)
    sign_off(as_of(workspace), launch=KEY, function="marketing")
    with pytest.raises(Conflict, match="the sign-offs"):
        apply_launch(as_of(workspace), launch=KEY, base=saved.base, plan=saved.fingerprint)


def override(workspace: Workspace, name: str, text: str) -> None:
    path = workspace.root / "training_templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_every_template_that_would_fail_is_told_before_anything_is_written(workspace: Workspace) -> None:
    before, files = workspace.record(), workspace.files()
    override(workspace, "battlecard.md.j2", "# Card\n\n{{ competitro.name }}\n")
    override(workspace, "objection-cards.md.j2", "{% for o in objections %}\n{{ o.sais }}\n{% endfor %}\n")
    override(workspace, "modules/module.md.j2", "{% if minutes %}\n")
    override(workspace, "index.md.j2", "{{ product.nmae }}\n")
    with pytest.raises(DefinitionError) as refused:
        plan(workspace)
    told = {(str(p.where), p.code) for p in refused.value.problems}
    assert told == {
        ("training_templates/battlecard.md.j2:3", "TP003"),
        ("training_templates/objection-cards.md.j2:2", "TP003"),
        ("training_templates/modules/module.md.j2:1", "TP002"),
        ("training_templates/index.md.j2:1", "TP003"),
    }
    assert "competitro" in str(refused.value)
    assert "Jinja" not in str(refused.value)
    with pytest.raises(DefinitionError):
        apply_launch(as_of(workspace), launch=KEY)
    assert (workspace.record(), workspace.files()) == (before, files)


def test_a_template_that_nothing_new_is_made_of_is_left_alone(workspace: Workspace) -> None:
    override(workspace, "modules/workshop.md.j2", "{{ nobody_asks }}")
    assert plan(workspace).is_empty


def test_files_that_were_deleted_are_told_and_written_again_without_a_new_application(workspace: Workspace) -> None:
    files, record = workspace.files(), workspace.record()
    shutil.rmtree(workspace.root / "out")
    found = plan(workspace)
    assert found.is_empty
    assert set(found.missing_files) == {name.removeprefix(f"{KEY}/") for name in files}
    done = apply_launch(as_of(workspace, TRAINER), launch=KEY)
    assert done.nothing_to_do
    assert workspace.files() == files
    assert workspace.record() == record
    assert plan(workspace).missing_files == ()


def test_one_deleted_page_is_noticed(workspace: Workspace) -> None:
    (workspace.root / "out" / KEY / "index.html").unlink()
    assert plan(workspace).missing_files == ("index.html",)


@pytest.mark.parametrize("name", ["index.html", "battlecard/paper.md", "battlecard/paper.html"])
def test_a_file_that_was_edited_is_told_and_written_again_without_a_new_application(
    workspace: Workspace, name: str
) -> None:
    files, record = workspace.files(), workspace.record()
    path = workspace.root / "out" / KEY / name
    for edited in (path.read_text(encoding="utf-8").replace("e", "a", 1).encode(), b"", b"\xff\xfe"):
        path.write_bytes(edited)
        found = plan(workspace)
        assert found.is_empty
        assert (found.missing_files, found.edited_files) == ((), (name,))
        assert apply_launch(as_of(workspace, TRAINER), launch=KEY).nothing_to_do
        assert workspace.files() == files
    assert workspace.record() == record
    assert plan(workspace).edited_files == ()


def test_an_approval_given_by_itself_is_voided_by_its_piece_alone(workspace: Workspace) -> None:
    approve_materials(as_of(workspace, SELLER), launch=KEY, names=("objection-cards",))
    workspace.edit("It does cost nothing for longer.", "It costs nothing for longer.")
    assert [(v.kind, v.function) for v in plan(workspace).materials.voided] == [("objection-cards", "sales")]
    assert HEAD not in str(plan(workspace).materials.voided)
