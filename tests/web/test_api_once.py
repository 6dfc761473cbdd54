"""A POST with an idempotency key is done once, whatever happens between the two ends."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from httpx import Response

from readiness.reports.journal import journal
from readiness.web.app import build_app
from tests.fakes import HeardMail
from tests.web.api_world import READ, program, refusal, token_of
from tests.web.world import ADMINISTRATOR, LAUNCH, LENA, MANAGER, REP, Site

API = "/api/v1"
NUDGE = f"/team/{REP}/nudges"
SAYS = {"launch": LAUNCH, "says": "Please read the first module."}


def post(site: Site, token: str, path: str, body: object, key: str) -> Response:
    headers = {"authorization": f"Bearer {token}", "idempotency-key": key}
    return site.stranger().client.post(API + path, json=body, headers=headers)


def said(site: Site, verb: str) -> int:
    return sum(line.verb == verb for line in journal(site.context, limit=500))


def test_the_same_post_twice_is_done_once_and_answered_alike(site: Site) -> None:
    manager = program(site, MANAGER)
    first, second = (manager.send(NUDGE, SAYS, key="a") for _ in range(2))
    assert (first.is_replayed, second.is_replayed) == (False, True)
    assert first.value == second.value
    assert said(site, "reminded") == 1
    assert refusal(manager.send, NUDGE, SAYS, key="b").status == 409, "without the key it is another reminder"


def test_another_body_or_address_with_the_key_is_refused(site: Site) -> None:
    manager = program(site, MANAGER)
    manager.send(NUDGE, SAYS, key="a")
    for path, body in ((NUDGE, SAYS | {"says": "Something else."}), (f"{NUDGE}?x=1", SAYS)):
        told = refusal(manager.send, path, body, key="a")
        assert (told.status, told.problems[0].code) == (422, "AP003")
    assert said(site, "reminded") == 1


def test_a_refusal_is_not_kept(site: Site) -> None:
    manager = program(site, MANAGER)
    assert refusal(manager.send, NUDGE, SAYS | {"says": ""}, key="a").status == 422
    assert refusal(manager.send, NUDGE, {"launch": LAUNCH}, key="a").status == 422
    assert not manager.send(NUDGE, SAYS, key="a").is_replayed


def test_keys_are_each_persons_own(site: Site) -> None:
    manager, lena = program(site, MANAGER), program(site, LENA)
    assert manager.send(NUDGE, SAYS, key="a").value["nudge"]["by"] == MANAGER
    answered = lena.send(NUDGE, SAYS, key="a")
    assert (answered.is_replayed, answered.value["nudge"]["by"]) == (False, LENA)


def test_two_at_once_are_done_once(site: Site) -> None:
    """The first is held inside its act, so that the second comes while it is being done."""
    held, go_on = threading.Event(), threading.Event()

    class SlowMail(HeardMail):
        def send(self, to: str, subject: str, text: str) -> None:
            held.set()
            assert go_on.wait(600)
            super().send(to, subject, text)

    slow = SlowMail()
    context = replace(site.context, mail=slow)
    behind = replace(site, context=context, app=build_app(replace(site.services, context=context)))
    token = token_of(site, MANAGER)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, behind, token, NUDGE, SAYS, "a")
        assert held.wait(600)
        second = post(behind, token, NUDGE, SAYS, "a")
        assert second.status_code == 409
        assert "being done right now" in second.json()["detail"]
        go_on.set()
        answered = first.result()
    assert answered.status_code == 201
    third = post(behind, token, NUDGE, SAYS, "a")
    assert (third.status_code, third.headers["idempotency-replayed"]) == (201, "true")
    assert third.json() == answered.json()
    assert said(site, "reminded") == 1


def test_an_answer_is_given_again_only_to_whoever_may_do_it(site: Site) -> None:
    """A read token of the same person, and a page of another site in their browser, get nothing."""
    program(site, MANAGER).send(NUDGE, SAYS, key="a")
    reading = post(site, token_of(site, MANAGER, READ), NUDGE, SAYS, "a")
    assert reading.status_code == 403
    assert "idempotency-replayed" not in reading.headers
    browser = site.as_(MANAGER)
    stolen = browser.client.post(API + NUDGE, json=SAYS, headers={"idempotency-key": "a"})
    assert (stolen.status_code, stolen.json()["code"]) == (403, "WB001")
    ours = browser.client.post(API + NUDGE, json=SAYS, headers={"idempotency-key": "a", "x-csrf-token": browser.csrf})
    assert ours.headers["idempotency-replayed"] == "true"


def test_a_token_that_is_made_is_kept_nowhere(site: Site) -> None:
    browser = site.as_(ADMINISTRATOR)
    headers = {"idempotency-key": "a", "x-csrf-token": browser.csrf}
    body = {"name": "nightly", "scope": "read", "days": 7}
    first, second = (browser.client.post(f"{API}/me/tokens", json=body, headers=headers).json() for _ in range(2))
    assert first["secret"] != second["secret"]
    assert "secret" not in first["token"]
    assert program(site, ADMINISTRATOR).get("/me/account")["tokens"][-1].keys().isdisjoint({"secret", "token"})
    told = refusal(program(site, ADMINISTRATOR).post, "/me/tokens", body)
    assert (told.status, told.detail) == (403, "a token cannot make tokens.")
