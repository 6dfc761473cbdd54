"""Who has met which requirement: kept for those part of the way, brought up to date when asked, rebuilt the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from readiness.domain.certification.standing import happened_to, rule_of, standing_from, ticks_from
from readiness.store import evidence, requirement_progress, standings
from readiness.store.session import Database
from readiness.store.tables.standings import RequirementProgressRow
from tests import standing_world as world
from tests.standing_world import FIELD, LEADS, certified, clock, piece


@pytest.fixture
def company(database: Database) -> dict[str, int]:
    definition = world.launch(replace(FIELD, attestation=True), LEADS)
    with database.transaction() as session:
        world.apply(session, definition)
        people = {name: world.person(session, f"{name}@example.com") for name in ("ann", "bob", "cyd")}
        world.enrol(session, definition, definition.certifications["field"], *people.values())
        standings.rebuild(session, "demo")
        requirement_progress.bring_up_to_date(session, "demo")
    return people


def kept(session: Session) -> dict[tuple[int, str], str]:
    return {(r.person_id, r.certification): r.ticks for r in session.exec(select(RequirementProgressRow))}


def record(database: Database, *pieces, on: float = 3) -> None:
    with database.transaction() as session:
        evidence.add(session, clock(on), list(pieces))


def look(database: Database) -> int:
    with database.transaction() as session:
        return requirement_progress.bring_up_to_date(session, "demo")


def test_only_who_is_part_of_the_way_has_a_row(database: Database, company):
    record(
        database, piece("module-completed", "basics", "ann@example.com", 1), *certified("bob@example.com", 1),
        piece("attestation", "field", "bob@example.com", 2),
    )  # fmt: skip
    assert look(database) == 2
    with database.reading() as session:
        # bob has met all that FIELD asks; LEADS asks the module too, and he would still lack the attestation.
        assert kept(session) == {
            (company["ann"], "field"): "100",
            (company["ann"], "leads"): "10",
            (company["bob"], "leads"): "10",
        }


def test_looking_again_looks_at_nobody_and_new_evidence_at_those_it_concerns(database: Database, company):
    record(database, piece("module-completed", "basics", "ann@example.com", 1))
    look(database)
    with database.reading() as session:
        assert requirement_progress.is_up_to_date(session, "demo")
    assert look(database) == 0
    record(database, piece("module-completed", "basics", "bob@example.com", 1))
    with database.reading() as session:
        assert not requirement_progress.is_up_to_date(session, "demo")
    assert look(database) == 1


def test_a_publication_that_asks_again_takes_the_tick_away(database: Database, company):
    record(database, *certified("ann@example.com", 1))
    look(database)
    with database.transaction() as session:
        world.publish(session, "quiz", "pricing", 1, 2)
        world.publish(session, "quiz", "pricing", 2, 2.5, "delta")
    look(database)
    with database.reading() as session:
        assert kept(session)[company["ann"], "field"] == "100"


def test_a_launch_that_was_never_applied_keeps_nothing(database: Database):
    with database.transaction() as session:
        assert requirement_progress.bring_up_to_date(session, "nowhere") == 0
        assert requirement_progress.rebuild(session, "nowhere").rows == 0
        assert requirement_progress.is_up_to_date(session, "nowhere")


def test_rebuilding_mends_what_was_spoilt_and_tells_how_much(database: Database, company):
    record(database, piece("module-completed", "basics", "ann@example.com", 1))
    look(database)
    with database.transaction() as session:
        for row in session.exec(select(RequirementProgressRow)).all():
            row.ticks = "011"
            session.add(row)
        session.add(RequirementProgressRow(launch="demo", person_id=company["cyd"], certification="field", ticks="010"))
    with database.reading() as session:
        assert requirement_progress.verify(session, "demo").wrong == 3
    with database.transaction() as session:
        assert requirement_progress.rebuild(session, "demo").wrong == 3
        assert requirement_progress.rebuild(session, "demo").wrong == 0
        assert kept(session)[company["ann"], "field"] == "100"
        assert (company["cyd"], "field") not in kept(session)


def test_what_nobody_has_looked_at_yet_is_not_drift(database: Database, company):
    record(database, piece("module-completed", "basics", "ann@example.com", 1))
    with database.reading() as session:
        assert requirement_progress.verify(session, "demo").wrong == 0
    with database.transaction() as session:
        assert requirement_progress.rebuild(session, "demo").wrong == 0


PIECES = st.lists(
    st.tuples(
        st.sampled_from(["module-completed", "quiz-attempt", "attestation", "exemption", "revocation"]),
        st.integers(0, 40),
        st.sampled_from([None, "pricing-1", "pricing-2", "basics-1", "unknown"]),
        st.booleans(),
    ),
    max_size=8,
)
SUBJECTS = {"module-completed": "basics", "quiz-attempt": "pricing"}


@settings(max_examples=300)
@given(PIECES, st.lists(st.tuples(st.sampled_from(["basics", "pricing"]), st.integers(0, 40), st.sampled_from(["minor", "delta", "recertify"])), max_size=4))  # fmt: skip
def test_there_are_as_many_ticks_as_requirements_met(pieces, published):
    certification = replace(FIELD, attestation=True)
    happened = [
        piece(
            kind, SUBJECTS.get(kind, "field"), "ann@example.com", on, fingerprint=seen, until=world.day(50), note="n",
            passed=passed if kind == "quiz-attempt" else None,
        )
        for kind, on, seen, passed in pieces
    ]  # fmt: skip
    log = [
        world.Publication(
            launch="demo", kind="quiz" if key == "pricing" else "module", key=key, version=number, change=change,
            fingerprint=f"{key}-{number}", note="", by="eve@example.com", at=world.APPLIED + world.timedelta(days=on),
        )
        for number, (key, on, change) in enumerate(published, start=1)
    ]  # fmt: skip
    rule = rule_of(certification, log)
    ticks = ticks_from(rule, happened_to(happened))
    assert len(ticks) == 3
    assert ticks.count("1") == standing_from(rule, happened_to(happened), enrolled=True).met
