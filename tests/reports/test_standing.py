"""Where one rep stands, told requirement by requirement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from readiness.context import Context
from readiness.domain.definition.certifying import ModuleTestOut, Renewal
from readiness.domain.definition.gating import Population
from readiness.ground.errors import NotFound
from readiness.reports.learning import my_training
from readiness.reports.standing import rep_standing
from readiness.store import evidence, standings
from readiness.store.quiz_rounds import Taker, _renews_after
from readiness.store.session import Database
from tests import standing_world as world
from tests.fakes import FakeCalendars
from tests.standing_world import FIELD, certified, clock, day, piece


def context(database: Database, folder: Path, days: float = 5) -> Context:
    given = {"root": folder, "output": folder, "database": database, "clock": clock(days), "actor": "",
             "calendars": FakeCalendars()}  # fmt: skip
    ports = {
        name: cast("Any", None) for name in Context.__dataclass_fields__ if name not in given and name != "progress"
    }
    return Context(**given, **ports)


@pytest.fixture
def company(database: Database) -> dict[str, int]:
    definition = world.launch(replace(FIELD, attestation=True), population=Population(exclude_hired_within_days=10))
    with database.transaction() as session:
        world.apply(session, definition)
        bo = world.person(session, "bo@example.com", role="boss")
        ann = world.person(session, "ann@example.com", manager=bo)
        world.enrol(session, definition, definition.certifications["field"], ann)
        world.publish(session, "quiz", "pricing", 1, 0)
        standings.rebuild(session, "demo")
    return {"bo": bo, "ann": ann}


def told(database: Database, folder: Path, days: float = 5, rep: str = "ann@example.com"):
    return rep_standing(context(database, folder, days), launch="demo", rep=rep)


def test_nothing_recorded_says_what_to_do_first(database: Database, tmp_path: Path, company):
    found = told(database, tmp_path)
    assert (found.role, found.manager, found.left_out) == ("rep", "bo@example.com", "")
    (one,) = found.certifications
    assert (one.state, one.because) == ("in-progress", "0 of 3 met")
    assert one.next_steps == (
        "Read module “Basics” by 2018-03-22.",
        "Pass quiz “Pricing” by 2018-03-22.",
        "Ask bo@example.com to attest readiness by 2018-03-22.",
    )
    assert {r.because for r in one.requirements} == {"nothing recorded"}


def test_what_is_due_on_a_day_off_is_asked_for_by_the_working_day_before(database: Database, tmp_path: Path, company):
    off = FakeCalendars(days={"US": {date(2018, 3, 22): "A holiday", date(2018, 3, 21): "Its eve"}})
    found = rep_standing(replace(context(database, tmp_path), calendars=off), launch="demo", rep="ann@example.com")
    assert found.certifications[0].next_steps[0] == (
        "Read module “Basics” by 2018-03-20 (it is due on 2018-03-22, no working day)."
    )
    assert found.certifications[0].requirements[0].due_on == date(2018, 3, 22)


def test_each_requirement_says_what_it_rests_on(database: Database, tmp_path: Path, company):
    with database.transaction() as session:
        evidence.add(
            session, clock(3),
            [
                piece("module-completed", "basics", "ann@example.com", 1),
                piece("quiz-attempt", "pricing", "ann@example.com", 1, passed=False, fraction=0.5),
                piece("quiz-attempt", "pricing", "ann@example.com", 2, passed=True, fraction=0.9, fingerprint="pricing-1"),
            ],
        )  # fmt: skip
    module, quiz, attestation = told(database, tmp_path).certifications[0].requirements
    assert (module.because, module.next_step) == ("met on 2018-01-02 (terminal)", "")
    assert (quiz.because, quiz.attempts, quiz.met_on) == ("met on 2018-01-03 (terminal, 90 %)", 2, day(2))
    assert attestation.met_on is None


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"passed": False, "fraction": 0.5}, "not passed on 2018-01-02, 50 %"),
        ({"passed": None}, "taken on 2018-01-02, not graded yet"),
        ({"fingerprint": "draft"}, "taken on 2018-01-02 on content that is not, or no longer, the published one"),
    ],
)
def test_an_attempt_that_does_not_count_says_why(database: Database, tmp_path: Path, company, more, because: str):
    with database.transaction() as session:
        evidence.add(session, clock(3), [piece("quiz-attempt", "pricing", "ann@example.com", 1, **more)])
    quiz = told(database, tmp_path).certifications[0].requirements[1]
    assert (quiz.because, quiz.next_step) == (because, "Pass quiz “Pricing” again by 2018-03-22.")


def test_a_lapse_names_the_publication_and_its_note(database: Database, tmp_path: Path, company):
    with database.transaction() as session:
        both = [*certified("ann@example.com", 1), piece("attestation", "field", "ann@example.com", 1)]
        evidence.add(session, clock(1), both)
        world.publish(session, "quiz", "pricing", 2, 3)
    before, after = told(database, tmp_path, 2), told(database, tmp_path, 4)
    assert before.certifications[0].state == "certified"
    one = after.certifications[0]
    assert one.because == "since 2018-01-04, version 2 of quiz “Pricing” (it is asked again): what changed; 2 of 3 met"
    assert one.requirements[1].because == "asked again, version 2 changed it: what changed"
    assert one.next_steps == ("Pass quiz “Pricing” again by 2018-03-22.",)


def test_the_end_says_that_everything_is_passed_again(database: Database, tmp_path: Path, company):
    with database.transaction() as session:
        evidence.add(
            session, clock(1), [*certified("ann@example.com", 1), piece("attestation", "field", "ann@example.com", 1)]
        )
    # Certified on day 1 for 60 days: through day 61, warned from day 51.
    assert told(database, tmp_path, 50).certifications[0].next_steps == ()
    assert told(database, tmp_path, 61).certifications[0].because.startswith("ends today, on 2018-03-03")
    assert told(database, tmp_path, 62).certifications[0].state == "expired"
    assert told(database, tmp_path, 62).certifications[0].next_steps == (
        "Pass everything again to renew: module “Basics”, quiz “Pricing”, attestation.",
    )


def test_who_is_in_no_share_is_told_why(database: Database, tmp_path: Path, company):
    with database.transaction() as session:
        world.person(session, "new@example.com", hired_on=day(0))
        world.person(session, "soon@example.com", hired_on=day(9))
        world.person(session, "gone@example.com", left_on=day(2))
        away = world.person(session, "away@example.com")
        world.leave(session, away, day(4), None)
    for rep, why in {
        "bo@example.com": "nothing is asked of role 'boss'",
        "new@example.com": "hired on 2018-01-01, less than 10 days before",
        "soon@example.com": "starts on 2018-01-10",
        "gone@example.com": "left on 2018-01-03",
        "away@example.com": "on leave",
        "ann@example.com": "",
    }.items():
        assert told(database, tmp_path, rep=rep).left_out == why
    assert told(database, tmp_path, 10, "new@example.com").left_out == ""
    assert told(database, tmp_path, 10, "new@example.com").certifications[0].state == "not-enrolled"


def test_nobody_unknown_and_no_launch_unapplied(database: Database, tmp_path: Path, company):
    with pytest.raises(NotFound, match=r"Did you mean ann@example\.com"):
        told(database, tmp_path, rep="anna@example.com")
    with pytest.raises(NotFound, match="has not been applied"):
        rep_standing(context(database, tmp_path), launch="other", rep="ann@example.com")


def test_in_the_window_only_what_renews_is_asked_and_the_quiz_may_be_taken_again(database: Database, tmp_path: Path):
    # Certified on day 1, 60 days: through day 61. The window: day 51 to day 64.
    renewable = replace(FIELD, renewal=Renewal(window_days=10, grace_days=3, quizzes=("pricing",)))
    definition = world.launch(renewable)
    with database.transaction() as session:
        world.apply(session, definition)
        ann = world.person(session, "ann@example.com")
        world.enrol(session, definition, renewable, ann)
        standings.rebuild(session, "demo")
        evidence.add(session, clock(1), certified("ann@example.com", 1))

    def steps(days: float):
        asking = replace(context(database, tmp_path, days), actor="ann@example.com")
        (training,) = my_training(asking).trainings
        return [step.key for step in training.steps if step.state != "done"]

    def quiz_is_asked(days: float) -> bool:
        with database.reading() as session:
            taker = Taker(ann, "ann@example.com", "rep")
            return _renews_after(session, definition, "pricing", taker, clock(days).now()) == timedelta(0)

    assert told(database, tmp_path, 50).certifications[0].renewal == ()
    for days in (51, 64):
        (one,) = told(database, tmp_path, days).certifications
        assert one.next_steps == ("To renew, pass by 2018-03-06: quiz “Pricing”.",)
        assert (one.renewal_opens_on, one.renewal_closes_on) == (day(51), day(64))
        assert steps(days) == ["pricing"]
    assert [quiz_is_asked(days) for days in (45, 51, 64)] == [False, True, True]
    assert steps(65) == ["basics", "pricing"]
    assert "Pass everything again" in told(database, tmp_path, 65).certifications[0].next_steps[0]
    with database.transaction() as session:
        evidence.add(session, clock(64), [piece("quiz-attempt", "pricing", "ann@example.com", 64)])
    (one,) = told(database, tmp_path, 64).certifications
    assert (one.state, one.expires_on, one.next_steps) == ("certified", day(121), ())


def test_who_tested_out_is_told_by_which_quiz(database: Database, tmp_path: Path):
    asked = replace(FIELD, test_outs=(ModuleTestOut(quiz="pricing"),))
    with database.transaction() as session:
        world.apply(session, world.launch(asked))
        world.person(session, "ann@example.com")
        evidence.add(session, clock(1), [piece("quiz-attempt", "pricing", "ann@example.com", 1)])
    (one,) = told(database, tmp_path).certifications
    assert one.state == "certified"
    assert one.requirements[0].because == "met on 2018-01-02, tested out by quiz “Pricing”"
