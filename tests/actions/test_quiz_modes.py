"""Practice, training, examination: what is told when by every door, what counts, and how sure people say they are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from readiness.actions.regrade_quiz import regrade_quiz
from readiness.actions.save_answers import save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.definition.assessment import Option
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.ground.fingerprint import plain
from readiness.reports.attempt import attempt_review, attempt_sheet, own_attempt
from readiness.reports.calibration import quiz_calibration_for
from readiness.reports.export import export_rows
from readiness.reports.quiz_intro import quiz_intro
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from tests.actions.quiz_world import FIVE, PEER, REP, TRAINER, World, demo

CLOSES = date(2018, 2, 5)
ALL = {item.key: True for item in FIVE}
PICK = "pick"


@pytest.fixture
def world(database: Database) -> World:
    return demo(database, published=False)


def as_quiz(world: World, **fields) -> None:
    """The quiz asks two questions of its own in this way, the first with feedback that gives its answer away."""
    items = dict(world.definition.items)
    items[PICK] = replace(
        items[PICK], feedback="SECRET-FEEDBACK",
        options=(Option(text="SECRET-RIGHT", correct=True), Option(text="wrong", feedback="SECRET-NO"), Option(text="other")),
    )  # fmt: skip
    quiz = replace(world.definition.quizzes["core"], items=(PICK, "q1"), shuffle=False, **fields)
    world.change(items=items, quizzes={"core": quiz})
    world.publish("quiz", "core")


def start(world: World, rep: str = REP):
    return start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)


def hand_in(world: World, rep: str = REP, **answers):
    attempt = start(world, rep)
    submit_attempt(world.as_(rep), attempt_id=attempt.id, answers=answers)
    return attempt.id


def told(world: World, attempt: int, rep: str = REP) -> str:
    """Everything that leaves the house for the rep: what pages, API and CLI are made of."""
    return json.dumps(plain(own_attempt(world.as_(rep), attempt_id=attempt)))


def test_practice_tells_each_answer_at_once_and_counts_for_nothing(world: World) -> None:
    as_quiz(world, feedback="practice")
    attempt = start(world)
    assert "SECRET-FEEDBACK" not in told(world, attempt.id)
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={PICK: 2})
    sheet = attempt_sheet(world.as_(REP), attempt_id=attempt.id)
    review = sheet.questions[0].review
    assert (review.fraction, review.told, review.feedback, review.chosen_feedback) == (
        0, "SECRET-RIGHT", "SECRET-FEEDBACK", "SECRET-NO",
    )  # fmt: skip
    assert sheet.questions[1].review is None
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={PICK: 1})
    assert attempt_sheet(world.as_(REP), attempt_id=attempt.id).questions[0].answer == 2, "the first answer stays"
    grade = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={PICK: 1, "q1": True})
    assert (grade.fraction, grade.passed) == (0.5, False)
    assert world.rows(EvidenceRow) == 0
    assert start(world).id != attempt.id, "again, whenever"


def test_training_tells_what_was_wrong_at_once_and_what_is_right_after_a_pass(world: World) -> None:
    as_quiz(world)
    failed = hand_in(world, **{PICK: 2, "q1": True})
    review = attempt_review(world.as_(REP), attempt_id=failed)
    assert [one.fraction for one in review.items] == [0, 1]
    assert "SECRET-FEEDBACK" not in told(world, failed)
    assert "SECRET-NO" not in told(world, failed)
    assert "correct" not in told(world, failed)
    world.later(hours=24)
    hand_in(world, **{PICK: 1, "q1": True})
    assert "SECRET-FEEDBACK" in told(world, failed), "the round is passed"


def test_an_examination_tells_the_score_alone_until_it_has_closed_and_nobody_sits(world: World) -> None:
    as_quiz(world, feedback="examination", closes_on=CLOSES, time_limit_minutes=None)
    failed = hand_in(world, **{PICK: 2, "q1": True})
    before = attempt_review(world.as_(REP), attempt_id=failed)
    assert (before.grade.fraction, before.grade.passed, before.told_from) == (0.5, False, date(2018, 2, 6))
    assert [one.fraction for one in before.items] == [None, None]
    assert (before.grade.items, before.grade.missed_claims, before.read_again) == ((), (), ())
    said = told(world, failed)
    assert not [word for word in ("SECRET-FEEDBACK", "SECRET-NO", "facts.q1", "correct") if word in said]
    peer = start(world, PEER)
    assert peer.ends_at <= world.now.replace(day=6, hour=0), "nobody sits beyond the closing"
    world.now = world.now.replace(day=6, hour=0, minute=0)
    assert "SECRET-FEEDBACK" not in told(world, failed), "within the grace somebody may still hand in"
    with pytest.raises(Conflict, match="closed on 2018-02-05"):
        start(world)
    world.later(minutes=2)
    after = attempt_review(world.as_(REP), attempt_id=failed)
    assert [one.fraction for one in after.items] == [0, 1]
    assert "SECRET-FEEDBACK" in told(world, failed)
    assert quiz_intro(world.as_(REP), launch="demo", quiz="core").may_start is False


def test_answers_to_an_open_examination_are_in_no_file(world: World) -> None:
    as_quiz(world, feedback="examination", closes_on=CLOSES)
    hand_in(world, **{PICK: 1, "q1": True})
    column = -2  # item_score
    rows = [row for row in export_rows(world.as_(TRAINER), launch="demo", answers=True) if row[10] == "answer"]
    assert {row[column] for row in rows} <= {""}
    world.now = world.now.replace(day=7)
    rows = [row for row in export_rows(world.as_(TRAINER), launch="demo", answers=True) if row[10] == "answer"]
    assert "" not in {row[column] for row in rows}


def test_a_regrade_of_an_examination_tells_no_more_than_the_score_either(world: World) -> None:
    as_quiz(world, feedback="examination", closes_on=CLOSES)
    failed = hand_in(world, **{PICK: 2, "q1": True})
    items = dict(world.definition.items)
    items[PICK] = replace(
        items[PICK],
        options=(Option(text="SECRET-RIGHT"), Option(text="wrong", correct=True), Option(text="other")),
    )
    world.change(items=items)
    regrade_quiz(world.as_(TRAINER), launch="demo", quiz="core", note="the other one is right")
    said = told(world, failed)
    assert "SECRET-FEEDBACK" not in said
    assert attempt_review(world.as_(REP), attempt_id=failed).grade.fraction == 1


def test_how_sure_is_kept_told_with_the_result_and_leaves_the_mark_alone(world: World) -> None:
    as_quiz(world, confidence=True)
    attempt = start(world)
    assert attempt.asks_confidence
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={PICK: 2}, sure={PICK: 3})
    saved = save_answers(world.as_(REP), attempt_id=attempt.id, answers={PICK: 2}, sure={PICK: 3})
    assert saved.saves == 1, "the same again writes nothing"
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={}, sure={PICK: 2})
    grade = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={"q1": True}, sure={"q1": 3})
    assert grade.fraction == 0.5
    review = attempt_review(world.as_(REP), attempt_id=attempt.id)
    assert [one.sure for one in review.items] == [2, 3]
    assert [(one.answers, one.right) for one in review.calibration] == [(0, 0), (1, 0), (1, 1)]


def test_how_sure_is_refused_where_it_is_not_asked_or_is_no_level(world: World) -> None:
    as_quiz(world)
    attempt = start(world)
    with pytest.raises(DefinitionError) as refused:
        save_answers(world.as_(REP), attempt_id=attempt.id, answers={}, sure={PICK: 2})
    assert [one.code for one in refused.value.problems] == ["QZ006"]
    with pytest.raises(DefinitionError):
        submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={}, sure={PICK: 2})


def test_an_examination_hides_calibration_until_it_has_closed(world: World) -> None:
    as_quiz(world, feedback="examination", closes_on=CLOSES, confidence=True)
    attempt = start(world)
    submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={PICK: 2}, sure={PICK: 3})
    assert attempt_review(world.as_(REP), attempt_id=attempt.id).calibration == ()


def test_a_sheet_is_of_an_open_attempt(world: World) -> None:
    as_quiz(world)
    attempt = hand_in(world)
    with pytest.raises(Conflict, match="handed in"):
        attempt_sheet(world.as_(REP), attempt_id=attempt)
    with pytest.raises(NotFound):
        attempt_sheet(world.as_(REP), attempt_id=attempt + 99)


def test_trainers_see_how_sure_people_are_against_how_right_and_what_they_are_certain_and_wrong_of(
    world: World,
) -> None:
    as_quiz(world, confidence=True)
    for rep, answer in ((REP, 2), (PEER, 1)):
        attempt = start(world, rep)
        submit_attempt(
            world.as_(rep), attempt_id=attempt.id, answers={PICK: answer, "q1": True}, sure={PICK: 3, "q1": 1}
        )
    found = quiz_calibration_for(world.as_(TRAINER), launch="demo", quiz="core")
    assert (found.asks, found.people, found.answers) == (True, 2, 4)
    assert [(one.answers, one.right, one.says) for one in found.levels] == [
        (2, 2, "cannot tell yet"), (0, 0, "cannot tell yet"), (2, 1, "cannot tell yet"),
    ]  # fmt: skip
    assert [(one.title, one.figures.wrong, one.figures.certain) for one in found.missed] == [("Fact 1.", 1, 2)]
    with pytest.raises(NotAllowed):
        quiz_calibration_for(world.as_(REP), launch="demo", quiz="core")
    with pytest.raises(NotFound):
        quiz_calibration_for(world.as_(TRAINER), launch="demo", quiz="score")
    world.later(hours=24)
    hand_in(world, **{PICK: 1, "q1": True})
    assert quiz_calibration_for(world.as_(TRAINER), launch="demo", quiz="core").people == 2, "first attempts alone"
