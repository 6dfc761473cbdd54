"""A sign-off is of one function, by a member of it, for one definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.decide_gate import decide_gate
from readiness.actions.sign_off import sign_off, withdraw_sign_off
from readiness.domain.definition.frame import Member
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.store import gate
from readiness.store.session import Database
from tests.gate_world import SIGNED, TEAM, World, definition


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition(SIGNED))
    return made


def outcome(world: World) -> str:
    return decide_gate(world.context(), launch="atlas").outcome


def test_a_member_of_the_function_signs_and_the_second_time_finds_it(world: World) -> None:
    assert outcome(world) == "held"
    assert sign_off(world.context("sam"), launch="atlas", function="sales").changed
    assert not sign_off(world.context("sam"), launch="atlas", function="sales").changed
    assert outcome(world) == "cleared"
    with world.database.reading() as session:
        assert len(gate.sign_offs(session, "atlas")) == 1


@pytest.mark.parametrize("who", ["mara", "lee", "stranger"])
def test_nobody_else_signs_for_it_not_even_the_owner(world: World, who: str) -> None:
    with pytest.raises(NotAllowed, match="is not of sales") as refused:
        sign_off(world.context(who), launch="atlas", function="sales")
    assert refused.value.hint == "Ask sam@example.com."


def test_a_function_without_member_or_that_is_none_is_told(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        sign_off(world.context("sam"), launch="atlas", function="finance")
    assert "Add a member of finance" in refused.value.hint
    with pytest.raises(NotFound, match="no function 'sale'") as unknown:
        sign_off(world.context("sam"), launch="atlas", function="sale")
    assert unknown.value.hint == "Did you mean 'sales'?"


def test_a_changed_definition_voids_it_and_going_back_finds_it_again(world: World) -> None:
    sign_off(world.context("sam"), launch="atlas", function="sales")
    world.apply(definition(SIGNED, tier=2))
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert found.behind[0].why == "sam@example.com signed on 2018-02-01, and the definition has changed since"
    world.apply(definition(SIGNED))
    assert outcome(world) == "cleared"


def test_a_sign_off_can_be_taken_back_and_given_again(world: World) -> None:
    assert not withdraw_sign_off(world.context("sam"), launch="atlas", function="sales").changed
    sign_off(world.context("sam"), launch="atlas", function="sales")
    assert withdraw_sign_off(world.context("sam"), launch="atlas", function="sales").changed
    assert outcome(world) == "held"
    assert sign_off(world.context("sam"), launch="atlas", function="sales").changed
    assert outcome(world) == "cleared"


def test_a_note_that_hides_something_is_refused(world: World) -> None:
    with pytest.raises(DefinitionError):
        sign_off(world.context("sam"), launch="atlas", function="sales", note="\x1b]0;x\x07")


def test_a_launch_that_was_never_applied_cannot_be_signed(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        sign_off(World(database, tmp_path).context("sam"), launch="atlas", function="sales")


def test_one_person_signs_a_definition_for_one_function_until_they_take_it_back(world: World) -> None:
    twice = Member(key="two", name="Two", email="SAM@example.com", function="marketing")
    world.apply(definition(SIGNED, team={**TEAM, "two": twice}))
    assert sign_off(world.context("sam"), launch="atlas", function="sales").changed
    with pytest.raises(NotAllowed, match="has signed off this definition for sales") as refused:
        sign_off(world.context("sam"), launch="atlas", function="marketing")
    assert refused.value.hint == "Ask mara@example.com; or take back the sign-off of sales first."
    assert sign_off(world.context("mara"), launch="atlas", function="marketing").changed
    withdraw_sign_off(world.context("sam"), launch="atlas", function="sales")
    assert sign_off(world.context("sam"), launch="atlas", function="marketing").changed
