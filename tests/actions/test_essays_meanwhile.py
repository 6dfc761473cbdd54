"""What happens while an essay waits for its mark: changes, testing out, people who leave, graders who are replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import update
from sqlmodel import col

from readiness.actions.assign_graders import assign_graders
from readiness.actions.enrol_reps import enrol_reps
from readiness.actions.grade_submission import grade_submission
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.reassign_grader import reassign_grader
from readiness.domain.definition.assessment import Grading
from readiness.domain.definition.certifying import Certification, ModuleTestOut
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.reports.role_play import grading_queue
from readiness.reports.standing import rep_standing
from readiness.store import standings
from readiness.store.session import Database
from readiness.store.tables.people import LeaveRow, PersonRow
from tests.actions.essay_world import FULL_HOW, FULL_WHY, MANAGER, REP, RIGHT, SAID, Essays, essays
from tests.actions.quiz_world import DIRECTOR, TRAINER


@pytest.fixture
def room(database: Database) -> Essays:
    made = essays(database)
    seller = Certification(
        key="seller", name="Seller", role="seller", modules=("basics",), quizzes=("core",), valid_days=180,
        test_outs=(ModuleTestOut(quiz="core"),),
    )  # fmt: skip
    made.world.change(certifications=MappingProxyType({"seller": seller}))
    enrol_reps(made.as_(TRAINER), launch="demo")
    return made


def stands(room: Essays) -> tuple[str, list[str]]:
    """The state of the rep's certification, and what of it is met; the same when it is rebuilt from evidence."""
    told = []
    for rebuild in (False, True):
        if rebuild:
            with room.world.database.transaction() as session:
                standings.rebuild(session, "demo")
        (one,) = rep_standing(room.as_(REP), launch="demo", rep=REP).certifications
        told.append((one.state, [f"{r.kind} {r.key}" for r in one.requirements if r.met_on is not None]))
    assert told[0] == told[1]
    return told[0]


BOTH = ["module basics", "quiz core"]


def test_testing_out_by_an_essay_counts_from_its_last_mark_and_goes_with_a_mark_that_takes_the_pass_away(
    room: Essays,
) -> None:
    work = room.of(room.hand_in({**RIGHT, "q0": False}).attempt)
    assert stands(room) == ("in-progress", [])
    room.world.later(days=3)
    room.mark(work["why"].id, FULL_WHY)
    assert stands(room) == ("in-progress", []), "one of its essays still waits"
    room.mark(work["how"].id, FULL_HOW)
    assert stands(room) == ("certified", BOTH)
    (one,) = rep_standing(room.as_(REP), launch="demo", rep=REP).certifications
    assert one.certified_on == room.world.now.date(), "the mark is the moment, not the hand-in"
    room.world.later(days=1)
    mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels={"mark": 1.0}, note="Copied from the module.")
    assert stands(room) == ("in-progress", [])
    mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels=FULL_WHY, note="It was not, after all.")
    assert stands(room) == ("certified", BOTH)


def test_a_module_that_changes_by_delta_while_an_essay_waits_is_tested_out_of_as_it_stands_at_the_mark(
    room: Essays,
) -> None:
    work = room.of(room.hand_in(RIGHT).attempt)
    room.world.later(hours=1)
    room.world.publish("module", "basics", "delta")
    room.world.later(hours=1)
    room.mark(work["why"].id, FULL_WHY)
    room.mark(work["how"].id, FULL_HOW)
    assert stands(room) == ("certified", BOTH)


@pytest.mark.parametrize(("change", "met"), [("minor", True), ("delta", False), ("recertify", False)])
def test_a_quiz_published_anew_while_an_essay_waits(room: Essays, change: str, met: bool) -> None:
    waiting = room.hand_in(RIGHT).attempt
    room.world.later(hours=1)
    core = replace(room.world.definition.quizzes["core"], pass_fraction=0.75)
    room.world.change(quizzes=MappingProxyType({"core": core}))
    room.world.publish("quiz", "core", change)
    if change == "minor":
        with pytest.raises(Conflict, match="awaits its marks"):
            room.start()
    else:
        assert room.start() != waiting
    work = room.of(waiting)
    room.mark(work["why"].id, FULL_WHY)
    assert room.mark(work["how"].id, FULL_HOW).attempt.passed
    assert len(room.evidence()) == 1, "it is evidence of the version it was taken on"
    assert ("quiz core" in stands(room)[1]) is met


def test_whoever_leaves_while_an_essay_waits_is_marked_and_certified_in_nothing(room: Essays) -> None:
    work = room.of(room.hand_in(RIGHT).attempt)
    with room.world.database.transaction() as session:
        session.execute(update(PersonRow).where(col(PersonRow.email) == REP).values(left_on=room.world.now.date()))
    room.world.later(days=1)
    room.mark(work["why"].id, FULL_WHY)
    assert room.mark(work["how"].id, FULL_HOW).attempt.passed
    assert [one.passed for one in room.evidence()] == [True]
    with room.world.database.transaction() as session:
        standings.rebuild(session, "demo")
    found = rep_standing(room.as_(TRAINER), launch="demo", rep=REP)
    assert found.left_out


def test_an_essay_is_handed_to_somebody_else_by_the_grader_or_a_trainer_and_marked_by_them(room: Essays) -> None:
    work = room.of(room.hand_in(RIGHT).attempt)
    why, how = work["why"], work["how"]
    (first,) = room.graders(why.id)
    other = ({MANAGER, DIRECTOR} - {first}).pop()
    with pytest.raises(NotAllowed):
        reassign_grader(room.as_(first), submission=why.id, grader=first, to=other, reason="No time.")
    reassign_grader(room.as_(TRAINER), submission=why.id, grader=first, to=other, reason="They know the account.")
    assert room.graders(why.id) == [other]
    with pytest.raises(NotFound):
        grade_submission(room.as_(first), submission=why.id, levels=FULL_WHY)
    assert room.mark(why.id, FULL_WHY, grader=other).attempt is None
    (asked,) = room.graders(how.id)
    reassign_grader(room.as_(asked), submission=how.id, grader=asked, reason="I coached them on it.")
    (last,) = room.graders(how.id)
    assert last != asked
    assert room.mark(how.id, FULL_HOW, grader=last).attempt.passed
    assert grading_queue(room.as_(asked), grader=asked) == ()


def test_a_grader_on_leave_is_not_asked_and_one_whose_leave_begins_is_replaced(room: Essays) -> None:
    room.quiz(grading=Grading(graders=("line",), due_days=2))
    why = room.of(room.hand_in({"why": SAID}).attempt)["why"]
    (first,) = room.graders(why.id)
    with room.world.database.transaction() as session:
        person = session.execute(PersonRow.__table__.select().where(col(PersonRow.email) == first)).one()
        today = room.world.now.date()
        session.add(LeaveRow(person_id=person.id, starts_on=today, ends_on=today + timedelta(days=20)))
    done = assign_graders(room.as_(TRAINER), launch="demo")
    assert (done.made, done.taken) == (1, 1)
    assert room.graders(why.id) == [({MANAGER, DIRECTOR} - {first}).pop()]
    again = room.of(room.hand_in({"why": SAID}, rep="peer@demo.example").attempt)["why"]
    assert first not in room.graders(again.id)
