"""Corrections in the store: standings follow in the same transaction, and a mark never sees what came after it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from sqlmodel import Session

from readiness.domain.certification.standing import standing_of
from readiness.domain.evidence.corrections import corrected
from readiness.domain.evidence.record import Evidence
from readiness.store import evidence, materials, requirement_progress, standings
from readiness.store.session import Database
from tests import standing_world as world
from tests.standing_world import FIELD, certified, clock, day, piece
from tests.store.test_standings import overall, small


def again(one: Evidence, number: int = 1, *, passed: bool) -> Evidence:
    return corrected(
        one, number=number, fraction=0.9 if passed else 0.1, passed=passed, by="eve@example.com", note="key put right",
        source="regrade",
    )  # fmt: skip


def test_a_correction_moves_the_standing_in_the_transaction_that_records_it(database: Database):
    failed = piece("quiz-attempt", "pricing", "ann@example.com", 1, passed=False, fraction=0.5)
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), [piece("module-completed", "basics", "ann@example.com", 1), failed])
        assert overall(session, day(2)).certified == 0
        assert evidence.add(session, clock(2), [again(failed, passed=True)]) == 1
        assert overall(session, day(2)).certified == 1
        assert standings.verify(session, "demo").clean
        assert evidence.add(session, clock(3), [again(failed, passed=True)]) == 0, "the same one twice is one"
        assert evidence.add(session, clock(3), [again(failed, 2, passed=False)]) == 1
        assert overall(session, day(3)).certified == 0
        assert standings.verify(session, "demo").clean
        kept = [one.evidence for one in evidence.of_person(session, "demo", "ann@example.com")]
        assert [(one.corrects, one.correction) for one in kept if one.corrects] == [(failed.key, 1), (failed.key, 2)]


def test_what_was_known_at_a_mark_stays_what_it_was(database: Database):
    passed = piece("quiz-attempt", "pricing", "ann@example.com", 1)
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), [piece("module-completed", "basics", "ann@example.com", 1), passed])
        mark = evidence.totals(session, "demo").mark
        evidence.add(session, clock(2), [again(passed, passed=False)])
        then = standings.recount(session, "demo", day(2), mark)
        now = standings.recount(session, "demo", day(2))
        assert overall(session, day(2), counted=then).certified == 1
        assert overall(session, day(2), counted=now).certified == 0
        assert overall(session, day(2)).certified == 0


def test_a_correction_that_comes_first_speaks_already(database: Database):
    passed = piece("quiz-attempt", "pricing", "ann@example.com", 1)
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), [again(passed, passed=False)])
        evidence.add(session, clock(2), certified("ann@example.com", 1))
        assert overall(session, day(2)).certified == 0
        assert standings.verify(session, "demo").clean


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_arrival_gives_the_same_rows_as_rebuilding(database: Database, seed: int):
    chance = random.Random(seed)
    names = [f"rep{n}@example.com" for n in range(6)]
    history: list[Evidence] = []
    for name in names:
        for number in range(3):
            one = piece("quiz-attempt", "pricing", name, 1 + number, passed=chance.random() < 0.5, fraction=0.5)
            history += [one, piece("module-completed", "basics", name, 1 + number + chance.random())]
            history += [
                again(one, time, passed=chance.random() < 0.5) for time in range(1, 1 + chance.choice([0, 0, 1, 2]))
            ]
    chance.shuffle(history)
    with database.transaction() as session:
        definition = world.launch()
        world.apply(session, definition)
        world.enrol(session, definition, FIELD, *(world.person(session, name) for name in names))
        standings.rebuild(session, "demo")
        world.publish(session, "quiz", "pricing", 1, 0)
        world.publish(session, "quiz", "pricing", 2, 2.5)
    while history:
        size = chance.choice([1, 1, 3, 7])
        with database.transaction() as session:
            evidence.add(session, clock(9), [history.pop() for _ in range(min(size, len(history)))])
            assert standings.verify(session, "demo").clean
    with database.transaction() as session:
        told = {name: _met(session, name) for name in names}
        log = materials.publications(session, "demo")
        for name in names:
            kept = [one.evidence for one in evidence.of_person(session, "demo", name)]
            assert told[name] == standing_of(FIELD, [replace(one, person=name) for one in kept], log).met
        assert standings.rebuild(session, "demo").clean
        requirement_progress.bring_up_to_date(session, "demo")
        assert requirement_progress.verify(session, "demo").wrong == 0


def _met(session: Session, email: str) -> int:
    found = [one for one in standings.standings_as_of(session, "demo", day(9)) if one.standing.certification == "field"]
    ids = {row.person_id: row.standing.met for row in found}
    from readiness.store import people

    return ids[people.require_person(session, email)]
