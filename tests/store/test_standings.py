"""Standings and counts follow from evidence, whichever way they come about."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, select

from readiness.domain.definition.gating import Population
from readiness.ground.errors import NotFound
from readiness.store import evidence, standings
from readiness.store.session import Database
from readiness.store.standing_counts import Tally
from readiness.store.standing_kept import Kept
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PostingRow
from readiness.store.tables.standings import StandingCountRow, StandingRow
from tests import standing_world as world
from tests.standing_world import FIELD, LEADS, certified, clock, day, piece

EVERYBODY = Population()
WITHIN = ("overall", "region", "territory", "team", "manager")


def overall(session: Session, on: date, **more):
    asked = {"certification": "field", "within": "overall", "as_of": on, "population": EVERYBODY} | more
    found = standings.certified_counts(session, "demo", **asked)
    return found[0] if found else None


def small(session: Session) -> dict[str, int]:
    """Two reps in the East, one in the West, led by Bo, who leads for a living."""
    definition = world.launch()
    world.apply(session, definition)
    bo = world.person(session, "bo@example.com", role="boss")
    ids = {"bo": bo}
    for name, region in (("ann", "East"), ("ben", "East"), ("cas", "West")):
        ids[name] = world.person(session, f"{name}@example.com", region=region, territory=region[0], manager=bo)
    world.enrol(session, definition, FIELD, ids["ann"], ids["ben"], ids["cas"])
    world.enrol(session, definition, LEADS, bo)
    standings.rebuild(session, "demo")
    return ids


def test_a_kept_row_is_a_row_of_its_table():
    assert Kept._fields == tuple(column.name for column in StandingRow.__table__.columns)


def test_evidence_certifies_in_the_transaction_that_records_it(database: Database):
    with database.transaction() as session:
        small(session)
        assert evidence.add(session, clock(1), certified("ann@example.com", 1)) == 2
        found = overall(session, day(1))
        assert (found.counted, found.certified, found.in_progress) == (3, 1, 2)
        by_region = standings.certified_counts(
            session, "demo", certification="field", within="region", as_of=day(1), population=EVERYBODY
        )
        assert [(g.group, g.certified, g.counted) for g in by_region] == [("East", 1, 2), ("West", 0, 1)]
        assert standings.verify(session, "demo").clean


@pytest.mark.parametrize(
    ("on", "certified_then", "expiring"), [(1, 1, 0), (50, 1, 0), (51, 1, 1), (61, 1, 1), (62, 0, 0)]
)
def test_kept_counts_know_the_days_to_come(database: Database, on: int, certified_then: int, expiring: int):
    # Certified on day 1, valid 60 days: through day 61; warned 10 days before: from day 51.
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        found = overall(session, day(on))
        assert (found.certified, found.expiring, found.expired) == (certified_then, expiring, 1 - certified_then)


def test_the_same_evidence_twice_is_recorded_once(database: Database):
    with database.transaction() as session:
        small(session)
        both = certified("ann@example.com", 1)
        assert evidence.add(session, clock(1), [*both, both[0]]) == 2
        assert evidence.add(session, clock(2), both) == 0
        assert evidence.totals(session, "demo").records == 2
        assert evidence.known_keys(session, "demo", [both[0].key, "other"]) == {both[0].key}


def test_everybody_nobody_knows_is_named_and_nothing_is_recorded(database: Database):
    with database.transaction() as session:
        small(session)
        wrong = [*certified("ann@example.com", 1), *certified("zed@example.com", 1), *certified("yan@example.com", 1)]
        with pytest.raises(NotFound) as refused:
            evidence.add(session, clock(1), wrong)
        assert [p.message for p in refused.value.problems] == [
            "nobody knows yan@example.com.", "nobody knows zed@example.com.",
        ]  # fmt: skip
        assert evidence.totals(session, "demo") == evidence.Totals(0, 0, 0)


def test_addresses_are_the_same_in_any_spelling(database: Database):
    with database.transaction() as session:
        small(session)
        assert evidence.add(session, clock(1), certified(" Ann@Example.COM", 1)) == 2
        assert len(evidence.of_person(session, "demo", "ANN@example.com")) == 2


def test_no_evidence_is_no_work(database: Database):
    with database.transaction() as session:
        assert evidence.add(session, clock(), []) == 0
        assert standings.refresh(session, "demo", []) == 0


def test_a_launch_that_was_never_applied_keeps_nothing_but_the_evidence(database: Database):
    with database.transaction() as session:
        world.person(session, "ann@example.com")
        assert evidence.add(session, clock(1), certified("ann@example.com", 1)) == 2
        assert standings.rebuild(session, "demo") == standings.Drift("demo", 0, 0)
        with pytest.raises(NotFound, match="has not been applied yet"):
            overall(session, day(1))


def test_evidence_recorded_before_the_launch_was_applied_counts_once_it_is(database: Database):
    with database.transaction() as session:
        world.person(session, "ann@example.com")
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        world.apply(session, world.launch(), on=2)
        assert standings.bring_up_to_date(session, "demo")
        assert not standings.bring_up_to_date(session, "demo")
        assert overall(session, day(2)).certified == 1


def test_nobody_on_the_roster_is_no_group(database: Database):
    with database.transaction() as session:
        world.apply(session, world.launch())
        standings.rebuild(session, "demo")
        for within in WITHIN:
            assert overall(session, day(1), within=within) is None
        assert standings.manager_counts(session, "demo", as_of=day(1), population=EVERYBODY).counted == 0


@pytest.mark.parametrize("statement", ["UPDATE evidence SET passed = NULL", "DELETE FROM evidence"])
def test_the_database_refuses_to_edit_evidence(database: Database, statement: str):
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
    with pytest.raises(DatabaseError, match="insert-only"), database.transaction() as session:
        session.execute(text(statement))


def test_ids_grow_so_that_a_mark_is_what_was_known(database: Database):
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
    with database.reading() as session:
        mark = evidence.totals(session, "demo").mark
    with database.transaction() as session:
        evidence.add(session, clock(3), certified("ben@example.com", 2))
        assert evidence.mark_on(session, "demo", day(1)) == mark
        assert evidence.mark_on(session, "demo", day(0)) == 0
        then = standings.recount(session, "demo", day(3), mark)
        assert overall(session, day(3), counted=then).certified == 1
        assert overall(session, day(3)).certified == 2
        assert overall(session, day(1), counted=standings.recount(session, "demo", day(1))).certified == 1


def test_what_happened_later_that_day_is_of_that_day_and_what_happened_after_midnight_is_not(database: Database):
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(9), certified("ann@example.com", 1.66))  # day 1, 23:50 UTC
        evidence.add(session, clock(9), certified("ben@example.com", 1.67))  # day 2, 00:04 UTC
        assert overall(session, day(1), counted=standings.recount(session, "demo", day(1))).certified == 1


def test_simulated_evidence_is_counted_as_such(database: Database):
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1, simulated=True), certified("ann@example.com", 1))
        evidence.add(session, clock(1), [replace(one, simulated=True) for one in certified("ben@example.com", 1)])
        evidence.add(session, clock(1), certified("cas@example.com", 1))
        found = evidence.totals(session, "demo")
        assert (found.records, found.simulated) == (6, 4)
        assert evidence.totals(session, "demo", mark=found.mark - 2).simulated == 4


def test_leavers_newcomers_and_people_on_leave_are_left_out_and_counted(database: Database):
    population = Population(exclude_on_leave=True, exclude_hired_within_days=30)
    with database.transaction() as session:
        world.apply(session, world.launch(population=population))
        world.person(session, "stays@example.com")
        world.person(session, "left@example.com", left_on=day(10))
        world.person(session, "new@example.com", hired_on=day(5))
        away = world.person(session, "away@example.com")
        world.leave(session, away, day(10), day(12))
        standings.rebuild(session, "demo")

        def told(on: int) -> tuple[int, int, int]:
            found = overall(session, day(on), population=population)
            return found.counted, found.excluded_leave, found.excluded_new

        assert told(4) == (3, 0, 0)
        assert told(5) == (3, 0, 1), "hired that day"
        assert told(9) == (3, 0, 1), "the last day of the leaver"
        assert told(10) == (1, 1, 1), "left that day; the first day of leave"
        assert told(12) == (1, 1, 1), "the last day of leave"
        assert told(13) == (2, 0, 1)
        assert told(34) == (2, 0, 1), "29 days after the hire"
        assert told(35) == (3, 0, 0), "30 days after the hire"
        everybody = replace(population, exclude_on_leave=False, exclude_hired_within_days=0)
        assert overall(session, day(12), population=everybody).counted == 3


def test_exempt_people_are_left_out_and_shown(database: Database):
    with database.transaction() as session:
        small(session)
        evidence.add(
            session, clock(1), [piece("exemption", "field", "ann@example.com", 1, until=day(20), note="on loan")]
        )
        assert (overall(session, day(20)).counted, overall(session, day(20)).exempt) == (2, 1)
        assert (overall(session, day(21)).counted, overall(session, day(21)).exempt) == (3, 0)


def test_a_move_counts_from_the_day_it_holds(database: Database):
    with database.transaction() as session:
        ids = small(session)
        world.move(session, ids["ann"], day(10), region="West", territory="W")
        assert standings.refresh(session, "demo", [ids["ann"]]) > 0
        assert standings.verify(session, "demo").clean
        for on, east in ((9, 2), (10, 1)):
            found = standings.certified_counts(
                session, "demo", certification="field", within="region", as_of=day(on), population=EVERYBODY
            )
            assert {g.group: g.counted for g in found}["East"] == east
        assert overall(session, day(10), regions=["West"]).counted == 2


def test_a_role_that_is_asked_nothing_is_in_no_share(database: Database):
    with database.transaction() as session:
        ids = small(session)
        world.move(session, ids["ann"], day(10), role="clerk")
        standings.refresh(session, "demo", [ids["ann"]])
        assert (overall(session, day(9)).counted, overall(session, day(10)).counted) == (3, 2)


def test_a_publication_is_followed_by_whoever_writes_next(database: Database):
    with database.transaction() as session:
        small(session)
        world.publish(session, "quiz", "pricing", 1, 0)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        world.publish(session, "quiz", "pricing", 2, 2)
        assert overall(session, day(2)).lapsed == 1, "an answer is never out of date, even before anything was derived"
        assert not standings.verify(session, "demo").clean
        evidence.add(session, clock(3), certified("ben@example.com", 3))
        found = overall(session, day(3))
        assert (found.lapsed, found.certified) == (1, 1)
        assert standings.verify(session, "demo").clean


def test_a_changed_definition_is_followed(database: Database):
    with database.transaction() as session:
        small(session)
        evidence.add(session, clock(1), [piece("module-completed", "basics", "ann@example.com", 1)])
        world.apply(session, world.launch(replace(FIELD, quizzes=()), LEADS), on=2)
        assert standings.bring_up_to_date(session, "demo")
        assert overall(session, day(2)).certified == 1
        world.apply(session, world.launch(replace(FIELD, key="other")), on=3)
        standings.bring_up_to_date(session, "demo")
        assert overall(session, day(3)) is None
        assert standings.verify(session, "demo").clean


def test_drift_is_found_told_and_mended(database: Database):
    with database.transaction() as session:
        ids = small(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        session.execute(update(StandingRow.__table__).where(StandingRow.person_id == ids["ann"]).values(met=0))
        session.execute(text("DELETE FROM standing WHERE person_id = :id"), {"id": ids["cas"]})
        session.execute(
            update(StandingCountRow.__table__)
            .where(StandingCountRow.level == "region", StandingCountRow.region == "East")
            .values(n=9)
        )
        found = standings.verify(session, "demo")
        assert not found.clean
        assert f"standing of person {ids['ann']} in 'field' from {day(0)}" in found.differences
        assert f"standing of person {ids['cas']} in 'field' from {day(0)}" in found.differences
        assert any(one.startswith(f"count of field / region / {day(0)} / East / East / ") for one in found.differences)
        assert standings.rebuild(session, "demo").total == found.total
        assert standings.verify(session, "demo").clean
        assert standings.rebuild(session, "demo").clean, "mended twice is mended once"
        assert overall(session, day(1)).certified == 1


def test_counts_that_an_earlier_release_kept_are_told_in_one_line_and_taken_away(database: Database):
    with database.transaction() as session:
        small(session)
        session.execute(
            text(
                "INSERT INTO standing_count SELECT launch, certification, 'team', on_day, region, name, away, state, n"
                " FROM standing_count WHERE level = 'region'"
            )
        )
        number = session.execute(text("SELECT count(*) FROM standing_count WHERE level = 'team'")).scalar_one()
        found = standings.verify(session, "demo")
        assert found.differences == (f"{number} counts by team, which are no longer kept",)
        assert standings.rebuild(session, "demo").total == 1
        assert standings.verify(session, "demo").clean


def test_people_behind_a_shortfall_are_named_with_the_reason(database: Database):
    with database.transaction() as session:
        ids = small(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        evidence.add(session, clock(1), [piece("module-completed", "basics", "cas@example.com", 1)])
        asked = {"certification": "field", "as_of": day(1), "population": EVERYBODY}
        found = standings.uncertified_people(session, "demo", within="overall", limit=10, **asked)
        assert found == standings.Uncertified((("ben@example.com", "0 of 2 met"), ("cas@example.com", "1 of 2 met")), 2)
        one = standings.uncertified_people(session, "demo", within="overall", limit=1, **asked)
        assert (len(one.people), one.total) == (1, 2)
        west = standings.uncertified_people(session, "demo", within="territory", groups=["W"], limit=10, **asked)
        assert west.people == (("cas@example.com", "1 of 2 met"),)
        led = standings.uncertified_people(
            session, "demo", within="manager", groups=["bo@example.com"], limit=10, **asked
        )
        assert led.total == 2
        nobody = standings.uncertified_people(session, "demo", within="region", groups=["North"], limit=10, **asked)
        assert nobody == standings.Uncertified((), 0)
        assert ids["bo"]


def test_who_has_no_end_date_counts_on_the_last_day_there_is(database: Database):
    with database.transaction() as session:
        small(session)
        asked = {"certification": "field", "within": "overall", "as_of": date.max, "population": EVERYBODY}
        assert overall(session, date.max).counted == 3
        found = standings.uncertified_people(session, "demo", limit=10, **asked)
        assert (len(found.people), found.total) == (3, 3)
        anew = standings.recount(session, "demo", date.max)
        assert found == standings.uncertified_people(session, "demo", limit=10, **asked, counted=anew)
        assert standings.manager_counts(session, "demo", as_of=date.max, population=EVERYBODY).counted == 1


def test_managers_are_whoever_leads_and_whoever_is_certified_to(database: Database):
    with database.transaction() as session:
        ids = small(session)
        world.person(session, "idle@example.com", role="boss")
        world.person(session, "dee@example.com", manager=ids["ann"], role="clerk", left_on=day(20))
        standings.rebuild(session, "demo")

        def told(on: int):
            return standings.manager_counts(session, "demo", as_of=day(on), population=EVERYBODY)

        assert told(1).counted == 3, "bo and idle for their certification, ann because dee names her"
        assert told(20).counted == 2, "dee has left"
        evidence.add(
            session, clock(1),
            [piece("module-completed", "basics", "bo@example.com", 1), piece("attestation", "leads", "bo@example.com", 1)],
        )  # fmt: skip
        assert told(1).certified == 1
        behind = standings.uncertified_managers(session, "demo", as_of=day(1), population=EVERYBODY, limit=5)
        assert {email for email, _ in behind.people} == {"ann@example.com", "idle@example.com"}


@pytest.mark.parametrize("seed", range(6))
def test_kept_equals_rebuilt_equals_recounted_for_any_history(database: Database, seed: int):
    chance = random.Random(seed)
    population = Population(
        exclude_on_leave=chance.random() < 0.5, exclude_hired_within_days=chance.choice([0, 10, 40])
    )
    definition = world.launch(population=population)
    with database.transaction() as session:
        world.apply(session, definition)
        bosses = [
            world.person(session, f"boss{n}@example.com", role="boss", region=chance.choice("NS")) for n in range(3)
        ]
        ids = []
        for number in range(14):
            hired = chance.choice([date(2015, 1, 1), None, day(-20), day(5), day(30)])
            left = chance.choice([None, None, None, day(35), day(70)])
            ids.append(
                world.person(
                    session, f"rep{number}@example.com", hired_on=hired, left_on=left,
                    since=hired or day(-100), region=chance.choice("NS"), territory=chance.choice(["", "T1", "T2"]),
                    team=chance.choice(["Blue", "Red"]), manager=chance.choice([*bosses, None]),
                )
            )  # fmt: skip
        world.enrol(session, definition, FIELD, *ids[:10])
        standings.rebuild(session, "demo")
    now, versions, everything = 0.0, {"module": 0, "quiz": 0}, []
    for _ in range(25):
        now += chance.random() * 2
        with database.transaction() as session:
            what = chance.random()
            if what < 0.1:
                kind = chance.choice(["module", "quiz"])
                versions[kind] += 1
                world.publish(
                    session, kind, {"module": "basics", "quiz": "pricing"}[kind], versions[kind], now,
                    chance.choice(["minor", "delta", "recertify"]), chance.choice("AB"),
                )  # fmt: skip
            elif what < 0.2:
                who = chance.choice(ids)
                world.leave(session, who, day(int(now)), chance.choice([None, day(int(now) + 15)]))
                standings.refresh_everywhere(session, [who])
            elif what < 0.3:
                who = chance.randrange(14)
                row = session.exec(
                    select(PostingRow).where(
                        PostingRow.person_id == ids[who],
                        col(PostingRow.valid_to).is_(None),
                        PostingRow.valid_from <= day(int(now)),
                    )
                ).one_or_none()
                if row:
                    world.move(
                        session,
                        ids[who],
                        day(int(now) + 1),
                        region=chance.choice("NS"),
                        role=chance.choice(["rep", "boss"]),
                    )
                    standings.refresh_everywhere(session, [ids[who]])
            else:
                batch = [_happening(chance, now) for _ in range(chance.randrange(1, 8))]
                everything += batch
                evidence.add(session, clock(now), batch + chance.sample(everything, min(2, len(everything))))
    with database.transaction() as session:
        standings.bring_up_to_date(session, "demo")
        drift = standings.verify(session, "demo")
        assert drift.clean, drift.differences
        for on in (int(now) + 1, int(now) + 12, int(now) + 58, int(now) + 200):
            _compare(session, day(on), population, chance)
        _compare(session, date.max, population, chance)


def _happening(chance: random.Random, now: float):
    email = f"rep{chance.randrange(14)}@example.com"
    when = max(0.0, now - chance.random() * 10)
    kind = chance.choice(["module-completed"] * 5 + ["quiz-attempt"] * 5 + ["exemption", "revocation"])
    subject = {"module-completed": "basics", "quiz-attempt": "pricing"}.get(kind, "field")
    more = {}
    if kind in {"module-completed", "quiz-attempt"}:
        more = {"fingerprint": chance.choice([None, "A", "B"]), "passed": chance.choice([True, True, False])}
    if kind == "exemption":
        more = {"until": day(int(now) + chance.randrange(60)), "note": "why"}
    return piece(kind, subject, email, round(when, 3), **more)


def _compare(session: Session, on: date, population: Population, chance: random.Random) -> None:
    anew = standings.recount(session, "demo", on)
    tally = Tally(session, "demo", on, population)
    for certification in ("field", "leads", None):
        for within in WITHIN:
            regions = chance.choice([None, ["N"], ["N", "S"]])
            asked = {
                "certification": certification, "within": within, "as_of": on, "population": population, "regions": regions,
            }  # fmt: skip
            kept = standings.certified_counts(session, "demo", **asked)
            assert kept == standings.certified_counts(session, "demo", **asked, counted=anew), asked
            assert kept == tally.groups(certification, within, regions), "what was read before changes no answer"
            groups = chance.choice([None, [g.group for g in kept][:1]])
            people = standings.uncertified_people(session, "demo", **asked, groups=groups, limit=5)
            assert people == standings.uncertified_people(
                session, "demo", **asked, groups=groups, limit=5, counted=anew
            )
            wanted = [g for g in kept if groups is None or g.group in groups]
            assert people.total == sum(g.counted - g.certified for g in wanted)
    led = {"as_of": on, "population": population, "regions": chance.choice([None, ["S"]])}
    assert standings.manager_counts(session, "demo", **led) == standings.manager_counts(
        session, "demo", **led, counted=anew
    )
    assert standings.uncertified_managers(session, "demo", **led, limit=5) == standings.uncertified_managers(
        session, "demo", **led, limit=5, counted=anew
    )


def test_every_standing_is_of_somebody_who_has_evidence_or_a_role(database: Database):
    with database.transaction() as session:
        ids = small(session)
        evidence.add(session, clock(1), certified("bo@example.com", 1))
        rows = session.exec(select(StandingRow).where(StandingRow.person_id == ids["bo"])).all()
        assert [(row.certification, row.met) for row in rows] == [("leads", 1)], "a boss is not asked what reps are"
        assert session.exec(select(EvidenceRow)).all()
