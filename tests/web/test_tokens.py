"""Tokens for programs: under /api alone, within their scope, as long as they hold and no longer."""

from __future__ import annotations

import pytest
from httpx import Response

from readiness.actions.disable_account import disable_account
from readiness.actions.make_api_token import make_api_token
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_role import revoke_role
from readiness.reports.accounts import account_page
from tests.web.world import ADMINISTRATOR, AUDITOR, IVO, REP, Site


def token(site: Site, email: str, *scopes: str, days: int = 30) -> str:
    site.signed_in(email)
    return make_api_token(site.context.acting_as(email), name="test", scopes=scopes or ("read",), days=days).token


def ask(site: Site, shown: str, path: str = "/api/v1/me", method: str = "GET", **given: object) -> Response:
    headers = {"authorization": shown if " " in shown else f"Bearer {shown}"}
    return site.stranger().client.request(method, path, headers=headers, **given)


def test_a_token_acts_as_its_owner_within_its_scope(site: Site):
    me = ask(site, token(site, IVO)).json()
    assert (me["email"], me["roles"], me["scopes"]) == (IVO, ["sales-leader"], ["read"])
    assert "see_gate" in me["permissions"]
    assert "decide_gate" not in me["permissions"]
    assert "decide_gate" in ask(site, token(site, IVO, "write")).json()["permissions"]


def test_a_token_that_only_reads_changes_nothing_even_for_an_administrator(site: Site):
    body = {"email": "new@launch.example"}
    read, write = token(site, ADMINISTRATOR, "read"), token(site, ADMINISTRATOR, "write")
    refused = ask(site, read, "/api/v1/admin/accounts", "POST", json=body)
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert "to read" in refused.json()["detail"]
    assert ask(site, write, "/api/v1/admin/accounts", "POST", json=body).status_code == 201


def test_a_program_needs_no_form_token_and_a_cookie_does(site: Site):
    browser = site.as_(ADMINISTRATOR)
    body = {"email": "new@launch.example"}
    assert browser.client.post("/api/v1/admin/accounts", json=body).status_code == 403
    sent = browser.client.post("/api/v1/admin/accounts", json=body, headers={"x-csrf-token": browser.csrf})
    assert sent.status_code == 201


@pytest.mark.parametrize(
    "shown",
    ["Bearer x", "Bearer ", "Bearer", "Basic cm9vdDpyb290", "bearer\trdn_x", "Bearer é".encode().decode("latin-1"),
     "Bearer " + "x" * 5000, "Bearer a b c"],
)  # fmt: skip
def test_a_token_that_is_none_is_answered_401(site: Site, shown: str):
    answer = site.stranger().client.get("/api/v1/me", headers={"authorization": shown.encode("latin-1")})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["status"] == 401


def test_a_wrong_token_is_not_saved_by_a_good_cookie(site: Site):
    browser = site.as_(IVO)
    assert browser.get("/api/v1/me").status_code == 200
    assert browser.get("/api/v1/me", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_a_token_opens_no_page(site: Site):
    made = token(site, ADMINISTRATOR, "write")
    assert ask(site, made, "/admin/people").status_code == 303
    assert ask(site, made, "/sign-out", "POST").status_code == 403
    assert ask(site, made, "/apiary").status_code == 404


def test_a_token_ends_with_its_last_day_its_revocation_its_owner_or_their_role(site: Site):
    made = token(site, IVO, days=1)
    site.later(hours=23)
    assert ask(site, made).status_code == 200
    site.later(hours=1)
    assert ask(site, made).status_code == 401
    made = token(site, IVO)
    number = account_page(site.context, email=IVO).tokens[0].id
    revoke_api_token(site.context.acting_as(IVO), number=number)
    assert ask(site, made).status_code == 401
    made = token(site, REP)
    disable_account(site.context.acting_as(ADMINISTRATOR), email=REP)
    assert ask(site, made).status_code == 401
    made = token(site, AUDITOR)
    assert ask(site, made, "/api/v1/admin/people").status_code == 200
    revoke_role(site.context.acting_as(ADMINISTRATOR), email=AUDITOR, role="auditor")
    assert ask(site, made, "/api/v1/admin/people").status_code == 403


def test_when_a_token_was_used_is_written_down_now_and_then(site: Site):
    made = token(site, IVO)
    ask(site, made)
    first = account_page(site.context, email=IVO).tokens[0].used_at
    assert first == site.clock.now()
    site.later(minutes=4)
    ask(site, made)
    assert account_page(site.context, email=IVO).tokens[0].used_at == first
    site.later(minutes=1)
    ask(site, made)
    assert account_page(site.context, email=IVO).tokens[0].used_at == site.clock.now()


def test_no_token_stands_in_the_database(site: Site):
    made = token(site, IVO)
    site.context.database.close()
    kept = b"".join(path.read_bytes() for path in (site.folder / ".readiness").glob("readiness.db*"))
    assert made.encode() not in kept
