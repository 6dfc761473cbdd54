"""Launches as they are listed: today's verdict for those nearest to their day, what is waived told as waived."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.actions.decide_gate import decide_gate
from readiness.actions.verdict_today import verdicts_today
from readiness.actions.waive_criterion import waive_criterion
from readiness.adapters.launch_files import WorkspaceLaunches
from readiness.domain.gate.verdict import Verdict
from readiness.ground.errors import DefinitionError
from readiness.reports.portfolio import DECIDED, launch_lines, launch_page, nearest
from readiness.reports.status import StatusLine
from readiness.store.session import Database
from tests.gate_world import REPS, SELLERS, SIGNED, START, World, definition

TODAY = START.date()


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    made = World(database, tmp_path)
    made.apply(definition(REPS, SIGNED))
    made.hire(SELLERS)
    decide_gate(made.context("mara"), launch="atlas")
    return made


def atlas(world: World, *, now: bool) -> StatusLine:
    context = replace(world.context("mara"), launches=WorkspaceLaunches(world.folder))
    return next(one for one in launch_lines(context, decide=verdicts_today(context) if now else None) if one.applied)


def verdict(line: StatusLine) -> tuple[str, int, int, int, str]:
    assert line.applied is not None
    assert line.applied.verdict is not None
    one = line.applied.verdict
    return one.outcome, one.met, one.waived, one.criteria, one.blocker


def test_what_changed_since_the_record_is_in_todays_verdict(world: World):
    world.certify("ann", "bob", "cyd", "dan")
    assert verdict(atlas(world, now=False)) == ("held", 0, 0, 2, "reps: 0 of 5 people of 'seller' certified")
    # 4 of 5 is the 0.8 that is asked; sales has still to sign
    outcome, met, waived, of, blocker = verdict(atlas(world, now=True))
    assert (outcome, met, waived, of) == ("held", 1, 0, 2)
    assert blocker.startswith("signed: ")


def test_today_and_on_record_read_alike_and_a_waived_criterion_is_not_met(world: World):
    waive_criterion(
        world.context("mara"), launch="atlas", criterion="reps", reason="Two start on Monday.",
        approver="lee@example.com", until=TODAY + timedelta(days=9),
    )  # fmt: skip
    decide_gate(world.context("mara"), launch="atlas")
    on_record = atlas(world, now=False)
    assert verdict(on_record)[:4] == ("held", 0, 1, 2)
    assert verdict(atlas(world, now=True)) == verdict(on_record)
    assert not on_record.is_of_earlier
    assert replace(on_record, days_left=(on_record.days_left or 0) - 1).is_of_earlier


def test_pages_are_together_the_list_and_decide_of_the_shown_alone(world: World):
    for key in ("aaa", "zzz"):
        (world.folder / "launches" / key).mkdir(parents=True)
        (world.folder / "launches" / key / "launch.yaml").write_text("key: x\n", encoding="utf-8")
    context = replace(world.context("mara"), launches=WorkspaceLaunches(world.folder))
    whole = launch_lines(context, decide=verdicts_today(context))
    assert len(whole) == 3
    pages: list[StatusLine] = []
    asked: list[str] = []

    def decide(launch: str) -> Verdict:
        asked.append(launch)
        return verdicts_today(context)(launch)

    more = True
    while more:
        (line,), more = launch_page(context, after=pages[-1].key if pages else "", limit=1, decide=decide)
        pages.append(line)
    assert tuple(pages) == whole
    assert asked == ["atlas"], "once, on the page that shows it"
    with pytest.raises(DefinitionError):
        launch_page(context, after="gone", limit=1, decide=decide)


def test_the_nearest_to_their_day_are_chosen_and_stay_in_their_order():
    far, past, soon = (StatusLine(key, None, days) for key, days in (("far", 300), ("past", -20), ("soon", 10)))
    listed = (past, soon, far, StatusLine("a-file", None, None))
    assert nearest(listed, 2) == (past, soon)
    assert nearest(listed, 1) == (soon,)
    assert nearest(listed, DECIDED) == (past, soon, far)
    assert nearest((), 2) == ()
