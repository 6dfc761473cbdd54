"""A sign-off waits for the approvals and the publication of what it signs, as they stand now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.definition.model import Launch
from readiness.ground.errors import Conflict
from readiness.store.session import Database
from tests.task_world import MARKETER, SELLER, TRAINER, TaskWorld


def reworded(launch: Launch) -> Launch:
    """Another headline: every sheet and module reads differently."""
    proposition = replace(launch.value_propositions["one-right-pay-day"], headline="One pay day that is right")
    return replace(launch, value_propositions={"one-right-pay-day": proposition})


def test_after_a_change_it_waits_for_approvals_and_publication_although_the_training_is_done(
    database: Database, sample: Path
) -> None:
    world = TaskWorld(database, sample)
    world.apply()
    world.work_up_to("")
    world.apply()
    world.do("take-training", "done", SELLER)
    world.apply()
    assert world.state("sign-off-sales").state == "ready"
    world.do("sign-off-sales", "approve", SELLER)
    world.apply(reworded)
    told = world.state("sign-off-sales")
    assert told.state == "waiting"
    assert told.note.startswith("waits for approve-content-sales, approve-content-marketing, publish-content")
    with pytest.raises(Conflict, match="cannot be approved now: waits for approve-content-sales"):
        world.do("sign-off-sales", "approve", SELLER)
    world.do("approve-content-sales", "approve", SELLER)
    world.do("approve-content-marketing", "approve", MARKETER)
    assert world.state("sign-off-sales").note.startswith("waits for publish-content")
    world.do("publish-content", "done", TRAINER, note="another headline")
    assert "publish-content" not in world.state("sign-off-sales").note
