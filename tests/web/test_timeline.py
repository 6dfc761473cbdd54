"""The timeline: bars where the dates are, drawn on the server, and the same as a table."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from readiness.actions.start_launch import NewLaunch, start_launch
from readiness.reports.timeline import Timeline, launch_timeline
from readiness.web.gantt import HEAD, ROW, draw
from tests.web.world import DANA, EVERYBODY, LAUNCH, Site

TIMELINE = f"/launches/{LAUNCH}/timeline"
SEES = {"team", "administrator", "auditor", "marketer", "trainer", "sales-leader", "manager"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_staff_see_the_timeline(site: Site, role: str):
    assert site.as_(EVERYBODY[role]).get(TIMELINE).status_code == (200 if role in SEES else 403)


def test_the_drawing_is_well_formed_and_has_a_row_for_every_task(site: Site):
    page = site.as_(DANA).get(TIMELINE).text
    svg = max(re.findall(r"<svg.*?</svg>", page, re.DOTALL), key=len)
    drawing = ET.fromstring(svg)
    assert len([one for one in drawing.iter() if one.get("class") == "one"]) == 48
    assert "style=" not in svg  # the policy of the site allows none


def test_every_task_is_a_link_that_the_keyboard_reaches_and_a_row_of_the_table(site: Site):
    page = site.as_(DANA).get(TIMELINE).text
    found = launch_timeline(site.context, launch=LAUNCH)
    for bar in found.bars:
        assert page.count(f'href="/launches/{LAUNCH}/tasks/{bar.line.key}"') == 2
    assert 'role="region"' in page
    assert "The same as a table" in page


def test_a_bar_lies_on_its_days(site: Site):
    found = launch_timeline(site.context, launch=LAUNCH)
    drawn = draw(found)
    day = drawn.width / ((found.last_on - found.first_on).days + 1)
    for group in drawn.groups:
        for one in group.bars:
            if not one.is_moment:
                line = one.bar.line
                assert one.x == pytest.approx((line.start_on - found.first_on).days * day, abs=0.2)
                days = (line.due_on - line.start_on).days + 1
                assert one.width == pytest.approx(max(days * day, 6), abs=0.2)
    tops = [one.y for group in drawn.groups for one in group.bars]
    assert tops == sorted(tops)
    assert len(set(tops)) == len(tops)
    assert drawn.height >= HEAD + ROW * (48 + len(drawn.groups)) + 8
    assert [group.y for group in drawn.groups] == [top for _, top in drawn.heads]
    assert sum(group.height for group in drawn.groups) == ROW * (48 + len(drawn.groups))


@pytest.mark.parametrize("apart", range(8))
def test_no_two_names_of_days_lie_on_each_other(site: Site, apart: int):
    found = launch_timeline(site.context, launch=LAUNCH)
    near = found.launch_on - timedelta(days=apart)
    drawn = draw(replace(found, today=near, release_on=found.launch_on + timedelta(days=apart % 2)))
    assert len(drawn.marks) == 3
    places = [(one.row, one.x - 60, one.x) if one.to_left else (one.row, one.x, one.x + 60) for one in drawn.marks]
    for number, (row, begins, ends) in enumerate(places):
        for other_row, other_begins, other_ends in places[:number]:
            assert row != other_row or ends <= other_begins or begins >= other_ends


def test_on_paper_each_stage_is_a_row_of_its_own_under_the_days(site: Site):
    page = site.as_(DANA).get(TIMELINE).text
    sheets = page[page.index('<table class="gantt-sheets"') :]
    sheets = sheets[: sheets.index("</table>")]
    assert sheets.count("<tr>") == 1 + len(draw(launch_timeline(site.context, launch=LAUNCH)).groups)
    assert sheets.index("<thead>") < sheets.index("<tbody>")


def test_the_critical_path_is_linked_and_today_launch_and_release_are_marked(site: Site):
    found = launch_timeline(site.context, launch=LAUNCH)
    drawn = draw(found)
    assert len(drawn.links) == len(found.critical_path) - 1
    assert [mark.kind for mark in drawn.marks] == ["today", "launch", "release"]
    today = next(mark for mark in drawn.marks if mark.kind == "today")
    assert 0 <= today.x <= drawn.width


def test_weekends_holidays_and_blackouts_are_told_apart(site: Site):
    found = launch_timeline(site.context, launch=LAUNCH)
    kinds = {one.kind for one in found.closed}
    assert {"weekend", "blackout", "holiday"} <= kinds
    days = [
        one.starts_on + timedelta(days=n) for one in found.closed for n in range((one.ends_on - one.starts_on).days + 1)
    ]
    assert len(days) == len(set(days))
    due = {bar.line.due_on for bar in found.bars}
    assert due.isdisjoint(days)  # nothing falls due on a day that is closed


def test_slack_ends_on_a_working_day_and_never_after_the_launch(site: Site):
    found = launch_timeline(site.context, launch=LAUNCH)
    tails = [bar.slack_until for bar in found.bars if bar.slack_until]
    assert tails
    assert max(tails) <= found.launch_on
    assert all(bar.slack_until is None or bar.slack_until > bar.line.due_on for bar in found.bars)


def test_a_launch_long_past_still_draws(site: Site):
    site.later(days=900)
    page = site.as_(DANA).get(TIMELINE)
    assert page.status_code == 200
    assert [mark.kind for mark in draw(launch_timeline(site.context, launch=LAUNCH)).marks] == ["launch", "release"]


def test_no_tasks_is_a_scale_without_rows():
    empty = Timeline(
        launch="x", name="X", today=date(2018, 1, 1), launch_on=date(2018, 2, 1), release_on=None, days_to_launch=31,
        first_on=date(2017, 12, 30), last_on=date(2018, 2, 5), bars=(), closed=(), critical_path=(),
    )  # fmt: skip
    drawn = draw(empty)
    assert drawn.groups == ()
    assert [mark.says for mark in drawn.months] == ["Feb 2018", "Jan 2018"]  # two days of December have no room


def test_years_of_days_are_cut_off_and_stay_readable():
    wide = Timeline(
        launch="x", name="X", today=date(2018, 1, 1), launch_on=date(2020, 1, 1), release_on=None, days_to_launch=730,
        first_on=date(2018, 1, 1), last_on=date(2020, 3, 1), bars=(), closed=(), critical_path=(),
    )  # fmt: skip
    assert draw(wide).width <= 3 * 800


def test_before_the_first_apply_there_is_a_way_on(site: Site):
    start_launch(site.context.acting_as(DANA), NewLaunch(key="new-one", name="New", launch_on=date(2018, 5, 2)))
    page = site.as_(DANA).get("/launches/new-one/timeline").text
    assert "Not applied yet" in page
    assert "/launches/new-one/plan" in page
    assert site.as_(DANA).get("/launches/nothing/timeline").status_code == 404
