"""Previewing a role-play: the file as everybody in it reads it, and nothing stored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.preview_role_play import preview_role_play
from readiness.actions.publish_content import publish_content
from readiness.domain.definition.reader import Reading
from readiness.ground.errors import DefinitionError, NotFound, Problem
from readiness.store.materials import current
from readiness.store.session import Database
from tests.materials_world import ATLAS, World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def test_the_brief_and_the_rubric_are_read_and_nothing_is_stored(world: World) -> None:
    made = preview_role_play(world.context(), launch="atlas", role_play="call")
    assert (made.title, made.certification, made.published) == ("A dear call", None, None)
    for said in ("Pat says it is dear.", "Stays calm", "Too dear."):
        assert said in made.markdown
        assert said in made.html
    with world.database.reading() as session:
        assert current(session, "atlas") == {}


def test_it_says_which_version_reads_so(world: World) -> None:
    world.apply()
    publish_content(world.context(), launch="atlas", kind="role-play", key="call")
    assert preview_role_play(world.context(), launch="atlas", role_play="call").published == 1
    plays = {"call": replace(ATLAS.role_plays["call"], scenario="Pat is in a hurry.")}
    made = preview_role_play(world.context(launch=replace(ATLAS, role_plays=plays)), launch="atlas", role_play="call")
    assert "Pat is in a hurry." in made.markdown
    assert made.published is None


def test_one_that_does_not_exist_and_an_unsound_file_are_told(world: World) -> None:
    with pytest.raises(NotFound, match="no role-play 'cal'"):
        preview_role_play(world.context(), launch="atlas", role_play="cal")

    class Unsound:
        def read(self, key: str) -> Reading:  # noqa: ARG002
            return Reading(None, (Problem("RD004", "unknown key."),), {})

    with pytest.raises(DefinitionError) as raised:
        preview_role_play(replace(world.context(), launches=Unsound()), launch="atlas", role_play="call")
    assert [problem.code for problem in raised.value.problems] == ["RD004"]
