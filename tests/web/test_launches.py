"""All launches: where each stands, a new one, and the weeks that ask too much of the same people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from readiness.actions.start_launch import NewLaunch, start_launch
from readiness.ground.errors import Conflict, DefinitionError, NotAllowed
from readiness.reports.portfolio import HEAVY_MINUTES, portfolio
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, EVERYBODY, GUEST, IVO, LAUNCH, LENA, REP, Site

NEW = {"key": "spring-release", "name": "Spring release", "launch_on": "2018-05-02"}
SEES = {"team", "administrator", "auditor", "marketer", "trainer", "sales-leader", "manager"}
BEGINS = {"administrator", "marketer"}


def begun(site: Site, by: str = DANA, **changed: object) -> None:
    wanted = NewLaunch(
        key="spring-release", name="Spring release", launch_on=date(2018, 5, 2), owner_name="Dana Okafor"
    )
    start_launch(site.context.acting_as(by), replace(wanted, **changed))


@pytest.mark.parametrize("role", EVERYBODY)
def test_staff_see_the_launches_and_nobody_else(site: Site, role: str):
    assert site.as_(EVERYBODY[role]).get("/launches").status_code == (200 if role in SEES else 403)


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_marketers_and_administrators_begin_a_launch(site: Site, role: str):
    answer = site.as_(EVERYBODY[role]).post("/launches", NEW)
    assert answer.status_code == (303 if role in BEGINS else 403)
    assert (site.folder / "launches" / "spring-release").exists() == (role in BEGINS)


def test_a_stranger_is_asked_to_sign_in(site: Site):
    answer = site.stranger().get("/launches")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/launches")


def test_a_card_says_the_verdict_the_days_left_the_certified_and_what_holds_it(site: Site):
    page = site.as_(IVO).get("/launches").text
    assert "GitLab CI/CD for GitHub" in page
    assert "22 Mar 2018" in page
    assert "in 59 days" in page  # 9 left of January, 28 of February, 22 of March
    assert ">held<" in page
    assert "0 of 17" in page
    assert "Executives certified: 0 of 14 people of “account executive”" in page
    assert "New launch" not in page  # a sales leader begins none


def test_a_file_that_was_never_applied_is_listed(site: Site):
    begun(site)
    page = site.as_(AUDITOR).get("/launches").text
    assert "a file, never applied" in page
    assert "/launches/spring-release/plan" in page


def test_an_empty_workspace_says_what_to_do_first(tmp_path):
    from tests.web.world import make_site, start_workspace

    start_workspace(tmp_path / "bare", samples=())
    site = make_site(tmp_path / "bare")
    site.give_account(ADMINISTRATOR, "administrator")
    page = site.as_(ADMINISTRATOR).get("/launches").text
    assert "No launch yet" in page
    assert "Begin the launch" in page
    site.context.database.close()


def test_a_new_launch_is_sound_belongs_to_whoever_began_it_and_is_not_applied(site: Site):
    answer = site.as_(DANA).post("/launches", NEW)
    assert answer.headers["location"] == "/launches/spring-release/definition"
    launch = site.context.launches.read("spring-release").launch
    assert launch is not None
    assert (launch.product.name, launch.launch_on) == ("Spring release", date(2018, 5, 2))
    assert launch.team[launch.owner].email == DANA
    text = (site.folder / "launches" / "spring-release" / "launch.yaml").read_text(encoding="utf-8")
    assert "launch_on: 2018-05-02" in text
    assert "# minor: one change" in text  # comments of the sample stand
    page = site.as_(DANA).get("/launches/spring-release").text
    assert "Not applied yet" in page
    assert not list((site.folder / "launches").glob(".new-*"))


def test_the_same_key_twice_is_refused_and_what_was_typed_stays(site: Site):
    dana = site.as_(DANA)
    dana.post("/launches", NEW)
    mark = (site.folder / "launches" / "spring-release" / "launch.yaml").read_bytes()
    again = dana.post("/launches", {**NEW, "name": "Another <b>name</b>"})
    assert again.status_code == 409
    assert "There is a launch" in again.text or "there is a launch" in again.text
    assert "Another &lt;b&gt;name&lt;/b&gt;" in again.text
    assert (site.folder / "launches" / "spring-release" / "launch.yaml").read_bytes() == mark


@pytest.mark.parametrize("key", ["../evil", "a/b", "Upper", "", "-x", "x" * 65, "a\nb", "con..", "<script>"])
def test_a_key_that_is_none_is_refused_and_makes_nothing(site: Site, key: str):
    before = sorted(p.name for p in (site.folder / "launches").iterdir())
    answer = site.as_(DANA).post("/launches", {**NEW, "key": key})
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert sorted(p.name for p in (site.folder / "launches").iterdir()) == before


@pytest.mark.parametrize("day", ["", "soon", "2018-13-01", "2017-01-01", "2018-01-22", "9999-01-01"])
def test_a_launch_day_must_be_a_day_ahead(site: Site, day: str):
    assert site.as_(DANA).post("/launches", {**NEW, "launch_on": day}).status_code == 422


def test_a_name_may_hold_anything_that_is_one_line_and_stays_text(site: Site):
    begun(site, name='<script>alert("1")</script>: #{x} & co')
    launch = site.context.launches.read("spring-release").launch
    assert launch is not None
    assert launch.product.name == '<script>alert("1")</script>: #{x} & co'
    page = site.as_(DANA).get("/launches/spring-release").text
    assert "<script>alert" not in page


def test_everything_wrong_is_told_at_once(site: Site):
    with pytest.raises(DefinitionError) as told:
        begun(site, key="No", name=" ", launch_on=date(2017, 1, 1))
    assert [problem.path for problem in told.value.problems] == ["key", "name", "launch_on"]


def test_nobody_begins_a_launch_without_saying_who(site: Site):
    with pytest.raises(NotAllowed):
        begun(site, by="")


def test_a_folder_that_is_there_is_never_written_over(site: Site):
    (site.folder / "launches" / "spring-release").mkdir()
    with pytest.raises(Conflict):
        begun(site)


def test_the_load_is_the_minutes_due_in_a_week_for_each_role(site: Site):
    found = portfolio(site.context)
    by_role = {role.role: role for role in found.roles}
    executive = by_role["account-executive"]
    # 22 March 2018 less the certification's days falls into the week of Monday 12 March.
    assert [week.monday for week in executive.weeks] == [date(2018, 3, 12)]
    assert executive.people == 14
    assert executive.weeks[0].minutes > HEAVY_MINUTES
    assert executive.weeks[0].is_heavy
    assert not executive.weeks[0].is_clash
    assert executive.weeks[0].named == "2018-W11"


def test_two_launches_in_one_week_for_one_role_clash(site: Site):
    from readiness.actions.apply_launch import apply_launch

    begun(site, launch_on=date(2018, 3, 17))
    file = site.folder / "launches" / "spring-release" / "launch.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("role: seller", "role: account-executive"), encoding="utf-8")
    apply_launch(site.context.acting_as(DANA), launch="spring-release")
    executive = next(role for role in portfolio(site.context).roles if role.role == "account-executive")
    (week,) = executive.flagged
    assert week.is_clash
    assert [one.launch for one in week.asked] == ["spring-release", LAUNCH]
    page = site.as_(LENA).get("/launches").text
    assert "launches clash" in page


def test_weeks_that_are_over_are_left_out(site: Site):
    site.later(days=60)
    assert portfolio(site.context).roles == ()
    assert "No training is due" in site.as_(DANA).get("/launches").text


def test_a_rep_who_guesses_the_addresses_sees_nothing(site: Site):
    rep = site.as_(REP)
    paths = ("", "/timeline", "/definition", "/plan", "/apply", "/apply/progress", "/tasks/collect-proof")
    assert {rep.get(f"/launches/{LAUNCH}{path}").status_code for path in paths} == {403}
    assert site.as_(GUEST).get(f"/launches/{LAUNCH}").status_code == 403
