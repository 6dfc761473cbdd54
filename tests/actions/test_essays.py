"""Essays of a quiz: handed in, marked by people, and only then evidence."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import update
from sqlmodel import col

from readiness.actions.assign_graders import assign_graders
from readiness.actions.grade_submission import grade_submission
from readiness.actions.mark_essay_again import mark_essay_again
from readiness.actions.regrade_quiz import regrade_preview, regrade_quiz
from readiness.actions.reset_attempts import reset_attempts
from readiness.actions.save_answers import save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import AwaitsMarks, submit_attempt
from readiness.actions.withdraw_submission import withdraw_submission
from readiness.context import Context
from readiness.domain.access.roles import Viewer
from readiness.domain.definition.assessment import Grading
from readiness.domain.definition.reader import Reading
from readiness.domain.people.address import mail_address
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.attempt import attempt_review, own_attempt
from readiness.reports.attempt_told import AttemptAwaits, AttemptReview
from readiness.reports.grading_agreement import grading_agreement
from readiness.reports.item_bank import item_bank
from readiness.reports.item_statistics import item_statistics
from readiness.reports.quiz_intro import quiz_intro
from readiness.reports.role_play import grading_queue, grading_sheet, open_submissions
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.people import PersonRow
from readiness.store.tables.role_plays import SubmissionRow
from tests.actions.essay_world import FULL_HOW, FULL_WHY, HOW, MANAGER, REP, RIGHT, SAID, WHY, Essays, essays
from tests.actions.quiz_world import DIRECTOR, PEER, TRAINER


@pytest.fixture
def room(database: Database) -> Essays:
    return essays(database)


def awaits(done: object) -> AwaitsMarks:
    assert isinstance(done, AwaitsMarks)
    return done


def told(room: Essays, attempt: int, rep: str = REP) -> AttemptReview:
    found = own_attempt(room.as_(rep), attempt_id=attempt)
    assert isinstance(found, AttemptReview)
    return found


def test_an_attempt_with_essays_waits_and_nothing_follows_from_it_before_its_last_mark(room: Essays) -> None:
    done = awaits(room.hand_in(RIGHT))
    assert len(done.questions) == 2
    waiting = own_attempt(room.as_(REP), attempt_id=done.attempt)
    assert isinstance(waiting, AttemptAwaits)
    assert waiting.said == "The rest is marked; 2 answers wait for a person."
    assert all(one.fraction is None and not one.told for one in waiting.items)
    assert room.evidence() == []
    intro = quiz_intro(room.as_(REP), launch="demo", quiz="core")
    assert "awaits its marks" in intro.refused
    assert intro.from_when is None
    with pytest.raises(Conflict, match="awaits its marks"):
        room.start()
    work = room.of(done.attempt)
    (grader,) = room.graders(work["how"].id)
    assert grader in (MANAGER, DIRECTOR)
    first = room.mark(work["why"].id, {"mark": 4.0}, comments={"mark": "Which pay day?"})
    assert first.attempt is None
    assert "another essay" in first.waits
    assert room.evidence() == []
    assert (
        own_attempt(room.as_(REP), attempt_id=done.attempt).said == "The rest is marked; 1 answer waits for a person."
    )
    room.world.later(days=2)
    last = room.mark(work["how"].id, FULL_HOW, note="Well opened.")
    assert last.attempt is not None
    # 3 quick ones, 2 x 3/4 and 1 of 6.
    assert (last.attempt.fraction, last.attempt.passed) == (5.5 / 6, True)
    (one,) = room.evidence()
    assert (one.kind, one.subject, one.passed, one.key) == ("quiz-attempt", "core", True, f"attempt|{done.attempt}")
    assert (one.happened_at, one.recorded_by) == (room.world.now, grader)
    review = told(room, done.attempt)
    why = next(item for item in review.items if item.stem == WHY.stem)
    assert (why.fraction, why.is_enough, why.said) == (0.75, True, SAID)
    assert why.marks[0].given["mark"] == (4.0, "Which pay day?")
    assert review.marked_at == room.world.now
    assert not review.read_again


def test_it_is_handed_in_once_however_often_and_its_answers_stand(room: Essays) -> None:
    attempt = room.start()
    first = submit_attempt(room.as_(REP), attempt_id=attempt, answers=RIGHT)
    second = submit_attempt(room.as_(REP), attempt_id=attempt, answers={**RIGHT, "why": "Something else is said here."})
    assert first == second
    assert room.of(attempt)["why"].work.text == SAID
    assert room.world.rows(SubmissionRow) == 2
    with pytest.raises(Conflict, match="handed in already"):
        save_answers(room.as_(REP), attempt_id=attempt, answers={"why": "One more thing comes to mind."})
    with pytest.raises(Conflict, match="part of what was handed in"):
        withdraw_submission(room.as_(REP), submission=room.of(attempt)["why"].id)


@pytest.mark.parametrize("nothing", [None, "", "  \n ", "Because …"])
def test_an_empty_answer_earns_nothing_and_waits_for_nobody(room: Essays, nothing: str | None) -> None:
    grade = room.hand_in({**RIGHT, "why": nothing, "how": None})
    assert (grade.fraction, grade.passed) == (0.5, False)
    assert [item.answered for item in grade.items if item.key in ("why", "how")] == [False, False]
    assert room.world.rows(SubmissionRow) == 0
    assert len(room.evidence()) == 1


def test_only_the_essay_that_was_answered_is_waited_for(room: Essays) -> None:
    done = awaits(room.hand_in({**RIGHT, "how": None}))
    work = room.of(done.attempt)
    assert set(work) == {"why"}
    assert room.mark(work["why"].id, FULL_WHY).attempt.fraction == 5 / 6


@pytest.mark.parametrize(
    ("text", "says"), [("Two words", "2 words, and 3 is the least"), ("word " * 21, "21 words, and 20 is the most")]
)
def test_an_essay_of_the_wrong_length_is_refused_when_it_is_handed_in_and_kept_as_it_is(
    room: Essays, text: str, says: str
) -> None:
    attempt = room.start()
    save_answers(room.as_(REP), attempt_id=attempt, answers={"why": text})
    with pytest.raises(DefinitionError) as refused:
        submit_attempt(room.as_(REP), attempt_id=attempt, answers={})
    (problem,) = refused.value.problems
    assert (problem.code, says in problem.message) == ("QZ007", True)
    assert own_attempt(room.as_(REP), attempt_id=attempt).answered == 1


def test_after_the_time_limit_what_was_saved_is_marked_however_short(room: Essays) -> None:
    room.quiz(time_limit_minutes=10)
    attempt = room.start()
    save_answers(room.as_(REP), attempt_id=attempt, answers={"why": "Two words"})
    room.world.later(minutes=12)
    awaits(submit_attempt(room.as_(REP), attempt_id=attempt, answers=RIGHT))
    work = room.of(attempt)
    assert work["why"].work.text == "Two words"
    grade = room.mark(work["why"].id, FULL_WHY).attempt
    assert (grade.late, grade.fraction) == (True, 2 / 6)


def test_a_third_of_the_marks_is_a_third_and_not_its_nearest_neighbour(room: Essays) -> None:
    third = dataclasses.replace(WHY, mark_steps=3, weight=1.0)
    room.world.change(items=MappingProxyType({**room.world.definition.items, "why": third}))
    room.quiz(items=("why",), pass_fraction=0.333333)
    done = awaits(room.hand_in({"why": SAID}))
    grade = room.mark(room.of(done.attempt)["why"].id, {"mark": 2.0}).attempt
    assert grade.fraction == 1 / 3
    assert grade.passed


def test_a_must_pass_essay_asks_for_the_pass_mark_and_for_its_must_pass_category(room: Essays) -> None:
    must = {"why": dataclasses.replace(WHY, must_pass=True), "how": dataclasses.replace(HOW, must_pass=True)}
    room.world.change(items=MappingProxyType({**room.world.definition.items, **must}))
    room.quiz()
    work = room.of(awaits(room.hand_in(RIGHT)).attempt)
    room.mark(work["why"].id, {"mark": 4.0})  # 0.75 reaches 0.7
    grade = room.mark(work["how"].id, {"ask": 2.0, "tone": 2.0}).attempt  # 0.7 in all, and 0.5 in what must be passed
    assert grade.fraction > 0.7
    assert grade.reasons == ("must be right whatever the rest: how.",)
    assert not grade.passed


def test_the_cool_down_begins_and_the_try_is_used_with_the_mark(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({"why": SAID})).attempt)
    room.world.later(days=3)
    assert not room.mark(work["why"].id, {"mark": 1.0}).attempt.passed
    intro = quiz_intro(room.as_(REP), launch="demo", quiz="core")
    assert (intro.left, intro.from_when) == (1, room.world.now + timedelta(days=1))
    review = attempt_review(room.as_(REP), attempt_id=1)
    assert review.next_from == intro.from_when


def test_a_new_round_or_another_version_need_not_wait_and_the_answer_is_marked_all_the_same(room: Essays) -> None:
    first = awaits(room.hand_in(RIGHT)).attempt
    reset_attempts(room.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason="A fresh start.")
    second = room.start()
    assert second != first
    room.quiz(pass_fraction=0.9)
    third = room.start()
    assert third != second
    work = room.of(first)
    room.mark(work["why"].id, FULL_WHY)
    grade = room.mark(work["how"].id, FULL_HOW).attempt
    assert (grade.pass_fraction, grade.passed) == (0.7, True)
    (one,) = room.evidence()
    assert one.fingerprint == start_of(room, first).fingerprint


def start_of(room: Essays, attempt: int):
    from readiness.store import attempts

    with room.world.database.reading() as session:
        return attempts.require(session, attempt)


def test_an_essay_whose_quiz_has_gone_from_the_file_is_marked_all_the_same(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({"why": SAID})).attempt)
    seller = dataclasses.replace(room.world.definition.certifications["seller"], quizzes=())
    both = {**room.world.definition.certifications, "seller": seller}
    room.world.change(quizzes=MappingProxyType({}), certifications=MappingProxyType(both))
    (grader,) = room.graders(work["why"].id)
    (queued,) = grading_queue(room.as_(grader), grader=grader)
    assert queued.submission == work["why"].id
    assert room.mark(work["why"].id, FULL_WHY).attempt is not None


def test_practice_asks_nobody_and_counts_no_essay(room: Essays) -> None:
    room.quiz(feedback="practice")
    attempt = room.start()
    save_answers(room.as_(REP), attempt_id=attempt, answers={"why": "A first thought."})
    save_answers(room.as_(REP), attempt_id=attempt, answers={"why": "A second and better thought."})
    sheet = own_attempt(room.as_(REP), attempt_id=attempt)
    why = next(one for one in sheet.questions if one.stem == WHY.stem)
    assert (why.answer, why.is_told) == ("A second and better thought.", False)
    grade = submit_attempt(room.as_(REP), attempt_id=attempt, answers={"q0": True, "q1": True, "q2": False})
    # Of the three quick ones two are right; `how` was left empty and counts, `why` does not.
    assert grade.fraction == 0.5
    assert next(item for item in grade.items if item.key == "why").unmarked
    assert (room.world.rows(SubmissionRow), room.world.rows(EvidenceRow)) == (0, 0)


def test_an_examination_tells_its_score_with_the_last_mark_and_no_essay_before_it_closes(room: Essays) -> None:
    room.quiz(feedback="examination", closes_on=room.world.now.date())
    work = room.of(awaits(room.hand_in({**RIGHT, "how": None})).attempt)
    assert room.mark(work["why"].id, {"mark": 2.0}, comments={"mark": "Thin."}).attempt is not None
    review = told(room, 1)
    assert review.grade.fraction == 3.5 / 6
    assert all(one.fraction is None and not one.marks for one in review.items)
    room.world.later(days=1)
    open_now = next(one for one in told(room, 1).items if one.stem == WHY.stem)
    assert open_now.marks[0].given["mark"] == (2.0, "Thin.")


def test_how_sure_is_asked_of_no_essay(room: Essays) -> None:
    room.quiz(confidence=True)
    attempt = room.start()
    done = submit_attempt(room.as_(REP), attempt_id=attempt, answers=RIGHT, sure={"q0": 3, "why": 3})
    awaits(done)
    work = room.of(attempt)
    room.mark(work["why"].id, FULL_WHY)
    room.mark(work["how"].id, FULL_HOW)
    levels = {one.level: one.answers for one in told(room, attempt).calibration}
    assert levels == {1: 0, 2: 0, 3: 1}


def test_a_key_put_right_while_an_essay_waits_counts_when_the_attempt_gets_its_mark(room: Essays) -> None:
    done = awaits(room.hand_in({**RIGHT, "q0": False, "how": None}))
    fixed = dataclasses.replace(room.world.definition.items["q0"], truth=False)
    room.world.change(items=MappingProxyType({**room.world.definition.items, "q0": fixed}))
    preview = regrade_preview(room.as_(TRAINER), launch="demo", quiz="core")
    assert (preview.still_open, preview.regraded) == (1, 0)
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", note="False was right.")
    assert isinstance(own_attempt(room.as_(REP), attempt_id=done.attempt), AttemptAwaits)
    assert room.mark(room.of(done.attempt)["why"].id, FULL_WHY).attempt.fraction == 5 / 6


def test_a_key_put_right_afterwards_leaves_the_marks_that_people_gave(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({**RIGHT, "q0": False})).attempt)
    room.mark(work["why"].id, {"mark": 3.0})
    assert room.mark(work["how"].id, FULL_HOW).attempt.fraction == 4 / 6
    fixed = dataclasses.replace(room.world.definition.items["q0"], truth=False)
    room.world.change(items=MappingProxyType({**room.world.definition.items, "q0": fixed}))
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", note="False was right.")
    review = told(room, 1)
    assert (review.grade.fraction, review.grade.passed) == (5 / 6, True)
    assert [one.passed for one in room.evidence()] == [False, True]
    assert regrade_preview(room.as_(TRAINER), launch="demo", quiz="core").is_nothing


@pytest.mark.parametrize(("how", "fraction"), [("dropped", 3 / 4), ("credited", 5 / 6)])
def test_an_essay_that_is_dropped_or_credited_is_waited_for_no_more(room: Essays, how: str, fraction: float) -> None:
    done = awaits(room.hand_in({**RIGHT, "how": None}))
    work = room.of(done.attempt)["why"]
    (grader,) = room.graders(work.id)
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", counts={"why": how}, note="Nobody understood it.")
    review = told(room, done.attempt)
    assert review.grade.fraction == fraction
    assert grading_queue(room.as_(grader), grader=grader) == ()
    with pytest.raises(Conflict, match="over"):
        room.mark(work.id, FULL_WHY, grader=grader)
    # Counted by a mark again, it stays out of this attempt: nobody marked it.
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", counts={"why": "by-key"}, note="It is fine after all.")
    again = told(room, done.attempt)
    assert again.grade.fraction == 3 / 4
    assert next(one for one in again.items if one.stem == WHY.stem).unmarked
    assert regrade_preview(room.as_(TRAINER), launch="demo", quiz="core").is_nothing


def test_one_essay_dropped_while_another_waits_leaves_the_other_waiting(room: Essays) -> None:
    done = awaits(room.hand_in(RIGHT))
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", counts={"why": "dropped"}, note="Unclear.")
    found = own_attempt(room.as_(REP), attempt_id=done.attempt)
    assert found.said == "The rest is marked; 1 answer waits for a person."
    assert room.mark(room.of(done.attempt)["how"].id, FULL_HOW).attempt.fraction == 1


def test_an_essay_marked_again_is_a_correction_that_everybody_can_see(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({**RIGHT, "q0": False})).attempt)
    with pytest.raises(Conflict, match="no mark yet"):
        mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels=FULL_WHY, note="Too early.")
    room.mark(work["why"].id, {"mark": 3.0})
    room.mark(work["how"].id, FULL_HOW)
    with pytest.raises(NotAllowed):
        mark_essay_again(room.as_(MANAGER), submission=work["why"].id, levels=FULL_WHY, note="Mine to say.")
    with pytest.raises(DefinitionError):
        mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels=FULL_WHY, note=" ")
    done = mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels=FULL_WHY, note="Pay day was named.")
    assert (done.was.fraction, done.becomes.fraction, done.becomes.passed) == (4 / 6, 5 / 6, True)
    first, second = room.evidence()
    assert (first.passed, second.passed, second.corrects) == (False, True, first.key)
    assert "Pay day was named." in second.note
    why = next(one for one in told(room, 1).items if one.stem == WHY.stem)
    assert [mark.grader for mark in why.marks] == [TRAINER]
    sheet = grading_sheet(
        room.as_(TRAINER), viewer=Viewer(email=TRAINER, roles=frozenset({"trainer"})), submission=work["why"].id
    )
    assert [mark.grader for mark in sheet.again] == [TRAINER]
    assert sheet.final is not None
    assert sheet.final.fraction == 0.5
    mark_essay_again(room.as_(TRAINER), submission=work["why"].id, levels={"mark": 4.0}, note="Not all of it.")
    assert told(room, 1).grade.fraction == 4.5 / 6
    assert [one.correction for one in room.evidence()] == [0, 1, 2]


def test_nobody_marks_their_own_and_what_waits_without_a_grader_says_why(room: Essays) -> None:
    done = awaits(room.hand_in({"why": SAID}, rep=DIRECTOR))
    (one,) = open_submissions(room.as_(TRAINER), launch="demo")
    assert (one.kind, one.rep, one.lacks) == ("essay", DIRECTOR, 1)
    assigned = assign_graders(room.as_(TRAINER), launch="demo")
    assert any("nobody grades themselves" in because for because in assigned.lacking[0].because)
    room.world.change(
        quizzes=MappingProxyType(
            {"core": dataclasses.replace(room.world.definition.quizzes["core"], grading=Grading(graders=("trainers",)))}
        )
    )
    assert assign_graders(room.as_(TRAINER), launch="demo").made == 1
    assert room.mark(room.of(done.attempt)["why"].id, FULL_WHY, grader=mail_address(TRAINER)).attempt is not None


def test_an_essay_of_a_grader_who_left_goes_to_the_next(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({"why": SAID})).attempt)["why"]
    (grader,) = room.graders(work.id)
    with room.world.database.transaction() as session:
        session.execute(update(PersonRow).where(col(PersonRow.email) == grader).values(left_on=room.world.now.date()))
    with pytest.raises(NotFound):
        grade_submission(room.as_(PEER), submission=work.id, levels=FULL_WHY)
    done = assign_graders(room.as_(TRAINER), launch="demo")
    assert (done.made, done.taken) == (1, 1)
    assert room.graders(work.id) == [({MANAGER, DIRECTOR} - {grader}).pop()]


def test_two_graders_who_disagree_ask_for_a_third_and_the_middle_counts(room: Essays) -> None:
    room.quiz(grading=Grading(graders=("managers", "trainers"), double_share=1.0, apart=0.2))
    done = awaits(room.hand_in({**RIGHT, "how": None}))
    work = room.of(done.attempt)["why"]
    first, second = room.graders(work.id)
    assert room.mark(work.id, {"mark": 5.0}, grader=first).final is None
    assert room.mark(work.id, {"mark": 1.0}, grader=second).final is None
    assert room.evidence() == []
    last = room.mark(work.id, {"mark": 4.0})
    assert last.final.rule == "middle of three"
    assert last.attempt.fraction == 4.5 / 6


def test_a_grader_sees_the_question_and_the_guide_and_others_do_not(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({"why": SAID})).attempt)["why"]
    (grader,) = room.graders(work.id)
    sheet = grading_sheet(room.as_(grader), viewer=Viewer(email=grader), submission=work.id)
    assert (sheet.kind, sheet.scenario, sheet.guide) == ("essay", WHY.stem, WHY.grader_notes)
    assert (sheet.words, sheet.limits) == (7, "3 to 20 words")
    assert [len(one.levels) for one in sheet.rubric] == [5]
    for who in (REP, PEER):
        with pytest.raises(NotFound):
            grading_sheet(room.as_(who), viewer=Viewer(email=who), submission=work.id)


def test_dying_in_the_middle_of_marking_leaves_nothing_and_the_next_try_does_it_all(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({"why": SAID})).attempt)["why"]

    (grader,) = room.graders(work.id)

    class Dies(Exception):
        pass

    class Clock:
        """Dies after a few things were written with its time, before all were."""

        simulated = False

        def __init__(self) -> None:
            self.asked = 0

        def now(self):
            self.asked += 1
            if self.asked > 4:
                raise Dies
            return room.world.now

        def today(self):
            return room.world.now.date()

    with pytest.raises(Dies):
        grade_submission(dataclasses.replace(room.as_(grader), clock=Clock()), submission=work.id, levels=FULL_WHY)
    assert room.evidence() == []
    assert room.of(1)["why"].ended is None
    assert room.graders(work.id) == [grader]
    assert room.mark(work.id, FULL_WHY).attempt.fraction == 2 / 6


def test_hostile_text_and_what_is_no_text_are_refused_or_kept_as_text(room: Essays) -> None:
    attempt = room.start()
    for bad in (["a"], 7, "x" * 20_001, "nul \x00 in it", "half \ud800 pair"):
        with pytest.raises(DefinitionError):
            save_answers(room.as_(REP), attempt_id=attempt, answers={"why": bad})
    text = "<script>alert(1)</script> {{ 7 * 7 }} '; DROP TABLE attempt; --"
    awaits(submit_attempt(room.as_(REP), attempt_id=attempt, answers={"why": text}))
    assert room.of(attempt)["why"].work.text == text


def test_a_seeded_try_of_a_trainer_waits_for_marks_too(room: Essays) -> None:
    made = start_attempt(room.as_(TRAINER), launch="demo", quiz="core", rep=REP, seed="mine")
    awaits(submit_attempt(room.as_(TRAINER), attempt_id=made.id, answers={"why": SAID}))
    assert len(room.graders(room.of(made.id)["why"].id)) == 1


def test_statistics_count_an_essay_by_its_mark_and_leave_out_who_waits(room: Essays) -> None:
    pytest.importorskip("scipy")
    work = room.of(awaits(room.hand_in({**RIGHT, "how": None})).attempt)
    awaits(room.hand_in(RIGHT, rep=PEER))
    room.mark(work["why"].id, {"mark": 4.0})
    (quiz,) = item_statistics(room.as_(TRAINER), launch="demo", quiz="core").quizzes
    assert (quiz.figures.attempts, quiz.awaiting) == (1, 1)
    figures = {line.figures.key: line.figures for line in quiz.questions}
    assert (figures["why"].facility, figures["why"].asked, figures["why"].options) == (0.75, 1, ())
    assert (figures["how"].facility, figures["how"].unanswered) == (0, 1)


def test_of_an_essay_dropped_before_anybody_read_it_statistics_say_nothing(room: Essays) -> None:
    pytest.importorskip("scipy")
    awaits(room.hand_in({**RIGHT, "how": None}))
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", counts={"why": "dropped"}, note="Unclear.")
    (quiz,) = item_statistics(room.as_(TRAINER), launch="demo", quiz="core").quizzes
    figures = {line.figures.key: line.figures for line in quiz.questions}
    assert (figures["why"].asked, figures["q1"].asked) == (0, 1)


def test_the_bank_knows_an_essay_by_its_marks_its_rubric_included(room: Essays) -> None:
    work = room.of(awaits(room.hand_in({**RIGHT, "how": None})).attempt)
    room.mark(work["why"].id, {"mark": 4.0})
    awaits(room.hand_in(RIGHT, rep=PEER))
    regrade_quiz(room.as_(TRAINER), launch="demo", quiz="core", counts={"how": "dropped"}, note="Unclear.")
    known = {one.key: one for one in item_bank(with_files(room), launch="demo")}
    assert (known["why"].observed, known["why"].first_attempts, known["why"].exposure) == (0.75, 1, 2)
    assert known["how"].version == 1


def with_files(room: Essays) -> Context:
    class Files:
        def read(self, _key: str) -> Reading:
            return Reading(room.world.definition, (), {})

    return dataclasses.replace(room.as_(TRAINER), launches=Files())


def test_agreement_is_told_of_essays_too_with_an_interval_of_each_category(room: Essays) -> None:
    room.quiz(
        attempts=20,
        cool_down_hours=0.0,
        pass_fraction=1.0,
        grading=Grading(graders=("line", "trainers"), double_share=1.0, apart=1.0),
    )
    for level in (1.0, 2.0, 4.0):
        work = room.of(awaits(room.hand_in(RIGHT)).attempt)
        for place, who in enumerate(room.graders(work["why"].id)):
            room.mark(work["why"].id, {"mark": level + place}, who)
        for place, who in enumerate(room.graders(work["how"].id)):
            room.mark(work["how"].id, {"ask": min(level, 3.0), "tone": 1.0 + place}, who)
    told = {
        one.key: one.versions[0]
        for one in grading_agreement(room.as_(TRAINER), launch="demo").role_plays
        if one.versions
    }
    why, how = told["core/why"], told["core/how"]
    assert (why.double, how.double) == (3, 3)
    [mark] = why.categories
    assert mark.exact == 0.0
    assert mark.correlations is not None
    low, high = mark.correlations.one_way_interval or (2.0, -2.0)
    assert low < (mark.correlations.one_way or 2.0) < high
    ask, tone = how.categories
    assert (ask.exact, ask.correlations and ask.correlations.one_way) == (1.0, 1.0)
    assert tone.exact == 0.0
    only = grading_agreement(room.as_(TRAINER), launch="demo", role_play="core/why").role_plays
    assert [one.title for one in only] == [
        next(
            one.title for one in grading_agreement(room.as_(TRAINER), launch="demo").role_plays if one.key == "core/why"
        )
    ]
