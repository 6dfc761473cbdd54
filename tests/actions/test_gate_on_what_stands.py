"""Certified means certified on what stands: content that was changed and not published holds the gate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from readiness.actions.clear_launch import clear_launch
from readiness.actions.decide_gate import decide_gate
from readiness.actions.publish_content import publish_content
from readiness.actions.recompute_verdict import from_evidence, recompute_verdict
from readiness.actions.verify_clearance import verify_clearance
from readiness.domain.clearance.record import read_record, record_text
from readiness.domain.definition.assessment import Module
from readiness.domain.definition.certifying import Certification
from readiness.domain.definition.model import Launch
from readiness.domain.evidence.record import Evidence
from readiness.domain.gate.verdict import decide_from
from readiness.ground.errors import Conflict
from readiness.ground.fingerprint import plain
from readiness.reports.explain import explain_launch
from readiness.store import evidence, materials
from readiness.store.session import Database
from readiness.store.tables.standings import StandingCountRow
from tests.gate_world import PROVEN, REPS, SELLERS, World, definition, with_proof

PITCH = Module(key="pitch", title="The pitch", minutes=10, roles=("seller",), teaches=("value_propositions.speed",))


def launch(headline: str = "Speed", *, change: str = "delta") -> Launch:
    """Sellers are certified by one module, which teaches one value proposition."""
    made = with_proof(definition(REPS), expires_on=definition(PROVEN).launch_on.replace(year=2030))
    speed = replace(made.value_propositions["speed"], headline=headline)
    return replace(
        made,
        value_propositions={"speed": speed},
        modules={"pitch": replace(PITCH, change=change)},
        certifications={"seller": Certification(key="seller", name="Seller", role="seller", modules=("pitch",))},
    )


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """Everybody took the module as it was published, and the launch is cleared."""
    made = World(database, tmp_path)
    made.apply(launch())
    made.hire(SELLERS)
    publish(made)
    take(made)
    return made


def publish(world: World, **asked: str) -> None:
    context = world.later(minutes=1).context("mara")
    publish_content(context, launch="atlas", kind="module", key="pitch", note="another headline", **asked)


def take(world: World) -> None:
    """All of SELLERS complete the module as it was last published."""
    context = world.later(minutes=1).context()
    with world.database.transaction() as session:
        shown = materials.publications(session, "atlas")[-1].fingerprint
        evidence.add(
            session,
            context.clock,
            [
                Evidence(
                    launch="atlas", person=f"{name}@example.com", kind="module-completed", subject="pitch",
                    happened_at=world.at, source="terminal", recorded_by=f"{name}@example.com",
                    key=f"{name}-{world.at}", fingerprint=shown,
                )
                for name in SELLERS
            ],
        )  # fmt: skip


def test_a_change_that_is_not_published_holds_the_gate_and_says_which(world: World) -> None:
    assert decide_gate(world.context(), launch="atlas").cleared
    world.apply(launch("Twice as fast"))
    held = decide_gate(world.later(minutes=1).context(), launch="atlas")
    (result,) = held.criteria
    assert (held.outcome, result.found.counted, result.found.of) == ("held", 5, 5)
    assert result.found.says.endswith("; module 'pitch' was changed after version 1 and is not published")
    assert result.found.fix == "Have it approved and publish it: readiness module publish atlas pitch"
    told = explain_launch(world.context(), verdict=held.verdict)
    assert [step.fix for step in told.next_steps] == [result.found.fix]
    with pytest.raises(Conflict, match="is held") as refused:
        clear_launch(world.context("mara"), launch="atlas")
    assert "module 'pitch' was changed after version 1" in refused.value.problems[0].message


def test_a_minor_change_wants_publishing_and_what_people_took_still_counts(world: World) -> None:
    world.apply(launch("Speed!", change="minor"))
    assert not decide_gate(world.context(), launch="atlas").cleared
    publish(world)
    assert decide_gate(world.context(), launch="atlas").cleared


def test_a_delta_is_taken_again_once_it_is_published(world: World) -> None:
    world.apply(launch("Twice as fast"))
    publish(world)
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert (found.met, found.counted, found.says) == (False, 0, "0 of 5 people of 'seller' certified")
    take(world)
    assert decide_gate(world.context(), launch="atlas").cleared


def test_going_back_to_what_was_published_needs_no_publishing(world: World) -> None:
    world.apply(launch("Twice as fast"))
    world.later(minutes=1).apply(launch())
    assert decide_gate(world.context(), launch="atlas").cleared


def test_what_was_never_published_holds_the_gate(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path)
    world.apply(launch())
    world.hire(SELLERS)
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert found.says == "0 of 5 people of 'seller' certified; module 'pitch' is not published"


def test_the_verdict_recomputes_after_what_it_missed_was_published(world: World) -> None:
    world.apply(launch("Twice as fast"))
    number = decide_gate(world.later(minutes=1).context(), launch="atlas").number
    publish(world)
    assert number is not None
    assert recompute_verdict(world.context(), launch="atlas", number=number).same


def test_a_verdict_of_before_it_was_looked_at_recomputes_as_it_was(world: World) -> None:
    world.apply(launch("Twice as fast"))
    inputs = decide_gate(world.later(minutes=1).context(), launch="atlas").inputs
    before = replace(inputs, figures=replace(inputs.figures, unpublished=None))
    assert "unpublished" not in plain(before)["figures"]
    assert decide_from(before).cleared
    with world.database.reading() as session:
        assert from_evidence(session, before) == ()


def test_a_clearance_keeps_what_it_saw_and_verifies(world: World) -> None:
    cleared = clear_launch(world.later(minutes=1).context("mara"), launch="atlas")
    record = read_record(cleared.signed.text)
    assert record.inputs.figures.unpublished == ()
    assert record_text(record) == cleared.signed.text
    assert verify_clearance(world.later(minutes=1).context(), launch="atlas").holds


def test_counts_that_drifted_are_not_signed(world: World) -> None:
    with world.database.transaction() as session:
        session.execute(
            update(StandingCountRow)
            .where(StandingCountRow.state == "certified", StandingCountRow.n > 0)
            .values(n=StandingCountRow.n + 1)
        )
    with pytest.raises(Conflict, match="are not what its evidence gives") as refused:
        clear_launch(world.later(minutes=1).context("mara"), launch="atlas")
    assert refused.value.hint == "Run: readiness db rebuild, then: readiness clear atlas"
    with pytest.raises(Conflict, match="Nothing was signed"):
        clear_launch(world.context("mara"), launch="atlas")
