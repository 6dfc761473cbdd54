"""The API as such: who may, how a no is told, how lists are read."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from readiness.actions.revoke_api_token import revoke_api_token
from readiness.web.api.description import ROOMS, description
from tests.web.api_world import READ, program, refusal, token_of, with_token
from tests.web.world import ADMINISTRATOR, EVERYBODY, IVO, LAUNCH, LENA, REP, RUTH, Site

API = "/api/v1"


def problem_of(response: Any) -> dict[str, Any]:
    """Every refusal has this shape."""
    assert response.headers["content-type"] == "application/problem+json", response.text[:300]
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    return told


def test_a_refusal_names_the_page_that_mends_it_and_no_command(site: Site) -> None:
    told = refusal(program(site, LENA).get, "/grading/4711")
    assert (told.status, told.hint) == (404, "See your queue: /grading")
    told = refusal(program(site, LENA).get, "/grading/exemplars/4711")
    assert (told.status, told.hint) == (404, "See the exemplars from your queue: /grading")


def test_a_request_with_other_fields_is_told_each_with_what_to_do(site: Site) -> None:
    told = refusal(program(site, ADMINISTRATOR).post, "/admin/roster/preview", {"roster": "email,name\n"})
    assert told.status == 422
    said = {one.message.partition(":")[0]: one.fix for one in told.problems}
    assert said == {"csv": "Send it.", "roster": "Leave it out. Perhaps it is csv that you mean."}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_of_another_century_is_refused_in_words(site: Site, day: str) -> None:
    for path in (
        f"/launches/{LAUNCH}/questions/statistics?since={day}",
        f"/admin/roster?on={day}",
        f"/reminders/ahead?on={day}",
    ):
        told = refusal(program(site, ADMINISTRATOR).get, path)
        assert told.status == 422, path
        assert "days from today" in str(told.problems) or "too far away" in str(told.problems), path


# Who


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_is_told_what_they_may(site: Site, role: str) -> None:
    me = program(site, EVERYBODY[role]).get("/me")
    assert me["email"] == EVERYBODY[role]
    assert "be_signed_in" in me["permissions"]
    assert ("administer" in me["permissions"]) is (role == "administrator")


def test_a_read_token_reads_and_does_nothing(site: Site) -> None:
    reading = program(site, ADMINISTRATOR, READ)
    assert reading.get("/launches")["items"][0]["key"] == LAUNCH
    told = refusal(reading.post, "/admin/accounts", {"email": "new@launch.example"})
    assert (told.status, "to read" in told.detail) == (403, True)
    assert "administer" not in reading.get("/me")["permissions"]
    assert refusal(reading.post, "/me/tokens/1/revoke").status == 403


def test_a_token_that_expired_or_was_revoked_opens_nothing(site: Site) -> None:
    client = program(site, IVO)
    (one,) = client.get("/me/account")["tokens"]
    revoke_api_token(site.context.acting_as(IVO), number=one["id"])
    assert refusal(client.get, "/me").status == 401
    late = with_token(site, token_of(site, IVO, days=1))
    site.later(days=1, seconds=1)
    told = refusal(late.get, "/me")
    assert (told.status, told.title) == (401, "Please sign in")


def test_a_browser_needs_its_form_token_for_what_changes_something(site: Site) -> None:
    browser = site.as_(ADMINISTRATOR)
    assert browser.get(f"{API}/me").json()["scopes"] is None
    body = {"email": "new@launch.example"}
    told = problem_of(browser.client.post(f"{API}/admin/accounts", json=body))
    assert (told["status"], told["code"]) == (403, "WB001")
    done = browser.client.post(f"{API}/admin/accounts", json=body, headers={"x-csrf-token": browser.csrf})
    assert done.status_code == 201
    assert done.json() == {"email": "new@launch.example", "is_new": True, "granted": []}


def test_a_rep_sees_their_own_record_and_nobody_elses(site: Site) -> None:
    rep = program(site, REP)
    assert rep.get(f"/launches/{LAUNCH}/people/{REP}")["rep"] == REP
    assert refusal(rep.get, f"/launches/{LAUNCH}/people/{RUTH}").status == 403
    assert refusal(rep.get, f"/launches/{LAUNCH}/people/{EVERYBODY['manager']}").status == 403
    for path in ("", "/tasks", "/definition", "/questions", "/training", "/gate", "/readiness", "/message"):
        assert refusal(rep.get, f"/launches/{LAUNCH}{path}" if path else "/launches").status == 403


# How a no is told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", f"/launches/{LAUNCH}-x/tasks", 404),
        ("GET", f"/launches/{LAUNCH}/tasks/nothing", 404),
        ("GET", f"/launches/{LAUNCH}/definition?file=../../readiness.toml", 404),
        ("DELETE", "/launches", 405),
        ("GET", "/launches?limit=0", 422),
        ("GET", "/launches?limit=201", 422),
        ("GET", "/launches?cursor=%00", 400),
        ("GET", "/launches/%00/tasks", 400),
        ("GET", f"/launches/{LAUNCH}/gate/verdicts/99999999999", 422),
        ("GET", "/verify/none-of-ours", 404),
    ],
)
def test_every_refusal_is_a_problem(site: Site, method: str, path: str, status: int) -> None:
    answered = site.as_(ADMINISTRATOR).client.request(
        method, API + path, headers={"authorization": f"Bearer {token_of(site, ADMINISTRATOR)}"}
    )
    assert answered.status_code == status, answered.text
    told = problem_of(answered)
    if status == 405:
        assert "GET" in answered.headers["allow"]
    if status == 422:
        assert told["problems"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[]", 422),
        (b'{"key": "a", "name": "b"}', 422),
        (b'{"key": "a", "name": "b", "launch_on": "2018-02-30"}', 422),
        (b'{"key": "a", "name": "b", "launch_on": "2019-01-01", "colour": "red"}', 422),
        (b'{"key": "\\u0000", "name": "b", "launch_on": "2019-01-01"}', 422),
        (b'{"key": "\\ud800", "name": "b", "launch_on": "2019-01-01"}', 422),
        (b'{"\\ud800": 1}', 422),
        (b'{"key": NaN}', 422),
        (b"[" * 5_000, 400),
        (b'{"a": ' * 100 + b"1" + b"}" * 100, 422),
        ('{"key": "Ü", "name": "", "launch_on": "1999-01-01"}'.encode(), 422),
    ],
)
def test_a_body_that_is_unsound_is_told_so(site: Site, sent: bytes, status: int) -> None:
    headers = {"authorization": f"Bearer {token_of(site, ADMINISTRATOR)}", "content-type": "application/json"}
    answered = site.stranger().client.post(f"{API}/launches", content=sent, headers=headers)
    assert answered.status_code == status, answered.text
    told = problem_of(answered)
    assert status != 422 or told["problems"]


def test_all_that_is_wrong_is_told_at_once(site: Site) -> None:
    told = refusal(program(site, ADMINISTRATOR).post, "/launches", {"key": "Ü", "name": "", "launch_on": "1999-01-01"})
    assert [one.code for one in told.problems] == ["RD009", "RD006", "RD007"]
    assert all(one.fix for one in told.problems)


def test_a_body_that_is_too_large_is_refused_said_or_sent(site: Site) -> None:
    headers = {"authorization": f"Bearer {token_of(site, ADMINISTRATOR)}", "content-type": "application/json"}
    client = site.stranger().client
    said = client.post(f"{API}/admin/roster", content=b"{}", headers=headers | {"content-length": "50000000"})
    assert problem_of(said)["status"] == 413
    sent = client.post(f"{API}/admin/roster", content=(b" " * 1_000_000 for _ in range(40)), headers=headers)
    assert problem_of(sent)["status"] == 413


def test_too_many_tries_say_when_to_come_back(site: Site) -> None:
    client = site.stranger().client
    answers = [client.get(f"{API}/verify/none-{number}") for number in range(61)]
    assert answers[59].status_code == 404
    assert problem_of(answers[60])["status"] == 429
    assert int(answers[60].headers["retry-after"]) > 0


# Lists


@pytest.mark.parametrize(
    "path",
    [
        "/launches",
        f"/launches/{LAUNCH}/tasks",
        f"/launches/{LAUNCH}/questions",
        f"/launches/{LAUNCH}/materials",
        f"/launches/{LAUNCH}/gate/verdicts",
        f"/launches/{LAUNCH}/readiness/people",
        "/admin/people",
        "/admin/roster",
        "/admin/journal",
    ],
)
def test_a_list_is_whole_however_it_is_cut(site: Site, path: str) -> None:
    program(site, IVO).post(f"/launches/{LAUNCH}/gate/record")
    client = program(site, ADMINISTRATOR)
    whole = list(client.pages(path))
    assert whole
    if not path.endswith("readiness/people"):
        in_sevens = list(client.pages(path, limit=7))
        assert in_sevens == whole
    for cursor in ("garbage!", "AA", base64.urlsafe_b64encode(b"gone\n").decode(), "x" * 401):
        assert refusal(client.get, path, cursor=cursor).status == 422, cursor


def test_a_cursor_whose_entry_is_gone_says_so(site: Site) -> None:
    gone = base64.urlsafe_b64encode(b"no-such-task").decode().rstrip("=")
    told = refusal(program(site, IVO).get, f"/launches/{LAUNCH}/tasks", cursor=gone)
    assert (told.status, told.problems[0].code) == (422, "AP001")


# The description


def test_the_description_is_public_and_names_every_operation(site: Site) -> None:
    told = site.stranger().get(f"{API}/openapi.json").json()
    assert told == description()
    described = {(path, method.upper()) for path, methods in told["paths"].items() for method in methods}
    routes = [route for room in ROOMS for route in room.routes]
    assert described == {(route.path_format, method) for route in routes for method in route.methods}
    assert all(
        one.get("description") or one["summary"] for methods in told["paths"].values() for one in methods.values()
    )


def test_no_answer_to_a_learner_can_hold_an_item_with_its_key() -> None:
    """By the description: nothing that the doors of learning give contains the schema of an item."""
    told = description()
    schemas, items = told["components"]["schemas"], {"Item", "Option", "Pair"}
    learning = [
        one
        for path, methods in told["paths"].items()
        for one in methods.values()
        if "learning" in one["tags"] or path.startswith("/api/v1/me")
    ]
    assert learning
    for operation in learning:
        assert not items & reached(operation["responses"], schemas), operation["operationId"]


def reached(schema: Any, schemas: dict[str, Any]) -> set[str]:
    """The names of all schemas that this one refers to."""
    found: set[str] = set()
    left = [schema]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                left.append(schemas[name])
            left += one.values()
        elif isinstance(one, list):
            left += one
    return found
