"""People move tasks on: who may, when it is their turn, what it records, and that twice is once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.approve_materials import approve_materials
from readiness.actions.decide_gate import decide_gate
from readiness.actions.decide_task import decide_task
from readiness.actions.publish_content import publish_content
from readiness.actions.sign_off import sign_off, withdraw_sign_off
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.materials.approval import approved_by
from readiness.ground.errors import Conflict, NotAllowed, NotFound
from readiness.store import approvals, gate, materials, tasks
from readiness.store.gate_sources import marks_now, tasks_seen
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from readiness.store.task_progress import task_progress
from tests.task_world import HEAD, KEY, MARKETER, SELLER, TRAINER, TaskWorld

AGREE = "approve-content-sales"


@pytest.fixture
def world(database: Database, sample: Path) -> TaskWorld:
    made = TaskWorld(database, sample)
    made.apply()
    return made


def record(world: TaskWorld) -> tuple[int, int, int]:
    """How many task events, approvals and journal lines there are."""
    with world.database.reading() as session:
        return (
            len(tasks.events(session, KEY)),
            len(approvals.approvals(session, KEY)),
            len(session.exec(select(JournalRow)).all()),
        )


def shorter(launch):
    """The same launch with another headline: every sheet and module reads differently."""
    proposition = replace(launch.value_propositions["one-right-pay-day"], headline="One pay day that is right")
    return replace(launch, value_propositions={"one-right-pay-day": proposition})


def test_work_is_started_submitted_and_accepted(world: TaskWorld):
    assert world.do("draft-value-propositions", "start", MARKETER).state.state == "in-progress"
    assert world.do("draft-value-propositions", "submit", MARKETER).state.state == "in-review"
    sent_back = world.do("draft-value-propositions", "reject", MARKETER, note="no figure in it")
    assert (sent_back.state.state, sent_back.state.note) == ("in-progress", "no figure in it")
    world.do("draft-value-propositions", "submit", MARKETER)
    accepted = world.do("draft-value-propositions", "approve", MARKETER)
    assert accepted.state.finished_by == f"approved by {MARKETER} for marketing"
    assert accepted.now_ready == ("draft-objection-responses",)


def test_finishing_the_last_prerequisite_lets_the_engine_go_on_at_once(world: TaskWorld):
    world.work_up_to("write-modules")
    decided = world.do("write-modules", "done", TRAINER)
    assert decided.by_engine == ("build-modules",)
    assert world.do("write-questions", "done", TRAINER).now_ready == ("review-content",)


def test_approving_a_task_approves_every_piece_it_is_about(world: TaskWorld):
    world.work_up_to(AGREE)
    decided = world.do(AGREE, "approve", SELLER, note="fine")
    assert decided.state.finished_by == f"approved by {SELLER} for sales: fine"
    with world.database.reading() as session:
        made = approvals.approvals(session, KEY)
        standing = materials.current_fingerprints(session, KEY)
    assert standing
    for (kind, key), fingerprint in standing.items():
        assert approved_by(made, kind, key, fingerprint) == {"sales"}


def test_the_second_time_changes_nothing_and_says_so(world: TaskWorld):
    world.work_up_to(AGREE)
    world.do(AGREE, "approve", SELLER)
    before = record(world)
    again = world.do(AGREE, "approve", SELLER)
    assert (again.changed, again.state.state) == (False, "done")
    assert record(world) == before


@pytest.mark.parametrize("by", [MARKETER, TRAINER, HEAD])
def test_another_function_may_not_approve_and_nothing_is_recorded(world: TaskWorld, by: str):
    world.work_up_to(AGREE)
    before = record(world)
    with pytest.raises(NotAllowed, match="is sales's to approve"):
        world.do(AGREE, "approve", by)
    assert record(world) == before


def test_an_approval_is_refused_before_its_turn(world: TaskWorld):
    with pytest.raises(Conflict, match="waits for review-content"):
        world.do(AGREE, "approve", SELLER)


def test_an_approval_is_refused_while_nothing_is_rendered(database: Database, sample: Path):
    world = TaskWorld(database, sample)
    world.apply(render=False)
    world.work_up_to("review-content")
    for task in ("render-message", "build-modules"):
        world.do(task, "skip", MARKETER, note="made by hand")
    world.do("review-content", "done", SELLER)
    with pytest.raises(Conflict, match="not all of that has been rendered"):
        world.do(AGREE, "approve", SELLER)
    assert record(world)[1] == 0


def test_an_approval_lapses_when_the_content_changes(world: TaskWorld):
    world.work_up_to("publish-content")
    world.apply(shorter)
    state = world.state(AGREE)
    assert state.state == "ready"
    assert state.note == f"approved by {SELLER} before the content changed: that no longer counts"
    assert world.do(AGREE, "approve", SELLER).changed
    assert world.state(AGREE).state == "done"


def test_a_rejection_is_recorded_on_the_pieces_and_blocks_until_they_change(world: TaskWorld):
    world.work_up_to(AGREE)
    world.do(AGREE, "approve", SELLER)
    decided = world.do(AGREE, "reject", SELLER, note="the figure is old")
    assert (decided.state.state, decided.state.note) == ("blocked", f"rejected by {SELLER}: the figure is old")
    with world.database.reading() as session:
        assert {a.decision for a in approvals.approvals(session, KEY)[-2:]} == {"rejected"}
    world.apply(shorter)
    assert world.state(AGREE).state == "ready"
    with world.database.reading() as session:
        progress = task_progress(session, KEY)
        marks = marks_now(session, KEY)
        _, recounted = tasks_seen(session, KEY, marks, progress.version.fingerprint)
    assert recounted == progress.states


def test_pieces_approved_one_by_one_finish_the_task_and_one_rejected_opens_it(world: TaskWorld):
    world.work_up_to(AGREE)
    with world.database.reading() as session:
        names = [f"{kind}/{key}" for kind, key in materials.current_fingerprints(session, KEY)]
    for name in names[:-1]:
        approve_materials(world.later(minutes=1).context(SELLER), launch=KEY, names=(name,))
    assert world.state(AGREE).state == "ready"
    approve_materials(world.later(minutes=1).context(SELLER), launch=KEY, names=names[-1:])
    assert world.state(AGREE).finished_by == f"approved by {SELLER} for sales"
    approve_materials(
        world.later(minutes=1).context(SELLER), launch=KEY, names=(names[0],), decision="rejected", note="too long"
    )
    assert world.state(AGREE).note == f"rejected by {SELLER}: too long"


def test_publishing_publishes_every_content_once(world: TaskWorld):
    world.work_up_to("publish-content")
    decided = world.do("publish-content", "done", TRAINER)
    assert decided.published == (("module", "the-longer-trial"), ("quiz", "trial-quiz"))
    assert world.do("publish-content", "done", TRAINER).changed is False
    with world.database.reading() as session:
        log = materials.publications(session, KEY)
    assert [(p.kind, p.key, p.version, p.by) for p in log] == [
        ("module", "the-longer-trial", 1, TRAINER),
        ("quiz", "trial-quiz", 1, TRAINER),
    ]


def test_publishing_is_done_when_all_of_it_was_published_by_itself(world: TaskWorld):
    world.work_up_to("publish-content")
    at = world.later(minutes=1)
    publish_content(at.context(TRAINER), launch=KEY, kind="module", key="the-longer-trial")
    assert world.state("publish-content").state == "ready"
    publish_content(at.later(minutes=1).context(MARKETER), launch=KEY, kind="quiz", key="trial-quiz")
    state = world.state("publish-content")
    assert (state.state, state.since) == ("done", world.at)
    assert state.finished_by == (
        f"done by {MARKETER}: published module/the-longer-trial version 1; published quiz/trial-quiz version 1"
    )
    assert world.do("publish-content", "done", TRAINER).changed is False
    world.apply(shorter)
    assert world.state("publish-content").state != "done"


@pytest.mark.parametrize(("change", "reopens"), [("minor", False), ("delta", True), ("recertify", True)])
def test_training_is_to_be_taken_again_when_what_is_published_asks_for_it(
    world: TaskWorld, change: ChangeClass, reopens: bool
):
    work_to_the_end(world)
    assert world.state("take-training").state == "done"
    world.apply(shorter)
    publish_content(
        world.later(minutes=1).context(TRAINER), launch=KEY, kind="module", key="the-longer-trial", change=change,
        note="The shorter answer.", unapproved=True,
    )  # fmt: skip
    state = world.state("take-training")
    assert (state.state == "ready") is reopens
    assert world.state("review-content").state == "done"
    with world.database.reading() as session:
        progress = task_progress(session, KEY)
        seen = tasks_seen(session, KEY, marks_now(session, KEY), progress.version.fingerprint)[1]
    assert seen["take-training"] == state
    if reopens:
        assert state.note == (
            f"module 'the-longer-trial' version 2 ({change}) was published since it was done: people are asked to take it"
        )
        assert world.do("take-training", "done", SELLER).changed
        assert world.state("take-training").state == "done"


def test_skipped_training_stays_skipped_whatever_is_published(world: TaskWorld):
    world.work_up_to("")
    world.apply()
    world.do("take-training", "skip", SELLER, note="Everybody wrote it.")
    world.apply(shorter)
    publish_content(
        world.later(minutes=1).context(TRAINER), launch=KEY, kind="module", key="the-longer-trial", change="delta",
        note="The shorter answer.", unapproved=True,
    )  # fmt: skip
    assert world.state("take-training").state == "skipped"


def test_the_gate_is_evaluated_when_a_verdict_speaks_of_the_definition_that_stands(world: TaskWorld):
    work_to_the_end(world)
    decide_gate(world.context(), launch=KEY)
    assert world.state("evaluate-gate").note == "waits for sign-off-marketing, sign-off-sales"
    world.do("sign-off-marketing", "approve", MARKETER)
    world.do("sign-off-sales", "approve", SELLER)
    assert world.state("evaluate-gate").state == "ready"
    number = decide_gate(world.later(minutes=1).context(), launch=KEY).number
    assert world.state("evaluate-gate").finished_by == f"done by engine: verdict {number}, held as of {world.at.date()}"
    assert world.state("clear-launch").state == "ready"
    world.apply(shorter)
    decide_gate(world.later(minutes=1).context(), launch=KEY)
    assert world.state("sign-off-sales").state != "done"
    assert [world.state(task).state for task in ("evaluate-gate", "clear-launch")] == ["waiting", "waiting"]


def test_publishing_that_breaks_off_goes_on_where_it_stopped(world: TaskWorld):
    world.work_up_to("publish-content")
    sent = []

    def breaks_off(_context, **content):
        sent.append(content["key"])
        raise RuntimeError("the line is down")

    with pytest.raises(RuntimeError):
        decide_task(world.context(TRAINER), launch=KEY, task="publish-content", verb="done", publish=breaks_off)
    assert sent == ["the-longer-trial"]
    assert world.state("publish-content").state == "ready"
    assert world.do("publish-content", "done", TRAINER).state.state == "done"


def test_signing_off_is_the_sign_off_of_the_gate(world: TaskWorld):
    work_to_the_end(world)
    world.do("sign-off-sales", "approve", SELLER, note="we can sell this")
    with world.database.reading() as session:
        facts = gate.sign_offs(session, KEY)
    assert [(f.function, f.by, f.withdrawn) for f in facts] == [("sales", SELLER, False)]
    assert world.state("sign-off-sales").state == "done"
    world.apply(shorter)
    assert world.state("sign-off-sales").state in ("ready", "waiting")


def test_a_sign_off_given_by_itself_finishes_the_task_and_taken_back_opens_it(world: TaskWorld):
    work_to_the_end(world)
    sign_off(world.later(minutes=1).context(MARKETER), launch=KEY, function="marketing")
    assert world.state("sign-off-marketing").finished_by == f"approved by {MARKETER} for marketing"
    withdraw_sign_off(world.later(minutes=1).context(MARKETER), launch=KEY, function="marketing")
    assert world.state("sign-off-marketing").note == f"rejected by {MARKETER}: the sign-off was taken back"
    assert world.do("sign-off-marketing", "approve", MARKETER).state.state == "done"


def test_skipping_and_blocking_keep_their_reasons(world: TaskWorld):
    skipped = world.do("write-questions", "skip", TRAINER, note="drafted items are enough")
    assert skipped.state.finished_by == f"skipped by {TRAINER}: drafted items are enough"
    assert world.do("write-questions", "start", TRAINER).state.state == "in-progress"
    assert world.do("write-questions", "block", TRAINER, note="waits for the price").state.note == "waits for the price"
    assert world.do("write-questions", "unblock", TRAINER).state.state == "in-progress"


def test_who_acts_must_be_known_and_of_the_team(world: TaskWorld):
    with pytest.raises(NotAllowed, match="nobody said who acts"):
        world.do("draft-value-propositions", "start", "")
    with pytest.raises(NotAllowed, match="not in the team"):
        world.do("draft-value-propositions", "start", "stranger@tallybird.example")


def test_unknown_tasks_and_launches_are_told_with_the_nearest(world: TaskWorld):
    with pytest.raises(NotFound) as caught:
        world.do("draft-value-proposition", "start", MARKETER)
    assert caught.value.hint == "Did you mean 'draft-value-propositions'?"
    with pytest.raises(NotFound, match="has not been applied"):
        decide_task(world.context(), launch="nothing", task="x", verb="start")
    with pytest.raises(NotFound) as caught:
        world.do("draft-value-propositions", "finish", MARKETER)  # type: ignore[arg-type]
    assert "nobody can 'finish' a task" in str(caught.value)


def test_a_rehearsal_marks_everything_it_records(world: TaskWorld):
    world.simulated = True
    world.work_up_to("publish-content")
    with world.database.reading() as session:
        assert {e.simulated for e in tasks.events(session, KEY)} == {True}
        assert {a.simulated for a in approvals.approvals(session, KEY)} == {True}


def test_the_journal_names_the_act_the_task_and_what_it_was_bound_to(world: TaskWorld):
    world.work_up_to(AGREE)
    world.do(AGREE, "approve", SELLER, note="fine")
    with world.database.reading() as session:
        row = session.exec(select(JournalRow).order_by(JournalRow.id.desc()).limit(1)).one()
        event = tasks.events(session, KEY)[-1]
    assert (row.actor, row.verb, row.subject, row.launch) == (SELLER, "approved", f"task {AGREE}", KEY)
    assert row.detail == {"function": "sales", "note": "fine"}
    assert row.fingerprint == event.fingerprint
    assert row.fingerprint is not None


def work_to_the_end(world: TaskWorld) -> None:
    world.work_up_to("")
    world.apply()
    world.do("take-training", "done", SELLER)


def test_one_person_in_two_functions_stands_for_one_of_them_on_the_same_pieces(world: TaskWorld):
    def both(launch):
        twice = replace(launch.team["seller"], key="second", function="marketing")
        return replace(launch, team={**launch.team, "second": twice})

    world.apply(both)
    world.work_up_to("approve-content-marketing")
    before = record(world)
    with pytest.raises(NotAllowed, match="cannot approve for two functions") as refused:
        world.do("approve-content-marketing", "approve", SELLER)
    assert {problem.code for problem in refused.value.problems} == {"MA003"}
    assert MARKETER in refused.value.problems[0].fix
    assert record(world) == before
    assert world.do("approve-content-marketing", "approve", MARKETER).changed
