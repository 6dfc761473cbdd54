"""A quiz taken, from start to evidence: who may, the second time, boundaries, hostile text, dying in between."""

from __future__ import annotations

import dataclasses
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from readiness.actions.reset_attempts import reset_attempts
from readiness.actions.save_answers import save_answers
from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.ground.clock import FixedClock
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.attempt import attempt_review, own_attempt
from readiness.reports.attempt_told import AttemptSheet
from readiness.reports.evidence import evidence_of
from readiness.store.session import Database
from readiness.store.tables.evidence import EvidenceRow
from readiness.store.tables.journal import JournalRow
from readiness.store.tables.quizzes import AttemptRow, AttemptStepRow, QuizPoolRow
from tests.actions.quiz_world import DIRECTOR, FIVE, LEFT, MANAGER, PEER, REP, SELLER, TRAINER, World, demo, truth


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


ALL = {item.key: True for item in FIVE}
FOUR = {"q0": True, "q1": True, "q2": True, "q3": True}


def start(world: World, rep: str = REP, **given):
    return start_attempt(world.as_(given.pop("actor", rep)), launch="demo", quiz="core", rep=rep, **given)


def take(world: World, answers, rep: str = REP):
    return submit_attempt(world.as_(rep), attempt_id=start(world, rep).id, answers=answers)


def test_a_pass_is_evidence_on_what_was_published(world: World) -> None:
    attempt = start(world)
    assert len(attempt.form.items) == 5
    grade = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=FOUR)
    assert (grade.fraction, grade.passed) == (0.8, True)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    one = recorded.evidence
    assert (one.kind, one.subject, one.fraction, one.passed) == ("quiz-attempt", "core", 0.8, True)
    assert (one.fingerprint, one.source, one.recorded_by) == (attempt.fingerprint, "terminal", REP)
    assert one.happened_at == world.now


def test_a_fail_is_evidence_too_with_its_reasons(world: World) -> None:
    grade = take(world, {"q1": True, "q2": True, "q3": True, "q4": True})
    assert not grade.passed
    assert grade.reasons == ("must be right whatever the rest: q0.",)
    assert grade.missed_claims == ("facts.q0",)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    assert recorded.evidence.passed is False
    assert "q0" in recorded.evidence.note


def test_handing_in_nothing_is_zero(world: World) -> None:
    grade = take(world, {})
    assert (grade.fraction, grade.passed) == (0, False)
    assert not any(item.answered for item in grade.items)


def test_handing_in_twice_gives_the_first_grade(world: World) -> None:
    attempt = start(world)
    first = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={})
    second = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL)
    assert second == first
    assert world.rows(EvidenceRow) == 1


def test_handing_in_twice_at_once_gives_one_grade(world: World) -> None:
    attempt = start(world)
    grades = []
    threads = [
        threading.Thread(
            target=lambda given=given: grades.append(
                submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=given)
            )
        )
        for given in (ALL, {}, ALL, {})
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(grades) == 4
    assert len(set(grades)) == 1
    assert world.rows(EvidenceRow) == 1


