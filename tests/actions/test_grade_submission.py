"""Graders mark what was handed in; the final mark is evidence in the same transaction; calibration holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.calibrate_grader import calibrate_grader
from readiness.actions.complete_module import complete_module
from readiness.actions.keep_exemplar import keep_exemplar, retire_exemplar
from readiness.actions.record_mark import record_mark
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.role_play import grading_sheet
from readiness.store import evidence
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.role_plays import RolePlayMarkRow
from tests.actions.quiz_world import DIRECTOR, MANAGER, PEER, REP, TRAINER
from tests.actions.role_play_world import GOOD, POOR, Stage, recording, stage


@pytest.fixture
def at(database: Database, tmp_path: Path) -> Stage:
    return stage(database, tmp_path / "submissions")


def the_evidence(at: Stage):
    with at.world.database.reading() as session:
        return [one.evidence for one in evidence.of_person(session, "demo", REP)]


def test_one_graders_mark_is_the_final_one_and_evidence_on_the_content_it_answered(at: Stage) -> None:
    done = at.submit().submission
    (grader,) = at.graders(done.id)
    graded = at.grade(grader, done.id, GOOD, comments={"honesty": " Said it at once. ", "tone": ""}, note="Well done.")
    assert graded.final is not None
    assert graded.final.rule == "one grader"
    (one,) = the_evidence(at)
    assert (one.kind, one.subject, one.passed, one.fraction) == ("role-play", "call", True, 1.0)
    assert (one.fingerprint, one.source, one.recorded_by) == (done.content, "graders", grader)
    assert at.found(done.id).ended.rule == "one grader"


def test_marked_twice_is_marked_once(at: Stage) -> None:
    done = at.submit().submission
    (grader,) = at.graders(done.id)
    at.grade(grader, done.id, GOOD)
    with pytest.raises(Conflict, match="graded this already"):
        at.grade(grader, done.id, POOR)
    assert (at.world.rows(EvidenceRow), at.world.rows(RolePlayMarkRow)) == (1, 1)


def test_nobody_grades_what_they_were_not_asked_for(at: Stage) -> None:
    done = at.submit().submission
    (grader,) = at.graders(done.id)
    for other in {REP, PEER, MANAGER, DIRECTOR, TRAINER} - {grader}:
        with pytest.raises(NotFound, match="there is no submission"):
            at.grade(other, done.id, GOOD)
    assert at.world.rows(RolePlayMarkRow) == 0


@pytest.mark.parametrize(
    ("levels", "codes"),
    [
        ({}, ["RP002", "RP002"]),
        ({"honesty": 4, "tone": 0.5}, ["RP003"]),
        ({"honesty": 1.5, "tone": 2}, ["RP003", "RP003"]),
        ({"honesty": 3, "tone": float("nan")}, ["RP003"]),
        ({"honesty": 3, "tone": 1, "charm": 1}, ["RP001"]),
    ],
)
def test_marks_that_do_not_fit_are_told_at_once_and_nothing_is_kept(at: Stage, levels, codes) -> None:
    done = at.submit().submission
    with pytest.raises(DefinitionError) as caught:
        at.grade(at.graders(done.id)[0], done.id, levels)
    assert [one.code for one in caught.value.problems] == codes
    assert at.world.rows(RolePlayMarkRow) == 0
    assert at.graders(done.id) != []


def test_a_comment_that_cannot_go_on_record_keeps_the_marks_off_it_too(at: Stage) -> None:
    done = at.submit().submission
    with pytest.raises(DefinitionError):
        at.grade(at.graders(done.id)[0], done.id, GOOD, comments={"honesty": "\x1b[2J", "charm": "Hm"})
    assert at.world.rows(RolePlayMarkRow) == 0


def test_two_who_agree_make_the_mean_with_the_second_mark_and_not_before(at: Stage) -> None:
    at.grading(double_share=1.0, apart=0.15)
    done = at.submit().submission
    first, second = at.graders(done.id)
    waiting = at.grade(first, done.id, {"honesty": 3, "tone": 1.0})
    assert waiting.final is None
    assert "neither of you sees" in waiting.waits
    assert the_evidence(at) == []
    final = at.grade(second, done.id, {"honesty": 3, "tone": 0.75}).final
    assert final is not None
    assert final.mark.fraction == pytest.approx(0.95)  # 0.6 + 0.4 * 0.875
    assert the_evidence(at)[0].note == "mean of two."


def test_two_who_disagree_get_a_third_and_the_middle_counts(at: Stage) -> None:
    at.grading(double_share=1.0)
    done = at.submit().submission
    first, second = at.graders(done.id)
    at.grade(first, done.id, GOOD)
    told = at.grade(second, done.id, POOR)
    assert told.final is None
    assert "more than 15 % apart. A third grader was asked." in told.waits
    (third,) = at.graders(done.id)
    assert third not in {first, second}
    final = at.grade(third, done.id, {"honesty": 3, "tone": 0.5}).final
    assert final is not None
    assert (final.rule, final.mark.fraction) == ("middle of three", pytest.approx(0.8))
    assert at.graders(done.id) == []


def test_a_must_pass_that_only_one_passed_gets_a_third_grader_too(at: Stage) -> None:
    at.grading(double_share=1.0, apart=1.0)
    done = at.submit().submission
    first, second = at.graders(done.id)
    at.grade(first, done.id, {"honesty": 3, "tone": 0})
    assert "'Honesty'" in at.grade(second, done.id, {"honesty": 2, "tone": 0.7}).waits


def test_where_there_is_no_third_grader_it_waits_and_is_said(at: Stage) -> None:
    at.grading(double_share=1.0, graders=("managers",))
    done = at.submit().submission
    first, second = at.graders(done.id)
    at.grade(first, done.id, GOOD)
    assert "No third grader was found" in at.grade(second, done.id, POOR).waits
    assert the_evidence(at) == []


def test_a_manager_who_is_not_certified_grades_nothing_and_is_told_what_to_do(at: Stage) -> None:
    at.grading(graders=("managers",))
    done = at.submit().submission
    (grader,) = at.graders(done.id)
    at.managers_must_certify()
    with pytest.raises(NotAllowed) as caught:
        at.grade(grader, done.id, GOOD)
    assert caught.value.hint.startswith("managers certify before they grade, and Leads (")
    assert "My training" in caught.value.hint
    complete_module(at.as_(grader), launch="demo", module="basics", rep=grader)
    assert at.grade(grader, done.id, GOOD).mark.passed


def test_a_mark_on_what_a_manager_saw_is_on_the_rubric_and_asks_for_their_certificate_too(at: Stage) -> None:
    def mark(by: str):
        return record_mark(at.as_(by), launch="demo", role_play="call", rep=REP, marks=GOOD)

    assert mark(MANAGER).changed
    assert not mark(MANAGER).changed
    assert at.world.rows(RolePlayMarkRow) == 1
    at.managers_must_certify()
    with pytest.raises(NotAllowed, match="you may not grade yet"):
        mark(DIRECTOR)
    assert mark(TRAINER).changed


def exemplar(at: Stage, **said) -> int:
    given = {"title": "A good call", "levels": GOOD, "text": "Words."} | said
    return keep_exemplar(at.as_(TRAINER), launch="demo", role_play="call", **given).id


def test_a_grader_is_told_how_far_they_are_from_the_agreed_marks(at: Stage) -> None:
    at.grading(calibrated=True)
    number = exemplar(at)
    done = calibrate_grader(at.as_(MANAGER), exemplar=number, levels={"honesty": 2, "tone": 1.0})
    assert done.off.off == pytest.approx(0.3)
    assert done.says == "You are 30 % from the agreed marks. You differ on whether Honesty is passed."
    assert "15 % is the most" in done.lacks
    assert calibrate_grader(at.as_(MANAGER), exemplar=number, levels=GOOD).lacks == ""


def test_only_calibrated_graders_are_assigned_where_the_file_says_so(at: Stage) -> None:
    at.grading(calibrated=True, graders=("managers",))
    number = exemplar(at)
    calibrate_grader(at.as_(DIRECTOR), exemplar=number, levels=POOR)
    calibrate_grader(at.as_(MANAGER), exemplar=number, levels=GOOD)
    assert at.graders(at.submit().submission.id) == [MANAGER]
    retire_exemplar(at.as_(TRAINER), exemplar=number)
    assert at.graders(at.submit(PEER).submission.id) == [DIRECTOR]  # the manager has one to grade already


def test_who_lost_their_calibration_may_not_mark_what_they_were_asked_to_until_it_holds_again(at: Stage) -> None:
    at.grading(calibrated=True, graders=("managers",))
    number = exemplar(at)
    calibrate_grader(at.as_(MANAGER), exemplar=number, levels=GOOD)
    handed_in = at.submit().submission.id
    assert at.graders(handed_in) == [MANAGER]
    calibrate_grader(at.as_(MANAGER), exemplar=number, levels=POOR)
    sheet = grading_sheet(
        at.as_(MANAGER), viewer=Viewer(email=MANAGER, roles=frozenset({"manager"})), submission=handed_in
    )
    assert "15 % is the most" in sheet.refused
    with pytest.raises(NotAllowed, match="until your calibration holds") as refused:
        at.grade(MANAGER, handed_in, GOOD)
    assert "Grade the exemplars under Calibration." in refused.value.hint
    assert at.world.rows(RolePlayMarkRow) == 0
    calibrate_grader(at.as_(MANAGER), exemplar=number, levels=GOOD)
    assert at.grade(MANAGER, handed_in, GOOD).final is not None


def test_a_live_mark_says_that_what_was_handed_in_still_waits(at: Stage) -> None:
    handed_in = at.submit().submission.id
    done = record_mark(at.as_(MANAGER), launch="demo", role_play="call", rep=REP, marks=GOOD)
    assert done.waits == handed_in
    assert f"(submission {handed_in}) still waits for its mark" in done.waits_says
    (grader,) = at.graders(handed_in)
    at.grade(grader, handed_in, GOOD)
    assert record_mark(at.as_(TRAINER), launch="demo", role_play="call", rep=REP, marks=GOOD).waits is None


def test_an_exemplar_may_be_a_recording(at: Stage) -> None:
    exemplar(at, text="", file=recording())
    assert len(at.files()) == 1


def test_exemplars_are_the_trainers_and_retired_ones_are_not_graded(at: Stage) -> None:
    with pytest.raises(NotAllowed):
        keep_exemplar(at.as_(MANAGER), launch="demo", role_play="call", title="Mine", levels=GOOD, text="Words.")
    with pytest.raises(DefinitionError):
        exemplar(at, title="")
    with pytest.raises(DefinitionError):
        exemplar(at, levels={})
    number = exemplar(at)
    with pytest.raises(NotAllowed):
        calibrate_grader(at.as_(REP), exemplar=number, levels=GOOD)
    with pytest.raises(NotAllowed):
        retire_exemplar(at.as_(MANAGER), exemplar=number)
    retire_exemplar(at.as_(TRAINER), exemplar=number)
    with pytest.raises(Conflict):
        retire_exemplar(at.as_(TRAINER), exemplar=number)
    with pytest.raises(Conflict):
        calibrate_grader(at.as_(MANAGER), exemplar=number, levels=GOOD)
    with pytest.raises(NotFound):
        calibrate_grader(at.as_(MANAGER), exemplar=77, levels=GOOD)
