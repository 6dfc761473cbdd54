"""More time for a person: who may give and see it, what it changes, and what is on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from readiness.actions.give_more_time import give_more_time
from readiness.actions.start_attempt import start_attempt
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.reports.more_time import more_time
from readiness.reports.quiz_intro import quiz_intro
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.quizzes import AccommodationRow
from tests.actions.quiz_world import DIRECTOR, MANAGER, PEER, REP, SELLER, TRAINER, World, demo

LAST = date(2018, 6, 30)


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


def give(world: World, actor: str = MANAGER, rep: str = REP, kind: str = "factor", **more):
    asked = {"reason": "agreed with HR", "until": LAST} | ({"factor": 1.5} if kind == "factor" else {}) | more
    return give_more_time(world.as_(actor), launch="demo", rep=rep, kind=kind, **asked)


def start(world: World, rep: str = REP):
    return start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)


@pytest.mark.parametrize("actor", [MANAGER, DIRECTOR, TRAINER])
def test_a_manager_above_or_a_trainer_gives_it_and_attempts_from_then_on_have_it(world: World, actor: str) -> None:
    give(world, actor)
    assert start(world).limit == timedelta(minutes=30)
    assert start(world, PEER).limit == timedelta(minutes=20)
    assert quiz_intro(world.as_(REP), launch="demo", quiz="core").time_limit_minutes == 30


def test_an_attempt_that_has_begun_keeps_its_time(world: World) -> None:
    before = start(world)
    give(world)
    assert start(world).limit == before.limit == timedelta(minutes=20)


def test_no_limit_is_none_and_what_is_taken_back_is_gone(world: World) -> None:
    give(world, kind="no-limit")
    assert start(world).limit is None
    give(world, kind="minutes", minutes=10, rep=PEER)
    give(world, kind="none", rep=PEER, until=None)
    assert start(world, PEER).limit == timedelta(minutes=20)


def test_it_ends_after_its_last_day(world: World) -> None:
    give(world, until=date(2018, 2, 1))
    world.later(days=1)
    assert start(world).limit == timedelta(minutes=20)
    assert more_time(world.as_(MANAGER), launch="demo", rep=REP).holds is None


def test_an_examination_still_closes_for_everybody(world: World) -> None:
    quiz = replace(world.definition.quizzes["core"], feedback="examination", closes_on=date(2018, 2, 1))
    world.change(quizzes={"core": quiz})
    world.publish("quiz", "core")
    give(world, kind="no-limit")
    assert start(world).limit == timedelta(hours=12)


@pytest.mark.parametrize("actor", [REP, PEER, SELLER, "stranger@demo.example"])
def test_nobody_else_gives_or_sees_it_not_even_the_rep_themselves(world: World, actor: str) -> None:
    give(world)
    with pytest.raises(NotAllowed):
        give(world, actor, factor=2.0)
    with pytest.raises(NotAllowed):
        more_time(world.as_(actor), launch="demo", rep=REP)


def test_it_is_on_record_with_its_reason_and_the_journal_does_not_say_why(world: World) -> None:
    give(world)
    give(world)
    assert world.rows(AccommodationRow) == 1, "said again, it changes nothing"
    give(world, kind="none", until=None, reason="no longer needed")
    found = more_time(world.as_(TRAINER), launch="demo", rep=REP)
    assert [(one.words, one.by, one.reason) for one in found.log] == [
        ("taken back", MANAGER, "no longer needed"), ("1.5 times the time", MANAGER, "agreed with HR"),
    ]  # fmt: skip
    with world.database.reading() as session:
        rows = session.exec(
            select(JournalRow).where(col(JournalRow.subject) == f"quizzes for {REP}").order_by(col(JournalRow.id))
        ).all()
    assert [row.verb for row in rows] == ["gave more time", "took back the time given"]
    assert all("HR" not in str(row.detail) for row in rows)


def test_without_a_reason_or_with_nonsense_nothing_is_given(world: World) -> None:
    for wrong in ({"reason": " "}, {"factor": 0.1}, {"until": date(2017, 1, 1)}, {"kind": "minutes"}):
        with pytest.raises(DefinitionError):
            give(world, **wrong)
    with pytest.raises(NotFound):
        give(world, rep="nobody@demo.example")
    assert world.rows(AccommodationRow) == 0
    give(world, kind="none", until=None)
    assert world.rows(AccommodationRow) == 0, "nothing there to take back"
