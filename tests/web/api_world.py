"""The site of `world` as a program sees it: our own client with a token of somebody, over the application in process."""

from __future__ import annotations

from typing import Any

import httpx

from readiness.actions.make_api_token import make_api_token
from readiness.client import Client, Problem
from tests.web.world import Site, client_of

WRITE = ("write",)
READ = ("read",)
_OF_THE_BODY = {"content-length", "content-encoding", "transfer-encoding"}


class InProcess(httpx.BaseTransport):
    """What the application answers, without a network; an error in it is an error of the test.

    Starlette's client is of httpx2 where that is installed and of httpx elsewhere, so nothing but bytes passes.
    """

    def __init__(self, site: Site) -> None:
        self.inner = client_of(site.app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.inner.cookies.clear()
        sent = {name: value for name, value in request.headers.items() if name not in _OF_THE_BODY}
        answered = self.inner.request(request.method, str(request.url), headers=sent, content=request.read())
        told = [(name, value) for name, value in answered.headers.multi_items() if name not in _OF_THE_BODY]
        return httpx.Response(answered.status_code, headers=told, content=answered.content)


def token_of(site: Site, email: str, scopes: tuple[str, ...] = WRITE, *, days: int = 30) -> str:
    site.give_account(email)
    return make_api_token(site.context.acting_as(email), name="test", scopes=scopes, days=days).token


def program(site: Site, email: str, scopes: tuple[str, ...] = WRITE) -> Client:
    """A program of this person."""
    return with_token(site, token_of(site, email, scopes))


def with_token(site: Site, token: str) -> Client:
    return Client("http://testserver", token, transport=InProcess(site), tries=1)


def refusal(call: Any, *args: Any, **given: Any) -> Problem:
    """The Problem that the call raises."""
    try:
        answered = call(*args, **given)
    except Problem as problem:
        return problem
    raise AssertionError(f"it was not refused: {answered!r:.300}")
