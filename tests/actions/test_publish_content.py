"""Publishing: who may, what a change asks of people, and that the same content is published once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.approve_materials import approve_materials
from readiness.actions.publish_content import publish_all, publish_content
from readiness.domain.materials.content import content_fingerprint
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed, NotFound
from readiness.reports.materials import content_lines, publish_log
from readiness.store.session import Database
from readiness.store.tables.journal import JournalRow
from tests.materials_world import ATLAS, World, with_reframe
from tests.task_world import KEY, MARKETER, SELLER, TRAINER, TaskWorld


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply()
    return made


def test_the_first_version_names_the_content_and_who_published_it(world: World) -> None:
    done = publish_content(world.context("tess"), launch="atlas", kind="module", key="core")
    assert done.is_new
    assert done.previous_fingerprint is None
    assert done.publication.version == 1
    assert done.publication.fingerprint == content_fingerprint(ATLAS, "module", "core", ())
    assert done.publication.by == "tess@example.com"
    assert publish_log(world.context(), launch="atlas") == (done.publication,)


def test_the_same_content_is_published_once(world: World) -> None:
    first = publish_content(world.context(), launch="atlas", kind="quiz", key="basics")
    second = publish_content(world.context(), launch="atlas", kind="quiz", key="basics", change="recertify", note="x")
    assert not second.is_new
    assert second.publication == first.publication
    assert len(publish_log(world.context(), launch="atlas")) == 1


def test_a_later_version_says_what_it_replaces_and_what_it_asks(world: World) -> None:
    first = publish_content(world.context(), launch="atlas", kind="module", key="core")
    world.apply(with_reframe(ATLAS, "Other."))
    second = publish_content(
        world.context(), launch="atlas", kind="module", key="core", change="recertify", note="The answer was wrong."
    )
    assert second.publication.version == 2
    assert second.previous_fingerprint == first.publication.fingerprint
    assert "lapse" in second.means


def test_change_class_and_note_are_the_declared_ones_when_not_given(world: World) -> None:
    publish_content(world.context(), launch="atlas", kind="module", key="core")
    launch = with_reframe(ATLAS, "Other.")
    declared = replace(launch.modules["core"], change="minor", change_note="A comma.")
    world.apply(replace(launch, modules={**launch.modules, "core": declared}))
    done = publish_content(world.context(), launch="atlas", kind="module", key="core")
    assert (done.publication.change, done.publication.note) == ("minor", "A comma.")


@pytest.mark.parametrize(("change", "refused"), [("minor", False), ("delta", True), ("recertify", True)])
def test_who_is_asked_again_is_told_why(world: World, change: str, refused: bool) -> None:
    publish_content(world.context(), launch="atlas", kind="module", key="core", change=change)
    world.apply(with_reframe(ATLAS, "Other."))
    if not refused:
        assert publish_content(world.context(), launch="atlas", kind="module", key="core", change=change).is_new
        return
    with pytest.raises(DefinitionError, match="without a note"):
        publish_content(world.context(), launch="atlas", kind="module", key="core", change=change)
    assert len(publish_log(world.context(), launch="atlas")) == 1


@pytest.mark.parametrize("who", ["tess", "mara", "olga", "OLGA"])
def test_enablement_marketing_and_the_owner_may_publish(world: World, who: str) -> None:
    assert publish_content(world.context(who), launch="atlas", kind="module", key="core").is_new


@pytest.mark.parametrize("who", ["sam", "stranger", ""])
def test_nobody_else_may(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        publish_content(world.context(who), launch="atlas", kind="module", key="core")
    with pytest.raises(NotAllowed):
        publish_all(world.context(who), launch="atlas")
    assert publish_log(world.context(), launch="atlas") == ()


def test_content_that_does_not_exist_is_not_published(world: World) -> None:
    with pytest.raises(NotFound):
        publish_content(world.context(), launch="atlas", kind="module", key="nope")
    with pytest.raises(NotFound):
        publish_content(world.context(), launch="other", kind="module", key="core")


def test_everything_at_once_is_every_unit_once_and_twice_is_nothing(world: World) -> None:
    first = publish_all(world.context(), launch="atlas")
    assert [(one.publication.kind, one.publication.key, one.is_new) for one in first] == [
        ("module", "core", True), ("module", "loose", True), ("quiz", "basics", True), ("role-play", "call", True),
    ]  # fmt: skip
    assert not any(one.is_new for one in publish_all(world.context(), launch="atlas"))


def test_the_log_tells_what_reads_otherwise_than_it_was_published(world: World) -> None:
    assert all(line.published is None for line in content_lines(world.context(), launch="atlas"))
    publish_all(world.context(), launch="atlas")
    world.apply(with_reframe(ATLAS, "Other."))
    changed = {(line.kind, line.key) for line in content_lines(world.context(), launch="atlas") if line.changed}
    assert changed == {("module", "core"), ("role-play", "call")}


# Approvals that the launch's tasks ask for


@pytest.fixture
def asking(database: Database, sample: Path) -> TaskWorld:
    """The small launch, whose playbook asks sales and marketing to approve modules and quizzes."""
    made = TaskWorld(database, sample)
    made.apply()
    return made


MODULE = "the-longer-trial"


def publish_module(world: TaskWorld, *, note: str = "", unapproved: bool = False):
    return publish_content(
        world.later(minutes=1).context(TRAINER), launch=KEY, kind="module", key=MODULE, note=note, unapproved=unapproved
    )


def test_content_that_is_not_approved_is_not_published_and_the_missing_approvals_are_named(asking: TaskWorld) -> None:
    with pytest.raises(Conflict) as refused:
        publish_module(asking)
    assert [p.message.split(" has not approved ")[0] for p in refused.value.problems] == ["marketing", "sales"]
    approve_materials(asking.context(SELLER), launch=KEY, names=("module",))
    with pytest.raises(Conflict) as refused:
        publish_module(asking)
    assert [p.code for p in refused.value.problems] == ["PB002"]
    assert refused.value.problems[0].message.startswith(f"marketing has not approved module/{MODULE}.")
    approve_materials(asking.context(MARKETER), launch=KEY, names=("module",))
    assert publish_module(asking).is_new


def test_an_approval_of_what_it_said_before_is_none(asking: TaskWorld) -> None:
    for by in (SELLER, MARKETER):
        approve_materials(asking.context(by), launch=KEY)

    def shorter(launch):
        told = replace(launch.value_propositions["one-right-pay-day"], headline="One pay day that is right")
        return replace(launch, value_propositions={told.key: told})

    asking.apply(shorter, render=False)  # killed before it rendered: what was approved is still what was rendered
    with pytest.raises(Conflict, match="not approved as it now reads"):
        publish_module(asking)


def test_without_approval_takes_a_reason_that_log_journal_and_task_keep(asking: TaskWorld) -> None:
    with pytest.raises(DefinitionError, match="reason"):
        publish_module(asking, unapproved=True)
    done = publish_module(asking, unapproved=True, note="the fair is tomorrow")
    assert done.publication.note == "not approved by marketing and sales: the fair is tomorrow"
    publish_all(asking.later(minutes=1).context(TRAINER), launch=KEY, unapproved=True, note="so is the quiz")
    assert "(not approved by marketing and sales: the fair is tomorrow)" in asking.state("publish-content").finished_by
    with asking.database.reading() as session:
        row = session.exec(select(JournalRow).where(JournalRow.verb == "published").order_by(JournalRow.id)).first()
    assert row is not None
    assert sorted(row.detail["unapproved"]) == ["marketing", "sales"]


def test_what_is_approved_needs_no_reason_though_one_may_publish_without(asking: TaskWorld) -> None:
    for by in (SELLER, MARKETER):
        approve_materials(asking.context(by), launch=KEY)
    assert publish_module(asking, unapproved=True).publication.note == ""


def test_everything_at_once_is_refused_whole_while_an_approval_is_missing(asking: TaskWorld) -> None:
    approve_materials(asking.context(SELLER), launch=KEY)
    approve_materials(asking.context(MARKETER), launch=KEY, names=("module",))
    with pytest.raises(Conflict) as refused:
        publish_all(asking.context(TRAINER), launch=KEY)
    assert [p.message for p in refused.value.problems] == ["marketing has not approved quiz/trial-quiz."]
    assert publish_log(asking.context(), launch=KEY) == ()


def test_an_approval_that_was_skipped_is_not_waited_for(asking: TaskWorld) -> None:
    asking.work_up_to("approve-content-sales")
    for task, by in (("approve-content-sales", SELLER), ("approve-content-marketing", MARKETER)):
        asking.do(task, "skip", by, note="agreed by word of mouth")
    assert publish_module(asking).is_new
