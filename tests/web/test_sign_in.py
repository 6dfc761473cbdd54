"""Signing in and out in a browser, and everything somebody may try instead."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.actions.disable_account import disable_account
from readiness.actions.make_sign_in_link import make_sign_in_link
from readiness.actions.revoke_role import revoke_role
from readiness.actions.set_password import set_password
from readiness.web.access import local_path
from readiness.web.forms import SESSION, csrf_of, signer
from readiness.web.limits import client_of
from readiness.web.shared_tries import SharedTries
from tests.web.world import ADMINISTRATOR, AUDITOR, IVO, REP, SECRET, STRANGER, Site, Visitor

GOOD = "four words in a row"


def link_of(site: Site, email: str) -> str:
    return "/sign-in/link/" + make_sign_in_link(site.context.acting_as(email), email=email)


def visited(site: Site, path: str = "/sign-in") -> Visitor:
    """A stranger's browser that has opened a page with forms."""
    browser = site.stranger()
    browser.get(path)
    return browser


def whoami(browser: Visitor) -> str:
    """Whose account the browser shows; "" = nobody is signed in."""
    answer = browser.get("/account")
    return "" if answer.status_code == 303 else re.search(r"[\w.-]+@[\w.-]+", answer.text)[0]


# Links


def test_a_link_in_the_mail_signs_in_and_leads_on(site: Site):
    browser = visited(site, "/sign-in?next=/account")
    asked = browser.post("/sign-in/link", {"email": IVO, "then": "/account"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/sent")
    ((to, _, text),) = site.mail.sent
    link = re.search(r"http://testserver(/\S+)", text)[1]
    opened = browser.get(link)
    assert to == IVO
    assert "one click away" in opened.text
    token, then = (
        re.search(r'action="([^"]+)"', opened.text)[1],
        re.search(r'name="then" value="([^"]+)"', opened.text)[1],
    )
    entered = browser.post(token, {"then": then})
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    assert whoami(browser) == IVO


def test_opening_a_link_does_not_use_it_up(site: Site):
    link, browser = link_of(site, IVO), visited(site)
    for _ in range(3):
        assert browser.get(link).status_code == 200
    assert whoami(browser) == ""
    assert browser.post(link).status_code == 303
    assert whoami(browser) == IVO


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(site: Site):
    answers = []
    for email in (IVO, STRANGER):
        answer = visited(site).post("/sign-in/link", {"email": email})
        answers.append((answer.status_code, answer.headers["location"], answer.text))
    assert answers[0] == answers[1]
    assert [to for to, _, _ in site.mail.sent] == [IVO]


@pytest.mark.parametrize("spoil", ["use", "wait", "disable", "invent"])
def test_a_link_that_does_not_hold_is_told_and_another_offered(site: Site, spoil: str):
    link = link_of(site, IVO)
    if spoil == "use":
        visited(site).post(link)
    if spoil == "wait":
        site.later(minutes=15)
    if spoil == "disable":
        site.signed_in(IVO)
        disable_account(site.context.acting_as(ADMINISTRATOR), email=IVO)
    if spoil == "invent":
        link = "/sign-in/link/" + "x" * 43
    browser = visited(site)
    answer = browser.post(link)
    assert answer.status_code == 403
    assert "Send me a link" in answer.text
    assert whoami(browser) == ""


def test_somebody_signing_in_over_another_session_ends_it(site: Site):
    browser = site.as_(REP)
    old = browser.bound
    assert browser.post(link_of(site, IVO)).status_code == 303
    browser.bound = ""
    assert whoami(browser) == IVO
    again = site.stranger()
    again.client.cookies.set(SESSION, signer(SECRET, SESSION).sign(old).decode())
    assert whoami(again) == ""


# Passwords


@pytest.fixture
def with_password(site: Site) -> Site:
    site.signed_in(IVO)
    set_password(site.context.acting_as(IVO), new=GOOD)
    return site


def test_a_password_signs_in(with_password: Site):
    browser = visited(with_password)
    answer = browser.post("/sign-in", {"email": IVO.upper(), "password": GOOD, "then": "/account"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert whoami(browser) == IVO


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words(with_password: Site):
    pages = []
    for email in (IVO, "ian@launch.example"):
        answer = visited(with_password).post("/sign-in", {"email": email, "password": "wrong " + GOOD})
        assert answer.status_code == 403
        assert GOOD not in answer.text
        pages.append(re.sub(r'value="[^"]*"|[0-9a-f]{64}', "", answer.text))
    assert pages[0] == pages[1]
    assert "do not go together" in pages[0]
    assert '<details class="by-password" open>' in pages[0]


def test_what_was_typed_is_kept_but_never_the_password_and_never_as_html(site: Site):
    answer = visited(site).post("/sign-in", {"email": '"><script>alert(1)</script>@x.yy', "password": "hunter22222222"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text
    assert "hunter" not in answer.text


# Where one goes afterwards


@pytest.mark.parametrize(
    "next_",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/\t/evil.example",
     "http:evil.example", "", "/x\r\nSet-Cookie: a=b", "/" + "x" * 3000, "///evil.example", "evil"],
)  # fmt: skip
def test_next_never_leads_to_another_site(with_password: Site, next_: str):
    assert local_path(next_) == "/"
    browser = visited(with_password)
    answer = browser.post("/sign-in", {"email": IVO, "password": GOOD, "then": next_})
    assert answer.headers["location"] == "/"
    assert browser.client.get("/sign-in", params={"next": next_}).headers["location"] == "/"


def test_next_leads_to_our_own_pages(site: Site):
    for path in ("/", "/launches/atlas/gate?x=1#y", "/search?q=//", "/é"):
        assert local_path(path) == path


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(site: Site):
    answer = site.stranger().get("/account?x=1&y=2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/account%3Fx%3D1%26y%3D2")


def test_after_a_form_a_stranger_comes_back_to_the_page_of_the_form(site: Site):
    browser = visited(site)
    for referer, where in (("http://testserver/account", "/account"), ("http://evil.example/account", "/"), ("", "/")):
        answer = browser.post("/account/tokens", headers={"referer": referer})
        assert answer.headers["location"] == f"/sign-in?next={where}"


def test_part_of_a_page_sends_the_whole_page_to_sign_in(site: Site):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/account"}
    answer = site.stranger().get("/account", headers=headers)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=/account")


def test_whoever_is_signed_in_is_not_asked_again(site: Site):
    answer = site.as_(IVO).get("/sign-in?next=/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")


# In mid-session


def test_somebody_disabled_in_mid_session_is_out_on_the_next_request(site: Site):
    browser = site.as_(IVO)
    assert whoami(browser) == IVO
    disable_account(site.context.acting_as(ADMINISTRATOR), email=IVO)
    assert whoami(browser) == ""


def test_a_role_revoked_in_mid_session_opens_nothing_on_the_next_request(site: Site):
    browser = site.as_(AUDITOR)
    assert "Administration" in browser.get("/").text
    revoke_role(site.context.acting_as(ADMINISTRATOR), email=AUDITOR, role="auditor")
    assert "Administration" not in browser.get("/").text


def test_a_session_ends_when_idle_and_a_request_keeps_it(site: Site):
    browser = site.as_(IVO)
    for _ in range(3):
        site.later(hours=23)
        assert whoami(browser) == IVO
    site.later(hours=24)
    assert whoami(browser) == ""


def test_signing_out_ends_the_session_and_forgets_the_cookie(site: Site):
    browser = site.as_(IVO)
    kept = browser.client.cookies[SESSION]
    answer = browser.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "You are signed out." in browser.get("/sign-in").text
    thief = site.stranger()
    thief.client.cookies.set(SESSION, kept)
    assert whoami(thief) == ""


# Cookies and forms


def test_the_session_cookie_is_for_our_pages_alone(site: Site):
    cookie = visited(site).post(link_of(site, IVO)).headers["set-cookie"].lower()
    assert cookie.startswith(SESSION)
    for word in ("httponly", "samesite=lax", "path=/", f"max-age={int(timedelta(days=14).total_seconds())}"):
        assert word in cookie
    assert "secure" not in cookie  # plain http on this machine
    https = site.behind("https://readiness.example")
    cookie = visited(https).post(link_of(https, IVO)).headers["set-cookie"].lower()
    assert "secure" in cookie


@pytest.mark.parametrize("value", ["", "x", "a.b", "é", "x" * 5000, "a" * 43])
def test_a_cookie_that_we_did_not_sign_is_nobody(site: Site, value: str):
    browser = site.stranger()
    answer = browser.get("/account", headers={"cookie": f"{SESSION}={value}".encode()})
    assert answer.status_code == 303


@pytest.mark.parametrize("sent", ["", "0" * 64, "é", None])
def test_a_form_without_its_token_does_nothing(site: Site, sent: str | None):
    browser = site.as_(IVO)
    answer = browser.client.post("/sign-out", data={} if sent is None else {"csrf": sent})
    assert answer.status_code == 403
    assert "out of date" in answer.text
    assert whoami(browser) == IVO


def test_the_token_of_somebody_elses_session_is_worth_nothing(site: Site):
    browser, other = site.as_(IVO), site.as_(REP)
    assert browser.post("/sign-out", {"csrf": other.csrf}).status_code == 403
    assert browser.post("/sign-out", {"csrf": csrf_of(b"another secret", browser.bound)}).status_code == 403
    assert browser.client.post("/sign-out", headers={"x-csrf-token": browser.csrf}).status_code == 303


def test_a_token_stolen_from_a_session_dies_with_it(site: Site):
    browser = site.as_(IVO)
    stolen = browser.csrf
    browser.post("/sign-out")
    again = site.as_(IVO)
    assert again.post("/sign-out", {"csrf": stolen}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_another_site_cannot_send_our_forms_even_with_the_token(site: Site, headers: dict[str, str]):
    browser = site.as_(IVO)
    answer = browser.post("/sign-out", headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert browser.post(
        "/sign-out", headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    ).is_redirect


def test_an_uploaded_file_in_place_of_the_token_is_no_token(site: Site):
    browser = site.as_(IVO)
    assert browser.client.post("/sign-out", files={"csrf": ("csrf", browser.csrf)}).status_code == 403


def test_signing_in_needs_the_token_of_ones_own_visit(site: Site):
    stranger = site.stranger()
    assert stranger.client.post(link_of(site, IVO)).status_code == 403
    other = visited(site)
    stranger.get("/sign-in")
    assert stranger.post(link_of(site, IVO), {"csrf": other.csrf}).status_code == 403


# Too often


def test_passwords_cannot_be_guessed_and_a_link_still_works(with_password: Site):
    browser = visited(with_password)
    codes = [browser.post("/sign-in", {"email": IVO, "password": f"guess {n}"}).status_code for n in range(11)]
    assert codes == [403] * 10 + [429]
    refused = browser.post("/sign-in", {"email": IVO, "password": GOOD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert "tried too often" in refused.text
    assert browser.post("/sign-in", {"email": REP, "password": "x"}).status_code == 403
    assert browser.post(link_of(with_password, IVO)).status_code == 303


def test_nobodys_mailbox_is_filled(site: Site):
    browser = visited(site)
    codes = [browser.post("/sign-in/link", {"email": IVO}).status_code for _ in range(7)]
    assert codes == [303] * 5 + [429] * 2
    assert len(site.mail.sent) == 5


def test_links_cannot_be_guessed_from_one_place(site: Site):
    browser = visited(site)
    codes = {browser.post(f"/sign-in/link/{n}").status_code for n in range(60)}
    assert codes == {403}
    assert browser.post(link_of(site, IVO)).status_code == 429


def test_a_client_of_ipv6_is_its_network():
    class Asked:
        def __init__(self, host: str) -> None:
            self.client = type("Client", (), {"host": host})()

    assert client_of(Asked("2001:db8::1")) == client_of(Asked("2001:db8::2")) == "2001:db8::/64"  # type: ignore[arg-type]
    assert client_of(Asked("192.0.2.7")) == "192.0.2.7"  # type: ignore[arg-type]


def test_several_processes_count_tries_together_and_a_restart_forgets_none(site: Site):
    def tried(at: Site) -> int:
        browser = at.stranger()
        browser.get("/sign-in")
        return browser.post("/sign-in", {"email": IVO, "password": "not the one at all"}).status_code

    other = site.behind("http://testserver")
    codes = [tried(one) for _ in range(5) for one in (site, other)]
    assert codes == [403] * 10
    assert tried(site.behind("http://testserver")) == 429
    kept = list((site.folder / ".readiness" / "tries").iterdir())
    assert kept
    assert not [path.name for path in kept if "ivo" in path.name or "example" in path.name]


def test_tries_at_once_are_all_counted(tmp_path: Path):
    shared = [SharedTries(tmp_path / "tries") for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: shared[n % 4].acquire_entry("LIMITS/key/20", 20, 900), range(60)))
    assert sum(taken) == 20
    assert shared[0].get_moving_window("LIMITS/key/20", 20, 900)[1] == 20


def test_a_spoilt_file_of_tries_counts_what_can_be_read(tmp_path: Path):
    tries = SharedTries(tmp_path / "tries")
    assert tries.acquire_entry("a", 2, 900)
    with (tmp_path / "tries" / "a").open("ab") as file:
        file.write(b"\x00\x01\x02")
    assert tries.acquire_entry("a", 2, 900)
    assert not tries.acquire_entry("a", 2, 900)
