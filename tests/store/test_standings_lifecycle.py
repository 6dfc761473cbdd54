"""What is kept follows every turn of a certification's life, in this launch and from others, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from readiness.domain.definition.certifying import Certification, ModuleTestOut, Renewal
from readiness.domain.definition.gating import Population
from readiness.domain.plan.changes import RuleChange
from readiness.store import evidence, requirement_progress, standings
from readiness.store.enrolment import enrol, enrolment_counts
from readiness.store.rule_effects import rule_changes
from readiness.store.session import Database
from readiness.store.tables.enrolment import EnrolmentRow
from readiness.store.tables.evidence import EvidenceRow
from tests import standing_world as world
from tests.standing_world import FIELD, certified, clock, day, piece

EVERYBODY = Population(exclude_on_leave=False)
OLD = Certification(key="field", name="Old", role="rep", modules=("basics",), valid_days=20, warn_days=3)
SIDE = Certification(key="side", name="Side", role="clerk", modules=("extra",), valid_days=12, warn_days=2)
WHOLE = replace(
    FIELD, valid_days=25, warn_days=5, leave_pause_days=8, equivalent_to=("side", "old/field"),
    renewal=Renewal(window_days=8, grace_days=4, quizzes=("pricing",)),
    test_outs=(
        ModuleTestOut(quiz="pricing", hired_days=1200),
        ModuleTestOut(quiz="pricing", modules=("basics",), held="old/field"),
    ),
)  # fmt: skip


def counts(session: Session, on: date, certification: str = "field"):
    asked = {"certification": certification, "within": "overall", "as_of": on, "population": EVERYBODY}
    return standings.certified_counts(session, "demo", **asked)[0]


def two_launches(session: Session, whole: Certification = WHOLE) -> int:
    """Ann, a rep; the launch `old` looks at nothing, `demo` looks at `old`."""
    world.apply(session, world.launch(OLD, key="old"))
    world.apply(session, world.launch(whole, SIDE))
    ann = world.person(session, "ann@example.com")
    standings.rebuild(session, "old")
    standings.rebuild(session, "demo")
    return ann


def old(*pieces):
    return [replace(one, launch="old", key=f"old {one.key}") for one in pieces]


def test_what_is_earned_in_another_launch_counts_in_the_same_transaction(database: Database):
    with database.transaction() as session:
        two_launches(session)
        evidence.add(session, clock(1), old(piece("module-completed", "basics", "ann@example.com", 1)))
        assert [counts(session, day(n)).certified for n in (1, 21, 22)] == [1, 1, 0]
        assert standings.verify(session, "demo").clean
        evidence.add(session, clock(2), old(piece("revocation", "field", "ann@example.com", 2, note="why")))
        assert counts(session, day(2)).certified == 0
        assert standings.verify(session, "demo").clean


def test_what_another_launch_publishes_and_applies_is_followed_here(database: Database):
    with database.transaction() as session:
        two_launches(session)
        evidence.add(session, clock(1), old(piece("module-completed", "basics", "ann@example.com", 1)))
        world.apply(session, world.launch(replace(OLD, valid_days=5), key="old"), on=2)
        assert counts(session, day(10)).certified == 0, "an answer is never out of date, even before it is derived"
        assert not standings.verify(session, "demo").clean
        assert standings.bring_up_to_date(session, "old")
        assert standings.verify(session, "demo").clean
        assert not standings.bring_up_to_date(session, "demo")


def test_a_launch_that_was_never_applied_counts_for_nothing_until_it_is(database: Database):
    with database.transaction() as session:
        world.apply(session, world.launch(WHOLE, SIDE))
        world.person(session, "ann@example.com")
        standings.rebuild(session, "demo")
        evidence.add(session, clock(1), old(piece("module-completed", "basics", "ann@example.com", 1)))
        assert counts(session, day(1)).certified == 0
        world.apply(session, world.launch(OLD, key="old"), on=2)
        assert standings.bring_up_to_date(session, "old")
        assert counts(session, day(2)).certified == 1
        assert standings.verify(session, "demo").clean


def test_revoked_is_counted_among_the_lapsed_and_by_itself_and_a_reissue_gives_it_back(database: Database):
    with database.transaction() as session:
        two_launches(session, FIELD)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        evidence.add(session, clock(2), [piece("revocation", "field", "ann@example.com", 2, note="why")])
        found = counts(session, day(2))
        assert (found.certified, found.lapsed, found.revoked) == (0, 1, 1)
        evidence.add(session, clock(3), [piece("reissue", "field", "ann@example.com", 3, note="a mistake")])
        assert [counts(session, day(n)).certified for n in (3, 61, 62)] == [1, 1, 0]
        assert standings.verify(session, "demo").clean


def test_leave_that_is_imported_moves_the_end_and_one_taken_back_moves_it_back(database: Database):
    with database.transaction() as session:
        ann = two_launches(session)
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        world.leave(session, ann, day(26), day(30))
        standings.refresh_everywhere(session, [ann])
        assert [counts(session, day(n)).certified for n in (26, 31, 32)] == [1, 1, 0]
        evidence.add(session, clock(3), [piece("module-completed", "extra", "ann@example.com", 3)])
        assert standings.verify(session, "demo").clean, "evidence alone keeps the leave in mind"


def test_a_renewal_at_either_edge_of_the_window_counts_in_the_kept_figures(database: Database):
    for first, end in ((17, 26), (18, 51), (30, 51), (31, 26)):
        with database.transaction() as session:
            email = f"r{first}@example.com"
            if first == 17:
                two_launches(session)
            world.person(session, email, hired_on=None)
            standings.rebuild(session, "demo")
            # Certified on day 1, through day 26; the window is day 18 to day 30.
            evidence.add(session, clock(40), certified(email, 1))
            evidence.add(session, clock(40), [piece("quiz-attempt", "pricing", email, first)])
            row = session.execute(select(func.max(standings_row().c.expires_on))).scalar_one()
            assert row >= day(end)
            assert standings.verify(session, "demo").clean


def standings_row():
    from readiness.store.tables.standings import StandingRow

    return StandingRow.__table__


@pytest.mark.parametrize("seed", range(4))
def test_kept_equals_rebuilt_equals_recounted_for_any_life(database: Database, seed: int):
    chance = random.Random(seed)
    names = [f"rep{n}@example.com" for n in range(5)]
    ids = {}
    with database.transaction() as session:
        two_launches(session)
        for email in names:
            hired = chance.choice([None, date(2012, 1, 1), date(2015, 1, 1), day(-3)])
            ids[email] = world.person(session, email, hired_on=hired, since=hired or day(-9))
        standings.refresh_everywhere(session, list(ids.values()))
    now, versions, everything = 0.0, dict.fromkeys(("basics", "pricing"), 0), []
    for _ in range(22):
        now += chance.random() * 3
        with database.transaction() as session:
            what = chance.random()
            if what < 0.1:
                key = chance.choice(sorted(versions))
                versions[key] += 1
                kind = {"basics": "module", "pricing": "quiz"}[key]
                change = chance.choice(["minor", "delta", "recertify"])
                world.publish(session, kind, key, versions[key], now, change, chance.choice("AB"))
            elif what < 0.2:
                who = chance.choice(sorted(ids.values()))
                world.leave(session, who, day(int(now)), chance.choice([None, day(int(now) + 6)]))
                standings.refresh_everywhere(session, [who])
            else:
                batch = [_happening(chance, names, now) for _ in range(chance.randrange(1, 7))]
                everything += batch
                evidence.add(session, clock(now), batch + chance.sample(everything, min(2, len(everything))))
    with database.transaction() as session:
        for launch in ("old", "demo"):
            standings.bring_up_to_date(session, launch)
            requirement_progress.bring_up_to_date(session, launch)
            drift = standings.verify(session, launch)
            assert drift.clean, drift.differences
            assert requirement_progress.verify(session, launch).wrong == 0
        mark = session.execute(select(func.max(EvidenceRow.__table__.c.id))).scalar_one()
        for on in (int(now) + 1, int(now) + 9, int(now) + 40):
            for certification in ("field", "side"):
                asked = {"certification": certification, "within": "region", "as_of": day(on), "population": EVERYBODY}
                kept = standings.certified_counts(session, "demo", **asked)
                anew = standings.recount(session, "demo", day(on), mark)
                assert kept == standings.certified_counts(session, "demo", **asked, counted=anew)
                told = {**asked, "within": "overall", "limit": 9}
                people = standings.uncertified_people(session, "demo", **told)
                assert people == standings.uncertified_people(session, "demo", **told, counted=anew)


def test_a_plan_counts_whom_a_changed_rule_moves(database: Database):
    with database.transaction() as session:
        ann = two_launches(session, replace(FIELD, valid_days=25))
        world.person(session, "ben@example.com")
        standings.rebuild(session, "demo")
        evidence.add(session, clock(1), certified("ann@example.com", 1))
        evidence.add(session, clock(1), old(piece("module-completed", "basics", "ben@example.com", 1)))
        world.leave(session, ann, day(3), day(9))
        before = world.launch(replace(FIELD, valid_days=25), SIDE)

        def told(**rules):
            after = world.launch(replace(FIELD, valid_days=25, **rules), SIDE)
            return rule_changes(session, before, after, on=day(10))

        assert told() == ()
        assert told(equivalent_to=("old/field",)) == (RuleChange("field", ("equivalent_to",), 1, 0, 0, 0),)
        assert told(leave_pause_days=30) == (RuleChange("field", ("leave_pause_days",), 0, 0, 1, 0),)
        assert told(renewal=Renewal(quizzes=("pricing",))) == (RuleChange("field", ("renewal",), 0, 0, 0, 0),)
        both = world.launch(replace(FIELD, valid_days=25, equivalent_to=("old/field",)), SIDE)
        assert rule_changes(session, both, before, on=day(10)) == (RuleChange("field", ("equivalent_to",), 0, 1, 0, 0),)


def test_leave_moves_the_day_due_and_the_second_enrolment_writes_nothing(database: Database):
    # Due 5 days before the launch on day 90: on day 85; asked on day 1.
    paused = world.launch(replace(FIELD, leave_pause_days=10))
    with database.transaction() as session:
        world.apply(session, paused)
        ann, ben = world.person(session, "ann@example.com"), world.person(session, "ben@example.com")
        assert enrol(session, paused, on=day(1)).added == 4
        world.leave(session, ann, day(20), day(26))
        assert enrolment_counts(session, paused, on=day(2)).rescheduled == 2
        assert enrol(session, paused, on=day(2)).rescheduled == 2
        assert enrol(session, paused, on=day(3)).nothing
        assert enrolment_counts(session, paused, on=day(3)).nothing

        def due(person: int) -> set[date]:
            row = EnrolmentRow.__table__.c
            return set(session.execute(select(row.due_on).where(row.person_id == person)).scalars())

        assert (due(ann), due(ben)) == ({day(92)}, {day(85)})
        world.leave(session, ann, day(92), None)
        enrol(session, paused, on=day(4))
        assert due(ann) == {day(95)}, "ten days at most; leave that begins on the very day counts"
        plain = world.launch(FIELD)
        assert enrol(session, plain, on=day(5)).rescheduled == 2
        assert due(ann) == {day(85)}


def _happening(chance: random.Random, names: list[str], now: float):
    email, when = chance.choice(names), round(max(0.0, now - chance.random() * 6), 3)
    kind = chance.choice(["module-completed", "quiz-attempt"] * 5 + ["exemption", "revocation", "reissue"] * 2)
    subject = {"module-completed": "basics", "quiz-attempt": "pricing"}.get(kind, "field")
    more = {}
    if kind == "module-completed":
        subject = chance.choice(["basics", "basics", "extra"])
    if kind in {"module-completed", "quiz-attempt"}:
        more = {"fingerprint": chance.choice([None, "A", "B"]), "passed": chance.choice([True, True, False])}
    elif kind == "exemption":
        more = {"until": day(int(now) + chance.randrange(30)), "note": "why"}
    else:
        more = {"note": "why"}
    made = piece(kind, subject, email, when, **more)
    is_old = subject != "extra" and kind != "quiz-attempt" and chance.random() < 0.3
    return old(made)[0] if is_old else made
