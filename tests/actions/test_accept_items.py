"""Drafted items: accepted as worded, by trainers, once."""

from __future__ import annotations

import dataclasses

import pytest

from readiness.actions.accept_items import accept_items
from readiness.actions.preview_form import preview_form
from readiness.actions.start_attempt import start_attempt
from readiness.domain.definition.assessment import Draw
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.quiz_items import quiz_items
from readiness.store.quizzes import accepted_items
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.quizzes import DraftedItemDecisionRow
from tests.actions.quiz_world import DEMO, REP, SELLER, TRAINER, World, demo, objection

PRICE = "drafted-response-price"


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


def accept(world: World, *keys: str, actor: str = TRAINER, **given):
    return accept_items(world.as_(actor), launch="demo", items=keys or None, **given)


def accepted(world: World) -> list[str]:
    with world.database.reading() as session:
        return [item.key for item in accepted_items(session, "demo", world.definition)]


def status(world: World, key: str = PRICE) -> str:
    return next(line.status for line in quiz_items(world.as_(TRAINER), launch="demo") if line.item.key == key)


def test_nothing_is_accepted_before_a_trainer_says_so(world: World) -> None:
    assert accepted(world) == []
    assert status(world) == "draft"


def test_a_trainer_accepts_one(world: World) -> None:
    assert accept(world, PRICE).decided == (PRICE,)
    assert accepted(world) == [PRICE]
    assert status(world) == "accepted"


def test_accepting_twice_is_accepting_once(world: World) -> None:
    assert accept(world, PRICE).quizzes == ()
    lines = world.rows(JournalRow)
    again = accept(world, PRICE, PRICE)
    assert (again.decided, again.unchanged) == ((), (PRICE,))
    assert (world.rows(DraftedItemDecisionRow), world.rows(JournalRow)) == (1, lines)


def test_all_means_all_that_nobody_has_decided_on(world: World) -> None:
    accept(world, PRICE, decision="rejected")
    decided = accept(world).decided
    assert PRICE not in decided
    assert len(decided) >= 2
    assert accept(world) == dataclasses.replace(accept(world), decided=())


def test_the_last_word_counts(world: World) -> None:
    accept(world, PRICE)
    accept(world, PRICE, decision="rejected", note="ambiguous")
    assert accepted(world) == []
    assert status(world) == "rejected"
    accept(world, PRICE)
    assert accepted(world) == [PRICE]


def test_a_draft_that_reads_differently_is_a_draft_again(world: World) -> None:
    accept(world, PRICE)
    told = dict(DEMO.objections) | {"need": objection("need", "need", "Look at last Friday's outage together.")}
    world.change(objections=told)
    assert accepted(world) == []
    assert status(world) == "reworded"
    world.change(objections=DEMO.objections)
    assert accepted(world) == [PRICE], "the wording that was accepted is back"


@pytest.mark.parametrize("actor", [SELLER, REP, "stranger@demo.example"])
def test_only_trainers_decide(world: World, actor: str) -> None:
    with pytest.raises(NotAllowed, match=r"ada@demo\.example"):
        accept(world, PRICE, actor=actor)
    with pytest.raises(NotAllowed):
        preview_form(world.as_(actor), launch="demo", quiz="core", seed="1")


def test_every_key_that_is_no_draft_is_told_and_nothing_is_decided(world: World) -> None:
    with pytest.raises(NotFound) as refused:
        accept(world, PRICE, "drafted-response-prize", "q0", "\x1b[31m")
    assert len(refused.value.problems) == 3
    assert f"Did you mean '{PRICE}'" in str(refused.value)
    assert accepted(world) == []


def test_an_accepted_item_is_asked_once_the_quiz_is_published_again(world: World) -> None:
    quiz = dataclasses.replace(
        DEMO.quizzes["core"], items=(), blueprint=(Draw(count=2, section="objections"),), drafted=True
    )
    world.change(quizzes={"core": quiz})
    with pytest.raises(DefinitionError, match="no form of quiz 'core'"):
        preview_form(world.as_(TRAINER), launch="demo", quiz="core", seed="1")
    assert accept(world).quizzes == ("core",)
    with pytest.raises(Conflict, match="has changed since"):
        start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    world.publish("quiz", "core")
    asked = {entry.key for entry in start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP).form.items}
    assert len(asked) == 2
    assert asked <= set(accepted(world))


def test_the_preview_of_a_form_is_the_form_of_its_seed(world: World) -> None:
    one, same, other = (
        preview_form(world.as_(TRAINER), launch="demo", quiz="core", seed=seed).form for seed in ("a", "a", "b")
    )
    assert one == same
    assert one.items != other.items
