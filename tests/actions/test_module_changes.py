"""Delta modules: who starts from which version, what lies in the output folder, what the command shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.actions.complete_module import complete_module
from readiness.actions.publish_content import publish_content
from readiness.actions.render_materials import render_materials
from readiness.actions.revoke_certification import revoke_certification
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.ground.errors import Conflict, NotFound
from readiness.reports.module_changes import ModuleChanges, module_changes, my_module_changes
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow, PostingRow
from tests.materials_world import ATLAS, NOON, World, with_reframe

REP = "rep@example.com"
ONE, TWO, THREE = (with_reframe(ATLAS, text) for text in ("First answer.", "Second answer.", "Third answer."))


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    with database.transaction() as session:
        session.add(PersonRow(email=REP, name="Rep"))
        session.flush()
        session.add(PostingRow(person_id=1, role="seller", valid_from=NOON.date()))
    publish(made, ONE)
    return made


def publish(
    world: World, launch: Launch, change: ChangeClass = "delta", kind: str = "module", key: str = "core"
) -> None:
    world.clock = replace(world.clock, at=world.clock.at + timedelta(hours=1))
    world.apply(launch)
    publish_content(world.context("tess"), launch="atlas", kind=kind, key=key, change=change, note=f"A {change}.")


def complete(world: World) -> None:
    world.clock = replace(world.clock, at=world.clock.at + timedelta(hours=1))
    complete_module(world.context("tess"), launch="atlas", module="core", rep=REP)


def mine(world: World) -> ModuleChanges | None:
    return my_module_changes(replace(world.context(), actor=REP), launch="atlas", module="core")


def test_who_completed_nothing_reads_the_whole(world: World) -> None:
    assert mine(world) is None
    publish(world, TWO)
    assert mine(world) is None


def test_who_completed_the_version_before_reads_the_difference(world: World) -> None:
    complete(world)
    assert mine(world) is None
    publish(world, TWO)
    found = mine(world)
    assert found
    assert (found.since, found.version, found.is_asked, found.minutes) == (1, 2, True, 1)
    assert [(f.was, f.now) for one in found.changes for f in one.fields] == [("First answer.", "Second answer.")]
    assert "First answer." in found.markdown
    assert "Routes parcels" not in found.markdown
    complete(world)
    assert mine(world) is None


def test_who_is_two_versions_behind_reads_one_difference_from_the_version_they_know(world: World) -> None:
    complete(world)
    publish(world, TWO)
    publish(world, THREE, "minor")
    found = mine(world)
    assert found
    assert (found.since, found.version, found.notes) == (1, 3, ("A delta.", "A minor."))
    assert [(f.was, f.now) for one in found.changes for f in one.fields] == [("First answer.", "Third answer.")]


def test_a_minor_change_may_be_read_and_is_not_asked(world: World) -> None:
    complete(world)
    publish(world, TWO, "minor")
    found = mine(world)
    assert found
    assert not found.is_asked


def test_after_recertify_everybody_reads_the_whole(world: World) -> None:
    complete(world)
    publish(world, TWO, "recertify")
    publish(world, THREE)
    assert mine(world) is None
    complete(world)
    publish(world, TWO)
    assert (found := mine(world)) is not None
    assert found.since == 3


def test_what_voids_all_they_have_done_leaves_nothing_to_start_from(world: World) -> None:
    publish(world, ONE, kind="role-play", key="call")
    complete(world)
    publish(world, TWO, "recertify", kind="role-play", key="call")
    publish(world, TWO)
    assert mine(world) is None


def test_a_revocation_leaves_nothing_to_start_from(world: World) -> None:
    complete(world)
    world.clock = replace(world.clock, at=world.clock.at + timedelta(hours=1))
    revoke_certification(
        world.context("tess"), launch="atlas", rep=REP, certification="seller", reason="It was somebody else."
    )
    publish(world, TWO)
    assert mine(world) is None


def test_the_changes_lie_beside_the_module_for_each_version_one_may_start_from(world: World, tmp_path: Path) -> None:
    publish(world, TWO)
    publish(world, THREE)
    folder = tmp_path / "out" / "atlas" / "module"
    assert {file.name for file in folder.glob("core.since-*.md")} == {"core.since-1.md", "core.since-2.md"}
    assert "First answer." in (folder / "core.since-1.md").read_text("utf-8")
    assert "Second answer." in (folder / "core.since-2.md").read_text("utf-8")
    (folder / "core.since-1.html").unlink()
    render_materials(world.context("tess", THREE), launch="atlas", kinds=("module",))
    assert (folder / "core.since-1.html").is_file()
    publish(world, ONE, "recertify")
    assert not list(folder.glob("core.since-*")), "from there the whole is read"


def test_the_command_shows_what_publishing_would_ask_and_what_the_last_version_asked(world: World) -> None:
    with pytest.raises(NotFound, match="no version of module 'core' before"):
        module_changes(world.context(), launch="atlas", module="core")
    world.apply(TWO)
    draft = module_changes(world.context(), launch="atlas", module="core")
    assert (draft.since, draft.version, draft.is_published) == (1, 2, False)
    publish(world, TWO)
    made = module_changes(world.context(), launch="atlas", module="core")
    assert (made.since, made.version, made.is_published) == (1, 2, True)
    assert made.changes == draft.changes
    with pytest.raises(NotFound, match="that is 9"):
        module_changes(world.context(), launch="atlas", module="core", since=9)
    with pytest.raises(Conflict, match="never published"):
        module_changes(world.context(), launch="atlas", module="loose")


def test_what_is_not_theirs_to_skip_is_refused(world: World) -> None:
    publish(world, TWO)
    with pytest.raises(Conflict, match="what changed since version 1"):
        complete_module(world.context("tess"), launch="atlas", module="core", rep=REP, since=1)
