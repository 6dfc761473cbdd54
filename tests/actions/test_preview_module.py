"""Previewing: the file as a role reads it, and nothing stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from readiness.actions.preview_module import preview_module
from readiness.actions.publish_content import publish_content
from readiness.domain.definition.reader import Reading
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.store.materials import current
from readiness.store.session import Database
from tests.materials_world import ATLAS, OneFile, World, with_reframe


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def test_a_module_is_read_as_the_people_of_a_certification_read_it(world: World) -> None:
    seller = preview_module(world.context(), launch="atlas", module="core", certification="seller")
    lead = preview_module(world.context(), launch="atlas", module="core", certification="lead")
    assert "For Seller." in seller.markdown
    assert "You lead others" in lead.markdown
    assert "You lead others" not in seller.markdown
    assert "<strong>aloud</strong>" in seller.html


def test_without_a_certification_it_is_the_first_the_module_is_for(world: World) -> None:
    assert preview_module(world.context(), launch="atlas", module="core").certification == "seller"
    everybody = preview_module(world.context(), launch="atlas", module="loose")
    assert everybody.certification is None
    assert "For everybody." in everybody.markdown


def test_nothing_is_stored_and_the_file_counts_not_what_was_applied(world: World) -> None:
    world.apply()
    publish_content(world.context(), launch="atlas", kind="module", key="core")
    assert preview_module(world.context(), launch="atlas", module="core").published == 1
    changed = world.context(launch=with_reframe(ATLAS, "Fresh from the file."))
    made = preview_module(changed, launch="atlas", module="core")
    assert "Fresh from the file." in made.markdown
    assert made.published is None
    with world.database.reading() as session:
        assert current(session, "atlas") == {}
    assert not (world.folder / "out").exists()


def test_a_module_or_role_that_does_not_exist_is_told(world: World) -> None:
    with pytest.raises(NotFound, match="no module 'cor'"):
        preview_module(world.context(), launch="atlas", module="cor")
    with pytest.raises(NotFound, match="not for 'selle'") as raised:
        preview_module(world.context(), launch="atlas", module="core", certification="selle")
    assert raised.value.hint == "Did you mean 'seller'?"


@dataclass(frozen=True)
class Unsound(OneFile):
    def read(self, key: str) -> Reading:  # noqa: ARG002
        return Reading(None, (Problem("RD004", "unknown key."),), {})


def test_an_unsound_file_is_told_with_all_its_problems(world: World) -> None:
    context = replace(world.context(), launches=Unsound(ATLAS))
    with pytest.raises(DefinitionError) as raised:
        preview_module(context, launch="atlas", module="core")
    assert [problem.code for problem in raised.value.problems] == ["RD004"]
