"""Completions, marks and attestations: who may, twice, and what is refused."""

from __future__ import annotations

import dataclasses

import pytest

from readiness.actions.attest_rep import attest_rep
from readiness.actions.complete_module import complete_module
from readiness.actions.record_mark import record_mark
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.evidence import evidence_of
from readiness.store.reporting_lines import managers_above
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from tests.actions.quiz_world import DEMO, DIRECTOR, LEFT, MANAGER, PEER, REP, SELLER, TRAINER, World, demo

GOOD = {"honesty": 3, "tone": 0.8}


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


def complete(world: World, actor: str = REP, **given):
    return complete_module(world.as_(actor), **({"launch": "demo", "module": "basics", "rep": REP} | given))


def mark(world: World, actor: str = MANAGER, **given):
    told = {"launch": "demo", "role_play": "call", "rep": REP, "marks": GOOD}
    return record_mark(world.as_(actor), **(told | given))


def attest(world: World, actor: str = MANAGER, **given):
    return attest_rep(world.as_(actor), **({"launch": "demo", "certification": "seller", "rep": REP} | given))


def test_a_module_is_completed_as_it_is_published(world: World) -> None:
    fingerprint = world.publish("module", "basics")
    one = complete(world).evidence
    assert (one.kind, one.fingerprint, one.passed) == ("module-completed", fingerprint, True)


def test_a_module_completed_twice_on_a_day_is_completed_once(world: World) -> None:
    assert complete(world).changed
    world.later(hours=2)
    assert not complete(world).changed
    world.later(days=1)
    assert complete(world).changed
    assert world.rows(EvidenceRow) == 2


def test_an_unpublished_module_cannot_be_completed(database: Database) -> None:
    with pytest.raises(Conflict, match="not published"):
        complete(demo(database, published=False))


@pytest.mark.parametrize("actor", [PEER, MANAGER, SELLER])
def test_only_the_rep_or_a_trainer_completes_a_module(world: World, actor: str) -> None:
    with pytest.raises(NotAllowed):
        complete(world, actor)
    assert complete(world, TRAINER).evidence.recorded_by == TRAINER


def test_a_mark_is_evidence_with_its_fraction(world: World) -> None:
    # (60·(3−1)/2 + 40·0.8)/100 = 0.92
    told = mark(world, note="Plain about it.")
    assert (told.mark.fraction, told.evidence.passed) == (0.92, True)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    assert recorded.evidence.note == "honesty 3, tone 0.8. Plain about it."
    assert recorded.evidence.source == "manager"


def test_the_same_mark_twice_on_a_day_is_one_and_another_mark_another(world: World) -> None:
    assert mark(world).changed
    world.later(hours=1)
    assert not mark(world).changed
    assert mark(world, marks=GOOD | {"tone": 0.9}).changed
    assert mark(world, DIRECTOR).changed
    assert world.rows(EvidenceRow) == 3


@pytest.mark.parametrize("actor", [MANAGER, DIRECTOR, TRAINER])
def test_a_manager_one_above_and_a_trainer_mark(world: World, actor: str) -> None:
    assert mark(world, actor).changed


@pytest.mark.parametrize("actor", [REP, PEER, SELLER, LEFT])
def test_nobody_else_marks_and_nobody_themselves(world: World, actor: str) -> None:
    with pytest.raises(NotAllowed):
        mark(world, actor)
    assert world.rows(EvidenceRow) == 0


def test_a_manager_does_not_mark_themselves_nor_those_above(world: World) -> None:
    for rep in (MANAGER, DIRECTOR):
        with pytest.raises(NotAllowed):
            mark(world, MANAGER, rep=rep)


def test_marks_that_do_not_fit_are_told_at_once_and_nothing_is_recorded(world: World) -> None:
    with pytest.raises(DefinitionError) as refused:
        mark(world, marks={"honesty": 4, "ton": 1})
    assert [p.code for p in refused.value.problems] == ["RP001", "RP003", "RP002"]
    assert world.rows(EvidenceRow) == 0


def test_a_role_play_that_changed_since_it_was_published_is_not_marked(world: World) -> None:
    world.change(role_plays={"call": dataclasses.replace(DEMO.role_plays["call"], scenario="Another call.")})
    with pytest.raises(Conflict, match="has changed since version 1"):
        mark(world)


@pytest.mark.parametrize("act", [mark, attest])
def test_a_note_that_would_move_the_cursor_is_refused(world: World, act) -> None:
    with pytest.raises(DefinitionError):
        act(world, note="fine\x1b[2J")


@pytest.mark.parametrize("actor", [MANAGER, DIRECTOR])
def test_a_manager_attests(world: World, actor: str) -> None:
    done = attest(world, actor)
    assert (done.changed, done.evidence.recorded_by, done.evidence.subject) == (True, actor, "seller")
    assert not attest(world, actor).changed


@pytest.mark.parametrize("actor", [REP, PEER, SELLER, TRAINER, LEFT, "stranger@demo.example"])
def test_nobody_but_a_manager_above_attests(world: World, actor: str) -> None:
    with pytest.raises(NotAllowed, match=r"manager@demo\.example or director@demo\.example"):
        attest(world, actor)


def test_nobody_is_above_the_director(world: World) -> None:
    with pytest.raises(NotAllowed, match="Nobody is above"):
        attest(world, TRAINER, rep=DIRECTOR)


def test_an_attestation_must_be_asked_for_and_of_the_reps_role(world: World) -> None:
    with pytest.raises(Conflict, match="asks for no attestation"):
        attest(world, certification="plain")
    with pytest.raises(Conflict, match=r"is manager; certification 'seller' is for seller"):
        attest(world, DIRECTOR, rep=MANAGER)
    with pytest.raises(Conflict, match="not on the roster"):
        attest(world, rep=LEFT)
    with pytest.raises(NotFound, match="Did you mean 'seller'"):
        attest(world, certification="sellers")


def test_the_line_of_managers_goes_to_the_top(world: World) -> None:
    with world.database.reading() as session:
        assert managers_above(session, REP, world.now.date()) == (MANAGER, DIRECTOR)
        assert managers_above(session, DIRECTOR, world.now.date()) == ()
        assert managers_above(session, LEFT, world.now.date()) == ()
        assert managers_above(session, "stranger@demo.example", world.now.date()) == ()
