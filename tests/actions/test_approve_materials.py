"""Approving: by a member of the function, of exactly what a piece says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.approve_materials import approve_materials
from readiness.actions.render_materials import render_materials
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.materials import MaterialLine, material, material_lines
from readiness.store.session import Database
from tests.materials_world import ATLAS, NAMES, World, with_reframe

SECOND = "legal"
"""Bo's other function in the launch's team, beside sales."""


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply()
    render_materials(made.context(), launch="atlas")
    return made


def line(world: World, name: str) -> MaterialLine:
    return next(found for found in material_lines(world.context(), launch="atlas") if found.name == name)


def test_all_current_pieces_are_approved_for_the_actors_function(world: World) -> None:
    done = approve_materials(world.context("sam"), launch="atlas")
    assert done.function == "sales"
    assert set(done.decided) == set(NAMES)
    assert all(found.approved_by == ("sales",) for found in material_lines(world.context(), launch="atlas"))


def test_a_piece_or_a_kind_can_be_named(world: World) -> None:
    names = ("battlecard", "module/core.seller")
    done = approve_materials(world.context("mara"), launch="atlas", names=names)
    assert set(done.decided) == {"battlecard/rival", "battlecard/friend", "module/core.seller"}


def test_the_second_time_nothing_is_decided(world: World) -> None:
    approve_materials(world.context("sam"), launch="atlas")
    again = approve_materials(world.context("sam"), launch="atlas")
    assert again.decided == ()
    assert set(again.already) == set(NAMES)


def test_what_was_read_is_what_is_approved_or_nothing_is(world: World) -> None:
    name = "battlecard/rival"
    read = line(world, name).fingerprint
    world.apply(with_reframe(ATLAS, "Other."))
    render_materials(world.context(), launch="atlas")
    with pytest.raises(Conflict, match="reads differently now"):
        approve_materials(world.context("sam"), launch="atlas", names=(name,), seen={name: read})
    assert line(world, name).approved_by == ()
    now = line(world, name).fingerprint
    assert approve_materials(world.context("sam"), launch="atlas", names=(name,), seen={name: now}).decided == (name,)


def test_an_approval_lapses_when_the_piece_changes_and_only_then(world: World) -> None:
    approve_materials(world.context("sam"), launch="atlas")
    world.apply(with_reframe(ATLAS, "Other."))
    render_materials(world.context(), launch="atlas")
    assert line(world, "battlecard/rival").approved_by == ()
    assert line(world, "battlecard/friend").approved_by == ("sales",)


def test_a_rejection_takes_an_approval_back_and_says_why(world: World) -> None:
    approve_materials(world.context("sam"), launch="atlas", names=("battlecard/rival",))
    approve_materials(
        world.context("sam"), launch="atlas", decision="rejected", names=("battlecard/rival",), note="Not so."
    )
    found = line(world, "battlecard/rival")
    assert (found.approved_by, found.rejected_by, found.reasons) == ((), ("sales",), ("sales: Not so.",))


def test_a_rejection_without_a_reason_is_refused(world: World) -> None:
    with pytest.raises(DefinitionError, match="needs a reason"):
        approve_materials(world.context("sam"), launch="atlas", decision="rejected", note=" ")


def test_the_gate_waits_for_the_functions_it_names_of_the_kinds_it_names(world: World) -> None:
    approve_materials(world.context("mara"), launch="atlas")
    assert line(world, "battlecard/rival").waiting_for == ("sales",)
    assert line(world, "objection-cards/all").waiting_for == ()


@pytest.mark.parametrize(("who", "function"), [("stranger", None), ("sam", "marketing"), ("", None), ("bo", None)])
def test_only_members_decide_and_only_for_their_function(world: World, who: str, function: str | None) -> None:
    with pytest.raises(NotAllowed):
        approve_materials(world.context(who), launch="atlas", function=function)
    assert line(world, "battlecard/rival").approved_by == ()


def test_a_member_of_two_functions_says_for_which(world: World) -> None:
    assert approve_materials(world.context("bo"), launch="atlas", function="legal").function == "legal"


def test_pieces_that_do_not_exist_are_all_told_and_nothing_is_decided(world: World) -> None:
    with pytest.raises(NotFound) as raised:
        approve_materials(world.context("sam"), launch="atlas", names=("battlecard/rivel", "modul", "quiz"))
    assert [problem.fix for problem in raised.value.problems] == [
        "Did you mean 'battlecard/rival'?", "Did you mean 'module'?",
    ]  # fmt: skip
    assert line(world, "quiz/basics").approved_by == ()


def test_nothing_can_be_approved_before_it_is_rendered(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path)
    world.apply()
    with pytest.raises(Conflict, match="rendered yet"):
        approve_materials(world.context("sam"), launch="atlas")
    with pytest.raises(Conflict, match="rendered yet"):
        material(world.context(), launch="atlas", name="battlecard/rival")
    assert material_lines(world.context(), launch="atlas") == ()


def test_the_text_on_record_can_be_read_by_name(world: World) -> None:
    assert material(world.context(), launch="atlas", name="battlecard/rival").markdown.startswith("# Against Rival\n")
    with pytest.raises(NotFound) as raised:
        material(world.context(), launch="atlas", name="battlecard/rivale")
    assert raised.value.hint == "Did you mean 'battlecard/rival'?"


def test_one_person_approves_a_text_for_one_function_however_often_the_team_names_them(world: World) -> None:
    name = "battlecard/rival"
    approve_materials(world.context("bo"), launch="atlas", function="sales", names=(name,))
    with pytest.raises(NotAllowed, match="cannot approve for two functions") as refused:
        approve_materials(world.context("bo"), launch="atlas", function=SECOND)
    assert [problem.code for problem in refused.value.problems] == ["MA003"]
    assert "has approved battlecard/rival for sales" in refused.value.problems[0].message
    assert "reject it for sales" in refused.value.problems[0].fix
    assert all(found.approved_by in {(), ("sales",)} for found in material_lines(world.context(), launch="atlas"))


def test_what_one_took_back_one_may_approve_for_the_other_function(world: World) -> None:
    name = "battlecard/rival"
    approve_materials(world.context("bo"), launch="atlas", function="sales", names=(name,))
    approve_materials(
        world.context("bo"), launch="atlas", function="sales", names=(name,), decision="rejected", note="Not mine."
    )
    assert approve_materials(world.context("bo"), launch="atlas", function=SECOND, names=(name,)).decided == (name,)
    assert line(world, name).approved_by == (SECOND,)
