"""One person's page: how they came where they stand, and what those who may decide about their certification."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from httpx import Response

from readiness.domain.evidence.record import Evidence, natural_key
from readiness.store import evidence
from tests.web.api_world import program, refusal
from tests.web.world import DANA, IVO, LAUNCH, LENA, MANAGER, OLGA, OTHER_REP, REP, RUTH, Site

HOME = f"/launches/{LAUNCH}/people/{REP}"
DECIDE = f"{HOME}/certifications/account-executive"


def text(answered: Response, status: int = 200) -> str:
    assert answered.status_code == status, answered.text[:2000]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answered.text)))


def certify(site: Site, email: str = REP) -> None:
    """Everything that their certification asks, at once, as it happens elsewhere."""
    from readiness.domain.certification.rule import PASSED_BY
    from readiness.domain.enrolment.requirement import requirements_of
    from readiness.store.launches import require_version

    at = site.clock.now()
    with site.context.database.transaction() as session:
        asked = require_version(session, LAUNCH).definition.certifications["account-executive"]
        made = []
        for one in requirements_of(asked):
            kind = PASSED_BY[one.kind]
            key = natural_key(person=email, kind=kind, subject=one.key, happened_at=at, source="terminal")
            passed = True if kind in {"quiz-attempt", "role-play"} else None
            made.append(
                Evidence(
                    launch=LAUNCH, person=email, kind=kind, subject=one.key, happened_at=at, source="terminal",  # type: ignore[arg-type]
                    recorded_by=LENA, key=key, passed=passed,
                )
            )  # fmt: skip
        evidence.add(session, site.clock, made)


def test_a_certification_is_revoked_and_re_issued_in_place_and_the_page_tells_each_turn(site: Site):
    certify(site)
    site.later(hours=1)
    lena = site.as_(LENA)
    assert "Revoke it" in text(lena.get(HOME))
    assert "Re-issue it" not in text(lena.get(HOME))
    assert lena.post(f"{DECIDE}/revoke", {"reason": "the wrong person sat it"}).status_code == 303
    site.later(hours=1)
    told = text(lena.get(HOME))
    assert "certified → revoked" in told
    assert "the wrong person sat it" in told
    assert lena.post(f"{DECIDE}/reissue", {"reason": "it was them after all"}).status_code == 303
    told = text(site.as_(REP).get(HOME))
    assert "revoked → certified" in told
    assert "reissue: reissue (decision): it was them after all" in told
    assert "Revoke it" not in told, "nobody decides about themselves"


def test_the_history_is_a_file_too(site: Site):
    certify(site)
    answered = site.as_(MANAGER).get(f"{HOME}/history.csv")
    rows = list(csv.DictReader(io.StringIO(answered.text)))
    mine = [(row["after"], row["trigger"]) for row in rows if row["certification"] == "account-executive"]
    assert mine == [("in-progress", "enrolled"), ("certified", "evidence")]
    assert rows[-1]["email"] == REP
    assert site.as_(OTHER_REP).get(f"{HOME}/history.csv").status_code == 403


def test_an_exemption_needs_a_day_and_a_reason_and_says_what_is_missing_with_what_was_typed(site: Site):
    olga = site.as_(OLGA)
    refused = olga.post(f"{DECIDE}/exempt", {"reason": "on loan", "until": "soon"})
    assert "an exemption needs an end date" in text(refused, 422).lower()
    assert 'value="on loan"' in refused.text
    assert "needs a reason" in text(olga.post(f"{DECIDE}/exempt", {"reason": " ", "until": "2018-03-01"}), 422)
    assert olga.post(f"{DECIDE}/exempt", {"reason": "on loan", "until": "2018-03-01"}).status_code == 303
    again = olga.post(f"{DECIDE}/exempt", {"reason": "on loan", "until": "2018-03-01"})
    assert again.status_code == 303, "the second time it is found"
    assert "→ exempt" in text(olga.get(HOME))


@pytest.mark.parametrize(("who", "status"), [(IVO, 403), (RUTH, 403), (MANAGER, 403), (REP, 403)])
def test_nobody_else_decides(site: Site, who: str, status: int):
    certify(site)
    for what in ("exempt", "revoke", "reissue"):
        sent = {"reason": "because", "until": "2018-03-01"}
        assert site.as_(who).post(f"{DECIDE}/{what}", sent).status_code == status
    assert site.as_(DANA).post(f"{DECIDE}/revoke", {"reason": "the owner may"}).status_code == 303


def test_there_is_nothing_to_revoke_or_re_issue_of_somebody_who_never_was_certified(site: Site):
    lena = site.as_(LENA)
    assert "nothing to revoke" in text(lena.post(f"{DECIDE}/revoke", {"reason": "x"}), 409)
    assert "nothing to re-issue" in text(lena.post(f"{DECIDE}/reissue", {"reason": "x"}), 409)


def test_a_program_does_the_same(site: Site):
    certify(site)
    lena = program(site, LENA)
    assert lena.post(f"{DECIDE}/revoke", {"reason": "x"}) == {"changed": True}
    site.later(hours=1)
    assert lena.post(f"{DECIDE}/reissue", {"reason": "a mistake"}) == {"changed": True}
    turns = lena.get(f"{HOME}/history")["certifications"][0]["turns"]
    assert [turn["after"] for turn in turns] == ["in-progress", "certified", "revoked", "certified"]
    assert lena.get(f"/launches/{LAUNCH}/equivalences") == []
    refused = refusal(lena.post, f"{DECIDE}/reissue", {"reason": ""})
    assert refused.status == 422
    assert refusal(program(site, IVO).post, f"{DECIDE}/revoke", {"reason": "x"}).status == 403


def test_the_list_of_people_narrows_to_the_revoked(site: Site):
    certify(site)
    site.as_(LENA).post(f"{DECIDE}/revoke", {"reason": "x"})
    listed = site.as_(IVO).get(f"/launches/{LAUNCH}/readiness/people?state=revoked")
    assert REP in listed.text
    assert OTHER_REP not in listed.text


def test_a_question_that_had_to_be_right_is_told_by_what_it_asks_and_not_on_ones_own_record(site: Site):
    at = site.clock.now()
    note = "Attempt 1. 50 % is below the pass mark of 80 %. must be right whatever the rest: promotion-ends."
    made = [
        Evidence(
            launch=LAUNCH, person=email, kind="quiz-attempt", subject="price", happened_at=at, source="web",
            recorded_by=email, passed=False, fraction=0.5, note=note,
            key=natural_key(person=email, kind="quiz-attempt", subject="price", happened_at=at, source="web"),
        )
        for email in (REP, MANAGER)
    ]  # fmt: skip
    with site.context.database.transaction() as session:
        evidence.add(session, site.clock, made)
    told = text(site.as_(IVO).get(HOME))
    assert "Had to be right, whatever the rest: “A customer on the hosted service asks until when it is free." in told
    assert "promotion-ends" not in told
    own = text(site.as_(MANAGER).get(f"/launches/{LAUNCH}/people/{MANAGER}"))
    assert "A question that must be right whatever the rest was not." in own
    assert "until when it is free" not in own
