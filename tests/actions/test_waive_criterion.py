"""A waiver takes a reason, two people and an end; it can be taken back, and its criterion may not change under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from readiness.actions.decide_gate import decide_gate
from readiness.actions.waive_criterion import waive_criterion
from readiness.actions.withdraw_waiver import withdraw_waiver
from readiness.domain.gate.waiver import Waiver
from readiness.ground.errors import NotAllowed, NotFound
from readiness.store import gate
from readiness.store.session import Database
from tests.gate_world import REPS, SELLERS, World, definition

UNTIL = date(2018, 2, 10)


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition(REPS))
    made.hire(SELLERS)
    return made


def waive(world: World, by: str = "mara", **changes: Any) -> tuple[Waiver, bool]:
    told = {
        "criterion": "reps",
        "reason": "two join on Monday",
        "approver": "lee@example.com",
        "until": UNTIL,
    } | changes
    return waive_criterion(world.context(by), launch="atlas", **told)


def codes(world: World, by: str = "mara", **changes: Any) -> list[str]:
    with pytest.raises(NotAllowed) as refused:
        waive(world, by, **changes)
    return [problem.code for problem in refused.value.problems]


def outcome(world: World) -> str:
    return decide_gate(world.context(), launch="atlas").outcome


def test_a_waiver_clears_until_its_last_day_and_shows_who_why_and_how_long(world: World) -> None:
    waive(world)
    result = decide_gate(world.context(), launch="atlas").criteria[0]
    assert result.outcome == "waived"
    assert result.waiver is not None
    assert (result.waiver.reason, result.waiver.approved_by, result.waiver.requested_by, result.waiver.until) == (
        "two join on Monday", "lee@example.com", "mara@example.com", UNTIL,
    )  # fmt: skip
    assert outcome(world.later(days=9)) == "cleared"
    expired = decide_gate(world.later(days=1).context(), launch="atlas")
    assert (expired.outcome, expired.changed_from) == ("held", "cleared")
    assert "ended on 2018-02-10" in expired.criteria[0].waiver_gone


def test_the_same_waiver_asked_for_again_is_found(world: World) -> None:
    first, is_new = waive(world)
    assert is_new
    assert waive(world, approver="LEE@example.com", reason="two  join on Monday ") == (first, False)
    with world.database.reading() as session:
        assert gate.waivers(session, "atlas") == (first,)


def test_only_a_function_that_may_waive_approves(world: World) -> None:
    assert codes(world, approver="sam@example.com") == ["WV007"]
    assert codes(world, approver="nobody@example.com") == ["WV006"]


def test_a_waiver_takes_two_people(world: World) -> None:
    assert codes(world, by="lee") == ["WV005"]


def test_nobody_outside_the_team_has_it_waived_by_naming_who_approves(world: World) -> None:
    assert codes(world, by="ann") == ["WV009"]
    with world.database.reading() as session:
        assert gate.waivers(session, "atlas") == ()


def test_nobody_who_acts_is_not_allowed(world: World) -> None:
    with pytest.raises(NotAllowed, match="nobody said who acts"):
        waive(world, by="")


def test_everything_that_stands_against_a_waiver_is_told_at_once(world: World) -> None:
    told = codes(world, by="sam", criterion="rep", market="us", reason=" ", approver="sam@example.com",
                 until=date(2018, 1, 31))  # fmt: skip
    assert told == ["WV001", "WV003", "WV004", "WV005", "WV007"]


def test_today_is_a_possible_last_day_and_yesterday_is_not(world: World) -> None:
    assert codes(world, until=date(2018, 1, 31)) == ["WV004"]
    assert waive(world, until=date(2018, 2, 1))[1]


def test_a_waiver_is_for_a_year_after_the_launch_at_most(world: World) -> None:
    assert codes(world, until=date.max) == ["WV008"]
    launch_on = definition(REPS).launch_on
    assert codes(world, until=launch_on + timedelta(days=366)) == ["WV008"]
    assert waive(world, until=launch_on + timedelta(days=365))[1]


def test_a_market_only_for_criteria_that_ask_each_market(world: World) -> None:
    assert codes(world, market="us") == ["WV002"]
    world.apply(definition(replace(REPS, each_market=True)))
    assert codes(world, market="uk") == ["WV002"]
    waive(world, market="us")
    assert [c.outcome for c in decide_gate(world.context(), launch="atlas").criteria] == ["waived", "unmet"]


@pytest.mark.parametrize("hostile", ["\x1b[2J", "a\u202eb", "x\x00", "y" * 2001])
def test_a_reason_that_hides_something_is_refused(world: World, hostile: str) -> None:
    assert codes(world, reason=hostile) == ["WV003"]


@pytest.mark.parametrize("text", ["'; DROP TABLE waiver; --", "<script>alert(1)</script>", "[red]{{ 7*7 }}[/red] 漢字"])
def test_a_reason_with_markup_is_kept_as_it_is(world: World, text: str) -> None:
    assert waive(world, reason=text)[0].reason == text


def test_a_waiver_lapses_when_its_criterion_reads_otherwise_and_not_when_the_rest_does(world: World) -> None:
    waive(world)
    world.apply(definition(REPS, tier=2))
    assert outcome(world) == "cleared"
    world.apply(definition(replace(REPS, at_least=0.9)))
    held = decide_gate(world.context(), launch="atlas").criteria[0]
    assert "reads differently" in held.waiver_gone


def test_withdrawing_ends_it_now_and_the_second_time_changes_nothing(world: World) -> None:
    waive(world)
    ended = withdraw_waiver(world.context("lee"), launch="atlas", criterion="reps", note="they left")
    assert [w.criterion for w in ended.waivers] == ["reps"]
    assert outcome(world) == "held"
    assert withdraw_waiver(world.context("lee"), launch="atlas", criterion="reps").waivers == ()
    with world.database.reading() as session:
        assert [w.withdrawn_by for w in gate.waivers(session, "atlas")] == ["lee@example.com"]


@pytest.mark.parametrize(("who", "may"), [("mara", True), ("lou", True), ("sam", False), ("stranger", False)])
def test_who_asked_approved_owns_or_may_waive_withdraws_and_nobody_else(world: World, who: str, may: bool) -> None:
    waive(world)
    if may:
        assert withdraw_waiver(world.context(who), launch="atlas", criterion="reps").waivers
    else:
        with pytest.raises(NotAllowed, match="may not withdraw"):
            withdraw_waiver(world.context(who), launch="atlas", criterion="reps")
        assert outcome(world) == "cleared"


def test_what_was_never_waived_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="never waived"):
        withdraw_waiver(world.context("lee"), launch="atlas", criterion="reps")


def test_a_launch_that_was_never_applied_cannot_be_waived(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        waive(World(database, tmp_path))
