"""Publishing: who may, what a change asks of people, and that the same content is published once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.publish_content import publish_all, publish_content
from readiness.domain.materials.content import content_fingerprint
from readiness.ground.errors import DefinitionError, NotAllowed, NotFound
from readiness.reports.materials import content_lines, publish_log
from readiness.store.session import Database
from tests.materials_world import ATLAS, World, with_reframe


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
