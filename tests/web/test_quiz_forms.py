"""The page and the JSON of forms: what the bank lacks, a preview that keeps nothing, forms that are kept."""

from __future__ import annotations

import dataclasses

from sqlalchemy import func, select

from readiness.domain.definition.assessment import ParallelForms
from readiness.store import launches
from readiness.store.tables.form_assemblies import FormAssemblyRow
from tests.web.test_message import words
from tests.web.world import ADMINISTRATOR, AUDITOR, DANA, IVO, LAUNCH, LENA, MANAGER, REP, RUTH, Site

PAGE = f"/launches/{LAUNCH}/training/questions/forms"
ACT = f"/launches/{LAUNCH}/training/quizzes/core/forms"
JSON = f"/api/v1/launches/{LAUNCH}/forms"


def ask_for(site: Site, count: int) -> None:
    """The launch is applied with so many forms of its quiz that draws."""
    with site.context.database.transaction() as session:
        now = launches.require_version(session, LAUNCH).definition
        core = dataclasses.replace(now.quizzes["core"], forms=ParallelForms(count=count), drafted=False)
        changed = dataclasses.replace(now, quizzes={**now.quizzes, "core": core})
        launches.record_version(session, site.context.clock, changed, LENA)


def kept(site: Site) -> int:
    with site.context.database.reading() as session:
        return session.execute(select(func.count()).select_from(FormAssemblyRow)).scalar_one()


def test_those_who_see_the_bank_see_its_forms_and_nobody_else(site: Site) -> None:
    for path in (PAGE, JSON):
        for email in (LENA, DANA, AUDITOR, ADMINISTRATOR):
            assert site.as_(email).get(path).status_code == 200, (path, email)
        for email in (IVO, MANAGER, REP, RUTH):
            assert site.as_(email).get(path).status_code == 403, (path, email)
    for email in (IVO, MANAGER, REP, AUDITOR):
        assert site.as_(email).post(ACT, {"act": "keep"}).status_code == 403, email


def test_a_preview_keeps_nothing_and_what_is_kept_is_shown(site: Site) -> None:
    ask_for(site, 2)
    lena = site.as_(LENA)
    assert "none are kept for the quiz as it reads" in words(lena.get(PAGE).text)
    shown = lena.post(ACT, {"act": "preview", "seed": "7"})
    assert shown.status_code == 200
    assert "As seed 7 gives them; nothing is kept" in words(shown.text)
    assert kept(site) == 0
    assert lena.post(ACT, {"act": "keep", "seed": "7"}).headers["location"] == f"{PAGE}?quiz=core"
    assert "2 forms kept" in words(lena.get(PAGE).text)
    told = lena.get(JSON).json()["quizzes"][0]
    assert told["kept"]["seed"] == "7"
    first, second = told["kept"]["forms"]
    assert not set(first["drawn"]) & set(second["drawn"])
    assert set(first["items"]) - set(first["drawn"]) == set(told["always"])


def test_what_to_add_is_said_where_the_bank_cannot_serve(site: Site) -> None:
    ask_for(site, 20)
    lena = site.as_(LENA)
    shown = words(lena.get(PAGE).text)
    assert "cannot be served" in shown
    assert "more reviewed items on value_propositions.*" in shown
    refused = lena.post(ACT, {"act": "keep"})
    assert refused.status_code == 422
    assert kept(site) == 0
    told = lena.get(JSON).json()["quizzes"][0]
    assert {one["code"] for one in told["problems"]} == {"RD314"}
    assert all(need["more"] > 0 for need in told["needs"])
