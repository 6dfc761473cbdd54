"""Signing in through an OpenID provider that really runs: oidc-provider-mock, in a process of its own on loopback."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from readiness.actions.disable_account import disable_account
from readiness.reports.viewer import viewer_of
from readiness.wiring.accounts import open_provider
from tests.web.world import ADMINISTRATOR, IVO, STRANGER, Site, Visitor, copy_workspace, make_site

NIA = "nia@launch.example"
PEOPLE = [
    {"sub": "ivo", "email": IVO, "email_verified": True, "name": "Ivo Marsh"},
    {"sub": "nia", "email": NIA, "email_verified": True, "name": "Nia Poe", "groups": ["enablement", "everybody"]},
    {"sub": "unverified", "email": IVO, "email_verified": False},
    {"sub": "stranger", "email": STRANGER, "email_verified": True},
]


@dataclass
class Provider:
    address: str

    def approve(self, url: str, person: str) -> str:
        """What a person does at the provider: says who they are; returns the address they are sent back to."""
        answer = httpx.post(url, data={"sub": person}, timeout=600)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def set_groups(self, person: str, *groups: str) -> None:
        one = next(dict(known) for known in PEOPLE if known["sub"] == person)
        httpx.put(
            f"{self.address}/users/{one.pop('sub')}", json=one | {"groups": groups}, timeout=600
        ).raise_for_status()


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    people = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    log = tmp_path_factory.mktemp("provider") / "log"
    running, made = start_provider(people, log)
    with running:
        yield made
        running.terminate()


def start_provider(people: list[str], log: Path) -> tuple[subprocess.Popen[bytes], Provider]:
    """One that answers. A port that was free a moment ago may be taken by now: then at another one."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-n", "true", *people]
        with log.open("wb") as out:
            running = subprocess.Popen(command, stdout=out, stderr=out)
        made = Provider(f"http://127.0.0.1:{port}")
        while running.poll() is None:
            with suppress(httpx.TransportError):
                httpx.get(f"{made.address}/.well-known/openid-configuration").raise_for_status()
                return running, made
            time.sleep(0.1)
        if "address already in use" not in log.read_text():
            pytest.fail(log.read_text())


@pytest.fixture
def site(applied_workspace: Path, tmp_path: Path, provider: Provider) -> Iterator[Site]:
    made = make_site(
        copy_workspace(applied_workspace, tmp_path / "workspace"),
        oidc_issuer=provider.address,
        oidc_client_id="readiness",
        oidc_client_secret="s3cret-of-ours",
        oidc_groups="enablement=trainer, sales managers=sales-leader, emea=sales-leader:Europe",
    )
    yield made
    made.context.database.close()


def sign_in(site: Site, provider: Provider, person: str, *, after: str = "/account") -> tuple[Visitor, httpx.Response]:
    browser = site.stranger()
    sent = browser.get(f"/sign-in/provider?next={after}")
    assert sent.status_code == 303
    back = provider.approve(sent.headers["location"], person)
    return browser, browser.get(back.removeprefix("http://testserver"))


def test_the_sign_in_page_offers_the_provider_by_name(site: Site, provider: Provider):
    page = site.stranger().get("/sign-in?next=/account").text
    assert f"Sign in with {provider.address.removeprefix('http://')}" in page
    assert "/sign-in/provider?next=/account" in page


def test_somebody_signs_in_through_the_provider(site: Site, provider: Provider):
    browser, entered = sign_in(site, provider, "ivo")
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    page = browser.get("/account").text
    assert IVO in page
    assert "By provider" in page


def test_groups_carry_roles_and_a_group_left_takes_them_away(site: Site, provider: Provider):
    sign_in(site, provider, "nia")
    assert viewer_of(site.context, NIA).roles == {"trainer"}
    provider.set_groups("nia", "sales managers")
    sign_in(site, provider, "nia")
    assert viewer_of(site.context, NIA).roles == {"sales-leader"}
    provider.set_groups("nia", "enablement")
    browser, _ = sign_in(site, provider, "nia")
    assert "from the sign-in provider" in browser.get("/account").text


def test_a_group_carries_a_sales_leader_of_a_region_until_the_group_is_another(site: Site, provider: Provider):
    provider.set_groups("nia", "emea")
    sign_in(site, provider, "nia")
    leader = viewer_of(site.context, NIA)
    assert (leader.roles, leader.regions) == ({"sales-leader"}, {"Europe"})
    provider.set_groups("nia", "sales managers")
    sign_in(site, provider, "nia")
    assert viewer_of(site.context, NIA).regions == frozenset()
    provider.set_groups("nia", "enablement")
    sign_in(site, provider, "nia")
    assert viewer_of(site.context, NIA).roles == {"trainer"}


@pytest.mark.parametrize(("person", "says"), [("unverified", "does not vouch"), ("stranger", "may not sign in here")])
def test_whoever_is_not_known_here_or_not_verified_there_stays_outside(
    site: Site, provider: Provider, person: str, says: str
):
    browser, answer = sign_in(site, provider, person)
    assert answer.status_code == 403
    assert says in answer.text
    assert browser.get("/account").status_code == 303


def test_somebody_disabled_here_stays_outside(site: Site, provider: Provider):
    sign_in(site, provider, "ivo")
    disable_account(site.context.acting_as(ADMINISTRATOR), email=IVO)
    _, answer = sign_in(site, provider, "ivo")
    assert answer.status_code == 403


def test_an_answer_works_once_and_in_the_browser_that_asked(site: Site, provider: Provider):
    browser = site.stranger()
    back = provider.approve(browser.get("/sign-in/provider").headers["location"], "ivo")
    back = back.removeprefix("http://testserver")
    assert site.stranger().get(back).status_code == 403
    other = site.stranger()
    other.get("/sign-in/provider")
    assert "another question" in other.get(back).text
    assert browser.get(back).status_code == 303
    assert browser.get(back).status_code == 403


def test_what_is_kept_for_the_answer_cannot_be_written_by_somebody_else(site: Site, provider: Provider):
    browser = site.stranger()
    back = provider.approve(browser.get("/sign-in/provider").headers["location"], "ivo")
    browser.client.cookies.clear()
    answer = browser.get(back.removeprefix("http://testserver"), headers={"cookie": "readiness_provider=e30=.x"})
    assert answer.status_code == 403


def test_after_the_provider_one_never_goes_to_another_site(site: Site, provider: Provider):
    _, entered = sign_in(site, provider, "ivo", after="//evil.example")
    assert entered.headers["location"] == "/"


def test_a_provider_that_is_down_leaves_the_other_ways_open(site: Site, applied_workspace: Path, tmp_path: Path):
    down = make_site(
        copy_workspace(applied_workspace, tmp_path / "down"), oidc_issuer="http://127.0.0.1:9", oidc_client_id="x"
    )
    answer = down.stranger().get("/sign-in/provider")
    assert answer.status_code == 502
    assert "did not answer" in answer.text
    assert "Send me a link" in answer.text
    down.context.database.close()


def test_without_a_provider_there_is_no_such_door(applied_workspace: Path, tmp_path: Path):
    plain = make_site(copy_workspace(applied_workspace, tmp_path / "plain"))
    assert open_provider(plain.services.settings) is None
    assert not re.search("Sign in with", plain.stranger().get("/sign-in").text)
    for path in ("/sign-in/provider", "/sign-in/provider/back?code=1&state=2"):
        assert plain.stranger().get(path).status_code == 404
    plain.context.database.close()
