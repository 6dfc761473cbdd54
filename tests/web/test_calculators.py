"""Calculators in the browser: who sees which, figures in the address, what cannot be read, the page to hand over."""

from __future__ import annotations

import re

import pytest

from readiness.actions.approve_materials import approve_materials
from tests.web.world import DANA, GUEST, IVO, LAUNCH, REP, Site

VALUE = f"/launches/{LAUNCH}/value"
WAITING = f"{VALUE}/waiting-for-builds"
HOSTILE = "<script>alert(1)</script>"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def approved(site: Site) -> None:
    for email in (DANA, IVO):
        approve_materials(
            site.context.acting_as(email),
            launch=LAUNCH,
            decision="approved",
            function=None,
            names=("calculator/waiting-for-builds",),
        )


def test_the_staff_sees_every_calculator_and_what_each_lacks(site: Site) -> None:
    shown = words(site.as_(DANA).get(VALUE).text)
    assert "What it costs to wait for a build" in shown
    assert "not approved yet by marketing, sales" in shown


def test_a_rep_sees_a_calculator_once_it_is_approved_and_not_the_others(site: Site) -> None:
    rep = site.as_(REP)
    assert rep.get(WAITING).status_code == 404
    assert "Nothing is ready for you yet" in rep.get(VALUE).text
    approved(site)
    assert "wait for a build" in words(rep.get(VALUE).text)
    assert rep.get(WAITING).status_code == 200
    assert rep.get(f"{VALUE}/upkeep-of-builds").status_code == 404
    assert site.as_(GUEST).get(f"{VALUE}/upkeep-of-builds").status_code == 404


def test_figures_in_the_address_are_worked_with_and_the_one_that_matters_most_stands_first(site: Site) -> None:
    html = site.as_(DANA).get(f"{WAITING}?developers=120&minutes-now=90").text
    assert "1,856,250 USD/year" in html
    assert 'value="120"' in html
    rows = re.findall(r"At the lowest", html)
    assert len(rows) == 8
    assert words(html).index("Developers who wait moves it most") > 0


def test_a_figure_that_is_none_is_told_beside_its_field_and_comes_back(site: Site) -> None:
    answer = site.as_(DANA).get(WAITING, params={"developers": HOSTILE, "hour": "80"})
    assert answer.status_code == 422
    assert "is no figure" in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_an_address_with_a_figure_that_there_is_not_says_which(site: Site) -> None:
    answer = site.as_(DANA).get(f"{WAITING}?develpers=3")
    assert answer.status_code == 422
    assert "developers" in words(answer.text)


@pytest.mark.parametrize(("form", "begins"), [("md", b"For "), ("html", b"<!doctype html>")])
def test_the_page_to_hand_over_names_the_account_and_nothing_in_it_is_markup(
    site: Site, form: str, begins: bytes
) -> None:
    answer = site.as_(DANA).get(f"{WAITING}/page.{form}", params={"for": f"Hall & {HOSTILE}", "developers": "12"})
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["content-disposition"] == f'attachment; filename="waiting-for-builds.{form}"'
    assert b"Hall" in answer.content
    assert HOSTILE.encode() not in answer.content


def test_a_page_in_a_form_that_there_is_not_is_not_found_or_refused(site: Site) -> None:
    assert site.as_(DANA).get(f"{WAITING}/page.exe").status_code in {404, 422}


def test_programs_get_the_figures_as_they_were_worked_out(site: Site) -> None:
    found = site.as_(DANA).get(f"/api/v1/launches/{LAUNCH}/calculators/waiting-for-builds?input=developers=120")
    assert found.status_code == 200
    told = found.json()
    assert {one["key"]: one["value"] for one in told["results"]}["worth"] == pytest.approx(
        120 * 3 * 30 * 0.25 * 220 / 60 * 75
    )
    assert told["swings"][0]["size"] >= told["swings"][-1]["size"]
