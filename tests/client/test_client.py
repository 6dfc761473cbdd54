"""The client against answers as a server, or a proxy before it, gives them."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from readiness.client import Client, Problem

Answering = Callable[[httpx.Request], httpx.Response]


def client(answer: Answering, *, tries: int = 4) -> tuple[Client, list[float]]:
    slept: list[float] = []
    made = Client("http://here/", "secret", tries=tries, transport=httpx.MockTransport(answer), sleep=slept.append)
    return made, slept


def in_turn(*responses: httpx.Response | Exception) -> tuple[Answering, list[httpx.Request]]:
    left, asked = list(responses), []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return answer, asked


def test_it_shows_its_token_and_asks_under_the_prefix():
    answer, asked = in_turn(httpx.Response(200, json={"email": "a@b"}))
    made, _ = client(answer)
    with made:
        assert made.get("/me", q="a b") == {"email": "a@b"}
    assert str(asked[0].url) == "http://here/api/v1/me?q=a+b"
    assert asked[0].headers["authorization"] == "Bearer secret"


def test_a_post_is_tried_again_with_the_same_key_after_the_line_broke():
    answer, asked = in_turn(httpx.ReadError("gone"), httpx.Response(502), httpx.Response(201, json={"changed": True}))
    made, slept = client(answer)
    assert made.post("/x", {"a": 1}) == {"changed": True}
    assert len({one.headers["idempotency-key"] for one in asked}) == 1
    assert slept == [0.5, 1.0]


def test_two_posts_have_two_keys():
    answer, asked = in_turn(httpx.Response(200, json=1), httpx.Response(200, json=1))
    made, _ = client(answer)
    made.post("/x")
    made.post("/x")
    assert len({one.headers["idempotency-key"] for one in asked}) == 2


def test_it_waits_as_long_as_it_is_told():
    answer, _ = in_turn(httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200, json=[]))
    made, slept = client(answer)
    assert made.get("/x") == []
    assert slept == [7.0]


def test_it_does_not_wait_for_a_quarter_of_an_hour():
    answer, _ = in_turn(httpx.Response(429, headers={"retry-after": "900"}, json={"title": "Too many tries"}))
    made, slept = client(answer)
    with pytest.raises(Problem) as found:
        made.get("/x")
    assert (found.value.status, found.value.retry_after, slept) == (429, 900.0, [])


def test_a_refusal_is_not_tried_again_and_tells_everything():
    body = {
        "type": "about:blank", "title": "Something in it is unsound", "status": 422, "detail": "the launch was not begun.",
        "hint": "Mend it.", "problems": [
            {"code": "RD009", "level": "error", "message": "a key is lower case.", "fix": "Write it so.", "where": "key"}
        ],
    }  # fmt: skip
    answer, asked = in_turn(httpx.Response(422, json=body))
    made, _ = client(answer)
    with pytest.raises(Problem) as found:
        made.post("/x")
    assert len(asked) == 1
    assert found.value.problems[0].code == "RD009"
    assert str(found.value) == (
        "422 Something in it is unsound: the launch was not begun.\n  key: a key is lower case. Write it so.\nMend it."
    )


def test_after_the_last_try_the_error_is_raised():
    answer, _ = in_turn(httpx.ConnectError("no"), httpx.ConnectError("no"))
    made, slept = client(answer, tries=2)
    with pytest.raises(httpx.ConnectError):
        made.get("/x")
    assert len(slept) == 1


def test_what_a_proxy_says_is_told_as_it_is():
    answer, _ = in_turn(httpx.Response(400, text="<h1>Bad gateway of somebody</h1>"))
    made, _ = client(answer)
    with pytest.raises(Problem, match="Bad gateway of somebody"):
        made.get("/x")


def test_pages_are_read_to_the_end():
    answer, asked = in_turn(
        httpx.Response(200, json={"items": [1, 2], "next": "abc"}),
        httpx.Response(200, json={"items": [3], "next": None}),
    )
    made, _ = client(answer)
    assert list(made.pages("/x", limit=2)) == [1, 2, 3]
    assert [str(one.url.query, "ascii") for one in asked] == ["limit=2", "limit=2&cursor=abc"]


def test_the_etag_comes_back_and_goes_out():
    answer, asked = in_turn(
        httpx.Response(200, json={"text": "a"}, headers={"etag": '"1"'}),
        httpx.Response(200, json={"changed": True}, headers={"etag": '"2"'}),
    )
    made, _ = client(answer)
    read = made.read("/x")
    assert made.put("/x", {"text": "b"}, etag=read.etag).etag == '"2"'
    assert asked[1].headers["if-match"] == '"1"'
