"""What publishing would ask: of exactly those whose content changed, and of nobody else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlmodel import select

from readiness.actions.foresee_publication import foresee_publication
from readiness.actions.record_evidence import record_evidence
from readiness.domain.definition.message import Fact
from readiness.domain.definition.model import Launch
from readiness.domain.definition.vocabulary import ChangeClass
from readiness.domain.materials.content import content_fingerprints
from readiness.domain.materials.delta import module_delta
from readiness.ground.errors import NotFound
from readiness.store import launches, standings
from readiness.store.session import Database
from readiness.store.tables.people import PersonRow
from readiness.store.tables.standings import StandingRow
from tests import standing_world as company
from tests.reminder_world import EVE, PEER, REP, World, at, world


@pytest.fixture
def made(database: Database, tmp_path: Path) -> World:
    """Version 1 of all content is published; the rep is certified on it, the peer has read the module alone."""
    made = world(database, tmp_path)
    with made.database.transaction() as session:
        for (kind, key), mark in content_fingerprints(made.definition, ()).items():
            company.publish(session, kind, key, 1, 1, mark=mark)
    read = company.piece("module-completed", "basics", PEER, 11)
    record_evidence(made.context(at(-60)), evidence=[*company.certified(REP, 10), read])
    return made


def change(made: World) -> Launch:
    """The fact that both modules teach reads otherwise; applied, not published."""
    facts = {"price": Fact(key="price", statement="It costs two pounds.", source="price list")}
    changed = replace(made.definition, facts=MappingProxyType(facts))
    with made.database.transaction() as session:
        launches.record_version(session, company.clock(20), changed, EVE)
    return changed


def foreseen(made: World, of: ChangeClass, kind: str = "module", key: str = "basics") -> dict[str, bool]:
    found = foresee_publication(made.context(at(-50)), launch="demo", kind=kind, key=key, change=of)
    return {one.email: one.lapses for one in found.people} if found else {}


def met(made: World) -> dict[str, int]:
    with made.database.transaction() as session:
        standings.bring_up_to_date(session, "demo")
        rows = session.exec(select(PersonRow.email, StandingRow.met).where(PersonRow.id == StandingRow.person_id))
        return dict(rows.all())


def test_a_delta_asks_everybody_who_took_it_and_only_who_is_certified_lapses(made: World) -> None:
    change(made)
    assert foreseen(made, "delta") == {REP: True, PEER: False}
    assert foreseen(made, "recertify") == {REP: True, PEER: False}
    assert foreseen(made, "minor") == {}


@pytest.mark.parametrize("of", ["minor", "delta", "recertify"])
def test_exactly_those_who_were_foreseen_are_asked_when_it_is_published(made: World, of: ChangeClass) -> None:
    with made.database.transaction() as session:
        new = company.person(session, "new@example.com")
        company.enrol(session, made.definition, company.FIELD, new)
    after, before = change(made), met(made)
    ahead = foreseen(made, of)
    with made.database.transaction() as session:
        mark = content_fingerprints(after, ())["module", "basics"]
        company.publish(session, "module", "basics", 2, 21, change=of, mark=mark)
    fewer = {email for email, count in met(made).items() if count < before[email]}
    assert fewer == ahead.keys()
    assert "new@example.com" not in fewer


def test_who_passed_just_this_content_before_is_not_asked(made: World) -> None:
    after = change(made)
    mark = content_fingerprints(after, ())["module", "basics"]
    pilot = company.piece("module-completed", "basics", PEER, 12, fingerprint=mark)
    record_evidence(made.context(at(-58)), evidence=[pilot])
    assert foreseen(made, "delta") == {REP: True}


def test_what_does_not_carry_the_message_asks_nobody(made: World) -> None:
    """The fact is taught by both modules and asked by no quiz; nobody asks for the module `extra`."""
    change(made)
    assert foreseen(made, "delta", "quiz", "pricing") == {}
    assert foreseen(made, "delta", "module", "extra") == {}


def test_counts_are_by_region_with_the_minutes_of_what_changed(made: World) -> None:
    after = change(made)
    found = foresee_publication(made.context(at(-50)), launch="demo", kind="module", key="basics", change="delta")
    assert found
    seen, minutes = found.foreseen, module_delta(made.definition, after, "basics").minutes
    assert 0 < minutes <= after.modules["basics"].minutes
    [group] = seen.asked
    assert (group.certification, group.region, group.people, group.lapse) == ("field", "East", 2, 1)
    assert (group.minutes, seen.people, seen.minutes, seen.untimed) == (2 * minutes, 2, 2 * minutes, 0)
    assert seen.claims == ("facts.price",)
    told = {one.name: (one.title, one.how) for one in found.changes}
    assert told["facts.price"] == ("It costs two pounds.", "changed")


def test_recertify_counts_all_that_is_taken_again_and_says_what_has_no_time(made: World) -> None:
    change(made)
    found = foresee_publication(made.context(at(-50)), launch="demo", kind="module", key="basics", change="recertify")
    assert found
    assert (found.foreseen.minutes, found.foreseen.untimed) == (2 * 10, 2), "10 minutes of module, a quiz without limit"


def test_the_gate_says_what_would_no_longer_be_met(made: World) -> None:
    record_evidence(made.context(at(-60)), evidence=[company.piece("quiz-attempt", "pricing", PEER, 12)])
    change(made)
    found = foresee_publication(made.context(at(-50)), launch="demo", kind="module", key="basics", change="delta")
    assert found
    seen = found.foreseen
    assert (seen.criteria, seen.clears_now, seen.clears_then, seen.is_cleared) == (("share",), True, False, False)


def test_content_that_there_is_not_is_not_found_and_the_same_asks_nobody(made: World) -> None:
    assert foreseen(made, "recertify") == {}
    with pytest.raises(NotFound):
        foresee_publication(made.context(at(-50)), launch="demo", kind="module", key="nothing")
