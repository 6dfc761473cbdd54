"""Asking for a waiver and answering, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.answer_waiver import answer_waiver
from readiness.actions.decide_gate import decide_gate
from readiness.actions.request_waiver import request_waiver
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from tests.gate_world import REPS, SELLERS, World, definition

UNTIL = date(2018, 3, 1)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition(REPS))
    made.hire(SELLERS)
    return made


def ask(world: World, by: str = "mara", reason: str = "Pilots come first.") -> int:
    return request_waiver(world.context(by), launch="atlas", criterion="reps", reason=reason, until=UNTIL)[0].number


def journal_of(world: World) -> list[str]:
    with world.database.reading() as session:
        return [row.verb for row in session.exec(select(JournalRow).order_by(JournalRow.id))]  # type: ignore[arg-type]


def test_the_second_yes_puts_the_waiver_into_the_verdict(world: World) -> None:
    number = ask(world)
    assert not decide_gate(world.context("mara"), launch="atlas").cleared
    answered = answer_waiver(world.context("lee"), launch="atlas", request=number, decision="approved")
    assert answered.waiver is not None
    assert answered.waiver.requested_by == "mara@example.com"
    assert answered.waiver.approved_by == "lee@example.com"
    assert journal_of(world)[-2:] == ["approved waiver", "waived"]
    verdict = decide_gate(world.context("mara"), launch="atlas").verdict
    assert verdict.cleared
    assert [one.key for one in verdict.waived()] == ["reps"]


def test_a_request_from_outside_the_team_needs_two_answers(world: World) -> None:
    number = ask(world, by="somebody")
    first = answer_waiver(world.context("lee"), launch="atlas", request=number, decision="approved")
    assert first.waiver is None
    assert first.needs == "one more function"
    second = answer_waiver(world.context("sam"), launch="atlas", request=number, decision="approved")
    assert second.waiver is not None
    assert second.waiver.approved_by == "lee@example.com"


def test_a_refused_answer_leaves_nothing(world: World) -> None:
    number = ask(world)
    before = journal_of(world)
    with pytest.raises(NotAllowed, match="asked for it"):
        answer_waiver(world.context("mara"), launch="atlas", request=number, decision="approved")
    with pytest.raises(NotAllowed, match="not in the launch's team"):
        answer_waiver(world.context("ann"), launch="atlas", request=number, decision="approved")
    with pytest.raises(DefinitionError):
        answer_waiver(world.context("lee"), launch="atlas", request=number, decision="declined")
    with pytest.raises(NotFound):
        answer_waiver(world.context("lee"), launch="atlas", request=99, decision="approved")
    assert journal_of(world) == before


def test_asking_again_finds_the_open_request_and_after_a_no_makes_a_new_one(world: World) -> None:
    number = ask(world)
    assert ask(world) == number
    answer_waiver(world.context("lee"), launch="atlas", request=number, decision="declined", note="Not yet.")
    assert ask(world) != number


def test_a_stricter_criterion_ends_the_request(world: World) -> None:
    number = ask(world)
    world.apply(definition(REPS.__class__(kind="certified-share", key="reps", certification="seller", at_least=0.95)))
    with pytest.raises(NotAllowed, match="criterion changed"):
        answer_waiver(world.context("lee"), launch="atlas", request=number, decision="approved")
