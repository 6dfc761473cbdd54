"""The readiness room in a browser: who sees whose people, what is asked for is shown, and what is hostile does no harm."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from itertools import pairwise

import pytest
from httpx import Response

from readiness.domain.evidence.record import Evidence, natural_key
from readiness.store import evidence, standings
from readiness.store.tables.people import PersonRow, PostingRow
from readiness.web.line_chart import line_chart
from tests.web.world import (
    ADMINISTRATOR,
    AUDITOR,
    DANA,
    ELSEWHERE,
    IVO,
    LAUNCH,
    LENA,
    MANAGER,
    OTHER_REP,
    REP,
    RUTH,
    STRANGER,
    Site,
    Visitor,
)

HOME = f"/launches/{LAUNCH}/readiness"
WEST = "west@launch.example"


def text(answered: Response) -> str:
    assert answered.status_code == 200, answered.text[:2000]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.text)))


def rows(answered: Response) -> list[dict[str, str]]:
    assert answered.status_code == 200, answered.text[:500]
    return list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig"))))


def do_module(site: Site, email: str, key: str = "what-it-is") -> None:
    at = site.clock.now()
    with site.context.database.transaction() as session:
        evidence.add(
            session, site.clock,
            [
                Evidence(
                    launch=LAUNCH, person=email, kind="module-completed", subject=key, happened_at=at, source="web",
                    recorded_by=email,
                    key=natural_key(person=email, kind="module-completed", subject=key, happened_at=at, source="web"),
                )
            ],
        )  # fmt: skip


def hire(site: Site, email: str, name: str, *, region: str = "North America", team: str = "US") -> None:
    with site.context.database.transaction() as session:
        row = PersonRow(email=email, name=name, hired_on=date(2015, 1, 5))
        session.add(row)
        session.flush()
        assert row.id is not None
        session.add(
            PostingRow(
                person_id=row.id, role="account-executive", region=region, team=team, territory="",
                valid_from=date(2015, 1, 5),
            )
        )  # fmt: skip
        session.flush()
        standings.refresh(session, LAUNCH, [row.id])


def leader_of(site: Site, region: str) -> Visitor:
    site.give_account(WEST, "sales-leader", region=region)
    return site.as_(WEST)


def test_the_board_says_whose_people_it_shows_whether_they_are_ready_and_why_not(site: Site):
    told = text(site.as_(IVO).get(HOME))
    assert "About everybody ." in told
    assert "Not ready" in told
    assert "59 days to launch on 22 Mar 2018" in told
    assert "Executives certified unmet" in told
    assert "0 of 14 people of “Account executive” certified" in told


def test_each_reason_leads_to_those_behind_it(site: Site):
    page = site.as_(IVO).get(HOME).text
    where = re.findall(r'<a class="button slim" href="([^"]+)"', page)
    assert f"{HOME}/people?state=wanting&amp;certification=account-executive" in where
    assert f"/launches/{LAUNCH}/gate" in where
    assert f"/launches/{LAUNCH}/message" in where
    for path in where:
        assert site.as_(IVO).get(path.replace("&amp;", "&")).status_code == 200, path


def test_a_figure_of_the_map_leads_to_as_many_people(site: Site):
    do_module(site, REP)
    ivo = site.as_(IVO)
    page = ivo.get(HOME).text
    cells = re.findall(r'<td class="(?:few|half|most)"><a href="([^"]+)">\d+ %<span class="small">(\d+) to go', page)
    assert len(cells) >= 8
    for path, number in cells[:10]:
        listed = ivo.get(path.replace("&amp;", "&"))
        assert f"<strong>{number}</strong>" in listed.text, path


def test_what_was_just_recorded_is_on_the_board(site: Site):
    ivo = site.as_(IVO)
    assert "9 % 10 to go" not in text(ivo.get(HOME))
    do_module(site, REP)
    assert "9 % 10 to go" in text(ivo.get(HOME))  # 1 of 11 in North America, rounded down


def test_a_manager_sees_the_board_of_those_below_them_and_nobody_else(site: Site):
    manager = site.as_(MANAGER)
    assert "About the people who report to you, down the tree ." in text(manager.get(HOME))
    listed = manager.get(f"{HOME}/people").text
    assert REP in listed
    assert ELSEWHERE not in listed
    assert MANAGER not in re.sub(r"<nav.*?</nav>", "", listed.split("<table")[1])
    assert ELSEWHERE not in manager.get(f"{HOME}/people?search=rachel0").text.split("<main")[1].replace(
        'value="rachel0"', ""
    )
    assert manager.get(f"{HOME}/people?manager={ELSEWHERE}").status_code == 200


@pytest.mark.parametrize("whose", ["all", "regions", "nonsense"])
def test_a_manager_who_asks_for_other_peoples_board_is_refused(site: Site, whose: str):
    manager = site.as_(MANAGER)
    for path in (HOME, f"{HOME}/people"):
        answered = manager.get(f"{path}?whose={whose}")
        assert answered.status_code == 403
        assert "not your people to see" in answered.text


def test_a_leader_of_a_region_sees_that_region_on_board_list_and_file_only(site: Site):
    leader = leader_of(site, "Pacific")
    assert "About the region Pacific ." in text(leader.get(HOME))
    people = leader.get(f"{HOME}/people?region=Europe")
    assert "Nobody fits" in people.text
    found = rows(leader.get(f"{HOME}/export.csv"))
    assert {row["region"] for row in found} == {"Pacific"}
    assert leader.get(f"{HOME}?whose=all").status_code == 403
    assert leader.get(f"{HOME}/export.csv?whose=all").status_code == 403
    assert leader.get(f"/launches/{LAUNCH}/people/{REP}").status_code == 403


def test_a_leader_of_a_region_where_nobody_stands_is_told_so(site: Site):
    told = text(leader_of(site, "Atlantis").get(HOME))
    assert "None of these people is asked anything" in told


@pytest.mark.parametrize(("who", "status"), [
    (ADMINISTRATOR, 200), (AUDITOR, 200), (DANA, 200), (LENA, 200), (IVO, 200), (MANAGER, 200), (REP, 403), (RUTH, 403),
    (STRANGER, 403),
])  # fmt: skip
def test_who_sees_the_board_and_the_list(site: Site, who: str, status: int):
    visitor = site.as_(who)
    assert visitor.get(HOME).status_code == status
    assert visitor.get(f"{HOME}/people").status_code == status


@pytest.mark.parametrize(("who", "status"), [
    (ADMINISTRATOR, 200), (AUDITOR, 200), (DANA, 403), (LENA, 200), (IVO, 200), (MANAGER, 403), (REP, 403), (RUTH, 403),
])  # fmt: skip
def test_who_gets_the_file(site: Site, who: str, status: int):
    visitor = site.as_(who)
    assert visitor.get(f"{HOME}/export.csv").status_code == status
    assert ("export.csv" in visitor.get(HOME).text) is (status == 200)


@pytest.mark.parametrize(("who", "whom", "status"), [
    (REP, REP, 200), (REP, OTHER_REP, 403), (REP, ELSEWHERE, 403), (REP, STRANGER, 403), (MANAGER, REP, 200),
    (MANAGER, ELSEWHERE, 403), (MANAGER, STRANGER, 403), (IVO, ELSEWHERE, 200), (IVO, STRANGER, 404), (AUDITOR, REP, 200),
    (RUTH, REP, 403), (STRANGER, REP, 403),
])  # fmt: skip
def test_who_sees_one_persons_record(site: Site, who: str, whom: str, status: int):
    assert site.as_(who).get(f"/launches/{LAUNCH}/people/{whom}").status_code == status


def test_a_record_tells_where_somebody_stands_what_is_next_and_what_is_on_record(site: Site):
    do_module(site, REP)
    told = text(site.as_(MANAGER).get(f"/launches/{LAUNCH}/people/{REP}"))
    assert "1 of 8 met" in told
    assert "Read module" in told
    assert "Pass quiz" in told
    assert "Module completed What it is, for whom, and what it is not" in told


def test_a_launch_nobody_applied_is_not_found(site: Site):
    for path in ("readiness", "readiness/people", "readiness/export.csv", f"people/{REP}"):
        assert site.as_(IVO).get(f"/launches/nothing/{path}").status_code == 404


def test_a_launch_without_a_roster_says_what_to_do_first(site: Site):
    with site.context.database.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM standing")
        session.connection().exec_driver_sql("DELETE FROM standing_count")
    told = text(site.as_(ADMINISTRATOR).get(HOME))
    assert "Nobody is enrolled yet" in told
    assert "Import the roster" in told
    assert "Nobody is enrolled yet" in text(site.as_(ADMINISTRATOR).get(f"{HOME}/people"))


def test_people_come_fifty_at_a_time(site: Site):
    for number in range(60):
        hire(site, f"zz{number:02}@adventure-works.example", f"Zed {number}")
    ivo = site.as_(IVO)
    first = ivo.get(f"{HOME}/people?search=zz")
    assert first.text.count("@adventure-works.example</span>") == 50
    following = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert following is not None
    second = ivo.get(following[1].replace("&amp;", "&"))
    assert second.text.count("@adventure-works.example</span>") == 10
    assert 'rel="next"' not in second.text
    assert "First page" in second.text


@pytest.mark.parametrize("query", [
    "state=zz", "requirement=quiz:none", "certification=%00", "team=%00", "search=" + "x" * 500, "after=%0a",
])  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused_in_words(site: Site, query: str):
    answered = site.as_(IVO).get(f"{HOME}/people?{query}")
    assert answered.status_code == 422
    assert "list cannot be made" in answered.text


@pytest.mark.parametrize("query", ["by=zz", "line=zz", "by=team", "by=region", "line=sales-manager", "whose=all"])
def test_what_a_board_does_not_know_it_leaves_out(site: Site, query: str):
    assert site.as_(IVO).get(f"{HOME}?{query}").status_code == 200


def test_names_that_are_script_or_formula_are_shown_and_written_as_text(site: Site):
    evil = "<script>alert(1)</script>"
    hire(site, "evil@adventure-works.example", evil, region="=cmd|' /C calc'!A0", team='"><img src=x onerror=alert(1)>')
    ivo = site.as_(IVO)
    for path in (
        HOME,
        f"{HOME}?by=team",
        f"{HOME}/people?search=evil",
        f"/launches/{LAUNCH}/people/evil@adventure-works.example",
    ):
        page = ivo.get(path)
        assert page.status_code == 200
        assert not {"<script>alert", "<img src=x"} & set(re.findall("<script>alert|<img src=x", page.text)), path
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ivo.get(f"{HOME}/people?search=evil").text
    raw = ivo.get(f"{HOME}/export.csv")
    (mine, *_) = [row for row in rows(raw) if row["email"] == "evil@adventure-works.example"]
    assert mine["region"] == "'=cmd|' /C calc'!A0"
    # What was typed into the search comes back as text too.
    assert "<script>x" not in ivo.get(f"{HOME}/people?search=%3Cscript%3Ex").text


def test_the_file_is_a_download_in_utf8_with_a_mark_when_asked(site: Site):
    ivo = site.as_(IVO)
    plain, marked = ivo.get(f"{HOME}/export.csv"), ivo.get(f"{HOME}/export.csv?bom=1")
    assert plain.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"{LAUNCH}-readiness-2018-01-22.csv" in plain.headers["content-disposition"]
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    assert {"email", "state", "met_on", "score", "attempts", "due_on", "manager", "region"} <= set(rows(plain)[0])
    assert "item" not in rows(plain)[0]
    assert "answer" in rows(ivo.get(f"{HOME}/export.csv?answers=1"))[0]


def test_a_token_that_may_only_read_is_no_key_to_these_pages(site: Site):
    answered = site.stranger().get(HOME, headers={"authorization": "Bearer nonsense"})
    assert answered.status_code == 303


def test_a_board_bears_a_chart_that_is_told_in_a_table_too(site: Site):
    page = site.as_(IVO).get(HOME).text
    assert 'role="img" aria-labelledby="chart-title chart-says"' in page
    assert "Certified share of Account executive by day" in page
    assert "needs 80 %" in page
    assert "The same as a table" in page


def test_a_chart_of_one_day_is_a_point_and_ends_at_the_launch():
    drawn = line_chart(
        [(date(2018, 1, 1), 0.5)], at_least=0.8, launch_on=date(2018, 3, 1), says="50 %", line_says="80 %"
    )
    assert (drawn.path, len(drawn.dots), drawn.launch_x) == ("", 1, drawn.right)
    assert drawn.last[1] == pytest.approx((drawn.top + drawn.bottom) / 2)


def test_a_chart_after_the_launch_marks_it_inside_and_before_its_first_day_not_at_all():
    points = [(date(2018, 1, 1), 0.0), (date(2018, 1, 11), 1.0)]
    inside = line_chart(points, at_least=None, launch_on=date(2018, 1, 6), says="", line_says="")
    assert inside.launch_x == pytest.approx((inside.left + inside.right) / 2)
    assert (inside.line_y, inside.last) == (None, (inside.right, inside.top))
    assert line_chart(points, at_least=None, launch_on=date(2017, 12, 1), says="", line_says="").launch_x is None


def test_a_chart_goes_in_steps_and_marks_the_days_that_were_counted():
    points = [(date(2018, 1, 1), 0.0), (date(2018, 1, 6), 0.0), (date(2018, 1, 11), 1.0)]
    drawn = line_chart(
        points, at_least=None, launch_on=date(2018, 1, 11), says="", line_says="", marked=[date(2018, 1, 1)]
    )
    corners = [tuple(map(float, place.split(","))) for place in drawn.path.split()]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(corners))  # across or up, never aslant
    assert corners[-2:] == [(drawn.right, drawn.bottom), (drawn.right, drawn.top)]
    assert drawn.dots == ((drawn.left, drawn.bottom), drawn.last)
