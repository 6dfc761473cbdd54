"""Fresh knowledge as a criterion: counted from what is kept, told anew from the answers, and it lapses as days go by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, update

from readiness.actions.choose_practice import hold_practice, opt_out_of_practice
from readiness.actions.clear_launch import clear_launch
from readiness.actions.decide_gate import decide_gate
from readiness.actions.rebuild_standings import rebuild_standings
from readiness.actions.recompute_verdict import recompute_verdict
from readiness.actions.refresh_standings import refresh_standings
from readiness.actions.verdict_today import verdict_today
from readiness.domain.definition.certifying import Reinforcement
from readiness.domain.definition.gating import Population
from readiness.domain.evidence.corrections import corrected
from readiness.domain.evidence.record import Evidence
from readiness.reports.clearance import clearance_standings
from readiness.reports.practice import practice_today
from readiness.store import evidence, people, standings
from readiness.store.session import Database
from readiness.store.tables.people import LeaveRow
from readiness.store.tables.practice import KnowledgeBasisRow, KnowledgeFreshRow
from tests.gate_world import REPS
from tests.practice_world import ANN, FRESH, World, definition, made

NAMES = ("ann", "bob", "cyd", "dan")
ASKS = replace(FRESH, grace_days=2, at_least=0.5)


def world_of(database: Database, tmp_path: Path, *criteria, **changes) -> World:
    return made(database, tmp_path, definition(*(criteria or (ASKS,)), **changes), NAMES)


def found(world: World, **asked):
    return decide_gate(world.context("mara"), launch="atlas", record=False, **asked).verdict.criteria[-1].found


def test_grace_then_too_few_answers_then_fresh_then_faded(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    assert found(world).counted == 4, "certified yesterday: fresh for the days of grace"
    world.later(days=3)
    told = found(world)
    assert (told.met, told.counted, told.of) == (False, 0, 4)
    assert told.behind[0].why == "never answered a question after certification"
    assert told.fix == "2 more people must answer their daily questions."
    for name in ("ann", "bob"):
        world.answer_all(name)
    world.answer("cyd")
    told = found(world)
    assert (told.met, told.says) == (True, "2 of 4 certified people of 'seller' are fresh")
    world.later(days=90)
    told = found(world)
    assert not told.met
    assert [one.why.split(":")[0] for one in told.behind] == [
        "faded", "faded", "1 of 2 answers given", "never answered a question after certification",
    ]  # fmt: skip


def test_answering_everything_wrong_makes_nobody_fresh(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    world.later(days=3)
    for name in NAMES:
        assert world.answer_all(name, right=False) == 3
    told = found(world)
    assert (told.met, told.counted) == (False, 0)
    assert told.behind[0].why == "3 answers, and remembers too little"
    world.later(days=1)
    for name in NAMES[:2]:
        world.answer_all(name)
    assert found(world).counted == 2, "answered right the next day"
    decided = decide_gate(world.context("mara"), launch="atlas")
    assert recompute_verdict(world.context("mara"), launch="atlas", number=decided.number).same
    assert rebuild_standings(world.context("mara"), verify_only=True).clean


def test_what_is_kept_and_what_the_answers_tell_are_one(database: Database, tmp_path: Path) -> None:
    """Deciding again reads the answers up to the mark; deciding today reads what is kept."""
    world = world_of(database, tmp_path, replace(ASKS, within="region", at_least=0.6))
    world.hire(("eva",), region="Europe")
    world.certify("eva")
    world.later(days=3)
    world.answer_all("ann")
    world.answer("bob", right=False)
    world.answer_all("eva", right=False)
    numbers = []
    for _ in range(4):
        numbers.append(decide_gate(world.context("mara"), launch="atlas").number)
        world.later(days=9)
        world.answer_all("bob")
    for number in numbers:
        again = recompute_verdict(world.context("mara"), launch="atlas", number=number)
        assert (again.from_record, again.from_evidence) == ((), ())
    assert rebuild_standings(world.context("mara"), verify_only=True).clean


def test_a_past_day_is_told_as_it_was(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    world.later(days=3)
    day = world.at.date()
    before = found(world)
    world.later(days=1)
    for name in NAMES:
        world.answer_all(name)
    assert found(world).met
    assert found(world, as_of=day) == before
    assert found(world, as_of=world.at.date() + timedelta(days=300)).counted == 0


def test_a_clearance_stands_in_its_record_and_the_gate_holds_once_knowledge_fades(
    database: Database, tmp_path: Path
) -> None:
    world = world_of(database, tmp_path, REPS, ASKS)
    world.later(days=3)
    for name in NAMES:
        world.answer_all(name)
    clear_launch(world.context("mara"), launch="atlas")
    world.later(days=100)
    told = verdict_today(world.context("mara"), launch="atlas").verdict
    assert [result.key for result in told.unmet()] == ["fresh"]
    decided = decide_gate(world.context("mara"), launch="atlas")
    assert (decided.outcome, decided.changed_from) == ("held", "cleared")
    (standing,) = clearance_standings(world.context("mara"), launch="atlas", verdict=told)
    assert (standing.state, standing.reasons) == (
        "lapsed", ("knowledge has faded: 0 of 4 certified people of 'seller' are fresh (fresh)",)
    )  # fmt: skip
    for name in NAMES:
        world.answer_all(name)
    told = verdict_today(world.context("mara"), launch="atlas").verdict
    (standing,) = clearance_standings(world.context("mara"), launch="atlas", verdict=told)
    assert standing.state == "cleared", "asked again, and known again"


def test_an_answer_changes_no_verdict_that_does_not_ask_for_it(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path, REPS)
    first = decide_gate(world.context("mara"), launch="atlas")
    world.answer_all("ann")
    assert decide_gate(world.context("mara"), launch="atlas").number == first.number
    assert first.inputs.figures.evidence.practice_mark == 0


def test_people_on_leave_are_left_out_and_said(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    world.later(days=3)
    with database.transaction() as session:
        ann = people.require_person(session, ANN)
        session.add(LeaveRow(person_id=ann, starts_on=world.at.date(), ends_on=None))
        session.flush()
        standings.refresh_everywhere(session, [ann])
    result = decide_gate(world.context("mara"), launch="atlas").verdict.criteria[-1]
    assert (result.found.of, [(out.why, out.people) for out in result.left_out]) == (3, [("on leave", 1)])
    assert recompute_verdict(world.context("mara"), launch="atlas", number=1).same
    counting = definition(ASKS)
    world.apply(replace(counting, gate=replace(counting.gate, population=Population(exclude_on_leave=False))))
    assert found(world).of == 4


def test_whoever_left_or_holds_the_questions_still_counts(database: Database, tmp_path: Path) -> None:
    programme = Reinforcement(quizzes=("core",), business_days=False, opt_out=True)
    world = world_of(database, tmp_path, programme=programme)
    world.later(days=3)
    opt_out_of_practice(world.context("ann"), rep=ANN, launch="atlas", reason="No time.")
    hold_practice(world.context("bob"), rep="bob@example.com", until=world.at.date() + timedelta(days=30))
    assert found(world).of == 4


def test_whose_pass_is_corrected_to_a_fail_is_asked_no_more_and_counts_no_more(
    database: Database, tmp_path: Path
) -> None:
    asking = definition(ASKS)
    seller = replace(asking.certifications["seller"], attestation=False, quizzes=("core",))
    world = made(database, tmp_path, replace(asking, certifications={"seller": seller}), NAMES)
    passed = [
        Evidence(
            launch="atlas", person=f"{name}@example.com", kind="quiz-attempt", subject="core", happened_at=world.at,
            source="terminal", recorded_by="boss@example.com", key=f"core-{name}", passed=True, fraction=1.0,
        )
        for name in NAMES
    ]  # fmt: skip
    with database.transaction() as session:
        evidence.add(session, world.context().clock, passed)
    world.later(days=1)
    assert len(practice_today(world.context("ann"), rep=ANN).asked) == 3
    failed = corrected(
        passed[0],
        number=1,
        fraction=0.2,
        passed=False,
        by="tess@example.com",
        note="The key was wrong.",
        source="regrade",
    )
    with database.transaction() as session:
        evidence.add(session, world.context().clock, [failed])
    assert practice_today(world.context("ann"), rep=ANN).programmes == ()
    assert found(world).of == 3


def test_a_changed_definition_is_counted_from_the_cards_until_it_is_brought_up_to_date(
    database: Database, tmp_path: Path
) -> None:
    world = world_of(database, tmp_path)
    world.later(days=3)
    for name in NAMES[:3]:
        world.answer_all(name)
    world.apply(definition(replace(ASKS, recall=0.99)))
    slow = found(world)
    refresh_standings(world.context("mara"), launch="atlas")
    with database.reading() as session:
        assert len(session.execute(select(KnowledgeFreshRow.person_id)).all()) == 3
    assert found(world) == slow
    with database.transaction() as session:
        session.execute(delete(KnowledgeBasisRow))
    assert found(world) == slow


def test_drift_of_what_is_kept_is_found_and_mended(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path)
    world.answer_all("ann")
    with database.transaction() as session:
        session.execute(update(KnowledgeFreshRow).values(answers=99))
    told = rebuild_standings(world.context("mara"), verify_only=True)
    assert "fresh knowledge: 1 of 1 rows" in str(told)
    assert not rebuild_standings(world.context("mara")).clean
    assert rebuild_standings(world.context("mara")).clean


def test_a_market_is_judged_by_its_own_people(database: Database, tmp_path: Path) -> None:
    world = world_of(database, tmp_path, replace(ASKS, each_market=True))
    world.hire(("eva",), region="Europe")
    world.certify("eva")
    world.later(days=3)
    world.answer_all("eva")
    verdict = decide_gate(world.context("mara"), launch="atlas", record=False).verdict
    assert [(one.market, one.outcome) for one in verdict.criteria] == [("us", "unmet"), ("eu", "met")]


def test_nobody_certified_is_nobody_fresh(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path)
    world.apply(definition(ASKS))
    world.hire(("ann",))
    told = found(world)
    assert (told.met, told.of) == (False, 0)
