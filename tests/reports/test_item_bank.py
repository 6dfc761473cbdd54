"""What is known of each question: its version, how hard it proved, how often it was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from readiness.actions.start_attempt import start_attempt
from readiness.actions.submit_attempt import submit_attempt
from readiness.domain.definition.model import Launch
from readiness.domain.definition.reader import Reading
from readiness.reports.item_bank import BankEntry, item_bank
from readiness.store.session import Database
from tests.actions.quiz_world import DEMO, PEER, REP, TRAINER, World, demo

RIGHT = {f"q{n}": True for n in range(5)}


@pytest.fixture
def world(database: Database) -> World:
    return demo(database)


@dataclass(frozen=True)
class Files:
    """Launch files that say what was applied."""

    definition: Launch

    def read(self, _key: str) -> Reading:
        return Reading(self.definition, (), {})


def bank(world: World) -> dict[str, BankEntry]:
    context = replace(world.as_(TRAINER), launches=Files(world.definition))
    return {one.key: one for one in item_bank(context, launch="demo")}


def take(world: World, rep: str, answers: dict[str, bool]) -> None:
    attempt = start_attempt(world.as_(rep), launch="demo", quiz="core", rep=rep)
    submit_attempt(world.as_(rep), attempt_id=attempt.id, answers=answers)


def test_exposure_counts_every_attempt_and_difficulty_the_first_ones(world: World) -> None:
    take(world, REP, RIGHT | {"q1": False, "q0": False})
    take(world, PEER, RIGHT)
    world.later(days=2)
    take(world, REP, RIGHT)
    found = bank(world)
    assert (found["q1"].exposure, found["q1"].first_attempts, found["q1"].observed) == (3, 2, 0.5)
    assert (found["q2"].exposure, found["q2"].observed) == (3, 1.0)
    assert (found["pick"].exposure, found["pick"].first_attempts, found["pick"].observed) == (0, 0, None)


def test_a_version_is_a_wording_that_was_applied(world: World) -> None:
    assert bank(world)["q1"].version == 1
    items = dict(DEMO.items)
    items["q1"] = replace(items["q1"], author="Ada", difficulty=0.7, weight=2.0)
    world.apply(replace(DEMO, items=items))
    assert bank(world)["q1"].version == 1, "who wrote it is no wording"
    items["q1"] = replace(items["q1"], stem="Is it really so?")
    world.apply(replace(DEMO, items=items))
    entry = bank(world)["q1"]
    assert (entry.version, entry.author, entry.estimated, entry.state) == (2, "Ada", 0.7, "reviewed")
    world.apply(DEMO)
    assert bank(world)["q1"].version == 3
    assert bank(world)["q2"].version == 1
