"""What a qualified lead is, agreed by each function on record, and void when it changes; on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.agree_lead_criteria import agree_lead_criteria
from readiness.domain.definition.frame import Member
from readiness.domain.definition.model import Launch
from readiness.domain.definition.qualifying import NumberCriterion, QualifiedLead
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.ground.fingerprint import fingerprint
from readiness.reports.leads import lead_criteria
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from tests.gate_world import World, definition


def size(value: float) -> QualifiedLead:
    one = NumberCriterion(kind="number", key="size", name="Large enough", field="employees", value=value)
    return QualifiedLead(criteria={"size": one})


def launch(value: float) -> Launch:
    both = Member(key="both", name="Bo", email="bo@example.com", function="sales")
    also = Member(key="also", name="Bo", email="bo@example.com", function="marketing")
    base = definition()
    return replace(base, qualified_lead=size(value), team={**base.team, "both": both, "also": also})


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(launch(50))
    return made


def states(world: World) -> dict[str, str]:
    return {one.function: one.state for one in lead_criteria(world.context(), launch="atlas").words}


def test_each_function_agrees_for_itself_and_says_so_once_on_the_record(world: World) -> None:
    assert states(world) == {"marketing": "waiting", "sales": "waiting"}
    done = agree_lead_criteria(world.context("sam"), launch="atlas", note="Fine by us.")
    assert (done.function, done.changed, done.fingerprint) == ("sales", True, fingerprint(size(50)))
    assert not agree_lead_criteria(world.context("sam"), launch="atlas").changed
    assert states(world) == {"marketing": "waiting", "sales": "agreed"}
    with world.database.reading() as session:
        rows = [row for row in session.exec(select(JournalRow)).all() if row.verb == "agreed to"]
    assert [(row.subject, row.fingerprint) for row in rows] == [("what a qualified lead is", fingerprint(size(50)))]


def test_a_changed_criterion_voids_it_and_what_changed_is_told(world: World) -> None:
    agree_lead_criteria(world.context("sam"), launch="atlas")
    world.later(days=1).apply(launch(200))
    (_, word) = lead_criteria(world.context(), launch="atlas").words
    assert word.state == "lapsed"
    assert word.since == (
        "Large enough: Large enough, employees at least 50, required → Large enough, employees at least 200, required",
    )
    agree_lead_criteria(world.context("sam"), launch="atlas")
    assert states(world)["sales"] == "agreed"


def test_a_rejection_has_a_reason_and_takes_an_agreement_back(world: World) -> None:
    agree_lead_criteria(world.context("sam"), launch="atlas")
    with pytest.raises(DefinitionError, match="needs a reason"):
        agree_lead_criteria(world.context("sam"), launch="atlas", decision="rejected")
    agree_lead_criteria(world.context("sam"), launch="atlas", decision="rejected", note="Fifty is too few.")
    assert states(world)["sales"] == "rejected"


def test_one_person_stands_for_one_function(world: World) -> None:
    with pytest.raises(NotAllowed):
        agree_lead_criteria(world.context("bo"), launch="atlas")
    agree_lead_criteria(world.context("bo"), launch="atlas", function="sales")
    with pytest.raises(NotAllowed, match="has agreed for sales"):
        agree_lead_criteria(world.context("bo"), launch="atlas", function="marketing")


def test_who_is_not_asked_and_what_was_not_seen_changes_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        agree_lead_criteria(world.context("nobody"), launch="atlas")
    with pytest.raises(Conflict, match="read differently now"):
        agree_lead_criteria(world.context("sam"), launch="atlas", seen=fingerprint(size(49)))
    world.apply(replace(launch(50), qualified_lead=None))
    with pytest.raises(Conflict, match="does not say what a qualified lead is"):
        agree_lead_criteria(world.context("sam"), launch="atlas")
    assert lead_criteria(world.context(), launch="atlas").words == ()
