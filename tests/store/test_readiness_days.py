"""The line over time: one row per certification × region × day, written with verdicts and by the daily watch."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from readiness.actions.decide_gate import decide_gate
from readiness.actions.watch_certifications import watch_certifications
from readiness.domain.certification.population import GroupCount
from readiness.store.readiness_days import DayCount, days_of, record_day
from readiness.store.session import Database
from readiness.store.tables.standings import ReadinessDayRow
from tests.gate_world import REPS, SELLERS, World, definition
from tests.standing_world import clock

DAY = date(2018, 2, 1)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.hire(SELLERS)
    made.hire(["fay"], region="Europe")
    made.apply(definition(REPS))
    return made


def rows(session: Session) -> list[tuple]:
    found = session.exec(select(ReadinessDayRow).order_by("on_day", "certification", "region")).all()
    return [(r.certification, r.region, r.on_day, r.counted, r.certified, r.simulated) for r in found]


def test_a_day_is_recorded_by_region_and_read_back_together_or_by_some_of_them(database: Database):
    with database.transaction() as session:
        counts = {"seller": [GroupCount("East", 5, 4), GroupCount("West", 3, 0)], "boss": [GroupCount("East", 1, 1)]}
        record_day(session, clock(), "demo", DAY, counts)
    with database.reading() as session:
        assert days_of(session, "demo") == (DayCount("boss", DAY, 1, 1), DayCount("seller", DAY, 8, 4))
        assert days_of(session, "demo", regions={"West"}) == (DayCount("seller", DAY, 3, 0),)
        assert days_of(session, "demo", regions=()) == ()
        assert days_of(session, "other") == ()


def test_the_second_time_on_a_day_replaces_the_first_and_leaves_other_days_alone(database: Database):
    with database.transaction() as session:
        record_day(session, clock(), "demo", date(2018, 1, 31), {"seller": [GroupCount("East", 5, 1)]})
        record_day(session, clock(), "demo", DAY, {"seller": [GroupCount("East", 5, 2), GroupCount("West", 1, 1)]})
        record_day(session, clock(simulated=True), "demo", DAY, {"seller": [GroupCount("East", 6, 3)]})
    with database.reading() as session:
        assert rows(session) == [
            ("seller", "East", date(2018, 1, 31), 5, 1, False),
            ("seller", "East", DAY, 6, 3, True),
        ]


def test_people_without_a_region_have_a_row_too_and_a_day_of_nobody_has_none(database: Database):
    with database.transaction() as session:
        record_day(session, clock(), "demo", DAY, {"seller": [GroupCount("(no region)", 2, 1)], "boss": []})
    with database.reading() as session:
        assert rows(session) == [("seller", "", DAY, 2, 1, False)]
    with database.transaction() as session:
        record_day(session, clock(), "demo", DAY, {"seller": []})
    with database.reading() as session:
        assert rows(session) == []


def test_a_verdict_that_goes_on_record_records_the_day_and_a_question_does_not(world: World):
    world.certify("ann", "fay")
    decide_gate(world.context("sam"), launch="atlas", record=False)
    with world.database.reading() as session:
        assert rows(session) == []
    decide_gate(world.context("sam"), launch="atlas")
    with world.database.reading() as session:
        assert rows(session) == [("seller", "America", DAY, 5, 1, False), ("seller", "Europe", DAY, 1, 1, False)]
    world.certify("bob")
    decide_gate(world.context("sam"), launch="atlas")
    with world.database.reading() as session:
        assert days_of(session, "atlas") == (DayCount("seller", DAY, 6, 3),)


def test_the_daily_watch_records_the_day_also_when_the_verdict_stays(world: World):
    watch_certifications(world.context(), launch="atlas")
    world.later(days=1)
    world.certify("ann")
    watch_certifications(world.context(), launch="atlas")
    watch_certifications(world.context(), launch="atlas")
    with world.database.reading() as session:
        assert days_of(session, "atlas") == (DayCount("seller", DAY, 6, 0), DayCount("seller", date(2018, 2, 2), 6, 1))
