"""A launch that has a file and was not applied yet: every room says what to do next."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.actions.start_launch import NewLaunch, start_launch
from tests.web.world import DANA, IVO, REP, Site

NEW = "/launches/new-one"
ROOMS = ("/readiness", "/readiness/people", "/gate", "/materials", "/kits")


@pytest.fixture
def unapplied(site: Site) -> Site:
    start_launch(site.context.acting_as(DANA), NewLaunch(key="new-one", name="New", launch_on=date(2018, 5, 2)))
    return site


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_a_launch_that_was_not_applied_leads_to_the_plan(unapplied: Site, room: str):
    answer = unapplied.as_(DANA).get(NEW + room)
    assert answer.status_code == 200
    assert "Not applied yet" in answer.text
    assert f'href="{NEW}/plan"' in answer.text
    assert f'<a href="{NEW}/gate"' in answer.text  # the tabs are there
    assert ">New</a>" in answer.text  # and the launch by its name


@pytest.mark.parametrize("room", ROOMS)
def test_a_launch_that_nobody_wrote_is_not_there(unapplied: Site, room: str):
    answer = unapplied.as_(DANA).get(f"/launches/new-two{room}")
    assert answer.status_code == 404
    assert "new-one" in answer.text


def test_a_sales_leader_is_shown_the_room_and_no_file_that_is_not_theirs(unapplied: Site):
    assert unapplied.as_(IVO).get(f"{NEW}/readiness").status_code == 200


def test_a_rep_learns_nothing_of_a_launch_that_was_not_applied(unapplied: Site):
    rep = unapplied.as_(REP)
    assert rep.get(f"{NEW}/materials").status_code == 404
    assert rep.get(f"{NEW}/kits").status_code == 404
    assert rep.get(f"{NEW}/readiness").status_code == 403
