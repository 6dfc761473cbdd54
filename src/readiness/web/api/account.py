"""One's own account: browsers signed in, tokens for programs, the password.

Tokens and passwords are made by a person in a browser, never by a token: a stolen one dies with its last day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict

from readiness.actions.make_api_token import make_api_token
from readiness.actions.revoke_api_token import revoke_api_token
from readiness.actions.revoke_session import revoke_other_sessions, revoke_session
from readiness.actions.set_password import set_password
from readiness.domain.access import permissions
from readiness.domain.access.roles import Viewer
from readiness.ground.errors import NotAllowed
from readiness.reports.accounts import account_page
from readiness.web.access import acting, may, session_here
from readiness.web.api.shape import Body, Done, api_router
from readiness.web.forms import Number, shows_token
from readiness.web.limits import limit_password

router = api_router("account")
making = api_router("account", once=False)
"""Without idempotency keys: what they answer and were asked leaves a trace, and a token or a password leaves none."""

Me = Annotated[Viewer, Depends(may(permissions.be_signed_in))]
Keeps = Annotated[Viewer, Depends(may(permissions.keep_account))]


class Browser(BaseModel):
    """A browser in which one is signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    how: str
    browser: str
    signed_in_at: datetime
    seen_at: datetime
    expires_at: datetime


class Token(BaseModel):
    """A token for programs; what it is itself is told once, when it is made."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    scopes: frozenset[str]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class Account(BaseModel):
    email: str
    name: str
    has_password: bool
    sessions: list[Browser]
    tokens: list[Token]


class NewToken(Body):
    """`write` includes `read`; `days` it holds."""

    name: str
    scope: Literal["read", "write"] = "read"
    days: int = 90


class MadeToken(BaseModel):
    """`secret` is the token itself, shown this once."""

    token: Token
    secret: str


class PasswordBody(Body):
    """`old` is the one they had, "" when they had none."""

    new: str
    old: str = ""


class Ended(BaseModel):
    """`ended`: how many browsers were signed out."""

    ended: int


@router.get("/me/account")
def account(request: Request, viewer: Me) -> Account:
    """My account: browsers signed in, tokens."""
    found = account_page(acting(request, viewer), email=viewer.email)
    return Account(
        email=found.email, name=found.name, has_password=found.has_password,
        sessions=[Browser.model_validate(one) for one in found.sessions],
        tokens=[Token.model_validate(one) for one in found.tokens],
    )  # fmt: skip


@making.post("/me/tokens", status_code=201)
def make_token(request: Request, body: NewToken, viewer: Keeps) -> MadeToken:
    """A new token; 403 when a token asks for it. An `Idempotency-Key` has no effect here."""
    if shows_token(request):
        raise NotAllowed("a token cannot make tokens.", hint="Sign in with a browser: Account, API tokens.")
    made = make_api_token(acting(request, viewer), name=body.name, scopes=[body.scope], days=body.days)
    return MadeToken(token=Token.model_validate(made), secret=made.token)


@making.post("/me/password")
def change_password(request: Request, body: PasswordBody, viewer: Keeps) -> Done:
    """Signs in from now on, and other browsers are signed out; 403 when a token asks for it, or `old` is not right.

    An `Idempotency-Key` has no effect here.
    """
    if shows_token(request):
        raise NotAllowed("a token cannot set a password.", hint="Sign in with a browser: Account, Password.")
    limit_password(request, viewer.email)
    set_password(acting(request, viewer), new=body.new, old=body.old, keep=session_here(request))
    return Done(changed=True)


@router.post("/me/tokens/{number}/revoke")
def end_token(request: Request, number: Number, viewer: Keeps) -> Done:
    """The token is dead: one's own, or anybody's by an administrator."""
    return Done(changed=revoke_api_token(acting(request, viewer), number=number))


@router.post("/me/sessions/{number}/end")
def end_session(request: Request, number: Number, viewer: Keeps) -> Done:
    """The browser is signed out: one's own, or anybody's by an administrator."""
    return Done(changed=revoke_session(acting(request, viewer), number=number))


@router.post("/me/sessions/end-others")
def end_others(request: Request, viewer: Keeps) -> Ended:
    """Every browser is signed out but the one that asks; when a token asks, every one."""
    return Ended(ended=revoke_other_sessions(acting(request, viewer), keep=session_here(request)))
