"""What waits for one person's word, told on Home and nowhere as a task: until it is given, and only to who may give it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.actions.answer_waiver import answer_waiver
from readiness.actions.approve_materials import approve_materials
from readiness.actions.publish_content import publish_all
from readiness.actions.request_waiver import request_waiver
from readiness.actions.waive_criterion import waive_criterion
from readiness.reports.my_reviews import Review
from readiness.reports.my_work import my_work
from readiness.reports.viewer import viewer_of
from readiness.store import gate, journal
from readiness.store.launches import require_version
from readiness.store.session import Database
from tests.task_world import HEAD, KEY, MARKETER, SELLER, TRAINER, TaskWorld

SIGNED, PROVEN = "signed-off", "proven"


@pytest.fixture
def world(database: Database, sample: Path) -> TaskWorld:
    made = TaskWorld(database, sample)
    made.apply()
    return made


def reviews(world: TaskWorld, email: str) -> dict[str, Review]:
    context = world.context(email)
    found = my_work(context, viewer=viewer_of(context, email)).reviews
    by_kind = {one.kind: one for one in found}
    assert len(by_kind) == len(found)  # one line a launch and kind
    return by_kind


def signs(world: TaskWorld) -> None:
    """Sales has signed what stands, as on a day when it is its turn."""
    with world.database.transaction() as session:
        stands, clock = require_version(session, KEY).fingerprint, world.context().clock
        gate.record_sign_off(session, clock, launch=KEY, function="sales", fingerprint=stands, by=SELLER, note="")
        journal.record(session, clock, actor=SELLER, verb="signed off", subject="sales", launch=KEY, fingerprint=stands)


def test_nothing_waits_for_somebody_who_is_nobody_here(world: TaskWorld):
    context = world.context("guest@tallybird.example")
    work = my_work(context, viewer=viewer_of(context, "guest@tallybird.example"))
    assert work.is_nothing
    assert reviews(world, HEAD) == {}


def test_a_sign_off_waits_for_its_function_until_it_is_given_and_again_when_the_file_changes(world: TaskWorld):
    waits = reviews(world, SELLER)["sign-off"]
    assert (waits.title, waits.path) == ("Sign off for sales", f"/launches/{KEY}/gate")
    # the task is due on Fri 26 Feb, before the launch on Tue 2 March
    assert (waits.due_on, waits.is_overdue, waits.comes_later) == (date(2027, 2, 26), False, True)
    assert "sign-off" not in reviews(world, TRAINER)
    signs(world)
    assert "sign-off" not in reviews(world, SELLER)
    assert "sign-off" in reviews(world, MARKETER)
    world.apply(lambda launch: replace(launch, product=replace(launch.product, summary="Another one.")))
    assert reviews(world, SELLER)["sign-off"].why == f"the file changed since {SELLER} signed"


def test_a_sign_off_that_is_waived_is_not_waited_for(world: TaskWorld):
    waive_criterion(
        world.context(MARKETER), launch=KEY, criterion=SIGNED, reason="Sales is on the road.", approver=HEAD,
        until=date(2027, 3, 20),
    )  # fmt: skip
    assert "sign-off" not in reviews(world, SELLER)


def test_a_waiver_waits_for_the_function_that_may_give_it_and_for_no_other(world: TaskWorld):
    asked, _ = request_waiver(
        world.context(MARKETER), launch=KEY, criterion=PROVEN, reason="The first customer starts in March.",
        until=date(2027, 3, 20),
    )  # fmt: skip
    waits = reviews(world, HEAD)["waiver"]
    assert (waits.count, waits.why) == (1, f"of proven, asked by {MARKETER}")
    assert (waits.path, waits.due_on) == (f"/launches/{KEY}/gate", date(2027, 3, 2))  # it is for the launch day
    assert "waiver" not in reviews(world, SELLER)
    assert "waiver" not in reviews(world, MARKETER)
    answer_waiver(world.context(HEAD), launch=KEY, request=asked.number, decision="approved")
    assert reviews(world, HEAD) == {}


def test_pieces_wait_for_the_functions_that_approve_them_one_line_for_all(world: TaskWorld):
    waits = reviews(world, SELLER)["material"]
    assert waits.count > 1
    assert waits.title == f"Approve {waits.count} pieces for sales"
    assert (waits.path, waits.comes_later) == (f"/launches/{KEY}/materials", True)
    assert "material" not in reviews(world, TRAINER)
    world.work_up_to("approve-content-sales")
    assert not reviews(world, SELLER)["material"].comes_later
    approve_materials(world.context(SELLER), launch=KEY)
    assert "material" not in reviews(world, SELLER)
    assert reviews(world, MARKETER)["material"].count == waits.count


def test_a_piece_that_one_rejected_waits_for_a_trainer_and_not_for_them(world: TaskWorld):
    before = reviews(world, SELLER)["material"].count
    approve_materials(
        world.context(SELLER), launch=KEY, names=("quiz/trial-quiz",), decision="rejected", note="Too easy by far."
    )
    assert reviews(world, SELLER)["material"].count == before - 1
    waits = reviews(world, TRAINER)["rejected"]
    assert (waits.count, waits.why) == (1, "sales: Too easy by far.")
    assert waits.path == f"/launches/{KEY}/training/review"


def test_content_waits_for_a_trainer_to_publish_it(world: TaskWorld):
    waits = reviews(world, TRAINER)["publish"]
    assert waits.why == f"{waits.count} never published"
    assert waits.path == f"/launches/{KEY}/training/review"
    assert "publish" not in reviews(world, MARKETER)  # enablement looks after it, as long as somebody is
    publish_all(world.context(TRAINER), launch=KEY, note="For the test.", unapproved=True)
    assert "publish" not in reviews(world, TRAINER)


def test_what_comes_later_is_told_last(world: TaskWorld):
    request_waiver(
        world.context(MARKETER), launch=KEY, criterion=PROVEN, reason="Not before spring.", until=date(2027, 3, 20)
    )
    context = world.context(HEAD)
    assert [one.kind for one in my_work(context, viewer=viewer_of(context, HEAD)).reviews] == ["waiver"]
    context = world.context(SELLER)
    later = [one.comes_later for one in my_work(context, viewer=viewer_of(context, SELLER)).reviews]
    assert later == sorted(later)
