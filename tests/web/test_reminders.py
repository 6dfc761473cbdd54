"""Reminders in the browser: what each role sees of what was said, and of what a day ahead would bring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.actions.send_reminders import send_reminders
from readiness.store import people
from tests.web.world import (
    AUDITOR,
    DANA,
    ELSEWHERE,
    GUEST,
    IVO,
    LENA,
    MANAGER,
    OTHER_REP,
    REP,
    RUTH,
    Site,
    copy_workspace,
    make_site,
)

SAID = datetime(2018, 4, 9, 10, tzinfo=UTC)
"""A Monday, more than three weeks after everything was due: the manager and the leader hear too."""

REGIONAL = "leader@launch.example"
"""Leads the region of the rep elsewhere, and no other."""


@pytest.fixture(scope="module")
def reminded(applied_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site in which one round of reminders was made."""
    made = make_site(copy_workspace(applied_workspace, tmp_path_factory.mktemp("reminded") / "workspace"))
    made.clock.at = SAID
    with made.context.database.reading() as session:
        placed = people.posting_on(session, ELSEWHERE, SAID.date())
    assert placed
    made.give_account(REGIONAL, "sales-leader", region=placed.region)
    send_reminders(made.context)
    yield made
    made.context.database.close()


def named(page: str) -> set[str]:
    return {one for one in (REP, OTHER_REP, ELSEWHERE, MANAGER) if one in page}


def test_everybody_sees_their_own_and_nobody_else_s(reminded: Site) -> None:
    mine = reminded.as_(REP).get("/reminders")
    assert mine.status_code == 200
    assert "Account executive" in mine.text
    assert "You were reminded of nothing" not in mine.text
    assert named(mine.text) <= {REP}
    assert "Of the people you look after" not in mine.text, "they look after nobody"
    manager = reminded.as_(MANAGER).get("/reminders").text
    assert named(manager) >= {REP, OTHER_REP}, "what was said to a manager names their people"
    assert ELSEWHERE not in manager
    assert named(reminded.as_(GUEST).get("/reminders").text) == set()


@pytest.mark.parametrize("path", ["/reminders/sent", "/reminders/ahead"])
@pytest.mark.parametrize("email", [REP, DANA, RUTH, GUEST])
def test_who_looks_after_nobody_is_turned_away(reminded: Site, path: str, email: str) -> None:
    turned = reminded.as_(email).get(path)
    assert turned.status_code == 403
    assert named(turned.text) <= {email}


@pytest.mark.parametrize("path", ["/reminders/sent", "/reminders/ahead?on=2018-04-16"])
def test_a_manager_sees_their_own_people_and_an_auditor_everybody(reminded: Site, path: str) -> None:
    assert named(reminded.as_(MANAGER).get(path).text) == {MANAGER, REP, OTHER_REP}
    for email in (AUDITOR, IVO, LENA):
        assert ELSEWHERE in reminded.as_(email).get(path).text, email


@pytest.mark.parametrize("path", ["/reminders/sent", "/reminders/ahead?on=2018-04-16"])
def test_a_leader_of_one_region_sees_that_region(reminded: Site, path: str) -> None:
    assert named(reminded.as_(REGIONAL).get(path).text) == {ELSEWHERE}


def test_asked_for_one_person_it_tells_of_them_alone_and_of_nobody_else_s(reminded: Site) -> None:
    manager = reminded.as_(MANAGER)
    asked = manager.get("/reminders/sent", params={"person": f" {REP.upper()} "}).text
    assert REP in asked
    assert OTHER_REP not in asked
    hidden = manager.get("/reminders/sent", params={"person": ELSEWHERE})
    assert hidden.status_code == 200
    assert "Nobody was reminded of anything" in hidden.text


def test_looking_ahead_sends_nothing_and_says_what_was_said_no_second_time(reminded: Site) -> None:
    today = reminded.as_(AUDITOR).get("/reminders/ahead")
    assert "Nobody would hear anything" in today.text, "all of it was said this morning"
    before = reminded.as_(AUDITOR).get("/reminders/sent").text.count("<tr>")
    ahead = reminded.as_(AUDITOR).get("/reminders/ahead?on=2018-04-16").text
    assert "hear something on" in ahead
    assert reminded.as_(AUDITOR).get("/reminders/sent").text.count("<tr>") == before


def test_the_api_s_pages_of_a_day_ahead_are_together_all_of_it(reminded: Site) -> None:
    asked = "/api/v1/reminders/ahead?on=2018-04-16"
    for email in (AUDITOR, MANAGER, REGIONAL):
        browser, found, cursor = reminded.as_(email), [], ""
        whole = browser.get(f"{asked}&limit=200").json()
        assert whole["next"] is None
        while cursor is not None:
            page = browser.get(f"{asked}&limit=3&cursor={cursor}").json()
            found, cursor = [*found, *page["items"]], page["next"]
        assert found == whole["items"]
        assert found


def test_a_page_of_a_day_ahead_goes_on_after_an_address(reminded: Site) -> None:
    shown = reminded.as_(AUDITOR).get("/reminders/ahead", params={"on": "2018-04-16", "after": REP}).text
    assert f"<strong>{REP}</strong>" not in shown
    assert "First page" in shown


def test_a_day_that_is_none_is_refused_in_words(reminded: Site) -> None:
    refused = reminded.as_(AUDITOR).get("/reminders/ahead?on=tomorrow")
    assert refused.status_code in {400, 422}
    assert "Traceback" not in refused.text


@pytest.mark.parametrize("path", ["/reminders/ahead", "/api/v1/reminders/ahead"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2019-04-11", "2017-04-07"])
def test_a_day_more_than_a_year_away_is_refused_with_what_to_do(reminded: Site, path: str, day: str) -> None:
    refused = reminded.as_(AUDITOR).get(f"{path}?on={day}")
    assert refused.status_code == 422
    assert f"{day} is more than 366 days from today, 2018-04-09." in refused.text
    assert "Name a nearer day." in refused.text
    assert reminded.as_(AUDITOR).get(f"{path}?on=2019-04-10").status_code == 200
