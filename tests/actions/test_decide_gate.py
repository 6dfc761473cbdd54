"""A verdict is counted, decided, recorded once, and comes out the same again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from readiness.actions.decide_gate import decide_gate
from readiness.actions.recompute_verdict import recompute_verdict
from readiness.actions.sign_off import sign_off
from readiness.domain.checks.levels import CheckLevels
from readiness.domain.definition.gating import CertifiedShare, ChecksClean, Gate, ManagersCertified, TasksDone
from readiness.domain.definition.message import Capability
from readiness.domain.gate.figures import LeftOut
from readiness.ground.errors import NotFound
from readiness.store.session import Database
from readiness.store.tables.gate import VerdictRow
from readiness.store.tables.journal import JournalRow
from tests.gate_world import PROVEN, REPS, SELLERS, SIGNED, World, definition, with_proof

PAY = Capability(key="pay", name="Pay day")


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(SELLERS)
    return made


def rows(world: World) -> int:
    with world.database.reading() as session:
        return len(session.exec(select(VerdictRow)).all())


def test_a_launch_with_too_few_certified_is_held_and_says_who_and_what_to_do(world: World) -> None:
    world.certify("ann", "bob", "cyd")
    decided = decide_gate(world.context(), launch="atlas")
    assert decided.outcome == "held"
    reps, signed = decided.criteria
    assert (reps.outcome, reps.found.figure, reps.found.counted, reps.found.of) == ("unmet", 0.6, 3, 5)
    assert [(b.name, b.why) for b in reps.found.behind] == [
        ("dan@example.com", "0 of 1 met"), ("eve@example.com", "0 of 1 met"),
    ]  # fmt: skip
    assert reps.found.fix == "1 more person must certify."
    assert signed.found.behind[0].name == "sales"


def test_exactly_the_threshold_and_the_sign_off_clear_it(world: World) -> None:
    world.certify("ann", "bob", "cyd", "dan")
    sign_off(world.context("sam"), launch="atlas", function="sales")
    assert decide_gate(world.context(), launch="atlas").outcome == "cleared"


def test_the_same_verdict_twice_is_one_row_and_a_change_of_outcome_is_told(world: World) -> None:
    first = decide_gate(world.context(), launch="atlas")
    assert (first.is_new, first.changed_from) == (True, None)
    again = decide_gate(world.later(hours=1).context(), launch="atlas")
    assert (again.is_new, again.number, again.changed_from) == (False, first.number, None)
    assert rows(world) == 1
    world.certify(*SELLERS)
    sign_off(world.context("sam"), launch="atlas", function="sales")
    cleared = decide_gate(world.context(), launch="atlas")
    assert (cleared.outcome, cleared.is_new, cleared.changed_from) == ("cleared", True, "held")
    assert rows(world) == 2
    with world.database.reading() as session:
        assert session.exec(select(JournalRow.verb).order_by(JournalRow.id)).all()[-1] == "decided cleared"


def test_asking_without_recording_leaves_no_trace(world: World) -> None:
    assert decide_gate(world.context(), launch="atlas", record=False).number is None
    assert rows(world) == 0


def test_a_launch_that_was_never_applied_is_not_found(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="has not been applied"):
        decide_gate(World(database, tmp_path).context(), launch="atlas")


def test_a_roster_of_nobody_holds_the_gate(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path)
    world.apply(definition(replace(REPS, at_least=0.0)))
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert (found.met, found.of, found.says) == (False, 0, "nobody counts here: no people of 'seller'")
    assert "roster import" in found.fix


def test_who_is_left_out_is_said_with_the_reason(world: World) -> None:
    world.hire(["new"], hired_on=date(2018, 1, 20))
    result = decide_gate(world.context(), launch="atlas").criteria[0]
    assert result.found.of == 5
    assert result.left_out == (LeftOut("hired within 30 days", 1),)


def test_each_market_is_judged_by_itself_and_one_can_be_asked_alone(world: World) -> None:
    world.apply(definition(replace(REPS, each_market=True)))
    world.certify(*SELLERS)
    both = decide_gate(world.context(), launch="atlas")
    assert [(c.name, c.outcome) for c in both.criteria] == [("reps in us", "met"), ("reps in eu", "unmet")]
    assert both.criteria[1].found.says.startswith("nobody counts here")
    assert decide_gate(world.context(), launch="atlas", market="us").outcome == "cleared"
    with pytest.raises(NotFound, match="no market 'uk'"):
        decide_gate(world.context(), launch="atlas", market="uk")


def test_a_region_that_the_markets_name_and_that_has_nobody_is_unmet(world: World) -> None:
    world.apply(definition(replace(REPS, within="region")))
    world.certify(*SELLERS)
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert [(g.name, g.counted) for g in found.groups] == [("Europe", 0)]
    assert found.fix.startswith("Nobody counts in Europe.")


def test_managers_are_people_whom_the_roster_names(world: World) -> None:
    world.apply(definition(ManagersCertified(kind="managers-certified", key="m")))
    assert decide_gate(world.context(), launch="atlas").criteria[0].found.says == "nobody counts here: no managers"
    world.hire(["zoe"], manager="ann")
    found = decide_gate(world.context(), launch="atlas").criteria[0].found
    assert (found.of, [b.name for b in found.behind]) == (1, ["ann@example.com"])
    world.certify("ann")
    assert decide_gate(world.context(), launch="atlas").outcome == "cleared"


def test_how_much_of_the_evidence_is_simulated_is_in_the_verdict(world: World) -> None:
    world.certify("ann")
    world.certify("bob", "cyd", simulated=True)
    seen = decide_gate(world.context(), launch="atlas").verdict.evidence
    assert (seen.records, seen.simulated) == (3, 2)


def test_a_past_day_sees_what_had_happened_by_then_and_is_not_recorded(world: World) -> None:
    world.later(days=2).certify(*SELLERS)
    sign_off(world.context("sam"), launch="atlas", function="sales")
    world.later(days=2)
    assert decide_gate(world.context(), launch="atlas").outcome == "cleared"
    before = decide_gate(world.context(), launch="atlas", as_of=date(2018, 2, 2))
    assert (before.outcome, before.number) == ("held", None)
    assert before.criteria[0].found.counted == 0
    assert before.verdict.evidence.records == 0
    assert before.criteria[1].found.behind[0].why == "never signed off"
    on_the_day = decide_gate(world.context(), launch="atlas", as_of=date(2018, 2, 3))
    assert on_the_day.outcome == "cleared"
    with pytest.raises(NotFound, match="had not been applied by 2018-01-31"):
        decide_gate(world.context(), launch="atlas", as_of=date(2018, 1, 31))


def test_a_day_to_come_sees_certifications_run_out(world: World) -> None:
    world.certify(*SELLERS)
    world.apply(definition(REPS))
    assert decide_gate(world.context(), launch="atlas").outcome == "cleared"
    later = decide_gate(world.context(), launch="atlas", as_of=date(2018, 8, 15))
    assert (later.outcome, later.criteria[0].found.counted, later.number) == ("held", 0, None)


def test_proof_holds_through_its_last_day_and_not_after_it(world: World) -> None:
    world.apply(with_proof(definition(PROVEN), expires_on=date(2018, 2, 1)))
    assert decide_gate(world.context(), launch="atlas").outcome == "cleared"
    held = decide_gate(world.later(days=1).context(), launch="atlas")
    assert (held.outcome, held.changed_from) == ("held", "cleared")
    assert [b.name for b in held.criteria[0].found.behind] == ["speed"]


def test_a_launch_without_tasks_is_not_done(world: World) -> None:
    world.apply(definition(TasksDone(kind="tasks-done", key="t")))
    assert decide_gate(world.context(), launch="atlas").criteria[0].found.says == "no task in these stages"


def test_a_verdict_recomputes_from_its_record_and_from_the_evidence_whatever_came_after(world: World) -> None:
    launch = with_proof(
        definition(
            REPS, SIGNED, PROVEN, replace(REPS, key="regions", within="region", certification=None),
            replace(REPS, key="managed", within="manager", each_market=True),
            ManagersCertified(kind="managers-certified", key="m"),
        ),
        expires_on=date(2018, 12, 31),
    )  # fmt: skip
    world.apply(launch)
    world.hire(["fay", "gus"], region="Europe", manager="ann")
    world.certify("ann", "bob", "fay")
    number = decide_gate(world.context(), launch="atlas").number
    assert number
    world.certify("cyd", "dan", "eve", "gus")
    sign_off(world.context("sam"), launch="atlas", function="sales")
    world.later(days=3).apply(replace(launch, tier=2))
    found = recompute_verdict(world.context(), launch="atlas", number=number)
    assert found.from_record == ()
    assert found.from_evidence == ()
    assert found.same


def test_a_roster_that_was_corrected_shows_as_a_difference_from_the_evidence(world: World) -> None:
    number = decide_gate(world.context(), launch="atlas").number
    assert number
    world.hire(["late"], hired_on=date(2017, 6, 1))
    found = recompute_verdict(world.context(), launch="atlas", number=number)
    assert found.from_record == ()
    assert ("shares[0].groups[0].counted", "5", "6") in [(d.path, d.then, d.now) for d in found.from_evidence]


def test_a_verdict_that_was_tampered_with_does_not_recompute(world: World) -> None:
    decide_gate(world.context(), launch="atlas")
    with world.database.transaction() as session:
        row = session.exec(select(VerdictRow)).one()
        forged = {name: getattr(row, name) for name in VerdictRow.model_fields if name not in {"id", "follows"}}
        forged["verdict"] = forged["verdict"].replace('"outcome":"held"', '"outcome":"cleared"')
        session.add(VerdictRow(follows=row.id, **forged))
    found = recompute_verdict(world.context(), launch="atlas", number=2)
    assert ("outcome", "cleared", "held") in [(d.path, d.then, d.now) for d in found.from_record]


def test_a_verdict_of_another_launch_is_not_found(world: World) -> None:
    decide_gate(world.context(), launch="atlas")
    with pytest.raises(NotFound, match="no verdict 99"):
        recompute_verdict(world.context(), launch="atlas", number=99)
    with pytest.raises(NotFound, match="no verdict 1"):
        recompute_verdict(world.context(), launch="other", number=1)


def test_the_database_itself_refuses_to_edit_a_verdict(world: World) -> None:
    decide_gate(world.context(), launch="atlas")
    with world.database.reading() as session:
        connection = session.connection()
        with pytest.raises(DBAPIError, match="insert-only"):
            connection.execute(update(VerdictRow).values(outcome="cleared"))


def test_criteria_keep_the_order_of_the_file(world: World) -> None:
    criteria = {key: CertifiedShare(kind="certified-share", key=key, at_least=0.5) for key in ("z", "a", "m")}
    world.apply(replace(definition(), gate=Gate(criteria=criteria)))
    number = decide_gate(world.context(), launch="atlas").number
    assert number
    found = recompute_verdict(world.context(), launch="atlas", number=number)
    assert [c.key for c in found.verdict.criteria] == ["z", "a", "m"]


def test_a_verdict_keeps_how_its_checks_were_told_and_recomputes_with_it(world: World) -> None:
    clean = ChecksClean(kind="checks-clean", key="clean", codes=("RD206",))
    base = definition()
    asked = replace(base, gate=replace(base.gate, criteria={"clean": clean}), capabilities={"pay": PAY})
    world.apply(asked)
    held = decide_gate(world.context(), launch="atlas")
    assert (held.outcome, held.criteria[0].found.says) == ("held", "1 finding of RD206")
    off = replace(world.context(), check_levels=CheckLevels({"RD206": "off"}))
    cleared = decide_gate(off, launch="atlas")
    assert cleared.outcome == "cleared"
    assert cleared.criteria[0].found.says == "0 findings of RD206 (set in this workspace: RD206 off)"
    assert cleared.number is not None
    assert recompute_verdict(world.context(), launch="atlas", number=cleared.number).same
    assert recompute_verdict(off, launch="atlas", number=held.number or 0).same
