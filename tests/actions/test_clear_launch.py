"""A clearance is refused while held, signed once, verifiable by anybody, and void when the definition changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from readiness.actions.clear_launch import clear_launch
from readiness.actions.decide_gate import decide_gate
from readiness.actions.sign_off import sign_off
from readiness.actions.verify_clearance import verify_clearance
from readiness.actions.waive_criterion import waive_criterion
from readiness.actions.withdraw_waiver import withdraw_waiver
from readiness.domain.clearance.record import read_record
from readiness.ground.errors import Conflict, NotAllowed, NotFound, Unusable
from readiness.reports.clearance import clearance_standings
from readiness.store.session import Database
from readiness.store.tables.gate import ClearanceRow, VerdictRow
from readiness.store.tables.journal import JournalRow
from tests.gate_world import REPS, SELLERS, SIGNED, World, definition
from tests.killed import clear_and_die, die


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """Everything is there but the sign-off of sales."""
    made = World(database, tmp_path)
    made.apply(definition())
    made.hire(SELLERS)
    made.certify(*SELLERS[:4])
    return made


@pytest.fixture
def ready(world: World) -> World:
    sign_off(world.context("sam"), launch="atlas", function="sales")
    return world


def counts(world: World) -> tuple[int, int, int]:
    """Verdicts, clearances and journal lines that say cleared."""
    with world.database.reading() as session:
        lines = session.exec(select(JournalRow).where(JournalRow.verb == "cleared")).all()
        return len(session.exec(select(VerdictRow)).all()), len(session.exec(select(ClearanceRow)).all()), len(lines)


def state(world: World) -> str:
    return clearance_standings(world.context(), launch="atlas")[0].state


def test_it_is_refused_while_held_with_every_reason_and_the_held_verdict_is_on_record(world: World) -> None:
    with pytest.raises(Conflict, match="is held as of 2018-02-01: 1 of 2") as refused:
        clear_launch(world.context("mara"), launch="atlas")
    assert [(p.code, p.message) for p in refused.value.problems] == [
        ("GC105", "signed: 0 of 1 functions have signed off the definition.")
    ]
    assert counts(world) == (1, 0, 0)
    assert not (world.folder / "out").exists()
    assert state(world) == "not cleared"


@pytest.mark.parametrize(("who", "role"), [("mara", "owner"), ("lee", "leadership")])
def test_the_owner_or_leadership_clears_and_the_record_says_as_whom(ready: World, who: str, role: str) -> None:
    cleared = clear_launch(ready.context(who), launch="atlas")
    record = read_record(cleared.signed.text)
    assert (record.cleared_by, record.cleared_as, record.launch) == (f"{who}@example.com", role, "atlas")
    assert record.verdict.cleared
    assert counts(ready) == (1, 1, 1)
    assert state(ready) == "cleared"


@pytest.mark.parametrize("who", ["sam", "lex", "stranger"])
def test_nobody_else_may(ready: World, who: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        clear_launch(ready.context(who), launch="atlas")
    assert refused.value.hint == "Ask mara@example.com or lee@example.com or lou@example.com."
    assert counts(ready) == (0, 0, 0)


def test_the_second_time_it_says_so_and_changes_nothing(ready: World) -> None:
    first = clear_launch(ready.context("mara"), launch="atlas")
    before = Path(first.file).read_bytes()
    again = clear_launch(ready.later(days=1).context("lee"), launch="atlas")
    assert (again.is_new, again.number, again.signed) == (False, first.number, first.signed)
    assert counts(ready) == (1, 1, 1)
    assert Path(first.file).read_bytes() == before


def test_a_file_that_was_lost_or_edited_is_written_again(ready: World) -> None:
    file = Path(clear_launch(ready.context("mara"), launch="atlas").file)
    good = file.read_text()
    file.unlink()
    assert Path(clear_launch(ready.context("mara"), launch="atlas").file).read_text() == good
    file.write_text("{}")
    clear_launch(ready.context("mara"), launch="atlas")
    assert file.read_text() == good


def test_more_evidence_makes_another_verdict_that_may_be_cleared_too(ready: World) -> None:
    clear_launch(ready.context("mara"), launch="atlas")
    ready.certify("eve")
    assert clear_launch(ready.context("mara"), launch="atlas").is_new
    assert counts(ready) == (2, 2, 2)


def test_the_file_verifies_from_signature_to_evidence(ready: World) -> None:
    file = Path(clear_launch(ready.context("mara"), launch="atlas").file)
    found = verify_clearance(ready.context(), launch="atlas", text=file.read_text())
    assert (found.faults, found.differences, found.no_longer) == ((), (), ())
    assert found.holds
    assert verify_clearance(ready.context(), launch="atlas").fingerprint == found.fingerprint


def test_a_record_that_was_changed_is_told_by_every_check_it_fails(ready: World) -> None:
    file = Path(clear_launch(ready.context("mara"), launch="atlas").file)
    told = json.loads(file.read_text())
    told["record"]["inputs"]["figures"]["shares"][0]["groups"][0]["certified"] = 1
    found = verify_clearance(ready.context(), launch="atlas", text=json.dumps(told))
    assert [fault.code for fault in found.faults] == ["CL001", "CL003", "CL005"]
    assert [d.path for d in found.differences] == ["shares[0].groups[0].certified"]
    assert not found.genuine


def test_a_record_that_was_signed_elsewhere_is_not_ours(ready: World, tmp_path: Path) -> None:
    file = Path(clear_launch(ready.context("mara"), launch="atlas").file)
    elsewhere = World(ready.database, tmp_path / "other", at=ready.at)
    found = verify_clearance(elsewhere.context(), launch="atlas", text=file.read_text())
    assert [fault.code for fault in found.faults] == ["CL005"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"record": 1e999}', "[" * 100_000, '{"record": {}}'])
def test_what_is_no_clearance_file_is_unusable(ready: World, text: str) -> None:
    with pytest.raises(Unusable):
        verify_clearance(ready.context(), launch="atlas", text=text)


def test_verifying_before_any_clearance_says_so(ready: World) -> None:
    with pytest.raises(NotFound, match="no clearance yet"):
        verify_clearance(ready.context(), launch="atlas")


def test_a_changed_definition_voids_the_clearance_and_the_record_stays_genuine(ready: World) -> None:
    clear_launch(ready.context("mara"), launch="atlas")
    ready.apply(definition(tier=2))
    assert state(ready) == "no longer matches"
    found = verify_clearance(ready.context(), launch="atlas")
    assert (found.genuine, found.holds) == (True, False)
    assert "the definition has changed since" in found.no_longer[0]
    ready.apply(definition())
    assert state(ready) == "cleared"


def test_a_clearance_that_rests_on_a_waiver_ends_with_it(world: World) -> None:
    waive_criterion(
        world.context("mara"), launch="atlas", criterion="signed", reason="sam is away", approver="lee@example.com",
        until=date(2018, 2, 3),
    )  # fmt: skip
    clear_launch(world.context("mara"), launch="atlas")
    assert state(world.later(days=2)) == "cleared"
    assert state(world.later(days=1)) == "no longer matches"
    world.later(days=-2)
    withdraw_waiver(world.context("lee"), launch="atlas", criterion="signed")
    assert "lee@example.com withdrew" in clearance_standings(world.context(), launch="atlas")[0].reasons[0]


def test_one_market_is_cleared_by_itself_in_its_own_file(database: Database, tmp_path: Path) -> None:
    world = World(database, tmp_path)
    world.apply(definition(REPS.__class__(**{**REPS.__dict__, "each_market": True})))
    world.hire(SELLERS)
    world.certify(*SELLERS)
    with pytest.raises(Conflict):
        clear_launch(world.context("mara"), launch="atlas")
    cleared = clear_launch(world.context("mara"), launch="atlas", market="us")
    assert Path(cleared.file).name == "clearance-us.json"
    standings = clearance_standings(world.context(), launch="atlas")
    assert [(s.market, s.state) for s in standings] == [("", "not cleared"), ("us", "cleared")]


def test_a_rehearsal_says_that_its_clock_was_simulated(ready: World) -> None:
    ready.simulated = True
    assert read_record(clear_launch(ready.context("mara"), launch="atlas").signed.text).clock_simulated
    assert clearance_standings(ready.context(), launch="atlas")[0].simulated


def test_a_launch_that_was_never_applied_cannot_be_cleared(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        clear_launch(World(database, tmp_path).context("mara"), launch="atlas")


@pytest.mark.parametrize("step", ["decide", "sign", "record", "write"])
def test_killed_anywhere_the_next_run_finds_all_of_it_or_none(ready: World, step: str) -> None:
    url = ready.database.url.render_as_string(hide_password=False)
    die(clear_and_die, url, str(ready.folder), step)
    whole = step == "write"
    assert counts(ready) == ((1, 1, 1) if whole else (0, 0, 0))
    assert not (ready.folder / "out" / "atlas" / "clearance.json").exists()
    cleared = clear_launch(ready.context("mara"), launch="atlas")
    assert cleared.is_new is not whole
    assert counts(ready) == (1, 1, 1)
    assert verify_clearance(ready.context(), launch="atlas", text=Path(cleared.file).read_text()).holds


def test_the_gate_and_the_refusal_say_the_same(world: World) -> None:
    decided = decide_gate(world.context(), launch="atlas")
    with pytest.raises(Conflict) as refused:
        clear_launch(world.context("mara"), launch="atlas")
    assert [r.found.fix for r in decided.verdict.unmet()] == [p.fix for p in refused.value.problems]
    assert SIGNED.key in refused.value.problems[0].message