def test_starting_twice_at_once_opens_one_attempt(world: World) -> None:
    started = []
    threads = [threading.Thread(target=lambda: started.append(start(world).id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(started) == 4
    assert len(set(started)) == 1
    assert world.rows(AttemptRow) == 1


def test_dying_after_the_start_loses_nothing(world: World) -> None:
    first = start(world)
    save_answers(world.as_(REP), attempt_id=first.id, answers={"q0": True, "q1": False})
    save_answers(world.as_(REP), attempt_id=first.id, answers={"q1": True})
    world.later(minutes=5)
    again = start(world)
    assert (again.id, again.form, again.resumed) == (first.id, first.form, True)
    assert dict(again.saved) == {"q0": True, "q1": True}
    assert submit_attempt(world.as_(REP), attempt_id=again.id, answers={"q2": True, "q3": True}).passed


def test_dying_inside_the_hand_in_leaves_the_attempt_open(world: World) -> None:
    """The evidence cannot be written: neither hand-in nor grade is, and it can be handed in again."""
    attempt = start(world)
    broken = dataclasses.replace(world.as_(REP), clock=_StopsAtTheJournal(world.clock()))
    with pytest.raises(RuntimeError):
        submit_attempt(broken, attempt_id=attempt.id, answers=ALL)
    assert world.rows(EvidenceRow) == 0
    assert start(world).resumed
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).passed


class _StopsAtTheJournal:
    """A clock that dies when the journal, the last thing written, asks whether it is simulated."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self._asked = 0

    @property
    def simulated(self) -> bool:
        self._asked += 1
        if self._asked >= 2:
            raise RuntimeError("killed")
        return False

    def now(self):
        return self._clock.now()

    def today(self):
        return self._clock.today()


def test_saving_the_same_answers_again_writes_nothing(world: World) -> None:
    attempt = start(world)
    for _ in range(3):
        save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": True})
    assert world.rows(AttemptStepRow) == 2, "the start and one save"


def test_nothing_is_saved_after_the_hand_in(world: World) -> None:
    attempt = start(world)
    submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={})
    with pytest.raises(Conflict):
        save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": True})


@pytest.mark.parametrize("answers", [{"q0": "yes"}, {"nope": True}, {"q0": 1}, {"q0": []}, {"\x00": True}])
def test_what_is_no_answer_is_refused_and_leaves_the_attempt_open(world: World, answers) -> None:
    attempt = start(world)
    with pytest.raises(DefinitionError):
        submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=answers)
    with pytest.raises(DefinitionError):
        save_answers(world.as_(REP), attempt_id=attempt.id, answers=answers)
    assert world.rows(EvidenceRow) == 0
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).passed


@pytest.mark.parametrize("minutes", [20, 21])
def test_in_time_until_limit_and_grace_are_over(world: World, minutes: int) -> None:
    attempt = start(world)
    world.later(minutes=minutes)
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).passed


def test_too_late_is_graded_on_what_was_saved_in_time_and_says_so(world: World) -> None:
    attempt = start(world)
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": True, "q1": True})
    world.later(minutes=21, seconds=1)
    grade = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL)
    assert (grade.fraction, grade.passed, grade.late) == (0.4, False, True)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    assert recorded.evidence.passed is False
    assert "what was saved in time counts" in recorded.evidence.note


def test_who_saved_enough_in_time_passes_however_late_it_is_handed_in(world: World) -> None:
    attempt = start(world)
    save_answers(world.as_(REP), attempt_id=attempt.id, answers=FOUR)
    world.later(days=2)
    grade = submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={"q0": False})
    assert (grade.fraction, grade.passed, grade.late) == (0.8, True, True)


@pytest.mark.parametrize(("seconds", "is_kept"), [(0, True), (60, True), (61, False)])
def test_answers_are_saved_until_limit_and_grace_are_over(world: World, seconds: int, *, is_kept: bool) -> None:
    attempt = start(world)
    world.later(minutes=20, seconds=seconds)
    if is_kept:
        assert save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": True}).saves == 1
        return
    with pytest.raises(Conflict, match="was not kept"):
        save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": True})
    assert world.rows(AttemptStepRow) == 1


def test_an_open_attempt_out_of_time_is_used_up(world: World) -> None:
    start(world)
    world.later(hours=1)
    with pytest.raises(Conflict, match="cools down"):
        start(world)
    world.later(hours=24)
    assert start(world).number == 2


def test_the_next_attempt_waits_for_the_cool_down(world: World) -> None:
    take(world, {})
    world.later(hours=24, seconds=-1)
    with pytest.raises(Conflict, match="From 2018-02-02 12:00 UTC"):
        start(world)
    world.later(seconds=1)
    second = start(world)
    assert (second.number, second.left) == (2, 0)


def test_a_different_attempt_asks_in_a_different_order_and_the_same_one_always_the_same(world: World) -> None:
    orders = {start(world, rep).form.items for rep in (REP, PEER, MANAGER, DIRECTOR)}
    assert len(orders) > 1
    assert start(world).form == start(world).form


def test_who_used_up_all_attempts_needs_a_new_round(world: World) -> None:
    for _ in range(2):
        take(world, {})
        world.later(hours=24)
    with pytest.raises(Conflict, match="all 2 attempts"):
        start(world)
    assert reset_attempts(world.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason="We went through it.")
    assert start(world).number == 3


def test_a_new_round_counts_from_the_same_moment(world: World) -> None:
    take(world, {})
    reset_attempts(world.as_(TRAINER), launch="demo", quiz="core", rep=REP, reason="The power went.")
    assert start(world).left == 1


def test_a_second_reset_finds_nothing_to_do(world: World) -> None:
    assert not reset_attempts(world.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason="x")
    take(world, {})
    assert reset_attempts(world.as_(DIRECTOR), launch="demo", quiz="core", rep=REP, reason="x")
    assert not reset_attempts(world.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason="x")


@pytest.mark.parametrize("actor", [REP, PEER, SELLER, LEFT])
def test_only_a_manager_above_or_a_trainer_opens_a_new_round(world: World, actor: str) -> None:
    take(world, {})
    with pytest.raises(NotAllowed):
        reset_attempts(world.as_(actor), launch="demo", quiz="core", rep=REP, reason="x")


@pytest.mark.parametrize("reason", ["", "   ", "\x1b[2J", "x" * 5000])
def test_a_new_round_needs_a_reason_that_can_be_kept(world: World, reason: str) -> None:
    with pytest.raises(DefinitionError):
        reset_attempts(world.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason=reason)


def test_who_passed_need_not_come_again_until_it_grows_old(world: World) -> None:
    take(world, ALL)
    world.later(days=149)
    with pytest.raises(Conflict, match="passed already"):
        start(world)
    world.later(days=1)  # valid 180 days, warned 30 days before
    assert start(world).left == 1


def test_a_fail_when_the_quiz_is_asked_again_tells_no_right_answers_and_leaves_the_tries_of_its_own_round(
    world: World,
) -> None:
    first = start(world).id
    submit_attempt(world.as_(REP), attempt_id=first, answers=ALL)
    world.later(days=150)
    again = start(world)
    submit_attempt(world.as_(REP), attempt_id=again.id, answers={})
    review = attempt_review(world.as_(REP), attempt_id=again.id)
    assert (review.left, review.telling.keys) == (again.left, False)
    assert all(one.told == "" for one in review.items)
    assert attempt_review(world.as_(REP), attempt_id=first).telling.keys, "what was passed stays told"
    world.later(hours=25)
    last = start(world)
    submit_attempt(world.as_(REP), attempt_id=last.id, answers=ALL)
    assert attempt_review(world.as_(REP), attempt_id=again.id).telling.keys


def test_a_pass_that_was_voided_by_other_content_may_be_taken_again(world: World) -> None:
    take(world, ALL)
    world.later(hours=1)
    world.publish("module", "basics", change="recertify")
    assert not start(world).resumed


def test_a_minor_change_leaves_a_pass_alone_and_a_delta_asks_again(world: World) -> None:
    take(world, ALL)
    world.later(hours=1)
    items = dict(world.definition.items) | {"q4": dataclasses.replace(truth("q4"), stem="Is q4 really so?")}
    world.change(items=items)
    world.publish("quiz", "core", change="minor")
    with pytest.raises(Conflict, match="passed already"):
        start(world)
    world.publish("quiz", "core", change="delta")
    assert start(world).left == 1


def test_an_unpublished_quiz_cannot_be_taken(database: Database) -> None:
    with pytest.raises(Conflict, match="not published"):
        start(demo(database, published=False))


def test_a_quiz_that_changed_since_cannot_be_started_but_what_is_open_is_finished_as_it_was(world: World) -> None:
    attempt = start(world)
    items = dict(world.definition.items) | {"q1": dataclasses.replace(truth("q1"), truth=False)}
    world.change(items=items)
    with pytest.raises(Conflict, match="has changed since version 1"):
        start(world, PEER)
    assert start(world).resumed
    assert submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL).fraction == 1


@pytest.mark.parametrize("actor", [PEER, MANAGER, SELLER, "stranger@demo.example"])
def test_nobody_but_the_rep_or_a_trainer_takes_it(world: World, actor: str) -> None:
    with pytest.raises(NotAllowed):
        start(world, actor=actor)
    attempt = start(world)
    for act in (save_answers, submit_attempt):
        with pytest.raises(NotAllowed):
            act(world.as_(actor), attempt_id=attempt.id, answers=ALL)


def test_a_trainer_may_sit_beside_a_rep_and_only_a_trainer_chooses_the_form(world: World) -> None:
    with pytest.raises(NotAllowed):
        start(world, seed="easy")
    attempt = start(world, actor=TRAINER, seed="easy")
    assert attempt.form.seed == "easy"
    submit_attempt(world.as_(TRAINER), attempt_id=attempt.id, answers=ALL)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    assert (recorded.evidence.person, recorded.evidence.recorded_by) == (REP, TRAINER)


def test_nobody_acts_without_a_name(world: World) -> None:
    with pytest.raises(NotAllowed):
        start(world, actor="")


def test_addresses_are_known_whatever_their_case(world: World) -> None:
    assert (
        start(world).id == start_attempt(world.as_(REP.upper()), launch="demo", quiz="core", rep=f" {REP.title()} ").id
    )


def test_what_does_not_exist_is_told(world: World) -> None:
    with pytest.raises(NotFound, match="Did you mean 'core'"):
        start_attempt(world.as_(REP), launch="demo", quiz="cor", rep=REP)
    with pytest.raises(NotFound, match="has not been applied"):
        start_attempt(world.as_(REP), launch="demos", quiz="core", rep=REP)
    with pytest.raises(NotFound):
        start(world, "nobody@demo.example")
    with pytest.raises(NotFound):
        submit_attempt(world.as_(REP), attempt_id=999, answers={})
    with pytest.raises(Conflict, match="not on the roster"):
        start(world, LEFT)


def test_simulated_time_marks_the_evidence(world: World) -> None:
    simulated = dataclasses.replace(world.as_(REP), clock=FixedClock(world.now, simulated=True))
    attempt = start_attempt(simulated, launch="demo", quiz="core", rep=REP)
    submit_attempt(world.as_(REP), attempt_id=attempt.id, answers=ALL)
    (recorded,) = evidence_of(world.as_(REP), launch="demo", rep=REP)
    assert recorded.evidence.simulated, "begun in simulated time"


def test_everybody_who_is_asked_from_one_pool_shares_it(world: World) -> None:
    for rep in (REP, PEER, MANAGER):
        start(world, rep)
    assert world.rows(QuizPoolRow) == 1


@pytest.mark.parametrize("table", ["attempt", "attempt_step", "quiz_pool"])
def test_the_database_refuses_to_edit_what_happened(world: World, table: str) -> None:
    take(world, ALL)
    column = {"attempt": "seed", "attempt_step": "kind", "quiz_pool": "fingerprint"}[table]
    for statement in (f"UPDATE {table} SET {column} = 'start'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="insert-only"), world.database.transaction() as session:
            session.execute(text(statement))


def test_the_journal_names_the_attempt_in_the_same_transaction(world: World) -> None:
    before = world.rows(JournalRow)
    take(world, ALL)
    assert world.rows(JournalRow) == before + 2


def test_the_review_tells_no_right_answer_before_a_pass(world: World) -> None:
    attempt = start(world)
    with pytest.raises(Conflict, match="still open"):
        attempt_review(world.as_(REP), attempt_id=attempt.id)
    submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={"q0": False})
    review = attempt_review(world.as_(REP), attempt_id=attempt.id)
    assert all(item.told == item.feedback == item.chosen_feedback == "" for item in review.items)
    assert [item.fraction for item in review.items] == [0] * 5
    assert (review.left, review.next_from) == (1, world.now + timedelta(hours=24))
    places = {again.claim: [(one.key, one.section_title) for one in again.modules] for again in review.read_again}
    assert places == {
        "facts.q0": [("basics", "What it is")], "facts.q1": [("basics", "What it is")], "facts.q2": [],
        "facts.q3": [], "facts.q4": [],
    }  # fmt: skip


def test_the_review_tells_the_right_answers_after_a_pass_and_not_after_the_last_attempt(world: World) -> None:
    for _ in range(2):
        attempt = start(world)
        submit_attempt(world.as_(REP), attempt_id=attempt.id, answers={})
        world.later(hours=24)
    review = attempt_review(world.as_(REP), attempt_id=attempt.id)
    assert (review.left, review.next_from) == (0, None)
    assert all(item.told == "" for item in review.items), "a manager may open a new round"
    reset_attempts(world.as_(MANAGER), launch="demo", quiz="core", rep=REP, reason="read it together")
    passed = start(world)
    submit_attempt(world.as_(REP), attempt_id=passed.id, answers=FOUR)
    assert all(item.told == "true" for item in attempt_review(world.as_(REP), attempt_id=passed.id).items)


def test_an_open_attempt_is_shown_to_its_rep_alone_and_without_its_key(world: World) -> None:
    attempt = start(world)
    save_answers(world.as_(REP), attempt_id=attempt.id, answers={"q0": False})
    sheet = own_attempt(world.as_(REP), attempt_id=attempt.id)
    assert isinstance(sheet, AttemptSheet)
    assert (len(sheet.questions), sheet.answered, sheet.saves) == (5, 1, 1)
    assert sheet.ends_at == world.now + timedelta(minutes=20)
    for actor in (PEER, MANAGER, TRAINER, "stranger@demo.example"):
        with pytest.raises(NotFound, match=f"there is no attempt {attempt.id}"):
            own_attempt(world.as_(actor), attempt_id=attempt.id)
    with pytest.raises(NotFound, match="there is no attempt 999"):
        own_attempt(world.as_(REP), attempt_id=999)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_a_number_that_no_attempt_can_have_is_nobodys(world: World, number: int) -> None:
    with pytest.raises(NotFound):
        own_attempt(world.as_(REP), attempt_id=number)
