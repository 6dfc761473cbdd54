"""Reps hand in role-plays; graders are chosen, replaced and told; on both databases."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlmodel import select

from readiness.actions.assign_graders import assign_graders
from readiness.actions.complete_module import complete_module
from readiness.actions.reassign_grader import reassign_grader
from readiness.actions.submit_role_play import GivenFile, submit_role_play
from readiness.actions.withdraw_submission import withdraw_submission
from readiness.domain.definition.frame import Blackout
from readiness.domain.evidence.record import Evidence
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.store import evidence, rubrics
from readiness.store.session import Database
from readiness.store.tables.people import LeaveRow, PersonRow, PostingRow
from readiness.store.tables.role_plays import GraderAssignmentRow, RubricVersionRow, SubmissionRow
from tests.actions.quiz_world import DIRECTOR, LEFT, MANAGER, PEER, REP, SELLER, TRAINER
from tests.actions.role_play_world import GOOD, LARGEST, MP4, POOR, Stage, recording, stage


@pytest.fixture
def at(database: Database, tmp_path: Path) -> Stage:
    return stage(database, tmp_path / "submissions")


def on_leave(at: Stage, email: str, starts: date, ends: date | None) -> None:
    with at.world.database.transaction() as session:
        person = session.exec(select(PersonRow).where(PersonRow.email == email)).one()
        session.add(LeaveRow(person_id=person.id, starts_on=starts, ends_on=ends))


def test_what_is_handed_in_waits_for_one_grader_who_is_never_the_rep(at: Stage) -> None:
    done = at.submit()
    assert done.submission.round == 1
    assert done.submission.work.text == "Alex, there is no reference yet."
    (grader,) = at.graders(done.submission.id)
    assert grader in {MANAGER, DIRECTOR, TRAINER}
    managers_own = at.submit(MANAGER)
    assert MANAGER not in at.graders(managers_own.submission.id)


def test_a_second_one_waits_for_the_first_and_a_new_round_comes_after_a_fail(at: Stage) -> None:
    first = at.submit().submission
    with pytest.raises(Conflict, match="still waiting for its mark"):
        at.submit(text="Another try.")
    (grader,) = at.graders(first.id)
    assert not at.grade(grader, first.id, POOR).mark.passed
    second = at.submit(text="Another try.").submission
    assert (second.round, at.found(first.id).ended.passed) == (2, False)


def test_what_is_passed_and_holds_is_not_handed_in_again(at: Stage) -> None:
    first = at.submit().submission
    at.grade(at.graders(first.id)[0], first.id, GOOD)
    with pytest.raises(Conflict, match="passed already"):
        at.submit()
    assert at.world.rows(SubmissionRow) == 1


def test_what_voids_the_pass_lets_it_be_handed_in_again(at: Stage) -> None:
    first = at.submit().submission
    at.grade(at.graders(first.id)[0], first.id, GOOD)
    at.world.later(hours=1)
    at.world.publish("quiz", "core", "recertify")
    assert at.submit().submission.round == 2


def test_leave_moves_the_day_from_which_it_may_be_handed_in_again(at: Stage) -> None:
    seller = replace(at.world.definition.certifications["seller"], leave_pause_days=90)
    at.world.change(certifications=MappingProxyType({"seller": seller}))
    first = at.submit().submission
    at.grade(at.graders(first.id)[0], first.id, GOOD)
    done = [
        Evidence(
            launch="demo", person=REP, kind=kind, subject=subject, happened_at=at.world.now, source="manager",
            recorded_by=MANAGER, key=kind, passed=True if kind == "quiz-attempt" else None,
        )
        for kind, subject in (("module-completed", "basics"), ("quiz-attempt", "core"), ("attestation", "seller"))
    ]  # fmt: skip
    with at.world.database.transaction() as session:
        evidence.add(session, at.world.clock(), done)
    on_leave(at, REP, date(2018, 3, 1), date(2018, 4, 30))
    at.world.later(days=160)  # of 180, the last 30 of which it may be passed again
    with pytest.raises(Conflict, match="passed already"):
        at.submit()
    at.world.later(days=61)
    assert at.submit().submission.round == 2


def test_a_link_is_kept_as_it_is(at: Stage) -> None:
    assert at.submit(link="https://video.example/1").submission.work.link == "https://video.example/1"


def test_a_file_is_kept_whole_under_a_name_of_ours_with_its_hash(at: Stage) -> None:
    done = at.submit(file=recording(name="../../etc/<b>call</b>.mp4")).submission
    kept = done.work.file
    assert kept is not None
    assert (kept.name, kept.media_type, kept.size) == ("b>.mp4", "video/mp4", len(MP4))
    assert kept.sha256 == hashlib.sha256(MP4).hexdigest()
    (path,) = at.files()
    assert path.name == kept.token
    assert path.read_bytes() == MP4
    assert at.as_(REP).submissions.path(kept.token) == path
    assert at.files("arriving") == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (GivenFile("call.mp4", [b"x" * LARGEST, b"x"]), "RP009"),
        (GivenFile("call.mp4", [b"<script>alert(1)</script>"]), "RP008"),
        (GivenFile("call.html", [MP4]), "RP007"),
        (GivenFile("call.mp4", []), "RP008"),
    ],
)
def test_what_is_too_large_empty_or_something_else_leaves_nothing(at: Stage, file: GivenFile, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        at.submit(file=file)
    assert [one.code for one in caught.value.problems] == [code]
    assert at.files() == at.files("arriving") == []
    assert at.world.rows(SubmissionRow) == 0


def test_the_largest_file_that_may_be_is_taken(at: Stage) -> None:
    done = at.submit(file=GivenFile("call.mp4", [MP4, b"x" * (LARGEST - len(MP4))])).submission
    assert done.work.file is not None
    assert done.work.file.size == LARGEST


def test_an_upload_that_breaks_off_leaves_nothing_and_may_be_made_again(at: Stage) -> None:
    def broken():
        yield MP4
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        at.submit(file=GivenFile("call.mp4", broken()))
    assert at.files() == at.files("arriving") == []
    assert at.submit(file=recording()).submission.round == 1


def test_whoever_may_not_hand_in_is_told_before_a_byte_is_read(at: Stage) -> None:
    def unread():
        raise AssertionError("it was read")
        yield b""

    at.submit()
    with pytest.raises(Conflict):
        at.submit(file=GivenFile("call.mp4", unread()))
    with pytest.raises(NotAllowed):
        hand_in_for(at, PEER, REP)
    with pytest.raises(NotFound):
        hand_in_for(at, REP, REP, role_play="cal")


def hand_in_for(at: Stage, by: str, rep: str, role_play: str = "call") -> None:
    submit_role_play(at.as_(by), launch="demo", role_play=role_play, rep=rep, text="Words.")


def test_a_trainer_brings_in_what_somebody_handed_over(at: Stage) -> None:
    hand_in_for(at, TRAINER, REP)
    assert at.found(1).by == TRAINER
    assert at.found(1).rep == REP


def test_what_is_not_published_or_changed_since_cannot_be_handed_in(at: Stage) -> None:
    play = replace(at.world.definition.role_plays["call"], scenario="Another call.")
    at.world.change(role_plays=MappingProxyType({"call": play}))
    with pytest.raises(Conflict):
        at.submit()
    at.world.publish("role-play", "call")
    assert at.submit().submission.round == 1


def test_a_used_rubric_is_frozen_and_a_changed_one_is_a_new_version(at: Stage) -> None:
    first = at.submit().submission
    play = at.world.definition.role_plays["call"]
    harder = MappingProxyType({key: replace(one, weight=50) for key, one in play.rubric.items()})
    at.world.change(role_plays=MappingProxyType({"call": replace(play, rubric=harder)}))
    at.world.publish("role-play", "call")
    second = at.submit(PEER).submission
    assert (first.rubric.number, second.rubric.number) == (1, 2)
    # 3 of 3 and 0: 0.6 on the rubric it was handed in on, although the file now says 0.5
    graded = at.grade(at.graders(first.id)[0], first.id, {"honesty": 3, "tone": 0})
    assert graded.mark.fraction == pytest.approx(0.6)
    assert at.world.rows(RubricVersionRow) == 2
    with at.world.database.reading() as session:
        assert [number for number, _, bound in rubrics.used(session, "demo")["call"] if bound] == [1, 2]
        assert len(rubrics.versions(session, "demo", "call")) == 2


def test_a_grader_has_business_days_and_a_blackout_moves_the_day(at: Stage) -> None:
    at.submit()  # Thursday 1 February, three business days: Friday, Monday, Tuesday
    closed = Blackout(key="fair", reason="Fair", starts_on=date(2018, 2, 2), ends_on=date(2018, 2, 6))
    at.world.change(blackouts=MappingProxyType({"fair": closed}))
    at.submit(PEER)
    with at.world.database.reading() as session:
        due = session.execute(select(GraderAssignmentRow.due_on).order_by(GraderAssignmentRow.id)).scalars().all()
    assert due == [date(2018, 2, 6), date(2018, 2, 9)]


def test_work_goes_to_whoever_has_least(at: Stage) -> None:
    taken = [at.graders(at.submit(rep).submission.id)[0] for rep in (REP, PEER)]
    assert len(set(taken)) == 2


def test_a_share_is_graded_twice_by_two_people(at: Stage) -> None:
    at.grading(double_share=1.0)
    done = at.submit().submission
    assert done.graders == 2
    assert len(set(at.graders(done.id))) == 2


def test_managers_who_are_not_certified_are_not_asked_and_the_trainer_is(at: Stage) -> None:
    at.managers_must_certify()
    assert at.graders(at.submit().submission.id) == [TRAINER]


def test_where_nobody_may_grade_it_waits_and_says_why_and_is_assigned_later(at: Stage) -> None:
    at.grading(graders=("managers",))
    at.managers_must_certify()
    done = at.submit()
    assert at.graders(done.submission.id) == []
    (lacking,) = done.assigned.lacking
    assert any("managers certify before they grade, and Leads" in one for one in lacking.because)
    complete_module(at.as_(MANAGER), launch="demo", module="basics", rep=MANAGER)
    assert assign_graders(at.as_(TRAINER), launch="demo").made == 1
    assert at.graders(done.submission.id) == [MANAGER]
    again = assign_graders(at.as_(TRAINER), launch="demo")
    assert (again.made, again.taken, again.lacking) == (0, 0, ())


def test_only_a_trainer_assigns(at: Stage) -> None:
    with pytest.raises(NotAllowed):
        assign_graders(at.as_(MANAGER), launch="demo")


@pytest.mark.parametrize(("starts", "ends"), [(-1, 1), (0, None), (4, 5)])
def test_whoever_is_away_before_it_is_due_is_not_asked(at: Stage, starts: int, ends: int | None) -> None:
    today = at.world.now.date()
    for email in (MANAGER, DIRECTOR):
        on_leave(at, email, today + timedelta(days=starts), None if ends is None else today + timedelta(days=ends))
    assert at.graders(at.submit().submission.id) == [TRAINER]


def test_whoever_was_asked_and_goes_on_leave_is_replaced(at: Stage) -> None:
    at.grading(graders=("managers",))
    done = at.submit().submission
    (first,) = at.graders(done.id)
    on_leave(at, first, at.world.now.date(), None)
    found = assign_graders(at.as_(TRAINER), launch="demo")
    assert (found.made, found.taken) == (1, 1)
    assert at.graders(done.id) == [({MANAGER, DIRECTOR} - {first}).pop()]


def test_a_trainer_gives_it_to_somebody_else_for_a_reason(at: Stage) -> None:
    at.grading(graders=("managers", "trainers"))
    done = at.submit().submission
    (first,) = at.graders(done.id)
    other = ({MANAGER, DIRECTOR, TRAINER} - {first}).pop()
    reassign_grader(at.as_(TRAINER), submission=done.id, grader=first, to=other, reason="Away today.")
    assert at.graders(done.id) == [other]
    with pytest.raises(Conflict, match="is not asked"):
        reassign_grader(at.as_(TRAINER), submission=done.id, grader=first, reason="Again.")
    with pytest.raises(DefinitionError):
        reassign_grader(at.as_(TRAINER), submission=done.id, grader=other, reason=" ")


def test_a_grader_hands_back_their_own_and_does_not_get_it_again(at: Stage) -> None:
    at.grading(graders=("managers",))
    done = at.submit().submission
    (first,) = at.graders(done.id)
    other = ({MANAGER, DIRECTOR} - {first}).pop()
    reassign_grader(at.as_(first), submission=done.id, grader=first, reason="I know them too well.")
    assert at.graders(done.id) == [other]
    with pytest.raises(NotAllowed):
        reassign_grader(at.as_(other), submission=done.id, grader=other, to=first, reason="You.")
    reassign_grader(at.as_(other), submission=done.id, grader=other, reason="So do I.")
    assert at.graders(done.id) == []
    assert assign_graders(at.as_(TRAINER), launch="demo").lacking != ()


@pytest.mark.parametrize(("to", "refused"), [(REP, Conflict), (PEER, NotFound), (LEFT, NotFound), (SELLER, NotFound)])
def test_it_is_given_to_nobody_who_may_not_grade_it(at: Stage, to: str, refused: type[Exception]) -> None:
    done = at.submit().submission
    with at.world.database.transaction() as session:  # somebody reports to the rep, so that they lead people too
        rep, left = (session.exec(select(PersonRow).where(PersonRow.email == one)).one() for one in (REP, LEFT))
        session.add(PostingRow(person_id=left.id, role="x", manager_id=rep.id, valid_from=date(2018, 1, 15)))
    (first,) = at.graders(done.id)
    with pytest.raises(refused):
        reassign_grader(at.as_(TRAINER), submission=done.id, grader=first, to=to, reason="Take it.")
    assert at.graders(done.id) == [first]


def test_strangers_are_not_told_that_there_is_a_submission(at: Stage) -> None:
    done = at.submit().submission
    with pytest.raises(NotFound, match=r"there is no submission 1\."):
        reassign_grader(at.as_(PEER), submission=done.id, grader=MANAGER, reason="Mine.")
    with pytest.raises(NotFound, match=r"there is no submission 1\."):
        withdraw_submission(at.as_(PEER), submission=done.id)
    with pytest.raises(NotFound, match="there is no submission 99"):
        withdraw_submission(at.as_(REP), submission=99)
    with pytest.raises(NotFound):
        withdraw_submission(at.as_(REP), submission=2**40)


def test_a_rep_takes_back_what_nobody_has_graded_and_hands_in_again(at: Stage) -> None:
    first = at.submit().submission
    withdraw_submission(at.as_(REP), submission=first.id)
    assert at.graders(first.id) == []
    with pytest.raises(Conflict):
        withdraw_submission(at.as_(REP), submission=first.id)
    second = at.submit(text="Better.").submission
    assert second.round == 2
    at.grade(at.graders(second.id)[0], second.id, POOR)
    with pytest.raises(Conflict):
        withdraw_submission(at.as_(REP), submission=second.id)
