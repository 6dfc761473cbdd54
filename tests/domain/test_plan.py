"""What a plan says of tasks, materials, approvals, content and enrolments; and when a saved one no longer fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.certification.population import GroupCount
from readiness.domain.definition.assessment import Module
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.gate.figures import SignOffFact
from readiness.domain.materials.approval import Approval
from readiness.domain.materials.publication import Publication
from readiness.domain.plan.build import Standing, Wanted, build_plan, content_changes, material_changes, task_changes
from readiness.domain.plan.changes import (
    AlsoAsked,
    Difference,
    EnrolmentChange,
    Lapse,
    OutdatedClearance,
    Piece,
    Plan,
    ReopenedTask,
    VoidedSignOff,
)
from readiness.domain.plan.drift import moved
from readiness.domain.plan.undone import ClearanceFact
from readiness.domain.tasks.task import Task, TaskGraph, TaskState
from readiness.ground.fingerprint import fingerprint, plain
from readiness.ground.restore import restore
from tests.materials_world import ATLAS

NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)


def task(key: str, **given_: Any) -> Task:
    made = Task(
        key=key, title=key.title(), stage="training-modules", kind="human", action="do", owner="sam",
        owner_email="sam@example.com", function="sales", after=(), days=1, start_on=date(2018, 3, 1),
        due_on=date(2018, 3, 2), slack_days=3, critical=False, skip=None, concerns=(),
    )  # fmt: skip
    return replace(made, **given_)


def piece(key: str, says: str = "a", kind: str = "battlecard") -> Piece:
    return Piece(kind, key, key.title(), fingerprint(says))


def approval(of: Piece, function: str, decision: Any = "approved") -> Approval:
    return Approval(
        launch="atlas", kind=of.kind, key=of.key, fingerprint=of.fingerprint, function=function, decision=decision,
        by=f"{function}@example.com", at=NOON,
    )  # fmt: skip


def publication(key: str, change: Any = "minor", says: str = "a", version: int = 1) -> Publication:
    return Publication(
        launch="atlas", kind="module", key=key, version=version, fingerprint=fingerprint(says), change=change,
        note="", by="tess@example.com", at=NOON,
    )  # fmt: skip


def plan_of(launch: Launch = ATLAS, standing: Standing | None = None, **wanted: Any) -> Plan:
    asked = {"graph": TaskGraph((task("one"),)), "materials": (piece("x"),), "contents": {}, "enrolments": ()} | wanted
    return build_plan(launch, standing=standing or Standing(), wanted=Wanted(**asked), made_on=date(2018, 2, 1))


def test_tasks_are_added_changed_removed_and_left_alone() -> None:
    before = TaskGraph((task("kept"), task("moved"), task("gone")))
    after = TaskGraph(
        (task("kept"), task("moved", due_on=date(2018, 3, 9), owner_email="kim@example.com"), task("new"))
    )
    changes = task_changes(before, after)
    assert [line.key for line in changes.added] == ["new"]
    assert [line.key for line in changes.removed] == ["gone"]
    assert changes.unchanged == 1
    (edit,) = changes.changed
    assert edit.differences == (
        Difference("owner", "sam@example.com", "kim@example.com"),
        Difference("due", "2018-03-02", "2018-03-09"),
    )


def test_slack_and_the_critical_path_move_by_themselves_and_are_no_change() -> None:
    before, after = TaskGraph((task("one", slack_days=3),)), TaskGraph((task("one", slack_days=-2, critical=True),))
    assert task_changes(before, after).changed == ()


def test_a_piece_that_reads_differently_voids_the_approvals_of_what_it_said() -> None:
    old, new = piece("rival", "old"), piece("rival", "new")
    told = (approval(old, "sales"), approval(old, "marketing"), approval(old, "legal", "rejected"))
    changes = material_changes([old, piece("same")], [new, piece("same"), piece("more")], told)
    assert changes.rerendered == (new,)
    assert changes.rendered == (piece("more"),)
    assert changes.unchanged == 1
    assert [(v.function, v.by) for v in changes.voided] == [
        ("marketing", "marketing@example.com"),
        ("sales", "sales@example.com"),
    ]


def test_an_approval_taken_back_is_not_voided_again() -> None:
    old = piece("rival", "old")
    told = (approval(old, "sales"), approval(old, "sales", "rejected"))
    assert material_changes([old], [piece("rival", "new")], told).voided == ()


def test_a_retired_piece_voids_its_approvals_too() -> None:
    old = piece("rival")
    changes = material_changes([old], [], (approval(old, "sales"),))
    assert changes.retired == (old,)
    assert len(changes.voided) == 1


def certifying(change: str) -> Launch:
    """Two certifications: `seller` asks modules a and b, `coach` asks b alone; a has this change class."""
    modules = {
        key: Module(key=key, title=key.upper(), minutes=5, teaches=("facts.price",), change=change, change_note="why")  # type: ignore[arg-type]
        for key in ("a", "b")
    }
    certifications = {
        "seller": Certification(key="seller", name="Seller", role="rep", modules=("a", "b")),
        "coach": Certification(key="coach", name="Coach", role="coach", modules=("b",)),
    }
    return replace(
        ATLAS,
        modules=MappingProxyType(modules),
        certifications=MappingProxyType(certifications),
        quizzes={},
        role_plays={},
    )


def certified(**people: int) -> dict[str, GroupCount]:
    return {name: GroupCount("", counted=count, certified=count) for name, count in people.items()}


@pytest.mark.parametrize(
    ("change", "also"),
    [
        ("minor", ()),
        ("delta", (AlsoAsked("seller", 5, 4, 1),)),  # 2 expired + 3 lapsed; 4 on their way
        ("recertify", (AlsoAsked("seller", 5, 4, 2),)),
    ],
)
def test_people_who_are_not_certified_today_are_asked_again_too(change: str, also: tuple[AlsoAsked, ...]) -> None:
    contents = {("module", "a"): fingerprint("new"), ("module", "b"): fingerprint("a")}
    people = {"seller": GroupCount("", counted=10, expired=2, lapsed=3, in_progress=4, not_enrolled=1)}
    published = (publication("a"), publication("b"))
    (found,) = content_changes(certifying(change), contents, published, people)
    assert found.lapses == ()
    assert found.also_asked == also


@pytest.mark.parametrize(
    ("change", "lapses"),
    [
        ("minor", ()),
        ("delta", (Lapse("seller", 7, 1),)),  # only the changed content is taken again
        ("recertify", (Lapse("seller", 7, 2),)),  # both requirements of the certification are
    ],
)
def test_the_declared_class_says_who_would_lapse(change: str, lapses: tuple[Lapse, ...]) -> None:
    contents = {("module", "a"): fingerprint("new"), ("module", "b"): fingerprint("a")}
    published = (publication("a"), publication("b"))
    (found,) = content_changes(certifying(change), contents, published, certified(seller=7, coach=4))
    assert (found.key, found.change, found.note, found.published_version) == ("a", change, "why", 1)
    assert found.certifications == ("seller",)
    assert found.lapses == lapses


def test_content_shared_by_certifications_lapses_both_where_anybody_is_certified() -> None:
    contents = {("module", "b"): fingerprint("new")}
    (found,) = content_changes(certifying("delta"), contents, (publication("b"),), certified(seller=7, coach=0))
    assert found.certifications == ("seller", "coach")
    assert found.lapses == (Lapse("seller", 7, 1),)


def test_a_first_version_lapses_nobody() -> None:
    (found,) = content_changes(certifying("recertify"), {("module", "a"): fingerprint("x")}, (), certified(seller=7))
    assert found.published_version == 0
    assert found.lapses == ()


def test_content_as_published_is_no_change() -> None:
    contents = {("module", "a"): fingerprint("new")}
    published = (publication("a"), publication("a", says="new", version=2))
    assert content_changes(certifying("delta"), contents, published, {}) == ()


def signed(function: str, by: str, definition: str, *, withdrawn: bool = False) -> SignOffFact:
    return SignOffFact(function, by, NOON, definition, withdrawn)


def test_a_new_definition_voids_the_sign_offs_of_the_one_that_stands() -> None:
    before, now = fingerprint("before"), fingerprint(ATLAS)
    told = (
        signed("legal", "ann@example.com", fingerprint("long ago")),
        signed("legal", "ann@example.com", before),
        signed("sales", "bob@example.com", before, withdrawn=True),
        signed("marketing", "cy@example.com", before),
        signed("marketing", "cy@example.com", now),  # it stood once, was signed then, and comes back
    )
    found = plan_of(standing=Standing(definition=before, sign_offs=told)).sign_offs
    assert found == (VoidedSignOff("legal", "ann@example.com", before),)
    assert plan_of(standing=Standing(definition=now, sign_offs=told)).sign_offs == ()
    assert plan_of(standing=Standing(sign_offs=told)).sign_offs == ()


def test_a_new_definition_leaves_the_latest_clearance_of_each_market_without_a_match() -> None:
    before, day = fingerprint("before"), date(2018, 3, 1)
    given = (
        ClearanceFact("", fingerprint("first"), "ann@example.com", day),
        ClearanceFact("", before, "ann@example.com", day),
        ClearanceFact("us", before, "bob@example.com", day),
        ClearanceFact("us", fingerprint("other"), "bob@example.com", day),
    )
    found = plan_of(standing=Standing(definition=before, clearances=given)).clearances
    assert found == (OutdatedClearance("", "ann@example.com", day, before),)
    assert plan_of(standing=Standing(definition=fingerprint(ATLAS), clearances=given)).clearances == ()


def test_a_finished_task_that_would_be_open_is_told_with_how_it_was_finished() -> None:
    graph = TaskGraph((task("one"), task("two"), task("new")))
    done = {key: TaskState(key, "done", f"done by {key}@example.com") for key in ("one", "two", "gone")}
    after = {"one": TaskState("one", "done"), "two": TaskState("two", "waiting"), "new": TaskState("new", "ready")}
    found = plan_of(standing=Standing(states=done), graph=graph, states=after).reopened
    assert found == (ReopenedTask("two", "Two", "sam@example.com", "done by two@example.com", "waiting"),)


def test_missing_files_are_told_and_are_no_change_of_the_record() -> None:
    graph, pieces = TaskGraph((task("one"),)), (piece("x"),)
    lost = ("battlecard/x.md",)
    found = plan_of(standing=Standing(definition=fingerprint(ATLAS), tasks=graph, materials=pieces, missing_files=lost))
    assert found.missing_files == lost
    assert found.is_empty


def test_a_plan_of_what_stands_is_empty() -> None:
    graph, pieces = TaskGraph((task("one"),)), (piece("x"),)
    standing = Standing(definition=fingerprint(ATLAS), tasks=graph, materials=pieces)
    found = plan_of(standing=standing, graph=graph, materials=pieces)
    assert found.is_empty
    assert (found.added, found.changed, found.removed) == (0, 0, 0)


def test_a_definition_that_changes_nothing_else_is_still_something_to_apply() -> None:
    graph, pieces = TaskGraph((task("one"),)), (piece("x"),)
    found = plan_of(standing=Standing(definition=fingerprint("old"), tasks=graph, materials=pieces))
    assert (found.added, found.changed, found.removed) == (0, 0, 0)
    assert not found.is_empty


def test_an_engine_task_whose_turn_has_come_is_something_to_apply() -> None:
    graph, pieces = TaskGraph((task("one"),)), (piece("x"),)
    standing = Standing(definition=fingerprint(ATLAS), tasks=graph, materials=pieces, ready=("one",))
    assert not plan_of(standing=standing).is_empty


@pytest.mark.parametrize(
    "change",
    [EnrolmentChange(certification="c", **{kind: 1}) for kind in ("added", "withdrawn", "rescheduled")],
)
def test_every_kind_of_enrolment_change_is_something_to_apply(change: EnrolmentChange) -> None:
    graph, pieces = TaskGraph((task("one"),)), (piece("x"),)
    standing = Standing(definition=fingerprint(ATLAS), tasks=graph, materials=pieces)
    found = plan_of(standing=standing, enrolments=(change, EnrolmentChange(certification="still", unchanged=5)))
    assert found.enrolments == (change,)
    assert not found.is_empty


def test_a_plan_comes_back_from_its_file_as_it_was() -> None:
    found = plan_of(contents={("module", "routes"): fingerprint("x")} if "routes" in ATLAS.modules else {})
    again = restore(Plan, plain(found))
    assert again == replace(found, base=again.base)
    assert dict(again.base) == dict(found.base)
    assert again.fingerprint == found.fingerprint


def test_each_part_of_the_world_that_moves_is_named() -> None:
    saved = plan_of()
    assert moved(saved.base, plan_of()) == ()
    assert moved(saved.base, plan_of(replace(ATLAS, tier=1))) == ("the launch file",)
    assert moved(saved.base, plan_of(standing=Standing(roster="x"))) == ("the roster",)
    words = (signed("legal", "ann@example.com", fingerprint("before")),)
    assert moved(saved.base, plan_of(standing=Standing(sign_offs=words))) == ("the sign-offs",)
    assert moved(saved.base, plan_of(graph=TaskGraph((task("two"),)))) == (
        "the tasks asked for (playbook, calendar, file)",
    )
    assert moved(saved.base, plan_of(enrolments=(EnrolmentChange(certification="c", added=1),))) == ("the enrolments",)


def test_a_part_only_the_saved_plan_knows_has_moved() -> None:
    assert moved({**plan_of().base, "the weather": "fine"}, plan_of()) == ("the weather",)


def test_evidence_that_comes_in_does_not_spoil_a_saved_plan() -> None:
    assert moved(plan_of().base, plan_of(standing=Standing(people=certified(seller=5)))) == ()


keys = st.sampled_from("abcdef")
graphs = st.dictionaries(keys, st.integers(0, 3)).map(
    lambda found: TaskGraph(tuple(task(key, days=days) for key, days in found.items()))
)
piece_sets = st.dictionaries(keys, st.sampled_from("xyz")).map(
    lambda found: tuple(piece(key, says) for key, says in found.items())
)


@given(before=graphs, after=graphs, old=piece_sets, new=piece_sets)
def test_applying_a_plan_leaves_an_empty_plan(
    before: TaskGraph, after: TaskGraph, old: tuple[Piece, ...], new: tuple[Piece, ...]
) -> None:
    standing = Standing(definition=fingerprint(ATLAS), tasks=before, materials=old)
    first = plan_of(standing=standing, graph=after, materials=new)
    there = {line.key for line in first.tasks.added} | {t.key for t in before.tasks} - {
        line.key for line in first.tasks.removed
    }
    assert there == {t.key for t in after.tasks}
    assert len(first.tasks.added) + len(first.tasks.changed) + first.tasks.unchanged == len(after.tasks)
    changes = first.materials
    assert len(changes.rendered) + len(changes.rerendered) + changes.unchanged == len(new)
    second = plan_of(standing=replace(standing, tasks=after, materials=new), graph=after, materials=new)
    assert second.is_empty


@given(before=graphs, after=graphs)
def test_a_plan_is_empty_exactly_when_nothing_differs(before: TaskGraph, after: TaskGraph) -> None:
    standing = Standing(definition=fingerprint(ATLAS), tasks=before, materials=(piece("x"),))
    same = before.by_key == after.by_key
    assert plan_of(standing=standing, graph=after).is_empty is same
