from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.actions.decide_gate import decide_gate
from readiness.adapters.report_page import ReportPage
from readiness.domain.definition.frame import Product
from readiness.ground.errors import NotFound
from readiness.reports.readiness import PEOPLE_SHOWN, ReadinessReport, readiness_report
from readiness.store.session import Database
from tests.gate_world import REPS, SELLERS, World, definition


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path)


def report(world: World) -> ReadinessReport:
    context = world.context("mara")
    decided = decide_gate(context, launch="atlas")
    return readiness_report(context, verdict=decided.verdict, number=decided.number)


def test_it_counts_what_the_gate_counts(world: World):
    world.apply(definition(REPS))
    world.hire(SELLERS)
    world.certify("ann", "bob")
    (share,) = report(world).certifications
    assert (share.overall.certified, share.overall.counted) == (2, 5)
    assert [(group.group, group.certified) for group in share.regions] == [("America", 2)]
    assert share.waiting_total == 3
    assert [email for email, _ in share.waiting] == ["cyd@example.com", "dan@example.com", "eve@example.com"]


def test_a_role_without_people_is_shown_as_such(world: World):
    world.apply(definition(REPS))
    page = ReportPage().render(report(world))
    assert "Nobody of this role is on the roster." in page
    assert "<strong>Held</strong>" in page


def test_of_many_who_wait_the_first_hundred_are_named_and_all_counted(world: World):
    world.apply(definition(REPS))
    world.hire([f"rep{i:03}" for i in range(PEOPLE_SHOWN + 20)])
    (share,) = report(world).certifications
    assert (len(share.waiting), share.waiting_total) == (PEOPLE_SHOWN, PEOPLE_SHOWN + 20)
    assert "… 20 more" in ReportPage().render(report(world))


def test_a_cleared_launch_says_so_and_simulated_evidence_is_labelled(world: World):
    world.apply(definition(REPS))
    world.hire(SELLERS)
    world.certify(*SELLERS, simulated=True)
    page = ReportPage().render(report(world))
    assert "<strong>Cleared</strong>" in page
    assert "5 of 5 pieces of evidence were made up by a rehearsal" in page


def test_text_from_a_launch_file_stays_text(world: World):
    hostile = "<script>alert('x')</script> & <b onmouseover=alert(1)>"
    made = definition(REPS)
    world.apply(replace(made, product=Product(name=hostile, supplier="Us", summary=hostile)))
    page = ReportPage().render(report(world))
    assert "<script" not in page
    assert "<b onmouseover" not in page
    assert "&lt;script&gt;" in page


def test_nothing_on_the_page_is_fetched(world: World):
    world.apply(definition(REPS))
    page = ReportPage().render(report(world))
    for fetching in ("http://", "https://", "src=", "@import", "url("):
        assert fetching not in page


def test_before_apply_there_is_no_report(world: World):
    with pytest.raises(NotFound, match="has not been applied"):
        report(world)
