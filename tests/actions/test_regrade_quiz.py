"""A key is put right: what that changes is told first, done whole, done once, and standings follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.actions.regrade_quiz import regrade_preview, regrade_quiz, ways_to_count
from readiness.actions.reissue_certification import reissue_certification
from readiness.actions.revoke_certification import revoke_certification
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.definition.certifying import Certification
from readiness.domain.item_analysis.given import Which
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.attempt import attempt_review
from readiness.reports.certification_history import certification_history
from readiness.reports.evidence import evidence_of
from readiness.reports.quiz_intro import quiz_intro
from readiness.reports.standing import rep_standing
from readiness.store import standings
from readiness.store.answers_given import answers_given, items_of_pools
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.quizzes import AttemptStepRow, QuizPoolRow
from tests.actions.quiz_world import FIVE, MANAGER, PEER, REP, SELLER, TRAINER, World, demo, truth

ALL = {item.key: True for item in FIVE}
QUIZ_ALONE = Certification(key="seller", name="Seller", role="seller", quizzes=("core",), valid_days=180, warn_days=30)


@pytest.fixture
def world(database: Database) -> World:
    made = demo(database, published=False)
    made.change(certifications={"seller": QUIZ_ALONE})
    made.publish("quiz", "core")
    with database.transaction() as session:
        standings.bring_up_to_date(session, "demo")
    return made


def take(world: World, rep: str, **answers) -> int:
    attempt = start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)
    submit_attempt(world.as_(rep), attempt_id=attempt.id, answers={**ALL, **answers})
    return attempt.id


def put_right(world: World, key: str = "q1", **fields) -> None:
    item = replace(world.definition.items[key], **(fields or {"truth": False}))
    world.change(items={**world.definition.items, key: item})


def preview(world: World, actor: str = TRAINER, **asked):
    return regrade_preview(world.as_(actor), launch="demo", quiz="core", **asked)


def regrade(world: World, actor: str = TRAINER, note: str = "the key was wrong", **asked):
    return regrade_quiz(world.as_(actor), launch="demo", quiz="core", note=note, **asked)


def state(world: World, rep: str) -> str:
    return rep_standing(world.as_(rep), launch="demo", rep=rep).certifications[0].state


def test_whose_marks_and_certifications_move_is_told_before_and_done_after(world: World) -> None:
    fails = take(world, REP, q1=False, q2=False)  # 60 %: with the key put right 80 %
    passes = take(world, PEER, q3=False)  # 80 %: with the key put right 60 %
    world.later(days=3)
    put_right(world)
    steps, pieces, pools = world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(QuizPoolRow)
    told = preview(world)
    assert (world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(QuizPoolRow)) == (steps, pieces, pools)
    assert [(one.item, one.attempts) for one in told.fixes] == [("q1", 2)]
    assert [(one.rep, one.attempt, one.was, one.becomes) for one in told.changes] == [
        (REP, fails, 0.6, 0.8), (PEER, passes, 0.8, 0.6),
    ]  # fmt: skip
    assert [one.rep for one in told.newly_passed] == [REP]
    assert [one.rep for one in told.no_longer_passed] == [PEER]
    assert [(one.rep, one.was, one.becomes, one.through) for one in told.moves] == [
        (PEER, "certified", "not-enrolled", None), (REP, "not-enrolled", "certified", date(2018, 7, 31)),
    ]  # fmt: skip
    assert (state(world, REP), state(world, PEER)) == ("not-enrolled", "certified")
    done = regrade(world, seen=told.fingerprint)
    assert done == told
    assert (state(world, REP), state(world, PEER)) == ("certified", "not-enrolled")
    (certified,) = rep_standing(world.as_(REP), launch="demo", rep=REP).certifications
    assert certified.certified_on == date(2018, 2, 1), "as of the attempt, not of the day on which it was graded again"
    with world.database.reading() as session:
        assert standings.verify(session, "demo").clean


def test_who_changed_what_and_why_is_on_record(world: World) -> None:
    attempt = take(world, REP, q1=False, q2=False)
    put_right(world)
    regrade(world, note="the release notes say otherwise")
    recorded = [one.evidence for one in evidence_of(world.as_(REP), launch="demo", rep=REP)]
    assert [(one.passed, one.correction) for one in recorded] == [(False, 0), (True, 1)]
    assert (recorded[1].corrects, recorded[1].recorded_by, recorded[1].source) == (recorded[0].key, TRAINER, "regrade")
    assert "the release notes say otherwise" in recorded[1].note
    with world.database.reading() as session:
        from sqlmodel import col, select

        row = session.exec(select(JournalRow).where(col(JournalRow.verb) == "graded again")).one()
        step = session.exec(select(AttemptStepRow).where(AttemptStepRow.kind == "regrade")).one()
    assert row.actor == TRAINER
    assert row.detail["note"] == "the release notes say otherwise"
    assert row.detail["now passed"] == [REP]
    assert (step.attempt_id, step.body["regrade"]["by"], step.body["regrade"]["items"]) == (attempt, TRAINER, ["q1"])


def test_the_second_time_there_is_nothing_left_to_do(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    assert regrade(world).regraded == 1
    before = (world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(JournalRow))
    assert regrade(world).regraded == 0
    assert preview(world).fixes == ()
    assert (world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(JournalRow)) == before


def test_a_key_put_right_twice_is_corrected_twice(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    regrade(world)
    put_right(world, truth=True)
    told = regrade(world, note="it was right at first")
    assert [one.rep for one in told.no_longer_passed] == [REP]
    assert state(world, REP) == "not-enrolled"
    recorded = [one.evidence for one in evidence_of(world.as_(REP), launch="demo", rep=REP)]
    assert [(one.passed, one.correction) for one in recorded] == [(False, 0), (True, 1), (False, 2)]


def test_what_was_seen_is_what_is_done_or_nothing_is(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    told = preview(world)
    put_right(world, "q2")
    steps = world.rows(AttemptStepRow)
    with pytest.raises(Conflict, match="something else"):
        regrade(world, seen=told.fingerprint)
    assert world.rows(AttemptStepRow) == steps


def test_only_the_named_question_is_graded_again(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    put_right(world, "q2")
    assert [one.item for one in preview(world).fixes] == ["q1", "q2"]
    assert [one.item for one in regrade(world, items=("q2",)).fixes] == ["q2"]
    assert [one.item for one in preview(world).fixes] == ["q1"]
    with pytest.raises(NotFound, match="no item"):
        preview(world, items=("q77",))


def test_only_a_trainer_may_and_says_why(world: World) -> None:
    take(world, REP, q1=False)
    put_right(world)
    for who in (REP, MANAGER, SELLER):
        with pytest.raises(NotAllowed):
            preview(world, actor=who)
        with pytest.raises(NotAllowed):
            regrade(world, actor=who)
    with pytest.raises(DefinitionError):
        regrade(world, note="  ")


def test_a_question_that_reads_otherwise_is_told_and_left_alone(world: World) -> None:
    take(world, REP, q1=False)
    put_right(world, truth=False, stem="Is it not?")
    told = preview(world)
    assert (told.regraded, told.reworded) == (0, ("q1",))


@pytest.mark.parametrize("handed_in_first", [True, False])
def test_an_attempt_that_was_open_gets_the_mended_key_whichever_comes_first(
    world: World, handed_in_first: bool
) -> None:
    attempt = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    take(world, PEER, q1=False)
    put_right(world)
    if handed_in_first:
        submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={**ALL, "q1": False, "q2": False})
        assert [one.rep for one in regrade(world).changes] == [REP, PEER]
    else:
        assert preview(world).still_open == 1
        told = regrade(world, seen=preview(world).fingerprint)
        assert (told.still_open, [one.rep for one in told.changes]) == (1, [PEER])
        assert preview(world).is_nothing, "what is open has its key by now"
        submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={**ALL, "q1": False, "q2": False})
    review = attempt_review(world.as_(REP), attempt_id=attempt.id)
    assert (review.grade.fraction, review.grade.passed) == (0.8, True)
    assert {one.stem: one.told for one in review.items}["Is q1 so?"] == "false"
    assert state(world, REP) == "certified"
    assert (review.regraded_at is None) == (not handed_in_first)
    assert preview(world).is_nothing
    with world.database.reading() as session:
        assert standings.verify(session, "demo").clean
        assert all(
            dict(zip(one.keys, one.earned, strict=True))["q1"] == 1
            for one in answers_given(session, "demo", "core", Which())
        )


def test_a_mended_key_reaches_open_attempts_also_when_nothing_was_handed_in(world: World) -> None:
    attempt = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    put_right(world)
    told = regrade(world)
    assert (told.regraded, told.still_open, [one.item for one in told.fixes]) == (0, 1, ["q1"])
    put_right(world, truth=True)  # and back again, before it is handed in
    assert regrade(world).still_open == 1
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).fraction == 1


def test_without_a_regrade_an_open_attempt_keeps_the_key_it_was_asked_with(world: World) -> None:
    attempt = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    put_right(world)  # it may be a new truth, and no mistake: only a trainer says which
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).fraction == 1


@pytest.mark.parametrize(
    ("how", "of_rep", "of_peer"),
    [("credited", (0.6, 0.8), (0.8, 0.8)), ("dropped", (0.6, 0.75), (0.8, 0.75))],
)
def test_a_question_is_credited_to_all_or_dropped_from_the_maximum(world: World, how, of_rep, of_peer) -> None:
    take(world, REP, q1=False, q2=False)
    take(world, PEER, q3=False)
    told = preview(world, counts={"q1": how})
    assert [(one.item, one.was, one.becomes, one.attempts, one.still_asked) for one in told.counts] == [
        ("q1", "by-key", how, 2, True)
    ]
    assert told.regraded == 2
    changed = {one.rep: (one.was, one.becomes) for one in told.changes}
    assert changed.get(REP, of_rep) == of_rep
    assert changed.get(PEER, of_peer) == of_peer
    with pytest.raises(Conflict, match="something else"):
        regrade(world, counts={"q2": how}, seen=told.fingerprint)
    assert regrade(world, counts={"q1": how}, seen=told.fingerprint) == told
    assert regrade(world, counts={"q1": how}).is_nothing
    assert state(world, PEER) == ("certified" if of_peer[1] >= 0.8 else "not-enrolled")
    back = regrade(world, counts={"q1": "by-key"}, note="it was right after all")
    assert {one.rep: one.becomes for one in back.changes} == {
        rep: was for rep, (was, becomes) in ((REP, of_rep), (PEER, of_peer)) if was != becomes
    }


def test_who_hands_in_after_the_decision_is_marked_by_it_and_told_so(world: World) -> None:
    attempt = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    take(world, PEER)
    told = regrade(world, counts={"q1": "dropped", "q2": "credited"}, note="two readings")
    assert (told.regraded, told.still_open, told.changes) == (1, 1, ())
    graded = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={"q2": False, "q3": True, "q4": True})
    assert graded.fraction == 0.75  # q2 for everybody, q3 and q4 of q2 to q5
    review = attempt_review(world.as_(REP), attempt_id=attempt.id)
    assert {one.stem: one.counts for one in review.items if one.counts != "by-key"} == {
        "Is q1 so?": "dropped", "Is q2 so?": "credited",
    }  # fmt: skip
    assert preview(world).is_nothing
    assert review.read_again == () or all("q1" not in one.claim for one in review.read_again)


def test_a_must_pass_question_that_is_dropped_stops_nobody(world: World) -> None:
    put_right(world, must_pass=True, truth=True)
    world.publish("quiz", "core")
    take(world, REP, q1=False)
    assert state(world, REP) == "not-enrolled"
    told = regrade(world, counts={"q1": "dropped"})
    assert [one.rep for one in told.newly_passed] == [REP]
    assert state(world, REP) == "certified"


def test_what_cannot_be_dropped_is_refused_and_nothing_is_done(world: World) -> None:
    take(world, REP)
    steps = world.rows(AttemptStepRow)
    with pytest.raises(NotFound, match="nobody was asked"):
        regrade(world, counts={"q77": "dropped"})
    with pytest.raises(Conflict, match="nothing would be left"):
        regrade(world, counts={item.key: "dropped" for item in FIVE})
    with pytest.raises(Conflict, match="at once"):
        ways_to_count(credit=("q1",), drop=("q1",))
    assert world.rows(AttemptStepRow) == steps
    assert preview(world).is_nothing


def test_in_other_words_a_dropped_question_counts_again(world: World) -> None:
    take(world, PEER)
    regrade(world, counts={"q1": "dropped"})
    put_right(world, stem="Is q1 so, on the hosted service?", truth=True)
    world.publish("quiz", "core")
    attempt = start_attempt(world.as_(REP), launch="demo", quiz="core", rep=REP)
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={**ALL, "q1": False}).fraction == 0.8
    assert preview(world).is_nothing


def test_the_result_and_the_way_on_follow_the_new_grade(world: World) -> None:
    attempt = take(world, REP, q1=False, q2=False)
    put_right(world)
    regrade(world)
    review = attempt_review(world.as_(REP), attempt_id=attempt)
    assert (review.grade.fraction, review.grade.passed) == (0.8, True)
    by_stem = {one.stem: one for one in review.items}
    assert (by_stem["Is q1 so?"].fraction, by_stem["Is q1 so?"].told) == (1, "false")
    assert review.regraded_at == world.now
    world.apply(replace(world.definition, items={item.key: item for item in FIVE}))
    assert quiz_intro(world.as_(REP), launch="demo", quiz="core").refused == "quiz “Core” is passed already."


def test_statistics_use_the_grade_and_the_key_as_put_right(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    regrade(world)
    with world.database.reading() as session:
        (given,) = answers_given(session, "demo", "core", Which())
        assert dict(zip(given.keys, given.earned, strict=True))["q1"] == 1
        (items,) = items_of_pools(session, [given.pool]).values()
        assert {item.key: item.truth for item in items}["q1"] is False


def test_a_mark_that_stays_needs_no_correction_but_the_key_is_put_right(world: World) -> None:
    attempt = take(world, REP)
    put_right(world, must_pass=True, truth=True)  # a rule for those who come, no key
    assert preview(world).regraded == 0
    world.change(items={**world.definition.items, "q1": truth("q1")})
    submitted = world.rows(EvidenceRow)
    assert regrade(world).regraded == 0
    assert world.rows(EvidenceRow) == submitted
    assert attempt


def test_killed_in_the_middle_nothing_is_half_done(world: World) -> None:
    take(world, REP, q1=False, q2=False)
    put_right(world)
    before = (world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(QuizPoolRow), world.rows(JournalRow))

    class Died(BaseException):
        pass

    class Dying:
        """A clock that is asked once too often: the steps are inserted by then."""

        simulated = False

        def __init__(self) -> None:
            self.left = 1

        def now(self):
            self.left -= 1
            if self.left < 0:
                raise Died
            return world.now

        def today(self):
            return world.now.date()

    with pytest.raises(Died):
        regrade_quiz(replace(world.as_(TRAINER), clock=Dying()), launch="demo", quiz="core", note="why")
    assert before == (
        world.rows(AttemptStepRow), world.rows(EvidenceRow), world.rows(QuizPoolRow), world.rows(JournalRow),
    )  # fmt: skip
    assert state(world, REP) == "not-enrolled"
    assert regrade(world).regraded == 1
    assert state(world, REP) == "certified"


def test_a_regrade_erases_nothing_from_the_history_and_is_told_in_it_on_its_own_day(world: World) -> None:
    take(world, PEER, q3=False)  # 80 %: with the key put right 60 %
    certified_on = world.clock().today()
    world.later(days=3)
    decided = {"launch": "demo", "rep": PEER, "certification": "seller", "reason": "why"}
    revoke_certification(world.as_(TRAINER), **decided)
    world.later(days=1)
    reissue_certification(world.as_(TRAINER), **decided)
    before = turns(world)
    assert [(one.after, one.trigger) for one in before[-3:]] == [
        ("certified", "evidence"),
        ("revoked", "revocation"),
        ("certified", "reissue"),
    ]
    world.later(days=2)
    put_right(world)
    regrade(world, note="the key was wrong")
    *earlier, last = turns(world)
    assert tuple(earlier) == before
    assert (last.on, last.before, last.trigger, last.by) == (world.clock().today(), "certified", "correction", TRAINER)
    assert last.after == state(world, PEER) == "not-enrolled"
    assert last.cause.endswith("not passed as put right (regrade): Attempt 1 graded again: the key was wrong")
    assert [one.after for one in turns(world, on=certified_on)] == ["certified"]


def turns(world: World, on: date | None = None):
    return certification_history(world.as_(TRAINER), launch="demo", rep=PEER, on=on).turns("seller")
