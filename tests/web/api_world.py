"""The site of `world` as a program sees it: our own client with a token of somebody, over the application in process."""

from __future__ import annotations

from typing import Any

import httpx

from readiness.actions.make_api_token import make_api_token
from readiness.client import Client, Problem
from tests.web.world import Site, client_of

WRITE = ("write",)
READ = ("read",)


class InProcess(httpx.BaseTransport):
    """What the application answers, without a network; an error in it is an error of the test."""

    def __init__(self, site: Site) -> None:
        self.inner = client_of(site.app)._transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.inner.handle_request(request)


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
