"""One's own account: sessions, password, tokens."""

from __future__ import annotations

import re

import pytest

from tests.web.world import EVERYBODY, GUEST, IVO, REP, Site

GOOD = "four words in a row"


@pytest.mark.parametrize("email", EVERYBODY.values(), ids=EVERYBODY.keys())
def test_everybody_has_an_account_page(site: Site, email: str):
    answer = site.as_(email).get("/account")
    assert answer.status_code == 200
    assert email in answer.text


def test_the_page_says_what_one_may_do_and_why(site: Site):
    assert "sales in GitLab CI/CD for GitHub" in site.as_(IVO).get("/account").text
    assert "from the roster" in site.as_(REP).get("/account").text
    assert "You have no role yet" in site.as_(GUEST).get("/account").text


def test_one_sees_ones_browsers_and_signs_one_out(site: Site):
    here, there = site.as_(IVO), site.as_(IVO)
    page = here.get("/account").text
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', page)
    assert len(ends) == 1
    assert page.count("this one") == 1
    assert here.post(ends[0]).headers["location"] == "/account"
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200
    here.post(ends[0])
    assert "was signed out already" in here.get("/account").text


def test_one_signs_out_everywhere_else(site: Site):
    browsers = [site.as_(IVO) for _ in range(3)]
    browsers[0].post("/account/sessions/end-others")
    assert "Signed out in 2 other browsers." in browsers[0].get("/account").text
    assert [browser.get("/account").status_code for browser in browsers] == [200, 303, 303]


@pytest.mark.parametrize("number", ["1", "999999", "0", "-1", "x", "99999999999999999999999"])
def test_nobody_ends_anybody_elses_session_by_its_number(site: Site, number: str):
    somebody = site.as_(REP)
    answer = site.as_(IVO).post(f"/account/sessions/{number}/end")
    assert answer.status_code in {404, 422}
    assert somebody.get("/account").status_code == 200


def test_a_password_is_set_and_changed_with_the_old_one(site: Site):
    browser, other = site.as_(IVO), site.as_(IVO)
    assert browser.post("/account/password", {"new": GOOD}).status_code == 303
    assert other.get("/account").status_code == 303
    wrong = browser.post("/account/password", {"new": "another four words", "old": "not it"})
    assert wrong.status_code == 403
    assert "old password is not right" in wrong.text.lower()
    assert browser.post("/account/password", {"new": "another four words", "old": GOOD}).status_code == 303


def test_everything_wrong_with_a_password_is_told_and_none_of_it_repeated(site: Site):
    answer = site.as_(IVO).post("/account/password", {"new": "aaaabbbb"})
    assert answer.status_code == 422
    assert "it has 8 characters" in answer.text
    assert "too few different characters" in answer.text
    assert "aaaabbbb" not in answer.text


def test_a_token_is_shown_once_and_dies_when_revoked(site: Site):
    browser = site.as_(IVO)
    made = browser.post("/account/tokens", {"name": "export", "scope": "read", "days": "30"})
    token = re.search(r"rdn_[\w-]{43}", made.text)[0]
    page = browser.get("/account").text
    assert token not in page
    assert "export" in page
    api = site.stranger()
    shown = {"authorization": f"Bearer {token}"}
    assert api.get("/account", headers=shown).status_code == 303, "tokens are for /api alone"
    browser.post(re.search(r'action="(/account/tokens/\d+/revoke)"', page)[1])
    assert "You have none" in browser.get("/account").text


def test_everything_wrong_with_a_token_is_told_and_what_was_typed_is_kept(site: Site):
    answer = site.as_(IVO).post("/account/tokens", {"name": "n" * 81, "scope": "fly", "days": "1e3"})
    assert answer.status_code == 422
    for said in ("at most 80 characters", "no scope &#39;fly&#39;", "0 days is not from 1 to 365", "n" * 81):
        assert said in answer.text


def test_nobody_revokes_anybody_elses_token(site: Site):
    browser = site.as_(IVO)
    browser.post("/account/tokens", {"name": "export", "scope": "read", "days": "30"})
    path = re.search(r'action="(/account/tokens/\d+/revoke)"', browser.get("/account").text)[1]
    assert site.as_(REP).post(path).status_code == 404
    assert path in browser.get("/account").text


@pytest.mark.parametrize(
    "password", ["password1234", "P@ssw0rd2024!", "Welcome-123456", "123456789012", "qwertyuiopas", "ivo-password-1!"]
)
def test_a_password_that_is_tried_first_is_refused(site: Site, password: str):
    answer = site.as_(IVO).post("/account/password", {"new": password})
    assert answer.status_code == 422
    assert "first that are tried" in answer.text


@pytest.mark.parametrize(
    "password", ["my password is long", "7391046285736194", "dragon rides bicycle", "пароль пароли мои"]
)
def test_a_password_with_words_of_its_own_is_taken(site: Site, password: str):
    assert site.as_(IVO).post("/account/password", {"new": password}).status_code == 303
