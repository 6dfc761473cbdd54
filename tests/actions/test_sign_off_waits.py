"""A sign-off waits for the approvals and the publication of what it signs, as they stand now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.sign_off import sign_off
from readiness.domain.definition.model import Launch
from readiness.ground.errors import Conflict
from readiness.store import gate
from readiness.store.launches import require_version
from readiness.store.session import Database
from tests.task_world import KEY, MARKETER, SELLER, TRAINER, TaskWorld


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


def test_a_sign_off_given_by_itself_waits_for_the_same_and_says_what_comes_first(
    database: Database, sample: Path
) -> None:
    world = TaskWorld(database, sample)
    world.apply()
    world.work_up_to("")
    assert sign_off(world.context(SELLER), launch=KEY, function="sales").changed
    world.apply(reworded)
    with pytest.raises(Conflict, match="sales signs off once it is") as refused:
        sign_off(world.context(SELLER), launch=KEY, function="sales")
    assert refused.value.hint == (
        "First: approve-content-sales, approve-content-marketing, publish-content. See: readiness tasks trial-extension"
    )
    with database.reading() as session:
        assert not [
            one for one in gate.sign_offs(session, KEY) if one.definition == require_version(session, KEY).fingerprint
        ]
    world.do("approve-content-sales", "approve", SELLER)
    world.do("approve-content-marketing", "approve", MARKETER)
    world.do("publish-content", "done", TRAINER, note="another headline")
    assert sign_off(world.context(SELLER), launch=KEY, function="sales").changed
    assert not sign_off(world.context(SELLER), launch=KEY, function="sales").changed


def test_while_nothing_was_published_a_sign_off_may_come_first(database: Database, sample: Path) -> None:
    world = TaskWorld(database, sample)
    world.apply()
    assert sign_off(world.context(SELLER), launch=KEY, function="sales").changed


def test_where_no_task_asks_for_it_the_approvals_and_publications_of_all_tasks_come_first(
    database: Database, sample: Path
) -> None:
    world = TaskWorld(database, sample)
    world.apply()
    world.work_up_to("")
    world.apply(reworded)
    with pytest.raises(Conflict) as refused:
        sign_off(world.context(TRAINER), launch=KEY, function="enablement")
    assert refused.value.hint.startswith("First: approve-content-sales, approve-content-marketing, publish-content.")
