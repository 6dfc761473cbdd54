from __future__ import annotations

from pathlib import Path

import pytest

from readiness.actions.require_one_clock import require_one_clock
from readiness.ground.errors import Conflict
from readiness.store import journal
from readiness.store.session import Database
from tests.gate_world import World


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def act(world: World) -> None:
    context = world.context("mara")
    with world.database.transaction() as session:
        journal.record(session, context.clock, actor=context.by(), verb="did", subject="something")


def test_an_empty_record_takes_either_clock(world: World):
    require_one_clock(world.context())
    world.simulated = True
    require_one_clock(world.context())


def test_simulated_time_never_goes_into_a_real_record(world: World):
    act(world)
    require_one_clock(world.context())
    world.simulated = True
    with pytest.raises(Conflict, match="has a real record"):
        require_one_clock(world.context())


def test_a_rehearsal_is_gone_on_with_by_its_own_clock(world: World):
    world.simulated = True
    act(world)
    require_one_clock(world.later(days=1).context())


def test_a_rehearsal_that_is_ahead_of_the_wall_is_refused_until_the_wall_is_there(world: World):
    world.simulated = True
    act(world.later(days=30))
    world.simulated = False
    with pytest.raises(Conflict, match="still to come"):
        require_one_clock(world.later(days=-1).context())
    require_one_clock(world.later(days=2).context())
